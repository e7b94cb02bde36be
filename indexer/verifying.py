"""What the index holds, compared with what it must hold according to PostgreSQL."""

import asyncio
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from indexer import behind_store, store
from indexer.documents import Reading, Source, revision
from search.barred import BARRED, Barred
from search.engine import IndexUnavailableError, ListingIndex
from search.writing import Entry, Generation, IndexWriter

SAMPLE = 200  # listings compared field by field unless all are
MANY = 1_000_000
READERS_FOLLOW_SECONDS = 1.0


@dataclass(frozen=True)
class Drift:
    """Where the index is not as it must be; listing ids. What is merely on its way in is not counted."""

    compared: int = 0  # entries
    loaded: int = 0  # listings compared field by field
    missing: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)  # of another revision
    without_vector: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)  # of the right revision, with another content

    @property
    def ids(self) -> list[str]:
        """Every listing that something is wrong with."""
        kinds = (self.missing, self.surplus, self.outdated, self.without_vector, self.different)
        return sorted({listing_id for kind in kinds for listing_id in kind})

    def as_dict(self) -> dict[str, object]:
        """Return it for --json."""
        return asdict(self)


class Verification:
    """Compares every entry, and a sample of listings field by field where a reader is given."""

    def __init__(
        self,
        database: AsyncEngine,
        writer: IndexWriter,
        reader: ListingIndex | None = None,
        barred: Barred = BARRED,
    ) -> None:
        self._barred = barred
        self._database = database
        self._writer = writer
        self._reader = reader

    async def run(self, *, full: bool = False) -> Drift:
        """Compare.

        Whatever seems wrong at first is looked at again with batches kept out, so that a change on its way is
        not taken for drift. `full` loads every listing, not a sample.

        Raises:
            IndexUnavailableError: there is no index, or its engine is away.
        """
        generation = await self._writer.current()
        if generation is None:
            raise IndexUnavailableError("There is no search index yet: run `craftlocal reindex`.")
        expected = await self._expected(generation)
        drift = _compare(expected, await self._entries(generation))
        if drift.ids:
            async with self._database.begin() as connection:
                await store.lock_index(connection)
                drift = await self._second_look(connection, generation, set(drift.ids))
        wanted = list(expected) if full else random.sample(sorted(expected), min(SAMPLE, len(expected)))
        different = await self._different(wanted, generation) if self._reader else []
        return Drift(
            compared=len(expected),
            loaded=len(wanted) if self._reader else 0,
            missing=drift.missing,
            surplus=drift.surplus,
            outdated=drift.outdated,
            without_vector=drift.without_vector,
            different=sorted(set(different) - set(drift.ids)),
        )

    async def _expected(self, generation: Generation) -> dict[str, str]:
        expected: dict[str, str] = {}
        async with self._database.connect() as connection:
            parked = {one.listing_id for one in await store.parked(connection, generation)}
            # Page by page: rows are large, and what is compared of them is small.
            async for page in store.load_all(connection, Reading(generation.model, self._barred)):
                expected |= _revisions(page, parked)
        return expected

    async def _entries(self, generation: Generation) -> list[Entry]:
        return [entry async for page in self._writer.entries(generation) for entry in page]

    async def _second_look(
        self, connection: AsyncConnection, generation: Generation, suspects: set[str]
    ) -> Drift:
        entries = [one for one in await self._entries(generation) if one.listing_id in suspects]
        parked = {one.listing_id for one in await store.parked(connection, generation)}
        sources = [
            one for page in _pages(sorted(suspects))
            for one in await store.load(connection, page, Reading(generation.model, self._barred))
        ]  # fmt: skip
        on_its_way = set(await behind_store.stale(connection, generation, timedelta(0), MANY))
        return _compare(
            {id_: wanted for id_, wanted in _revisions(sources, parked).items() if id_ not in on_its_way},
            [one for one in entries if one.listing_id not in on_its_way],
        )

    async def _different(self, listing_ids: Sequence[str], generation: Generation) -> list[str]:
        found = [one for page in _pages(listing_ids) for one in await self._differing(page, generation)]
        if not found:
            return []
        # Readers are a moment behind the writer, and rows may have changed between the two looks.
        await asyncio.sleep(READERS_FOLLOW_SECONDS)
        return [one for page in _pages(found) for one in await self._differing(page, generation)]

    async def _differing(self, page: Sequence[str], generation: Generation) -> list[str]:
        assert self._reader
        async with self._database.connect() as connection:
            sources = await store.load(connection, page, Reading(generation.model, self._barred))
            behind = set(await behind_store.stale(connection, generation, timedelta(0), MANY))
        loaded = await self._reader.load(page)
        settled = [one for one in sources if one.listing and one.listing_id not in behind]
        return [one.listing_id for one in settled if loaded.get(one.listing_id) != one.listing]


def _revisions(sources: Iterable[Source], parked: set[str]) -> dict[str, str]:
    return {one.listing_id: revision(one) for one in sources if one.listing and one.listing_id not in parked}


def _compare(expected: dict[str, str], entries: Sequence[Entry]) -> Drift:
    held = {entry.listing_id: entry for entry in entries}
    both = expected.keys() & held.keys()
    return Drift(
        missing=sorted(expected.keys() - held.keys()),
        surplus=sorted(held.keys() - expected.keys()),
        outdated=sorted(id_ for id_ in both if held[id_].revision != expected[id_]),
        without_vector=sorted(id_ for id_ in both if not held[id_].has_vector),
    )


def _pages(listing_ids: Sequence[str]) -> list[Sequence[str]]:
    return [listing_ids[start : start + store.PAGE] for start in range(0, len(listing_ids), store.PAGE)]
