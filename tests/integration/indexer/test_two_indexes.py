"""What one index was told of, another may never have heard of: a marketplace whose index moves between two places."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.tables import index_entries, index_generations, listing_vectors
from indexer import behind_store, store
from indexer.documents import Reading
from indexer.indexing import Indexing, versions
from indexer.reindex import Rebuild
from indexer.repairing import Repairing
from indexer.verifying import Verification
from search.embedded.index_writer import EmbeddedIndexWriter
from search.writing import IndexWriter
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.embedder import CannedEmbedder


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[EmbeddedIndexWriter]:
    root = tmp_path / "elsewhere"
    root.mkdir()
    writer = EmbeddedIndexWriter(root)
    yield writer
    await writer.close()


class OtherEmbedder(CannedEmbedder):
    model = "other"


async def surplus(shop: IndexedShop, writer: IndexWriter) -> list[str]:
    return (await Verification(shop.engine, writer).run()).surplus


async def test_a_rebuild_elsewhere_does_not_say_that_the_living_index_has_heard_of_a_deletion(
    shop: IndexedShop, elsewhere: EmbeddedIndexWriter
) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Red jug"))
    await shop.rebuild()
    gone = await shop.change("mug", state="deleted")
    await Rebuild(shop.engine, shop.embedder, elsewhere).run()
    assert await shop.stale() == [gone]
    await shop.indexing.index(gone)
    assert await shop.found() == ["jug"]
    assert await shop.stale() == []


async def test_an_index_that_is_gone_back_to_takes_in_what_happened_meanwhile(
    shop: IndexedShop, elsewhere: EmbeddedIndexWriter
) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Red jug"))
    await shop.rebuild()
    await Rebuild(shop.engine, shop.embedder, elsewhere).run()
    gone = await shop.change("mug", state="deleted")
    await Indexing(shop.engine, shop.embedder, elsewhere).apply([gone])
    assert await surplus(shop, elsewhere) == []
    assert await shop.stale() == [gone]
    await shop.indexing.index(gone)
    assert await shop.found() == ["jug"]


async def test_a_rebuild_elsewhere_with_another_model_keeps_the_vectors_of_the_living_index(
    shop: IndexedShop, elsewhere: EmbeddedIndexWriter
) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    await Rebuild(shop.engine, OtherEmbedder(), elsewhere).run()
    async with shop.engine.connect() as connection:
        models = set(await connection.scalars(select(listing_vectors.c.model)))
    assert models == {"canned", "other"}
    assert (await shop.rebuild()).embedded == 0


async def test_a_repair_by_the_indexer_waits_for_the_index_that_is_repaired_and_for_no_other(
    shop: IndexedShop, elsewhere: EmbeddedIndexWriter
) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    await Rebuild(shop.engine, shop.embedder, elsewhere).run()
    mug = await shop.change("mug", price_minor=3)
    await shop.indexing.index(mug)  # from here on it holds the index

    async def tell(_: object) -> None:
        await shop.indexing.index(mug)

    asking = EmbeddedIndexWriter(shop.root)
    repair = await Repairing(shop.engine, shop.embedder, asking, tell).run([mug])
    await asking.close()
    assert (repair.by, repair.waiting) == ("indexer", 0)


async def test_only_the_generations_of_the_last_few_places_are_kept_in_mind(
    shop: IndexedShop, tmp_path: Path
) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    await shop.rebuild()
    for number in range(store.KNOWN_GENERATIONS):
        writer = EmbeddedIndexWriter(tmp_path / f"place-{number}")
        await Rebuild(shop.engine, shop.embedder, writer).run()
        await writer.close()
        await shop.indexing.index(await shop.change("mug", price_minor=number))
    async with shop.engine.connect() as connection:
        known = set(await connection.scalars(select(index_generations.c.name)))
        told_of = set(await connection.scalars(select(index_entries.c.generation)))
    current = await shop.writer.current()
    assert current
    assert current.name in known
    assert len(known) == store.KNOWN_GENERATIONS
    assert told_of == known


async def test_who_marks_entries_as_stale_and_who_as_true_never_lock_each_other_out(
    shop: IndexedShop, elsewhere: EmbeddedIndexWriter
) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(400)))
    await shop.rebuild()
    await Rebuild(shop.engine, shop.embedder, elsewhere).run()
    here, there = await shop.writer.current(), await elsewhere.current()
    assert here
    assert there
    async with shop.engine.connect() as connection:
        pages = store.load_all(connection, Reading(shop.embedder.model))
        seen = versions([one async for page in pages for one in page])
    chance = random.Random(1)

    async def stale() -> None:
        for _ in range(10):
            async with shop.engine.begin() as connection:
                await behind_store.mark_stale(connection, chance.sample(sorted(seen), 200))

    async def true() -> None:
        for _ in range(10):
            async with shop.engine.begin() as connection:
                await store.lock_index(connection)
                await store.mark_indexed(connection, chance.choice([here, there]), seen, {})

    await asyncio.gather(stale(), stale(), stale(), true(), true())
