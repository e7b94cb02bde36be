"""A generation being filled from PostgreSQL, until it holds exactly what is shown there."""

import asyncio
import random
from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from indexer import store, vectors
from indexer.documents import Reading, Source, revision
from indexer.indexing import document, problems, versions
from indexer.refusals import write_acceptable
from search.document import IndexDocument
from search.embedding import Embedder
from search.writing import DocumentsRefusedError, Generation, IndexWriter

log = structlog.get_logger()

CANARIES = 20
TOLERABLE = (
    20  # refused listings, or a hundredth of all: beyond that something is wrong with more than listings
)


class IndexIncompleteError(Exception):
    """The generation that was filled does not hold what it must, so it is not published."""


class Filling:
    """Adds listings to a generation, and knows what it must hold in the end."""

    def __init__(
        self, writer: IndexWriter, generation: Generation, embedder: Embedder, reading: Reading
    ) -> None:
        self.generation = generation
        self.built: dict[str, tuple[int, int]] = {}  # versions, of hidden listings too
        self.parked: dict[str, str] = {}
        self.embedded = 0
        self.resumed = 0
        self._writer = writer
        self._embedder = embedder
        self._reading = reading
        self._held: dict[str, str] = {}  # revisions, where the vector is there as well
        self._expected: dict[str, str] = {}

    @property
    def shown(self) -> int:
        """How many listings it must hold."""
        return len(self._expected)

    async def begin(self) -> None:
        """See what an interrupted rebuild left in it."""
        self._held = await self._holdings()

    async def add(self, connection: AsyncConnection, page: list[Source]) -> None:
        """Stage what it does not hold already; what the engine refuses is found by `settle`."""
        documents, hidden = await self._take_in(connection, page)
        # Only what an interrupted rebuild left: a removal waits for all that was staged before it.
        removed = [listing_id for listing_id in hidden if listing_id in self._held]
        wanted = [one for one in documents if self._held.get(one.listing.id) != one.revision]
        self.resumed += len(documents) - len(wanted)
        try:
            await self._writer.stage(self.generation, wanted, removed)
        except DocumentsRefusedError as error:
            log.warning("rebuild.refused", reason=str(error)[: store.LONGEST_REASON])

    async def add_now(self, connection: AsyncConnection, page: list[Source]) -> None:
        """Write a page, durably, and park what the engine refuses of it."""
        documents, removed = await self._take_in(connection, page)
        await self._write((), removed)
        refused = await write_acceptable(lambda some: self._write(some, ()), documents)
        if refused:
            await self._write((), list(refused))
        self._park(refused)

    async def settle(self, connection: AsyncConnection) -> None:
        """Make it hold exactly what it must, by comparing all of it.

        Raises:
            IndexIncompleteError: it does not take it, or refuses too much.
        """
        try:
            await self._writer.flush(self.generation)
        except DocumentsRefusedError as error:
            log.warning("rebuild.refused", reason=str(error)[: store.LONGEST_REASON])
        held = await self._holdings()
        absent = [one for one, wanted in self._expected.items() if held.get(one) != wanted]
        surplus = held.keys() - self._expected.keys()
        for start in range(0, len(absent), store.PAGE):
            page = await store.load(connection, absent[start : start + store.PAGE], self._reading)
            await self.add_now(connection, page)
        if surplus:
            await self._write((), list(surplus))
        self._tolerate()
        if absent or surplus:
            held = await self._holdings()
        if held != self._expected:
            differing = len(held.items() ^ self._expected.items())
            raise IndexIncompleteError(
                f"The new index differs from PostgreSQL in {differing} places, so the one that is read stays."
            )

    async def look_at_some(self, connection: AsyncConnection) -> None:
        """Load a few listings back and compare them with their rows.

        Raises:
            IndexIncompleteError: one is not there, or another than it should be.
        """
        self._tolerate()
        ids = random.sample(sorted(self._expected), min(CANARIES, len(self._expected)))
        loaded = await self._writer.load(self.generation, ids)
        for source in await store.load(connection, ids, self._reading):
            unchanged = revision(source) == self._expected[source.listing_id]
            if unchanged and loaded.get(source.listing_id) != source.listing:
                raise IndexIncompleteError(
                    f"{source.listing_id} does not read back from the new index as it is in PostgreSQL, so the "
                    "index that is read stays."
                )

    async def _take_in(
        self, connection: AsyncConnection, page: list[Source]
    ) -> tuple[list[IndexDocument], list[str]]:
        """Return the documents of a page, all with vectors, and the ids that must not be there."""
        missing = vectors.missing(page)
        fresh = await asyncio.to_thread(vectors.compute, self._embedder, missing)
        await vectors.keep(connection, self._embedder.model, missing, fresh)
        known = vectors.stored(page) | fresh
        documents = [document(one, known[one.listing_id]) for one in page if one.listing]
        hidden = [one.listing_id for one in page if not one.listing]
        self.built |= versions(page)
        self.embedded += len(missing)
        self._expected |= {one.listing.id: one.revision for one in documents}
        for listing_id in hidden:
            self._expected.pop(listing_id, None)
        for one in page:
            self.parked.pop(one.listing_id, None)
        self._park(problems(page))
        return documents, hidden

    def _park(self, refused: dict[str, str]) -> None:
        self.parked |= refused
        for listing_id in refused:
            self._expected.pop(listing_id, None)

    def _tolerate(self) -> None:
        if len(self.parked) > max(TOLERABLE, len(self.built) // 100):
            listing_id, reason = next(iter(self.parked.items()))
            raise IndexIncompleteError(
                f"{len(self.parked)} of {len(self.built)} listings are refused, so the index that is read "
                f"stays. The first, {listing_id}: {reason[: store.LONGEST_REASON]}"
            )

    async def _write(self, puts: Sequence[IndexDocument], removed: Sequence[str]) -> None:
        if puts or removed:
            await self._writer.stage(self.generation, puts, removed)
            await self._writer.flush(self.generation)

    async def _holdings(self) -> dict[str, str]:
        pages = self._writer.entries(self.generation)
        return {
            one.listing_id: one.revision if one.has_vector else "" async for page in pages for one in page
        }
