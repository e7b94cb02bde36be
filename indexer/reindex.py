"""A full rebuild beside the living index, swapped in without a failed or an empty search."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from indexer import store, vectors
from indexer.documents import Reading, Source
from indexer.filling import Filling
from search.barred import BARRED, Barred
from search.embedding import Embedder
from search.writing import IndexWriter

Progress = Callable[[int, int], None]  # (listings done, listings in all)

KEEP_REPLACED = timedelta(hours=1)
PRUNE_EVERY_SECONDS = 600.0
# What changed meanwhile is taken in beside the batches until it is so few, or so often; the rest keeps batches waiting.
LITTLE = 20
ROUNDS = 10

log = structlog.get_logger()


class RebuildRunningError(Exception):
    """Another process is rebuilding this index now."""


@dataclass(frozen=True)
class Report:
    """What a rebuild did."""

    generation: str
    model: str
    listings: int
    shown: int
    embedded: int
    resumed: int  # found in the generation that an interrupted rebuild left
    caught_up: int  # changes that came in meanwhile
    parked: int  # refused by the engine
    seconds: float

    def as_dict(self) -> dict[str, int | float | str]:
        """Return the report for --json."""
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """What a rebuild would do."""

    model: str
    listings: int
    to_index: int
    to_embed: int
    replaces: str  # the generation that is read now, with its model; empty when there is none

    def as_dict(self) -> dict[str, int | str]:
        """Return the plan for --json."""
        return asdict(self)


class Rebuild:
    """Fills a generation aside. One that was stopped leaves it, and its vectors, for the next to go on with."""

    def __init__(
        self, database: AsyncEngine, embedder: Embedder, writer: IndexWriter, barred: Barred = BARRED
    ) -> None:
        self._reading = Reading(embedder.model, barred)
        self._database = database
        self._embedder = embedder
        self._writer = writer

    async def plan(self) -> Plan:
        """Return what `run` would do, and change nothing."""
        before = await self._writer.current()
        listings = to_index = to_embed = 0
        async with self._database.connect() as connection:
            async for page in store.load_all(connection, self._reading):
                listings += len(page)
                to_index += sum(one.listing is not None for one in page)
                to_embed += len(vectors.missing(page))
        replaces = f"{before.name} ({before.model})" if before else ""
        return Plan(self._reading.model, listings, to_index, to_embed, replaces)

    async def run(self, on_progress: Progress = lambda _done, _total: None) -> Report:
        """Build, compare, catch up and swap.

        Raises:
            RebuildRunningError: one is running already.
            IndexIncompleteError: the new index is not as it must be; the old one stays.
            IndexUnavailableError: the engine is away.
        """
        started = time.monotonic()
        async with self._database.connect() as claim:
            if not await store.try_lock_rebuild(claim):
                raise RebuildRunningError("A rebuild of this index is running already: wait for it to end.")
            try:
                await store.lock_generations(claim)
                await claim.commit()
                filling, caught_up = await self._build_and_swap(on_progress)
            finally:
                await store.release(claim)
        return Report(
            generation=filling.generation.name,
            model=filling.generation.model,
            listings=len(filling.built),
            shown=filling.shown,
            embedded=filling.embedded,
            resumed=filling.resumed,
            caught_up=caught_up,
            parked=len(filling.parked),
            seconds=round(time.monotonic() - started, 2),
        )

    async def _build_and_swap(self, on_progress: Progress) -> tuple[Filling, int]:
        before = await self._writer.current()
        aside = await self._writer.create(self._embedder.model, self._embedder.dimensions)
        filling = Filling(self._writer, aside, self._embedder, self._reading)
        await self._fill(filling, on_progress)
        caught_up = await self._catch_up_beside(filling)
        async with self._database.begin() as connection:
            await store.lock_index(connection)
            caught_up += await self._catch_up(connection, filling)
            await filling.look_at_some(connection)
            await self._writer.publish(filling.generation)
            await store.mark_indexed(connection, aside, filling.built, filling.parked)
        async with self._database.begin() as connection:
            await store.lock_index(connection)
            await store.forget_generations(connection, before)
        async with self._database.begin() as connection:
            # Those of the model before stay, so that going back to it embeds nothing.
            await store.forget_vectors(connection, [one.model for one in (aside, before) if one])
        await self._writer.prune(KEEP_REPLACED)
        return filling, caught_up

    async def _fill(self, filling: Filling, on_progress: Progress) -> None:
        await filling.begin()
        async with self._database.connect() as connection:
            total = await store.count(connection)
            async for page in store.load_all(connection, self._reading):
                await filling.add(connection, page)
                await connection.commit()
                on_progress(len(filling.built), max(total, len(filling.built)))
            await filling.settle(connection)
            await connection.commit()

    async def _catch_up_beside(self, filling: Filling) -> int:
        """Take in what changed since its page was read, while batches go on, until little is left or enough was tried.

        Embedding takes longest, and no change should wait for it.
        """
        caught_up = 0
        for _ in range(ROUNDS):
            async with self._database.connect() as connection:
                changed = await self._changed(connection, filling)
                if len(changed) <= LITTLE:
                    break
                async for page in self._pages(connection, changed):
                    await filling.add_now(connection, page)
                    await connection.commit()
            caught_up += len(changed)
        return caught_up

    async def _catch_up(self, connection: AsyncConnection, filling: Filling) -> int:
        """Take in the rest; batches wait outside meanwhile."""
        changed = await self._changed(connection, filling)
        async for page in self._pages(connection, changed):
            await filling.add_now(connection, page)
        return len(changed)

    async def _changed(self, connection: AsyncConnection, filling: Filling) -> list[str]:
        now = await store.versions(connection)
        return [id_ for id_, version in now.items() if filling.built.get(id_) != version]

    async def _pages(self, connection: AsyncConnection, ids: Sequence[str]) -> AsyncIterator[list[Source]]:
        for start in range(0, len(ids), store.PAGE):
            yield await store.load(connection, ids[start : start + store.PAGE], self._reading)


async def prune_for_ever(database: AsyncEngine, writer: IndexWriter) -> None:
    """Delete, now and then, what was replaced an hour ago; never while a rebuild is filling."""
    while True:
        await asyncio.sleep(PRUNE_EVERY_SECONDS)
        try:
            pruned = await prune(database, writer)
        except Exception:
            # Whatever it is: what is left over takes space, and nothing else.
            log.exception("index.prune_failed")
        else:
            if pruned:
                log.info("index.pruned", generations=pruned)


async def prune(database: AsyncEngine, writer: IndexWriter) -> list[str]:
    """Delete what was replaced or given up an hour ago; nothing while a rebuild fills. Return the names."""
    async with database.connect() as claim:
        if not await store.try_lock_generations(claim):
            return []
        await claim.commit()
        try:
            return await writer.prune(KEEP_REPLACED)
        finally:
            await store.release(claim)
