"""Vectors of listings: kept in PostgreSQL, and computed beside the index so that words never wait for them."""

import asyncio
import time
from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db import is_away
from indexer import store
from indexer.documents import Reading, Source
from search.document import Vector, embedded_text
from search.embedding import Embedder

log = structlog.get_logger()

# Small: a batch is what a listing may have to wait for.
BATCH = 16
GATHER_SECONDS = 0.005  # so that a look is seldom at one
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
) -> list[str]:
    """Keep computed vectors with the hash of their text; return which listings the index holds without."""
    raw = {
        one.listing_id: (one.text_hash, vectors[one.listing_id].astype("<f4").tobytes()) for one in sources
    }
    return await store.save_vectors(connection, model, raw)


async def note_missing(connection: AsyncConnection, model: str, sources: Sequence[Source]) -> None:
    """Note down which listings wait for their vector, so that a crash forgets none."""
    await store.note_missing(connection, model, {one.listing_id: one.text_hash for one in sources})


class VectorQueue:
    """Looks at listings as soon as they change, and computes what is missing, a few at a time.

    `on_done` is told when there is nothing left to wait for, and whether the listing was written without the
    vector that it has now.
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
        self._since: dict[str, float] = {}  # of all that wait
        self._unseen: dict[str, None] = {}  # a set in order
        self._missing: dict[str, Source] = {}  # seen, and to be embedded
        self._embedding: dict[str, str] = {}  # right now, and the hash of which text
        # The hash of the text that failed, tried again with the next look at what is stale: sooner would be a loop.
        self._failed: dict[str, str] = {}
        self._to_look, self._to_embed = asyncio.Event(), asyncio.Event()

    def __contains__(self, listing_id: str) -> bool:
        return listing_id in self._since

    def is_near(self, listing_id: str) -> bool:
        """Tell whether the listing's vector, should it miss one, is a matter of a moment."""
        since = self._since.get(listing_id)
        return (
            since is not None and len(self._missing) <= SOON and time.monotonic() - since < PATIENCE_SECONDS
        )

    def look_at(self, listing_id: str) -> None:
        """Have this one embedded soon, if its text is new."""
        self._since.setdefault(listing_id, time.monotonic())
        self._unseen[listing_id] = None
        self._to_look.set()

    def add_late(self, sources: Sequence[Source]) -> None:
        """Have these embedded soon, and written again: they were without their vectors."""
        for source in sources:
            if self._failed.pop(source.listing_id, None) != source.text_hash:
                self._embed_soon(source)

    def _embed_soon(self, source: Source) -> None:
        if self._embedding.get(source.listing_id) == source.text_hash:
            return
        self._since.setdefault(source.listing_id, time.monotonic())
        self._missing[source.listing_id] = source
        self._to_embed.set()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            group.create_task(self._embed_batches())

    async def _look(self) -> None:
        """Tell those that have their vector from those that miss it: a new price waits for nobody's embedding."""
        while True:
            await self._to_look.wait()
            await asyncio.sleep(GATHER_SECONDS)
            ids = list(islice(self._unseen, store.PAGE))
            for listing_id in ids:
                del self._unseen[listing_id]
            if not self._unseen:
                self._to_look.clear()
            for source in await self._without_vector(ids):
                self._embed_soon(source)
            for listing_id in set(ids) - self._missing.keys() - self._embedding.keys():
                self._done(listing_id, late=False)

    async def _without_vector(self, ids: Sequence[str]) -> list[Source]:
        try:
            async with self._database.connect() as connection:
                return missing(await store.load(connection, ids, self._reading))
        except Exception as error:
            # They go on without: the batch that writes them reads their rows as well, and says what it misses.
            if is_away(error):
                log.warning("vectors.unread", listings=len(ids), error=type(error).__name__)
            else:
                log.exception("vectors.unread", listings=len(ids))
            return []

    def _done(self, listing_id: str, *, late: bool) -> None:
        if listing_id not in self._unseen and listing_id not in self._missing:
            self._since.pop(listing_id, None)
        self._on_done(listing_id, late)

    async def _embed_batches(self) -> None:
        while True:
            await self._to_embed.wait()
            self._to_embed.clear()
            while self._missing:
                await self._take_batch()

    async def _take_batch(self) -> None:
        batch = [self._missing.pop(listing_id) for listing_id in list(self._missing)[:BATCH]]
        self._embedding = {source.listing_id: source.text_hash for source in batch}
        late = await self._embed_possible(batch)
        self._embedding = {}
        for source in batch:
            if source.listing_id in late:
                self._failed.pop(source.listing_id, None)
            else:
                self._failed[source.listing_id] = source.text_hash
            self._done(source.listing_id, late=late.get(source.listing_id, False))

    async def _embed_possible(self, sources: Sequence[Source]) -> dict[str, bool]:
        """Embed these, one that fails alone; return those that have a vector now, and whether it came late."""
        try:
            return await self._embed(sources)
        except Exception as error:
            if is_away(error):
                log.warning("vectors.not_kept", listings=len(sources), error=type(error).__name__)
                return {}
            if len(sources) > 1:
                middle = len(sources) // 2
                first = await self._embed_possible(sources[:middle])
                return first | await self._embed_possible(sources[middle:])
            log.exception("vectors.failed", listing_id=sources[0].listing_id)
            return {}

    async def _embed(self, sources: Sequence[Source]) -> dict[str, bool]:
        vectors = await asyncio.to_thread(compute, self._embedder, sources)
        async with self._database.begin() as connection:
            late = await keep(connection, self._embedder.model, sources, vectors)
        return {listing_id: listing_id in late for listing_id in vectors}
