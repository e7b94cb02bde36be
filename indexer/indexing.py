"""Changes → index: whatever asks at the same time shares one query, one embedding run and one commit."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db import is_away
from indexer import store, vectors
from indexer.documents import Reading, Source, revision
from indexer.refusals import write_acceptable
from search.barred import BARRED, Barred
from search.document import IndexDocument, Vector
from search.embedding import Embedder
from search.engine import IndexUnavailableError
from search.writing import (
    DocumentsRefusedError,
    Generation,
    IndexBusyError,
    IndexWriter,
    refuse_other_model,
)

log = structlog.get_logger()

LARGEST_BATCH = 100
LATE_VECTORS_SECONDS = 1.0
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
LONGEST_REASON = 500  # characters of what an engine says


class Indexing:
    """Brings listings up to date in the current generation; a listing's row is read when its turn comes."""

    def __init__(
        self, database: AsyncEngine, embedder: Embedder, writer: IndexWriter, barred: Barred = BARRED
    ) -> None:
        self.model = embedder.model
        self._reading = Reading(embedder.model, barred)
        self.generation = Generation(
            "", embedder.model
        )  # as last seen; without a name where there was none yet
        self.trouble: Exception | None = None  # what the last batch failed with
        self.on_batch: Callable[[int, float], None] = lambda _listings, _seconds: None
        self._database = database
        self._writer = writer
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._late: dict[str, float] = {}  # whose vector has come after their words, and since when
        self._wake = asyncio.Event()
        self.vectors = vectors.VectorQueue(database, embedder, self._reading, self._vector_is_done)

    def ask(self, listing_id: str, *, says_the_same: bool = False) -> asyncio.Future[None]:
        """Have the listing brought up to date soon; the future is done when it is.

        One that says the same as before is written with the vector it has, without another look. Should it say
        something else after all, it is written without one, and again when that is there.

        Whoever does not wait loses nothing by a crash: the net under the queue sees what is stale.
        """
        if not says_the_same:
            self.vectors.look_at(listing_id)
        return self._want(listing_id)

    def _want(self, listing_id: str) -> asyncio.Future[None]:
        done = self._waiting.get(listing_id)
        if done is None:
            done = self._waiting[listing_id] = asyncio.get_running_loop().create_future()
            done.add_done_callback(_retrieve)
            self._wake.set()
        return done

    def _vector_is_done(self, listing_id: str, late: bool) -> None:
        if late:
            self._late.setdefault(listing_id, time.monotonic())
        self._wake.set()

    async def index(self, listing_id: str) -> None:
        """Return once the index shows the listing as the database has it now, or no longer shows it."""
        await asyncio.shield(self.ask(listing_id))

    async def run(self) -> None:
        """Work until cancelled: batch after batch, and the vectors beside them."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._take_batches())
            group.create_task(self.vectors.run())

    async def check(self) -> None:
        """Return when changes can go through.

        Raises:
            Exception: what keeps them waiting.
        """
        if self.trouble:
            raise self.trouble
        await self.current()

    async def current(self) -> Generation:
        """Return the generation that is read, and written to.

        Raises:
            IndexUnavailableError: there is none, its engine is away, or its vectors are of another model.
        """
        generation = await self._writer.current()
        if generation is None:
            raise IndexUnavailableError("There is no search index yet: run `craftlocal reindex`.")
        refuse_other_model(generation, self.model)  # two models are never mixed
        self.generation = generation
        return generation

    async def _take_batches(self) -> None:
        failures = 0
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting or self._late:
                self._let_late_vectors_in()
                ids = self._due()
                if not ids:
                    await self._until_something_happens()
                    continue
                failures = 0 if await self._take_batch(ids) else failures + 1
                if failures:
                    pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**failures)
                    await asyncio.sleep(pause * random.uniform(0.5, 1))

    def _due(self) -> list[str]:
        """Return who has waited longest, but for those whose vector will be there in a moment."""
        return [one for one in self._waiting if not self.vectors.is_near(one)][:LARGEST_BATCH]

    def _let_late_vectors_in(self) -> None:
        """Have them written when nothing else is to be, or many at once: whatever changes waits behind them."""
        since = next(iter(self._late.values()), 0.0)
        if self._late and (not self._waiting or time.monotonic() - since > LATE_VECTORS_SECONDS):
            for listing_id in self._late:
                self._want(listing_id)
            self._late.clear()

    async def _until_something_happens(self) -> None:
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(vectors.PATIENCE_SECONDS):
                await self._wake.wait()

    async def _take_batch(self, ids: Sequence[str]) -> bool:
        """Bring these up to date; return False when a store is away and they wait on."""
        # Taken out first: whoever asks from here on has a newer change, and needs another look at the row.
        batch = {listing_id: self._waiting.pop(listing_id) for listing_id in ids}
        for listing_id in ids:
            self._late.pop(listing_id, None)
        started = time.monotonic()
        try:
            await self.apply(ids)
            self.on_batch(len(ids), time.monotonic() - started)
        except Exception as error:
            self.trouble = error
            if isinstance(error, (IndexUnavailableError, IndexBusyError)) or is_away(error):
                log.warning("index.away", listings=len(ids), reason=str(error)[:LONGEST_REASON])
                self._wait_on(batch)
                return False
            # Every waiter must hear of it; the net under the queue tries again.
            log.exception("index.batch_failed", listings=len(ids))
            for future in batch.values():
                with contextlib.suppress(asyncio.InvalidStateError):
                    future.set_exception(error)
        else:
            self.trouble = None
            for future in batch.values():
                with contextlib.suppress(asyncio.InvalidStateError):
                    future.set_result(None)
        return True

    def _wait_on(self, batch: dict[str, asyncio.Future[None]]) -> None:
        for listing_id, future in batch.items():
            newer = self._waiting.setdefault(listing_id, future)
            if newer is not future:
                newer.add_done_callback(partial(_pass_on, future))

    async def apply(self, ids: Sequence[str]) -> None:
        """Index these listings in one commit, and note it down in the transaction that read them.

        One without a vector is found by its words now, and by its meaning when the vector is there. One
        whose document the engine refuses is parked, and the others go through.

        Raises:
            IndexUnavailableError: the engine is away, or holds vectors of another model.
        """
        async with self._database.begin() as connection:
            await store.lock_index(connection)
            generation = await self.current()
            sources = await store.load(connection, ids, self._reading)
            kept = vectors.stored(sources)
            shown = [source for source in sources if source.listing]
            hidden = [source.listing_id for source in sources if not source.listing]
            removed = set(ids) - {source.listing_id for source in shown}
            puts = [document(source, kept.get(source.listing_id)) for source in shown]
            parked = problems(sources) | await self._write(puts, removed)
            missing = [one for one in vectors.missing(sources) if one.listing_id not in parked]
            await vectors.note_missing(connection, self.model, missing)
            await store.forget_missing(connection, self.model, [*hidden, *parked])
            await store.mark_indexed(connection, generation, versions(sources), parked)
        self.vectors.add_late(missing)

    async def _write(self, puts: Sequence[IndexDocument], removed: Collection[str]) -> dict[str, str]:
        """Write what the engine takes; return what it refuses, and why."""
        try:
            await self._writer.apply(puts, removed)
        except DocumentsRefusedError:
            await self._writer.apply((), removed)
        else:
            return {}
        parked = await write_acceptable(lambda some: self._writer.apply(some, ()), puts)
        # Not there is better than as it was: an older document may show a price or a stock that is gone.
        await self._writer.apply((), parked.keys())
        for listing_id, reason in parked.items():
            log.warning("index.parked", listing_id=listing_id, reason=reason[:LONGEST_REASON])
        return parked


def _pass_on(older: asyncio.Future[None], newer: asyncio.Future[None]) -> None:
    """End the older wait as the newer one, for the same listing, ended."""
    if older.done() or newer.cancelled():
        return
    error = newer.exception()
    if error:
        older.set_exception(error)
    else:
        older.set_result(None)


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


def problems(sources: Sequence[Source]) -> dict[str, str]:
    """Return the listings whose rows cannot be shown, and why."""
    return {source.listing_id: source.problem for source in sources if source.problem}
