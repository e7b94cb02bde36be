"""`craftlocal meilisearch`: looking after the server that holds the index."""

import asyncio
import re

import click

from cli.terminal import sentences
from core.settings import outer_environment
from search.engines import make_keys

_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


def _name(_ctx: click.Context, _option: click.Parameter, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise click.BadParameter("may have letters, digits, - and _ only")
    return name


def _address(_ctx: click.Context, _option: click.Parameter, url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise click.BadParameter("must be an address such as http://localhost:7700")
    return url


@click.group("meilisearch")
def meilisearch_group() -> None:
    """Look after the Meilisearch server that holds the index."""


@meilisearch_group.command("keys")
@click.option(
    "--url", default="http://localhost:7700", show_default=True, callback=_address, help="The server."
)
@click.option("--index", default="listings", show_default=True, callback=_name, help="Name of the index.")
@click.option(
    "--master-key-env",
    metavar="NAME",
    help="Variable that holds the server's master key; without it the key is asked for.",
)
def keys_command(url: str, index: str, master_key_env: str | None) -> None:
    """Make keys that may do only what our services do, and print them as settings.

    Run again, it prints the same keys: there is nothing else to keep.
    """
    if master_key_env is None:
        master_key = click.prompt("Master key", hide_input=True, err=True)
    else:
        master_key = outer_environment().get(master_key_env, "")
        if not master_key:
            raise click.ClickException(f"{master_key_env} is not set.")
    with sentences():
        keys = asyncio.run(make_keys(url, master_key, index))
    click.echo(
        f"# For every service: may ask for the server's version\nMEILISEARCH_VERSION_KEY={keys.version}"
    )
    click.echo(f"# For search and mcp_edge: may search {index}\nMEILISEARCH_API_KEY={keys.read}")
    click.echo(f"# For the indexer, or for everything on one machine\nMEILISEARCH_API_KEY={keys.write}")
