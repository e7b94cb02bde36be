"""Drift is found, told apart from what is on its way, and repaired by whoever may write."""

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import listings
from indexer import metrics, store
from indexer.documents import Reading, Source
from indexer.indexing import Indexing
from indexer.repairing import Repair, Repairing
from indexer.status import status
from indexer.verifying import Drift, Verification
from search.barred import barred
from search.embedded.index_writer import EmbeddedIndexWriter
from search.embedded.reader import EmbeddedIndex
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.listings import DIMENSIONS, document, listing
from tests.support.waiting import until


async def silently(shop: IndexedShop, sku: str, **values: object) -> str:
    """Change a row as nobody should, without a new version; return its id."""
    async with shop.engine.begin() as connection:
        changed = update(listings).where(listings.c.sku == sku).values({"sku": sku} | values)
        changed = changed.returning(listings.c.id)
        return str(await connection.scalar(changed))


async def verified(shop: IndexedShop, *, full: bool = True) -> Drift:
    reader = EmbeddedIndex(shop.root, DIMENSIONS, refresh_seconds=0)
    return await Verification(shop.engine, shop.writer, reader).run(full=full)


async def repaired(shop: IndexedShop, drift: Drift, writer: EmbeddedIndexWriter | None = None) -> Repair:
    async def tell(listing_ids: Sequence[str]) -> None:
        await asyncio.gather(*(shop.indexing.index(listing_id) for listing_id in listing_ids))

    return await Repairing(shop.engine, shop.embedder, writer or shop.writer, tell).run(drift.ids)


async def drifting(shop: IndexedShop) -> dict[str, str]:
    """Put everything wrong that can be; return the ids by what is wrong."""
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(12)))
    await shop.rebuild()
    wrong = {"missing": await silently(shop, "s1"), "surplus": await silently(shop, "s2", state="paused")}
    wrong["different"] = await silently(shop, "s3", title="Another thing")
    wrong["without_vector"] = await silently(shop, "s4")
    wrong["outdated"] = await silently(shop, "s5")
    stranger = listing("stranger")
    generation = await shop.writer.current()
    assert generation
    loaded = await shop.writer.load(generation, list(wrong.values()))
    bare = document(loaded[wrong["without_vector"]])
    old = document(loaded[wrong["outdated"]])
    puts = [
        type(bare)(bare.listing, 0, None, None, "1.1"),
        type(old)(old.listing, 0, old.vector, None, "0.1"),
        document(stranger),
    ]
    await shop.writer.apply(puts, [wrong["missing"]])
    return wrong | {"stranger": stranger.id}


async def test_every_kind_of_drift_is_found_and_nothing_else(shop: IndexedShop) -> None:
    wrong = await drifting(shop)
    drift = await verified(shop)
    assert drift.missing == [wrong["missing"]]
    assert drift.surplus == sorted([wrong["surplus"], wrong["stranger"]])
    assert drift.outdated == [wrong["outdated"]]
    assert drift.without_vector == [wrong["without_vector"]]
    assert drift.different == [wrong["different"]]
    assert (drift.compared, drift.loaded) == (11, 11)


async def test_repair_here_brings_in_just_what_was_found(shop: IndexedShop) -> None:
    await drifting(shop)
    drift = await verified(shop)
    embedded = len(shop.embedder.embedded)
    assert await repaired(shop, drift) == Repair("here", 6)
    assert (await verified(shop)).ids == []
    assert len(shop.embedder.embedded) - embedded == 1  # the title that changed
    assert await shop.stale() == []


async def test_repair_is_left_to_the_indexer_that_holds_the_index(shop: IndexedShop) -> None:
    await drifting(shop)
    drift = await verified(shop)
    other = EmbeddedIndexWriter(shop.root)
    assert await repaired(shop, drift, other) == Repair("indexer", 6)
    await other.close()
    await until(lambda: _nothing_stale(shop))
    assert (await verified(shop)).ids == []


async def _nothing_stale(shop: IndexedShop) -> bool:
    return await shop.stale() == []


