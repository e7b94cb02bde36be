"""Filling a fresh stack: the demo shop, and the first index."""

import os
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo import catalogue, demo_people, makers
from cli.stack.demo_orders import seed_orders
from core.settings import Index
from indexer.reindex import Rebuild, Report
from search.barred import barred
from search.embedders import label_of, open_embedder
from search.engines import open_writer
from write_api.accounts import service as accounts
from write_api.catalogue import service as imports
from write_api.resources import Here


async def seed_once(engine: AsyncEngine, console: Console) -> None:
    """Put the demo shop into an empty database; a shop with anything in it is left alone."""
    if await imports.is_empty(engine):
        await seed(engine, console, announce=False)


async def seed(engine: AsyncEngine, console: Console, *, announce: bool = True) -> imports.ImportReport:
    """Put the demo people, shops and listings in, or bring them back to what they were; and the demo's orders."""
    rows = catalogue()
    people = [*demo_people().values(), *makers()]
    ids = await accounts.ensure_people(
        engine, [accounts.Person(person.email, person.name) for person in people]
    )
    owners = {person.shop: person.email for person in makers() if person.shop}
    with progress(console) as bar:
        task = bar.add_task("Filling the demo shop", total=len(rows))
        report = await imports.import_rows(
            engine,
            rows,
            owner_of=owners.get,
            announce=announce,
            on_progress=lambda done: bar.update(task, completed=done),
        )
    await seed_orders(engine, rows, ids, datetime.now(UTC))
    return report


async def set_logins(engine: AsyncEngine, here: Here) -> bool:
    """Let the demo people sign in with the printed passwords; tell whether this stack is local and may."""
    if not here.is_local:
        return False
    logins = [
        accounts.DemoLogin(person.email, person.password, admin=person.role == "admin")
        for person in demo_people().values()
        if person.password
    ]
    await accounts.set_demo_logins(engine, logins, is_local=here.is_local)
    return True


async def build_index_once(engine: AsyncEngine, index: Index, console: Console) -> None:
    """Build the index when there is none that this version can read, or one of another model."""
    writer = open_writer(index)
    try:
        generation = await writer.current()
    finally:
        await writer.close()
    if generation is None or generation.model != label_of(index.embedding_model):
        await rebuild(engine, index, console)


async def rebuild(engine: AsyncEngine, index: Index, console: Console) -> Report:
    """Build the index anew, with a progress bar.

    Raises:
        RebuildRunningError, IndexIncompleteError, IndexUnavailableError: as Rebuild.run.
        EmbedderUnavailableError: the model cannot be had.
    """
    embedder = open_embedder(index.embedding_model, threads=os.cpu_count() or 1, bulk=True)
    writer = open_writer(index)
    try:
        with progress(console) as bar:
            task = bar.add_task("Building the index", total=None)
            return await Rebuild(engine, embedder, writer, barred(index.barred_categories)).run(
                lambda done, total: bar.update(task, completed=done, total=total)
            )
    finally:
        await writer.close()


def progress(console: Console) -> Progress:
    """Return the progress bar all long steps share."""
    return Progress(
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
