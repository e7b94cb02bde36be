"""`craftlocal up`: the whole shop on this machine."""

from pathlib import Path
from urllib.parse import urlsplit

import click

from cli.stack.layout import SERVICES, Layout
from cli.stack.services import PortTakenError, ServiceFailedError
from cli.stack.up import AlreadyRunningError, Options, up
from cli.terminal import data_option, out, sentences


def _address(_ctx: click.Context, _option: click.Parameter, url: str | None) -> str | None:
    if url is not None and not (url.startswith(("http://", "https://")) and urlsplit(url).netloc):
        raise click.BadParameter("must be an address such as https://shop.example.com")
    return url


@click.command("up")
@data_option
@click.option(
    "--port-base", type=click.IntRange(1024, 65535 - max(SERVICES.values())), default=8000, show_default=True,
    help="First port: the edge's; search, write API and indexer follow.",
)  # fmt: skip
@click.option(
    "--public-url",
    callback=_address,
    help="Where the world finds the edge, such as a tunnel's https address; without it only this machine does.",
)
@click.option(
    "--demo/--no-demo", default=True, show_default=True, help="Fill an empty shop with the demo catalogue."
)
@click.option(
    "--follow-parent", is_flag=True, hidden=True, help="Stop when the process that started this is gone."
)
def up_command(data: Path, port_base: int, public_url: str | None, demo: bool, follow_parent: bool) -> None:
    """Run the whole shop here: stores, search, write API, indexer and MCP edge."""
    layout = Layout(data.resolve(), port_base, public_url)
    try:
        with sentences():
            up(Options(layout, demo=demo, follow_parent=follow_parent), out)
    except (AlreadyRunningError, PortTakenError, ServiceFailedError) as error:
        raise click.ClickException(str(error)) from None
