"""What a person sees when the shop is up: where it is, who may log in, what to try."""

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.demo import demo_people
from cli.stack.layout import Layout
from core.settings import Index


def ready(layout: Layout, index: Index, *, logins: bool, mailbox: bool) -> Panel:
    """Return the panel that is printed when every service is ready.

    It has the demo's logins and the mailbox where they work.
    """
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    edge = layout.url("mcp_edge")
    grid.add_row("Playground", f"{edge}/playground")
    grid.add_row("MCP endpoint", f"{layout.edge_url}/mcp")
    grid.add_row("Search API", f"{layout.url('search')}/api/v1/listings/search?q=mug")
    grid.add_row("Write API", f"{layout.url('write_api')}/docs")
    grid.add_row("Search engine", engine(index))
    grid.add_row("Data and logs", str(layout.data))
    grid.add_row("Accounts", f"{layout.issuer}/account")
    if mailbox:
        grid.add_row("Mail", f"{layout.url('write_api')}/playground/mail")
    if logins:
        grid.add_row()
        for person in demo_people().values():
            grid.add_row(f"Demo {person.role}", f"{person.email:<31} password: {person.password}")
        grid.add_row("", "without a browser: craftlocal token buyer, seller or admin")
    grid.add_row()
    grid.add_row("Try", "open the playground and ask for: gift under £20")
    grid.add_row("", 'craftlocal search "gift under $50 for my mom who gardens"')
    grid.add_row("", f"claude mcp add --transport http craftlocal {edge}/mcp")
    return Panel(grid, title="CraftLocal is open", subtitle=Text("Ctrl-C closes the shop"), expand=False)


def engine(index: Index) -> str:
    """Return which engine answers searches, and where its index is."""
    if index.meilisearch_url:
        return f"Meilisearch at {index.meilisearch_url}, index {index.meilisearch_index}"
    return f"embedded, in {index.directory}"
