"""`craftlocal index`: how the index stands, whether it is true, and what to do when it is not."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import orjson
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.about_index import about_the_index
from cli.stack.layout import Settings
from cli.terminal import data_option, out, sentences, stack
from core import jobs
from core.db import open_engine
from core.ids import new_id
from indexer.repairing import Repair, Repairing
from indexer.status import Status, status
from indexer.verifying import Drift, Verification
from search.barred import Barred, barred
from search.embedders import label_of, open_embedder
from search.engines import engine_of, open_reader, open_writer
from search.writing import IndexWriter

SHOWN = 20
WORDS = {
    "missing": "missing from the index",
    "surplus": "in the index and not to be shown",
    "outdated": "of an older state",
    "without_vector": "without a vector",
    "different": "with another content than PostgreSQL",
}

json_option = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@click.group("index")
def index_group() -> None:
    """Look after the search index."""


@dataclass(frozen=True)
class _Opened:
    settings: Settings
    database: AsyncEngine
    writer: IndexWriter
    barred: Barred


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[_Opened]:
    database = open_engine(settings.postgres)
    writer = open_writer(settings.index)
    try:
        yield _Opened(settings, database, writer, barred(settings.index.barred_categories))
    finally:
        await writer.close()
        await database.dispose()


@index_group.command("status")
@json_option
@data_option
def status_command(*, as_json: bool, data: Path) -> None:
    """Say how the index stands: what it holds, how far it is behind, what is parked."""
    with sentences(), about_the_index():
        settings = stack(data)
        found = asyncio.run(_status(settings))
    engine = engine_of(settings.index)
    if as_json:
        _echo({"engine": engine} | asdict(found))
        return
    figures = found.figures
    behind = f"{figures.stale:,} listings, by {figures.lag_seconds:.1f} s"
    to_come = f"{figures.waiting_vectors:,} vectors awaited; {figures.outbox:,} jobs to hand over"
    lines = [
        f"Engine      {engine}",
        f"Generation  {found.generation or 'none yet: run craftlocal reindex'}",
        f"Model       {found.model or '-'}",
        f"PostgreSQL  {found.shown:,} listings shown, {found.hidden:,} not",
        f"Index       {found.indexed:,} listings, {found.without_vector:,} without a vector",
        f"Behind      {behind}; {to_come}",
        f"Parked      {len(found.parked):,}",
        *(
            f"  {one.listing_id}  {one.parked_at:%Y-%m-%d %H:%M}  {one.reason}"
            for one in found.parked[:SHOWN]
        ),
    ]
    _say(lines)


async def _status(settings: Settings) -> Status:
    async with _opened(settings) as opened:
        model = label_of(settings.index.embedding_model)
        return await status(opened.database, opened.writer, model, opened.barred)


@index_group.command("verify")
@click.option("--full", is_flag=True, help="Compare every listing field by field, not a sample.")
@json_option
@data_option
def verify_command(*, full: bool, as_json: bool, data: Path) -> None:
    """Compare the index with PostgreSQL; exit code 1 when they differ."""
    with sentences(), about_the_index():
        drift = asyncio.run(_verify(stack(data), full=full))
    _show_drift(drift, as_json=as_json)
    if drift.ids:
        raise SystemExit(1)


async def _verify(settings: Settings, *, full: bool) -> Drift:
    async with _opened(settings) as opened:
        return await _compared(opened, full=full)


async def _compared(opened: _Opened, *, full: bool) -> Drift:
    embedder = open_embedder(opened.settings.index.embedding_model)
    async with open_reader(opened.settings.index, embedder.dimensions, embedder.model) as reader:
        return await Verification(opened.database, opened.writer, reader, opened.barred).run(full=full)


@index_group.command("repair")
@click.option("--full", is_flag=True, help="Look for what is wrong in every listing, not in a sample.")
@json_option
@data_option
def repair_command(*, full: bool, as_json: bool, data: Path) -> None:
    """Bring in again what verify finds, and what is parked; exit code 1 when something is wrong after that."""
    with sentences(), about_the_index():
        repair, drift = asyncio.run(_repair(stack(data), full=full))
    if as_json:
        _echo({"repair": asdict(repair), "drift": drift.as_dict()})
    else:
        by = "here" if repair.by == "here" else "by the running indexer"
        _say([f"{repair.listings:,} listings were brought in again {by}, {repair.waiting:,} wait."])
        _show_drift(drift, as_json=False)
    if drift.ids or repair.waiting:
        raise SystemExit(1)


async def _repair(settings: Settings, *, full: bool) -> tuple[Repair, Drift]:
    async with _opened(settings) as opened:
        drift = await _compared(opened, full=full)

        async def tell(listing_ids: Sequence[str]) -> None:
            queue = await jobs.connect(settings.redis)
            try:
                for some in jobs.parcels(listing_ids):
                    await jobs.enqueue(queue, jobs.INDEX_LISTINGS, new_id("rep"), {"listing_ids": list(some)})
            finally:
                await queue.aclose()

        embedder = open_embedder(settings.index.embedding_model)
        repairing = Repairing(opened.database, embedder, opened.writer, tell, opened.barred)
        repair = await repairing.run(drift.ids)
        return repair, await _compared(opened, full=full)


def _show_drift(drift: Drift, *, as_json: bool) -> None:
    if as_json:
        _echo(drift.as_dict())
        return
    lines = [
        f"{drift.compared:,} entries compared, {drift.loaded:,} listings loaded and read field by field."
    ]
    for kind, words in WORDS.items():
        found = getattr(drift, kind)
        if found:
            more = f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
            lines.append(f"{len(found):,} {words}: {', '.join(found[:SHOWN])}{more}")
    lines.append("Run craftlocal index repair." if drift.ids else "The index is as PostgreSQL says.")
    _say(lines)


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        # Reasons may hold a seller's words: no markup, nothing that steers the terminal.
        out.print("".join(c if c.isprintable() else " " for c in line), markup=False, highlight=False)


def _echo(body: dict[str, Any]) -> None:
    click.echo(orjson.dumps(body).decode())