async def test_what_is_on_its_way_is_no_drift(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"), row("pot", "Pot"))
    await shop.rebuild()
    await shop.change("mug", title="Green mug")
    await shop.change("jug", state="paused")
    shop.embedder.may_go_on.clear()
    await shop.indexing.index(await shop.change("pot", title="New pot"))
    await shop.stock(row("new", "New thing"))
    drift = await verified(shop)
    shop.embedder.may_go_on.set()
    assert drift.ids == []


async def test_a_parked_listing_is_no_drift_and_is_retried_by_a_repair(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    shop.writer.refused.add("Poison")
    parked = await shop.change("mug", title="Poison")
    await shop.indexing.index(parked)
    drift = await verified(shop)
    found = await status(shop.engine, shop.writer, "canned")
    assert drift.ids == []
    assert [(one.listing_id, one.reason) for one in found.parked] == [(parked, "cannot write Poison")]
    assert (found.shown, found.indexed, found.figures.parked) == (2, 1, 1)
    shop.writer.refused.clear()
    assert (await repaired(shop, drift)).listings == 1
    found = await status(shop.engine, shop.writer, "canned")
    assert (found.indexed, found.parked, found.figures.parked) == (2, [], 0)


async def test_status_counts_what_is_behind(shop: IndexedShop) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(5)))
    before = await status(shop.engine, shop.writer, "canned")
    assert (before.generation, before.shown, before.indexed, before.figures.stale) == ("", 5, 0, 5)
    assert before.figures.outbox == 1  # one job for all five
    assert before.figures.lag_seconds > 0
    await shop.rebuild()
    await shop.change("s1", state="draft")
    after = await status(shop.engine, shop.writer, "canned")
    assert (after.shown, after.hidden, after.indexed, after.figures.stale) == (4, 1, 5, 1)
    assert after.model == "canned"


async def test_a_category_barred_since_is_drift_until_it_is_repaired(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Mug", category="Kitchen > Mugs"), row("pot", "Pot", category="Garden"))
    await shop.rebuild()
    barring = barred(["Kitchen > Mugs"])
    drift = await Verification(shop.engine, shop.writer, barred=barring).run()
    assert len(drift.surplus) == 1
    await Indexing(shop.engine, shop.embedder, shop.writer, barring).apply(drift.surplus)
    assert await shop.found("") == ["pot"]
    assert (await Verification(shop.engine, shop.writer, barred=barring).run()).ids == []


async def test_a_listing_that_the_database_lost_leaves_the_index(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Mug"), row("pot", "Pot"))
    await shop.rebuild()
    async with shop.engine.begin() as connection:
        await connection.execute(delete(listings).where(listings.c.sku == "mug"))
    drift = await verified(shop)
    assert len(drift.surplus) == 1
    await repaired(shop, drift)
    assert await shop.found("") == ["pot"]


async def test_more_than_one_statement_takes_is_left_to_the_indexer(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Mug"))
    await shop.rebuild()
    await shop.indexing.index(await shop.change("mug", price_minor=3))  # from here on it holds the index
    asked: list[int] = []

    async def tell(listing_ids: Sequence[str]) -> None:
        asked.append(len(listing_ids))

    other = EmbeddedIndexWriter(shop.root)
    unknown = [f"lst_{number}" for number in range(33_000)]
    repair = await Repairing(shop.engine, shop.embedder, other, tell).run(unknown)
    await other.close()
    assert (repair, asked) == (Repair("indexer", 33_000), [33_000])


async def test_the_indexer_brings_in_again_what_its_own_comparison_finds(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await drifting(shop)
    monkeypatch.setattr(metrics, "VERIFY_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(metrics, "REPAIRED_AT_ONCE", 2)
    measures = metrics.Measures(shop.indexing)
    verifying = asyncio.create_task(measures.verify_for_ever(Verification(shop.engine, shop.writer)))
    try:
        await until(lambda: _as_postgres_says(shop))
    finally:
        verifying.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await verifying


async def _as_postgres_says(shop: IndexedShop) -> bool:
    return not (await Verification(shop.engine, shop.writer).run()).ids


async def test_a_comparison_holds_a_page_of_rows_at_a_time(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(30)))
    await shop.rebuild()
    monkeypatch.setattr(store, "PAGE", 5)
    load_all, held = store.load_all, list[int]()

    async def watched(connection: AsyncConnection, reading: Reading) -> AsyncIterator[list[Source]]:
        seen = weakref.WeakValueDictionary[str, Source]()
        async for page in load_all(connection, reading):
            seen |= {one.listing_id: one for one in page}
            yield page
            held.append(len(seen))

    monkeypatch.setattr(store, "load_all", watched)
    assert (await verified(shop)).compared == 30
    assert max(held) <= 10
