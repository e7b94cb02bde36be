"""A full rebuild beside the living index, swapped in without a failed or an empty search."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from indexer import store, vectors
from indexer.documents import Source, revision
from indexer.indexing import document, versions
from search.embedding import Embedder
from search.writing import Generation, IndexWriter

Progress = Callable[[int, int], None]  # (listings done, listings in all)

KEEP_REPLACED = timedelta(hours=1)


class RebuildRunningError(Exception):
    """Another process is rebuilding this index now."""


@dataclass(frozen=True)
class Report:
    """What a rebuild did."""

    listings: int
    shown: int
    embedded: int
    resumed: int  # found in the generation that an interrupted rebuild left
    caught_up: int  # changes that came in meanwhile
    seconds: float

    def as_dict(self) -> dict[str, int | float]:
        """Return the report for --json."""
        return asdict(self)


class Rebuild:
    """Fills a generation aside. One that was stopped leaves it, and its vectors, for the next to go on with."""

    def __init__(self, database: AsyncEngine, embedder: Embedder, writer: IndexWriter) -> None:
        self._database = database
        self._embedder = embedder
        self._writer = writer
        self._held: dict[str, str] = {}  # revisions with a vector that the generation had when we began
        self._built: dict[str, tuple[int, int]] = {}
        self._shown: set[str] = set()
        self._embedded = 0

    async def run(self, on_progress: Progress = lambda _done, _total: None) -> Report:
        """Build, catch up and swap.

        Raises:
            RebuildRunningError: one is running already.
        """
        started = time.monotonic()
        async with self._database.connect() as claim:
            if not await store.try_lock_rebuild(claim):
                raise RebuildRunningError("A rebuild of this index is running already: wait for it to end.")
            await claim.commit()
            try:
                caught_up = await self._build_and_swap(on_progress)
            finally:
                await store.release_rebuild(claim)
        seconds = round(time.monotonic() - started, 2)
        return Report(len(self._built), len(self._shown), self._embedded, len(self._held), caught_up, seconds)

    async def _build_and_swap(self, on_progress: Progress) -> int:
        generation = await self._writer.create(self._embedder.model)
        async for page in self._writer.entries(generation):
            self._held |= {entry.listing_id: entry.revision for entry in page if entry.has_vector}
        await self._fill(generation, on_progress)
        async with self._database.begin() as connection:
            await store.lock_index(connection)
            changed = await self._catch_up(connection, generation)
            await self._writer.publish(generation)
            await store.mark_indexed(connection, self._built)
        await self._writer.prune(KEEP_REPLACED)
        return changed

    async def _fill(self, generation: Generation, on_progress: Progress) -> None:
        async with self._database.connect() as connection:
            total = await store.count(connection)
            async for page in store.load_all(connection, self._embedder.model):
                await self._add(connection, generation, page)
                await connection.commit()
                on_progress(len(self._built), max(total, len(self._built)))
        await self._writer.flush(generation)

    async def _add(self, connection: AsyncConnection, generation: Generation, page: list[Source]) -> None:
        missing = vectors.missing(page)
        fresh = await asyncio.to_thread(vectors.compute, self._embedder, missing)
        await vectors.keep(connection, self._embedder.model, missing, fresh)
        known = vectors.stored(page) | fresh
        shown = [source for source in page if source.listing]
        hidden = [source.listing_id for source in page if not source.listing]
        wanted = [source for source in shown if self._held.get(source.listing_id) != revision(source)]
        await self._writer.stage(generation, [document(s, known[s.listing_id]) for s in wanted], hidden)
        self._built |= versions(page)
        self._shown = (self._shown | {s.listing_id for s in shown}) - set(hidden)
        self._embedded += len(missing)

    async def _catch_up(self, connection: AsyncConnection, generation: Generation) -> int:
        """Take in what changed since its page was read; batches wait outside meanwhile."""
        now = await store.versions(connection)
        changed = [
            listing_id for listing_id, version in now.items() if self._built.get(listing_id) != version
        ]
        for start in range(0, len(changed), store.PAGE):
            page = await store.load(connection, changed[start : start + store.PAGE], self._embedder.model)
            await self._add(connection, generation, page)
        return len(changed)
