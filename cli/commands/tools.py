"""`craftlocal tools`: what assistants can do here."""

import asyncio
from pathlib import Path
from typing import Any

import click
import orjson
from mcp import Client
from rich.table import Table

from cli.terminal import data_option, out, stack


@click.group("tools")
def tools_group() -> None:
    """Look at the MCP tools."""


@tools_group.command("list")
@click.option("--url", help="The MCP endpoint to ask; the running local shop's when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print the tools as the protocol gives them.")
@data_option
def list_command(url: str | None, as_json: bool, data: Path) -> None:
    """List the tools that an assistant sees."""
    tools = asyncio.run(_list(url or f"{stack(data).site.public_base_url}/mcp"))
    if as_json:
        click.echo(orjson.dumps(tools, option=orjson.OPT_INDENT_2).decode())
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Tool", "Kind", "What it is for"):
        table.add_column(heading)
    for tool in tools:
        kind = "read" if tool["annotations"]["readOnlyHint"] else "write"
        table.add_row(tool["name"], kind, tool["description"].split(". ")[0])
    out.print(table)


async def _list(url: str) -> list[dict[str, Any]]:
    async with Client(url) as client:
        answer = await client.list_tools()
    return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in answer.tools]
