"""A full rebuild beside the living index, swapped in without a failed or an empty search."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from indexer import store, vectors
from indexer.documents import Source
from indexer.indexing import document, versions
from search.embedded import generations
from search.embedded.writer import EmbeddedWriter
from search.embedding import Embedder
from search.engine import IndexUnavailableError

Progress = Callable[[int, int], None]  # (listings done, listings in all)


class RebuildRunningError(Exception):
    """Another process is rebuilding this index now."""


@dataclass(frozen=True)
class Report:
    """What a rebuild did."""

    listings: int
    shown: int
    embedded: int
    caught_up: int  # changes that came in meanwhile
    seconds: float

    def as_dict(self) -> dict[str, int | float]:
        """Return the report for --json."""
        return asdict(self)


class Rebuild:
    """Builds a generation aside. Vectors are kept as they are computed, so one that was stopped goes on quickly."""

    def __init__(self, database: AsyncEngine, embedder: Embedder, root: Path) -> None:
        self._database = database
        self._embedder = embedder
        self._root = root
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
        return Report(len(self._built), len(self._shown), self._embedded, caught_up, seconds)

    async def _build_and_swap(self, on_progress: Progress) -> int:
        previous = _current_name(self._root)
        generations.prune(self._root, keep={previous})
        generation = generations.create(self._root, self._embedder.model)
        writer = EmbeddedWriter(generation)
        try:
            await self._fill(writer, on_progress)
            async with self._database.begin() as connection:
                await store.lock_for_swap(connection)
                changed = await self._catch_up(connection, writer)
                await asyncio.to_thread(writer.apply, (), ())
                await asyncio.to_thread(writer.close)
                generations.publish(self._root, generation)
                await store.mark_indexed(connection, self._built)
        except BaseException:
            writer.close()
            if _current_name(self._root) != generation.name:
                generations.prune(self._root, keep={previous})
            raise
        return changed

    async def _fill(self, writer: EmbeddedWriter, on_progress: Progress) -> None:
        async with self._database.connect() as connection:
            total = await store.count(connection)
            async for page in store.load_all(connection, self._embedder.model):
                await self._add(connection, writer, page)
                await connection.commit()
                on_progress(len(self._built), max(total, len(self._built)))

    async def _add(self, connection: AsyncConnection, writer: EmbeddedWriter, page: list[Source]) -> None:
        missing = vectors.missing(page)
        fresh = await asyncio.to_thread(vectors.compute, self._embedder, missing)
        await vectors.keep(connection, self._embedder.model, missing, fresh)
        known = vectors.stored(page) | fresh
        shown = [source for source in page if source.listing]
        hidden = [source.listing_id for source in page if not source.listing]
        await asyncio.to_thread(writer.stage, [document(s, known[s.listing_id]) for s in shown], hidden)
        self._built |= versions(page)
        self._shown = (self._shown | {s.listing_id for s in shown}) - set(hidden)
        self._embedded += len(missing)

    async def _catch_up(self, connection: AsyncConnection, writer: EmbeddedWriter) -> int:
        """Take in what changed since its page was read; batches wait outside meanwhile."""
        now = await store.versions(connection)
        changed = [
            listing_id for listing_id, version in now.items() if self._built.get(listing_id) != version
        ]
        for start in range(0, len(changed), store.PAGE):
            page = await store.load(connection, changed[start : start + store.PAGE], self._embedder.model)
            await self._add(connection, writer, page)
        return len(changed)


def _current_name(root: Path) -> str:
    try:
        return generations.current(root).name
    except IndexUnavailableError:
        return ""
