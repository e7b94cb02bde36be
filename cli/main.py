"""The `craftlocal` command."""

import click

from cli.commands.catalogue import import_command, seed_command
from cli.commands.index import reindex_command
from cli.commands.search import search_command
from cli.commands.token import token_command
from cli.commands.tools import tools_group
from cli.commands.up import up_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="craftlocal", prog_name="craftlocal")
def main() -> None:
    """Run and look after a CraftLocal shop: search, listings and MCP tools for assistants."""


for command in (
    up_command, import_command, seed_command, reindex_command, search_command, tools_group, token_command,
):  # fmt: skip
    main.add_command(command)
