"""The embedded engine's reading side: one process, one event loop, answers in a few milliseconds."""

import asyncio
import time
from collections.abc import Hashable, Sequence
from pathlib import Path

import structlog

from core.listing import CategoryCount, Listing
from search.document import IN_STOCK
from search.embedded import facets, generations, retrieval
from search.embedded.snapshot import REFRESH_SECONDS, Snapshot, read_listing
from search.engine import EngineAnswer, EngineQuery, Filters, IndexUnavailableError
from search.understanding.vocabulary import Vocabulary
from search.writing import refuse_other_model

log = structlog.get_logger()

FOLLOW_SECONDS = 0.25
WORDS_PAUSE = 100  # rests this many times as long as collecting the words took: 1 % of the time


class EmbeddedIndex:
    """Reads the current generation, follows the writer's commits, and moves on when another is published."""

    def __init__(
        self,
        root: Path,
        dimensions: int,
        model: str | None = None,
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        self._root = root
        self._model = model  # None reads an index of any model, for whoever has vectors of his own
        self._dimensions = dimensions
        self._refresh_seconds = refresh_seconds
        self._stamp = generations.stamp(root)
        self._snapshot = self._read(generations.current(root))
        self._opening: asyncio.Task[None] | None = None
        self._words = Vocabulary()
        self._words_of: tuple[Path, int] | None = None
        self._words_due = 0.0

    def _read(self, generation: Path) -> Snapshot:
        if self._model is not None:
            refuse_other_model(generations.described(generation), self._model)
        return Snapshot(generation, self._dimensions, self._refresh_seconds)

    def _fresh(self) -> Snapshot:
        stamp = generations.stamp(self._root)
        if stamp == self._stamp:
            self._snapshot.refresh()
        elif self._opening is None:
            # Opening reads every vector, so the old generation answers until the new one is ready.
            self._opening = asyncio.get_running_loop().create_task(self._open(stamp))
        return self._snapshot

    async def follow(self) -> None:
        """Keep up, for ever, though nobody may be asking: the first to ask again must not be shown the past."""
        while True:
            try:
                self._fresh()
            except Exception:
                # Whatever it is: who stops following shows the past for ever.
                log.exception("index.not_followed")
            await asyncio.sleep(FOLLOW_SECONDS)

    async def _open(self, stamp: generations.Stamp) -> None:
        try:
            newest = generations.current(self._root)
            self._snapshot = await asyncio.to_thread(self._read, newest)
            self._stamp = stamp
        except IndexUnavailableError as error:
            # What is open goes on answering: its files stay as long as they are open.
            self._stamp = stamp
            log.error("index.refused", reason=str(error))
        finally:
            self._opening = None

    def vocabulary(self) -> Vocabulary:
        """Return the words of what is on offer, collected anew when that takes a small share of the time."""
        snapshot = self._fresh()
        state = (snapshot.generation, snapshot.changes)
        started = time.monotonic()
        if state != self._words_of and started >= self._words_due:
            self._words, self._words_of = snapshot.vocabulary(), state
            now = time.monotonic()
            self._words_due = now + WORDS_PAUSE * (now - started)
        return self._words

    async def find(self, query: EngineQuery) -> EngineAnswer:
        """Return what matches: candidates by relevance where there is a vector, else a page in order."""
        snapshot = self._fresh()
        query = snapshot.located(query)
        if query.order == "relevance" and query.vector is not None:
            return retrieval.by_relevance(snapshot, query, query.vector)
        return retrieval.in_order(snapshot, query)

    def state(self) -> Hashable:
        """Return what changes with every commit taken in, and with the words that queries are read by."""
        snapshot = self._fresh()
        return snapshot.generation, snapshot.changes, self._words_of

    async def load(self, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Return the stored listings by id; those that are gone are left out."""
        if not listing_ids:
            return {}
        snapshot = self._fresh()
        hits = snapshot.searcher.search(snapshot.queries.ids(listing_ids), limit=len(listing_ids)).hits
        listings = (read_listing(snapshot.searcher.doc(address)) for _, address in hits)
        return {listing.id: listing for listing in listings}

    async def categories(self) -> list[CategoryCount]:
        """Return every category path with listings in stock, parents included, by path."""
        snapshot = self._fresh()
        in_stock = Filters(any_of=(frozenset({IN_STOCK}),))
        return facets.categories(snapshot.searcher, snapshot.queries.words(EngineQuery(filters=in_stock)))

    async def count(self) -> int:
        """Return how many listings the index holds."""
        return int(self._fresh().searcher.num_docs)
