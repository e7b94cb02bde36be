"""Vectors of listings: kept in PostgreSQL, and computed beside the index so that words never wait for them."""

import asyncio
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
    """Computes what is missing, a few listings at a time, and says which are ready."""

    def __init__(
        self,
        database: AsyncEngine,
        embedder: Embedder,
        reading: Reading,
        on_ready: Callable[[str], object],
    ) -> None:
        self._reading = reading
        self._database = database
        self._embedder = embedder
        self._on_ready = on_ready
        self._waiting: dict[str, None] = {}
        self._wake = asyncio.Event()

    def __contains__(self, listing_id: str) -> bool:
        return listing_id in self._waiting

    def add(self, sources: Sequence[Source]) -> None:
        """Have these embedded soon."""
        self._waiting.update(dict.fromkeys(source.listing_id for source in sources))
        if self._waiting:
            self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._take_batch()

    async def _take_batch(self) -> None:
        ids = list(self._waiting)[:BATCH]
        ready = await self._embed_possible(ids)
        for listing_id in ids:
            self._waiting.pop(listing_id, None)
            if listing_id in ready:
                self._on_ready(listing_id)

    async def _embed_possible(self, ids: Sequence[str]) -> set[str]:
        """Embed these, one that fails alone; return those that have a vector now."""
        try:
            await self._embed(ids)
        except Exception:
            if len(ids) > 1:
                middle = len(ids) // 2
                first = await self._embed_possible(ids[:middle])
                return first | await self._embed_possible(ids[middle:])
            # Noted down as missing, it comes again with the next look at what is stale; sooner would be a loop.
            log.exception("vectors.failed", listing_id=ids[0])
            return set()
        return set(ids)

    async def _embed(self, ids: Sequence[str]) -> None:
        async with self._database.begin() as connection:
            sources = missing(await store.load(connection, ids, self._reading))
        vectors = await asyncio.to_thread(compute, self._embedder, sources)
        async with self._database.begin() as connection:
            await keep(connection, self._embedder.model, sources, vectors)
