"""`craftlocal reindex`: the index anew, without a failed search."""

import asyncio
from pathlib import Path

import click
import orjson
from rich.markup import escape

from cli.about_index import about_the_index
from cli.stack import demo
from cli.stack.layout import Settings
from cli.terminal import data_option, err, out, sentences, stack
from core.db import open_engine
from core.settings import Index
from indexer.reindex import Plan, Rebuild, Report
from search.barred import barred
from search.embedders import label_of, open_embedder
from search.engines import Engine, engine_of, on_engine, open_writer


@click.command("reindex")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option(
    "--model", default="", help="Embed with this sentence-transformers model; the settings' without."
)
@click.option(
    "--engine",
    type=click.Choice(["embedded", "meilisearch"]),
    help="Build it there, and not where the settings say.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@data_option
def reindex_command(*, dry_run: bool, model: str, engine: Engine | None, as_json: bool, data: Path) -> None:
    """Rebuild the search index beside the living one and swap it in.

    A rebuild that was stopped is gone on with; the index it replaces is kept for an hour.
    """
    with sentences(), about_the_index():
        settings = stack(data)
        index = on_engine(settings.index, engine or engine_of(settings.index))
        index = index.model_copy(update={"embedding_model": model} if model else {})
        if dry_run:
            _show_plan(asyncio.run(_plan(settings, index)), engine_of(index), as_json=as_json)
            return
        report = asyncio.run(_rebuild(settings, index))
    _show_report(report, engine_of(index), as_json=as_json)
    if report.model != label_of(settings.index.embedding_model):
        err.print(
            f"Services that embed with {settings.index.embedding_model} stay on the index before, and nothing new "
            f"reaches it: set SEARCH_EMBEDDING_MODEL={escape(report.model)} and start them again.",
            highlight=False,
        )


async def _plan(settings: Settings, index: Index) -> Plan:
    database = open_engine(settings.postgres)
    writer = open_writer(index)
    embedder = open_embedder(index.embedding_model)
    try:
        return await Rebuild(database, embedder, writer, barred(index.barred_categories)).plan()
    finally:
        await writer.close()
        await database.dispose()


async def _rebuild(settings: Settings, index: Index) -> Report:
    database = open_engine(settings.postgres)
    try:
        return await demo.rebuild(database, index, err)
    finally:
        await database.dispose()


def _show_plan(plan: Plan, engine: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps({"dry_run": True, "engine": engine} | plan.as_dict()).decode())
        return
    out.print(
        f"Would put {plan.to_index:,} of {plan.listings:,} listings into a new {engine} index with vectors of "
        f"{plan.model}, and embed {plan.to_embed:,} of them anew. "
        + (f"It would replace {plan.replaces}." if plan.replaces else "There is no index yet."),
        highlight=False,
        markup=False,
    )


def _show_report(report: Report, engine: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps({"engine": engine} | report.as_dict()).decode())
        return
    sentence = (
        f"{report.shown:,} of {report.listings:,} listings are searchable; {report.embedded:,} embedded anew, "
        f"{report.caught_up:,} changed meanwhile; {report.seconds:.1f} s"
    )
    if report.resumed:
        sentence += f"; {report.resumed:,} were there from a rebuild that was stopped"
    if report.parked:
        sentence += f"; {report.parked:,} are refused by the engine: craftlocal index status"
    out.print(sentence)
