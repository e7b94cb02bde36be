"""`craftlocal outbox`: jobs that wait for the queue, and those it would not take."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.terminal import data_option, out, sentences, stack
from core.db import open_engine
from write_api import outbox

T = TypeVar("T")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("outbox")
def outbox_group() -> None:
    """Look after jobs that were written down and not handed to the queue yet."""


@outbox_group.command("list")
@click.option("--all", "everything", is_flag=True, help="Also jobs that only wait, not just parked ones.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many at most."
)
@json_option
@data_option
def list_command(everything: bool, limit: int, as_json: bool, data: Path) -> None:
    """List jobs that were parked because the queue would not take them, the oldest first."""
    rows = _with_database(
        data, lambda connection: outbox.waiting(connection, parked_only=not everything, limit=limit)
    )
    if as_json:
        click.echo(orjson.dumps(rows).decode())
        return
    if not rows:
        out.print("Nothing waits." if everything else "Nothing is parked.")
        return
    table = Table("Id", "Job", "Object", "Tries", "State", "Why", box=None)
    for row in rows:
        cells = (
            row["id"],
            row["job"],
            row["object_id"] or "",
            row["attempts"],
            _state(row),
            row["last_error"] or "",
        )
        table.add_row(*(str(cell) for cell in cells))
    out.print(table, markup=False)


@outbox_group.command("show")
@click.argument("job", type=int)
@json_option
@data_option
def show_command(job: int, as_json: bool, data: Path) -> None:
    """Show one job with its arguments."""
    rows = _with_database(
        data, lambda connection: outbox.waiting(connection, parked_only=False, limit=1, ids=[job])
    )
    if not rows:
        raise click.ClickException(f"There is no job {job} here: the queue has it, or it was discarded.")
    if as_json:
        click.echo(orjson.dumps(rows[0]).decode())
        return
    out.print(f"state: {_state(rows[0])}", markup=False)
    for name, value in rows[0].items():
        if value is not None:
            shown = orjson.dumps(value).decode() if isinstance(value, dict) else value
            out.print(f"{name}: {shown}", markup=False, highlight=False)


@outbox_group.command("replay")
@click.argument("jobs", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Replay all that are parked.")
@json_option
@data_option
def replay_command(jobs: tuple[int, ...], everything: bool, as_json: bool, data: Path) -> None:
    """Have jobs tried again now, as if for the first time."""
    if bool(jobs) == everything:
        raise click.UsageError("Name the jobs by their ids, or say --all.")
    chosen = None if everything else list(jobs)
    _tell("replayed", jobs, _with_database(data, lambda one: outbox.replay(one, chosen)), as_json=as_json)


@outbox_group.command("discard")
@click.argument("jobs", type=int, nargs=-1, required=True)
@json_option
@data_option
def discard_command(jobs: tuple[int, ...], as_json: bool, data: Path) -> None:
    """Delete parked jobs for good. What they were to do will not be done."""
    _tell("discarded", jobs, _with_database(data, lambda one: outbox.discard(one, jobs)), as_json=as_json)


def _with_database(data: Path, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    async def run() -> T:
        engine = open_engine(stack(data).postgres)
        try:
            async with engine.begin() as connection:
                return await work(connection)
        finally:
            await engine.dispose()

    with sentences():
        return asyncio.run(run())


def _tell(done: str, asked: tuple[int, ...], found: list[int], *, as_json: bool) -> None:
    missing = sorted(set(asked) - set(found))
    if as_json:
        click.echo(orjson.dumps({done: found, "not_found": missing}).decode())
    else:
        out.print(f"{len(found)} {done}")
    if missing:
        named = ", ".join(map(str, missing))
        raise click.ClickException(f"Not {done}, because not there or not parked: {named}.")


def _state(row: dict[str, Any]) -> str:
    if row["parked_at"]:
        return f"parked at {row['parked_at']:%Y-%m-%d %H:%M} UTC"
    if row["next_try_at"]:
        return f"tried again at {row['next_try_at']:%H:%M:%S} UTC"
    return "waits"
