"""Bringing in again what verification found, and what is parked: nothing else is touched."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import behind_store, store, vectors
from indexer.documents import Reading
from indexer.indexing import LARGEST_BATCH, Indexing
from search.barred import BARRED, Barred
from search.embedding import Embedder
from search.writing import Generation, IndexBusyError, IndexWriter

WAIT_SECONDS = 60.0
LOOK_SECONDS = 0.2
log = structlog.get_logger()

Tell = Callable[[Sequence[str]], Awaitable[None]]


@dataclass(frozen=True)
class Repair:
    """What was done: by this process, or by the running indexer that was asked to."""

    by: Literal["here", "indexer"]
    listings: int
    waiting: int = 0  # that the indexer has not looked at yet


class Repairing:
    """Brings listings in again: here when the index can be written to, else by whoever holds it."""

    def __init__(
        self,
        database: AsyncEngine,
        embedder: Embedder,
        writer: IndexWriter,
        tell: Tell,
        barred: Barred = BARRED,
    ) -> None:
        """`tell` has the running indexer look at listings, also ones that PostgreSQL no longer has."""
        self._database = database
        self._embedder = embedder
        self._indexing = Indexing(database, embedder, writer, barred)
        self._reading = Reading(embedder.model, barred)
        self._tell = tell

    async def run(self, listing_ids: Sequence[str]) -> Repair:
        """Bring these in again, and what is parked.

        Raises:
            IndexUnavailableError: the engine is away, or holds vectors of another model.
        """
        generation = await self._indexing.current()
        async with self._database.connect() as connection:
            parked = [one.listing_id for one in await store.parked(connection, generation)]
        ids = sorted({*listing_ids, *parked})
        try:
            for start in range(0, len(ids), LARGEST_BATCH):
                await self._bring_in(ids[start : start + LARGEST_BATCH])
        except IndexBusyError:
            return await self._leave_to_the_indexer(generation, ids)
        return Repair("here", len(ids))

    async def _bring_in(self, ids: Sequence[str]) -> None:
        async with self._database.begin() as connection:
            missing = vectors.missing(await store.load(connection, ids, self._reading))
        fresh = await asyncio.to_thread(vectors.compute, self._embedder, missing)
        async with self._database.begin() as connection:
            await vectors.keep(connection, self._embedder.model, missing, fresh)
        await self._indexing.apply(ids)

    async def _leave_to_the_indexer(self, generation: Generation, ids: Sequence[str]) -> Repair:
        async with self._database.begin() as connection:
            await behind_store.mark_stale(connection, ids)
        await self._tell(ids)
        waiting = len(ids)
        for _ in range(int(WAIT_SECONDS / LOOK_SECONDS)):
            async with self._database.connect() as connection:
                waiting = await behind_store.marked(connection, generation, ids)
            if not waiting:
                break
            await asyncio.sleep(LOOK_SECONDS)
        return Repair("indexer", len(ids), waiting)
