"""Vectors of listings: kept in PostgreSQL, and computed beside the index so that words never wait for them."""

import asyncio
import time
from collections.abc import Callable, Sequence

import numpy as np
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from indexer import store
from indexer.documents import Reading, Source
from search.document import Vector, embedded_text
from search.embedding import Embedder

log = structlog.get_logger()

# Small: a batch is what a listing may have to wait for.
BATCH = 16
GATHER_SECONDS = 0.01  # so that a batch is seldom of one: reading rows costs more than embedding one text
# A change waits this long for its vector, so that it is written once; then its words go first. Where more than this
# many wait for theirs, words go first at once.
PATIENCE_SECONDS = 0.1
SOON = 2 * BATCH


def stored(sources: Sequence[Source]) -> dict[str, Vector]:
    """Return the kept vectors that still fit their listing's text."""
    return {source.listing_id: np.frombuffer(source.vector, "<f4") for source in sources if source.vector}


def missing(sources: Sequence[Source]) -> list[Source]:
    """Return the listings that are shown and have no vector for the text they have now."""
    return [source for source in sources if source.listing and not source.vector]


def compute(embedder: Embedder, sources: Sequence[Source]) -> dict[str, Vector]:
    """Return the vector of each listing; blocks while it computes."""
    texts = [embedded_text(source.listing) for source in sources if source.listing]
    return dict(zip((source.listing_id for source in sources), embedder.documents(texts), strict=True))


async def keep(
    connection: AsyncConnection, model: str, sources: Sequence[Source], vectors: dict[str, Vector]
) -> None:
    """Keep computed vectors with the hash of their text."""
    raw = {
        one.listing_id: (one.text_hash, vectors[one.listing_id].astype("<f4").tobytes()) for one in sources
    }
    await store.save_vectors(connection, model, raw)


async def note_missing(connection: AsyncConnection, model: str, sources: Sequence[Source]) -> None:
    """Note down which listings wait for their vector, so that a crash forgets none."""
    await store.save_vectors(connection, model, {one.listing_id: (one.text_hash, None) for one in sources})


class VectorQueue:
    """Computes what is missing, a few listings at a time.

    Listings are looked at as soon as they change. `on_done` is told when there is nothing left to wait for, and
    whether the listing was written without the vector that it has now.
    """

    def __init__(
        self,
        database: AsyncEngine,
        embedder: Embedder,
        reading: Reading,
        on_done: Callable[[str, bool], object],
    ) -> None:
        self._reading = reading
        self._database = database
        self._embedder = embedder
        self._on_done = on_done
        self._waiting: dict[str, float] = {}  # and since when
        self._late: set[str] = set()  # written without their vector
        self._failed: set[str] = (
            set()
        )  # and tried again with the next look at what is stale: sooner would be a loop
        self._wake = asyncio.Event()

    def __contains__(self, listing_id: str) -> bool:
        return listing_id in self._waiting

    def is_near(self, listing_id: str) -> bool:
        """Tell whether the listing's vector, should it miss one, is a matter of a moment."""
        since = self._waiting.get(listing_id)
        return (
            since is not None and len(self._waiting) <= SOON and time.monotonic() - since < PATIENCE_SECONDS
        )

    def look_at(self, listing_id: str) -> None:
        """Have this one embedded soon, if its text is new."""
        self._waiting.setdefault(listing_id, time.monotonic())
        self._wake.set()

    def add_late(self, sources: Sequence[Source]) -> None:
        """Have these embedded soon, and written again: they were without their vectors."""
        for source in sources:
            if source.listing_id in self._failed:
                self._failed.discard(source.listing_id)
            else:
                self._late.add(source.listing_id)
                self.look_at(source.listing_id)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await asyncio.sleep(GATHER_SECONDS)
                await self._take_batch()

    async def _take_batch(self) -> None:
        ids = list(self._waiting)[:BATCH]
        ready = await self._embed_possible(ids)
        for listing_id in ids:
            late = listing_id in self._late and listing_id in ready
            self._late.discard(listing_id)
            self._waiting.pop(listing_id, None)
            if listing_id not in ready:
                self._failed.add(listing_id)
            self._on_done(listing_id, late)

    async def _embed_possible(self, ids: Sequence[str]) -> set[str]:
        """Embed these, one that fails alone; return those that have a vector now."""
        try:
            await self._embed(ids)
        except Exception:
            if len(ids) > 1:
                middle = len(ids) // 2
                first = await self._embed_possible(ids[:middle])
                return first | await self._embed_possible(ids[middle:])
            log.exception("vectors.failed", listing_id=ids[0])
            return set()
        return set(ids)

    async def _embed(self, ids: Sequence[str]) -> None:
        async with self._database.begin() as connection:
            sources = missing(await store.load(connection, ids, self._reading))
        vectors = await asyncio.to_thread(compute, self._embedder, sources)
        async with self._database.begin() as connection:
            await keep(connection, self._embedder.model, sources, vectors)
            # Until they are written once more, the index holds less than PostgreSQL.
            await store.mark_stale(connection, [id_ for id_ in vectors if id_ in self._late])
