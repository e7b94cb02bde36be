"""`craftlocal up`: the whole shop on this machine."""

from pathlib import Path
from urllib.parse import urlsplit

import click

from cli.stack.layout import SERVICES, Layout
from cli.stack.services import PortTakenError, ServiceFailedError
from cli.stack.up import AlreadyRunningError, Options, up
from cli.terminal import data_option, out, sentences
from core.settings import is_local_url


def _address(_ctx: click.Context, _option: click.Parameter, url: str | None) -> str | None:
    if url is not None and not (url.startswith(("http://", "https://")) and urlsplit(url).netloc):
        raise click.BadParameter("must be an address such as https://shop.example.com")
    return url


def _origin(ctx: click.Context, option: click.Parameter, url: str | None) -> str | None:
    address = _address(ctx, option, url)
    if address is None:
        return None
    parts = urlsplit(address)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise click.BadParameter("must have no path: clients look for its metadata at the root")
    if parts.scheme != "https" and not is_local_url(address):
        raise click.BadParameter("must start with https://, for passwords go there")
    return address.rstrip("/")


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
    "--auth-url",
    callback=_origin,
    help="Where the world finds the write API, to sign in; for ChatGPT a second tunnel beside --public-url.",
)
@click.option(
    "--demo/--no-demo", default=True, show_default=True, help="Fill an empty shop with the demo catalogue."
)
@click.option(
    "--follow-parent", is_flag=True, hidden=True, help="Stop when the process that started this is gone."
)
def up_command(
    data: Path, port_base: int, public_url: str | None, auth_url: str | None, demo: bool, follow_parent: bool
) -> None:
    """Run the whole shop here: stores, search, write API, indexer and MCP edge."""
    layout = Layout(data.resolve(), port_base, public_url, auth_url)
    try:
        with sentences():
            up(Options(layout, demo=demo, follow_parent=follow_parent), out)
    except (AlreadyRunningError, PortTakenError, ServiceFailedError) as error:
        raise click.ClickException(str(error)) from None
