"""The `craftlocal` command."""

import importlib

import click

# Loaded when called for: what `up` needs takes a second to import, and `search` should not wait for it.
COMMANDS = {
    "up": "cli.commands.up:up_command",
    "import": "cli.commands.catalogue:import_command",
    "seed": "cli.commands.catalogue:seed_command",
    "reindex": "cli.commands.reindex:reindex_command",
    "index": "cli.commands.index:index_group",
    "search": "cli.commands.search:search_command",
    "meilisearch": "cli.commands.meilisearch:meilisearch_group",
    "outbox": "cli.commands.outbox:outbox_group",
    "tools": "cli.commands.tools:tools_group",
    "token": "cli.commands.token:token_command",
    "keys": "cli.commands.keys:keys_group",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the commands in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="craftlocal", prog_name="craftlocal")
def main() -> None:
    """Run and look after a CraftLocal shop: search, listings and MCP tools for assistants."""
