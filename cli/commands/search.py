"""`craftlocal search`: the search as a shopper's assistant gets it, in the terminal."""

import asyncio
from pathlib import Path

import click
from rich.table import Table

from cli.stack.layout import Layout, running
from cli.terminal import data_option, out, sentences
from core.listing import ListingPage
from core.settings import Index, Site, load, outer_environment
from search.arguments import SearchArguments
from search.listings import open_catalogue, search_listings


@click.command("search")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as the API gives it.")
@data_option
def search_command(query: str, limit: int, as_json: bool, data: Path) -> None:
    """Search the shop: craftlocal search "gift under $50"."""
    with sentences():
        arguments = SearchArguments(query=query[:256], limit=limit)
        page = asyncio.run(_search(data, arguments))
    if as_json:
        click.echo(page.model_dump_json())
    else:
        _print(page)


async def _search(data: Path, arguments: SearchArguments) -> ListingPage:
    if "SEARCH_INDEX_DIR" in outer_environment():
        index, site = load(Index), load(Site)
    else:
        # The index can be read whether the shop is open or not.
        layout = Layout(data)
        state = running(layout) or {}
        layout = Layout(data, int(state.get("port_base", layout.port_base)), state.get("public_url"))
        index, site = Index(directory=layout.index_dir), Site(public_base_url=layout.edge_url)
    async with open_catalogue(index, site) as catalogue:
        return await search_listings(catalogue, arguments)


def _print(page: ListingPage) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("Price", justify="right", style="bold")
    table.add_column("Listing")
    table.add_column("Maker", style="dim")
    for item in page.items:
        place = f"{item.shop.name}, {item.shop.city}" if item.shop.city else item.shop.name
        table.add_row(str(item.price), item.title, place)
    understood = ", ".join(found.label for found in page.interpretation.understood)
    if page.items:
        out.print(table, markup=False)
    out.print(
        f"\n{page.total:,} found" + (f" · understood: {understood}" if understood else ""), markup=False
    )
