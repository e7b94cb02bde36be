"""`craftlocal reindex`: the index anew, without a failed search."""

import asyncio
from pathlib import Path

import click
import orjson

from cli.stack import demo
from cli.stack.layout import Settings
from cli.terminal import data_option, err, out, sentences, stack
from core.db import open_engine
from indexer.reindex import RebuildRunningError, Report


@click.command("reindex")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@data_option
def reindex_command(as_json: bool, data: Path) -> None:
    """Rebuild the search index beside the living one and swap it in."""
    try:
        with sentences():
            report = asyncio.run(_rebuild(stack(data)))
    except RebuildRunningError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(orjson.dumps(report.as_dict()).decode())
        return
    out.print(
        f"{report.shown:,} of {report.listings:,} listings are searchable; {report.embedded:,} embedded anew, "
        f"{report.caught_up:,} changed meanwhile; {report.seconds:.1f} s"
    )


async def _rebuild(settings: Settings) -> Report:
    engine = open_engine(settings.postgres)
    try:
        return await demo.rebuild(engine, settings.index, err)
    finally:
        await engine.dispose()
