"""Changes → index: whatever asks at the same time shares one query, one embedding run and one commit."""

import asyncio
import contextlib
from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import store, vectors
from indexer.documents import Source, revision
from search.document import IndexDocument, Vector
from search.embedding import Embedder
from search.engine import IndexUnavailableError
from search.writing import IndexWriter, refuse_other_model

log = structlog.get_logger()

LARGEST_BATCH = 100


class Indexing:
    """Brings listings up to date in the current generation; a listing's row is read when its turn comes."""

    def __init__(self, database: AsyncEngine, embedder: Embedder, writer: IndexWriter) -> None:
        self._database = database
        self._embedder = embedder
        self._writer = writer
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._wake = asyncio.Event()
        self.vectors = vectors.VectorQueue(database, embedder, self.ask)

    def ask(self, listing_id: str) -> asyncio.Future[None]:
        """Have the listing brought up to date soon; the future is done when it is.

        Whoever does not wait loses nothing by a crash: the net under the queue sees what is stale.
        """
        done = self._waiting.get(listing_id)
        if done is None:
            done = self._waiting[listing_id] = asyncio.get_running_loop().create_future()
            done.add_done_callback(_retrieve)
            self._wake.set()
        return done

    async def index(self, listing_id: str) -> None:
        """Return once the index shows the listing as the database has it now, or no longer shows it."""
        await asyncio.shield(self.ask(listing_id))

    async def run(self) -> None:
        """Work until cancelled: batch after batch, and the vectors beside them."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._take_batches())
            group.create_task(self.vectors.run())

    async def _take_batches(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._take_batch()

    async def _take_batch(self) -> None:
        ids = list(self._waiting)[:LARGEST_BATCH]
        # Taken out first: whoever asks from here on has a newer change, and needs another look at the row.
        futures = [self._waiting.pop(listing_id) for listing_id in ids]
        try:
            await self.apply(ids)
        except Exception as error:  # every waiter must hear of it, and their jobs try again
            log.exception("index.batch_failed", listings=len(ids))
            for future in futures:
                with contextlib.suppress(asyncio.InvalidStateError):
                    future.set_exception(error)
        else:
            for future in futures:
                with contextlib.suppress(asyncio.InvalidStateError):
                    future.set_result(None)

    async def apply(self, ids: Sequence[str]) -> None:
        """Index these listings in one commit, and note it down in the transaction that read them.

        One without a vector is found by its words at once, and by its meaning when the vector is there.

        Raises:
            IndexUnavailableError: the engine is away, or holds vectors of another model.
        """
        async with self._database.begin() as connection:
            await store.lock_index(connection)
            await check_model(self._writer, self._embedder.model)
            sources = await store.load(connection, ids, self._embedder.model)
            kept, missing = vectors.stored(sources), vectors.missing(sources)
            shown = [source for source in sources if source.listing]
            removed = set(ids) - {source.listing_id for source in shown}
            puts = [document(source, kept.get(source.listing_id)) for source in shown]
            await self._writer.apply(puts, removed)
            await vectors.note_missing(connection, self._embedder.model, missing)
            await store.mark_indexed(connection, versions(sources))
        self.vectors.add(missing)


async def check_model(writer: IndexWriter, model: str) -> None:
    """Return when the index that is read holds vectors of this model: two models are never mixed.

    Raises:
        IndexUnavailableError: there is no index, or it holds those of another.
    """
    generation = await writer.current()
    if generation is None:
        raise IndexUnavailableError("There is no search index yet: run `craftlocal reindex`.")
    refuse_other_model(generation, model)


def _retrieve(done: asyncio.Future[None]) -> None:
    """Look at the outcome, so that one nobody waits for is no complaint of the event loop's."""
    if not done.cancelled():
        done.exception()


def document(source: Source, vector: Vector | None) -> IndexDocument:
    """Return the index's document of a listing that is shown; without a vector until there is one."""
    assert source.listing is not None
    return IndexDocument(source.listing, source.created_at, vector, source.location, revision(source))


def versions(sources: Sequence[Source]) -> dict[str, tuple[int, int]]:
    """Return the versions that were read, by listing."""
    return {source.listing_id: (source.listing_version, source.shop_version) for source in sources}
