"""What the index holds follows from what PostgreSQL holds, and nothing else."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from core.tables import index_changes, listings
from indexer import store, vectors, worker
from indexer.documents import Reading
from indexer.filling import IndexIncompleteError
from indexer.indexing import Indexing
from search.document import IndexDocument
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.waiting import until


async def test_a_change_is_indexed_from_the_row_as_it_is_now(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    listing_id = await shop.change("mug", title="Green mug")
    await shop.indexing.index(listing_id)
    assert await shop.found("green") == ["mug"]
    assert await shop.found("blue") == []


async def test_a_price_changes_without_embedding_anything_again(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    before = len(shop.embedder.embedded)
    await shop.indexing.index(await shop.change("mug", price_minor=55_00))
    assert await shop.found("mug under £50") == []
    assert await shop.found("mug under £56") == ["mug"]
    assert len(shop.embedder.embedded) == before


@pytest.mark.parametrize("state", ["draft", "paused", "deleted"])
async def test_what_is_not_on_offer_is_never_found(shop: IndexedShop, state: str) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    await shop.indexing.index(await shop.change("mug", state=state))
    assert await shop.found("blue", in_stock=False) == ["jug"]
    await shop.rebuild()
    assert await shop.found("blue", in_stock=False) == ["jug"]


async def test_a_sold_out_piece_is_shown_only_when_asked_for(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    await shop.indexing.index(await shop.change("mug", quantity=0, state="sold_out"))
    assert await shop.found("blue") == ["jug"]
    assert await shop.found("blue", in_stock=False) == ["jug", "mug"]


@pytest.mark.parametrize("change", [{"ai_channels": False}, {"suspended": True}])
async def test_a_shop_that_may_not_be_shown_takes_its_listings_along(
    shop: IndexedShop, change: dict[str, bool]
) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    await shop.change_shop(**change)
    overdue = await shop.stale()
    assert len(overdue) == 2
    await asyncio.gather(*(shop.indexing.index(listing_id) for listing_id in overdue))
    assert await shop.found("", in_stock=False) == []


async def test_the_net_sees_what_no_job_told_of_and_nothing_else(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    changed = await shop.change("mug", price_minor=1)
    assert await shop.stale() == [changed]
    await shop.indexing.index(changed)
    assert await shop.stale() == []


async def test_words_find_a_piece_before_its_vector_is_there_and_meaning_soon_after(
    shop: IndexedShop,
) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    shop.embedder.may_go_on.clear()
    changed = await shop.change("mug", title="Bone china beaker")
    await shop.indexing.index(changed)
    assert await shop.found("beaker") == ["mug"]
    assert await shop.nearest_to_itself("mug") < 0.5
    shop.embedder.may_go_on.set()
    await until(lambda: shop.means_itself("mug"))


async def test_a_new_text_is_written_once_where_its_vector_takes_a_moment(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "PATIENCE_SECONDS", 60.0)
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    written: list[str] = []
    apply = shop.writer.apply

    async def noting(puts: Sequence[IndexDocument], removes: Collection[str]) -> None:
        written.extend(put.listing.sku for put in puts)
        await apply(puts, removes)

    monkeypatch.setattr(shop.writer, "apply", noting)
    await shop.indexing.index(await shop.change("mug", title="Bone china beaker"))
    assert await shop.means_itself("mug")
    await shop.indexing.index(await shop.change("mug", price_minor=1))
    assert written == ["mug", "mug"]


async def test_a_new_price_is_not_looked_at_before_it_is_written_and_a_new_text_is_never_lost(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    monkeypatch.setattr(shop.indexing.vectors, "look_at", lambda id_: pytest.fail(f"looked at {id_}"))
    changed = await shop.change("mug", price_minor=1, title="Bone china beaker")
    await asyncio.gather(
        shop.indexing.ask(changed, says_the_same=True),
        shop.indexing.ask(await shop.change("jug", price_minor=1), says_the_same=True),
    )
    assert await shop.found("", max_price=0.01) == ["jug", "mug"]
    assert await shop.means_itself("jug")
    await until(lambda: shop.means_itself("mug"))
    assert await shop.found("beaker") == ["mug"]


async def test_a_vector_that_came_late_and_was_not_written_for_a_crash_is_seen_as_behind(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    shop.embedder.may_go_on.clear()
    changed = await shop.change("mug", title="Bone china beaker")
    await shop.indexing.index(changed)
    with monkeypatch.context() as crash:
        crash.setattr(shop.indexing.vectors, "_on_done", lambda _listing_id, _late: None)
        shop.embedder.may_go_on.set()
        await until(lambda: _is(changed not in shop.indexing.vectors))
    assert await shop.stale() == [changed]
    await shop.indexing.index(changed)
    assert await shop.means_itself("mug")
    assert await shop.stale() == []


async def test_a_vector_that_could_not_be_computed_is_tried_again_later_and_not_at_once(
    shop: IndexedShop,
) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    shop.embedder.failures_left = 1
    mug = await shop.change("mug", title="Bone china beaker")
    await shop.indexing.index(mug)
    await until(lambda: _is(mug not in shop.indexing.vectors))
    await shop.indexing.index(await shop.change("jug", title="Glass carafe"))
    await until(lambda: shop.means_itself("jug"))
    assert sum("beaker" in text for text in shop.embedder.embedded) == 1
    await shop.indexing.index(mug)
    await until(lambda: shop.means_itself("mug"))


async def _is(true: bool) -> bool:
    return true


async def test_a_vector_that_a_crash_prevented_is_seen_as_missing(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    changed = await shop.change("mug", title="Bone china beaker")
    dead = Indexing(shop.engine, shop.embedder, shop.writer)
    await dead.apply([changed])
    assert await shop.stale() == [changed]
    await shop.indexing.index(changed)
    await until(lambda: shop.means_itself("mug"))
    assert await shop.stale() == []


async def test_a_hundred_changes_at_once_end_with_the_last(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Mug"))
    await shop.rebuild()
    waiting = []
    for price in range(1, 101):
        listing_id = await shop.change("mug", price_minor=price)
        waiting.append(asyncio.create_task(shop.indexing.index(listing_id)))
    await asyncio.gather(*waiting)
    assert await shop.found("", min_price=1, max_price=1) == ["mug"]
    assert await shop.found("", max_price="0.99") == []


async def test_a_failure_once_does_not_make_a_later_text_of_it_wait_for_ever(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    shop.embedder.failures_left = 1
    shop.embedder.may_go_on.clear()
    mug = await shop.change("mug", title="Bone china beaker")
    await shop.indexing.index(mug)
    shop.embedder.may_go_on.set()
    await until(lambda: _is(mug not in shop.indexing.vectors))
    shop.embedder.may_go_on.clear()
    await shop.indexing.index(await shop.change("mug", title="Glass carafe"))
    shop.embedder.may_go_on.set()
    await until(lambda: shop.means_itself("mug"))


async def test_a_text_that_changes_before_its_vector_is_there_is_embedded_once(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    changed = await shop.change("mug", title="Bone china beaker")
    await Indexing(shop.engine, shop.embedder, shop.writer).apply([changed])
    await shop.indexing.index(await shop.change("mug", title="Glass carafe"))
    await until(lambda: shop.means_itself("mug"))
    assert sum("carafe" in text for text in shop.embedder.embedded) == 1
    assert await shop.stale() == []


async def test_a_vector_of_an_older_text_leaves_the_listing_behind(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    changed = await shop.change("mug", title="Bone china beaker")
    async with shop.engine.connect() as connection:
        older = await store.load(connection, [changed], Reading(shop.embedder.model))
    await shop.change("mug", title="Glass carafe")
    dead = Indexing(shop.engine, shop.embedder, shop.writer)
    await dead.apply([changed])
    async with shop.engine.begin() as connection:
        fresh = vectors.compute(shop.embedder, older)
        await vectors.keep(connection, shop.embedder.model, older, fresh)
    assert await shop.stale() == [changed]
    await shop.indexing.index(changed)
    await until(lambda: shop.means_itself("mug"))


async def test_a_vector_that_another_process_computed_is_written_to_the_index_that_lacks_it(
    shop: IndexedShop,
) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    changed = await shop.change("mug", title="Bone china beaker")
    await Indexing(shop.engine, shop.embedder, shop.writer).apply([changed])

    def interrupt(_done: int, _total: int) -> None:
        raise IndexIncompleteError

    with pytest.raises(IndexIncompleteError):
        await shop.rebuild(interrupt)
    assert await shop.stale() == [changed]
    await shop.indexing.index(changed)
    assert await shop.means_itself("mug")


async def test_a_look_at_more_listings_than_one_query_takes_sees_the_last_of_them(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "PATIENCE_SECONDS", 60.0)
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    changed = await shop.change("mug", title="Bone china beaker")
    for number in range(33_000):
        shop.indexing.ask(f"unknown-{number}")
    await shop.indexing.index(changed)
    assert await shop.means_itself("mug")


async def test_a_database_that_is_away_has_nothing_embedded_again(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.stock(*(row(f"mug-{number}", f"Mug {number}") for number in range(8)))
    await shop.rebuild()
    before = len(shop.embedder.embedded)

    async def away(*_: object) -> None:
        raise ConnectionRefusedError

    ids = [await shop.change(f"mug-{number}", title=f"Jug {number}") for number in range(8)]
    with monkeypatch.context() as gone:
        gone.setattr(vectors, "keep", away)
        await asyncio.gather(*(shop.indexing.index(one) for one in ids))
        await until(lambda: _is(not any(one in shop.indexing.vectors for one in ids)))
        assert len(shop.embedder.embedded) == before + 8
    await asyncio.gather(*(shop.indexing.index(one) for one in ids))
    await until(lambda: shop.means_itself("mug-7"))


async def test_the_net_sees_a_change_that_commits_while_it_looks(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    async with shop.engine.begin() as writer:
        mug = await writer.scalar(
            update(listings)
            .where(listings.c.sku == "mug")
            .values(version=listings.c.version + 1)
            .returning(listings.c.id)
        )
        jug = await shop.change("jug", title="Green jug")
        assert await shop.stale() == [jug]
        await shop.indexing.index(jug)
        await until(lambda: _is(jug not in shop.indexing.vectors))
        assert await shop.stale() == []
    assert await shop.stale() == [mug]


async def test_what_the_index_has_is_struck_off_the_list_of_changes(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    changed = await shop.change("mug", price_minor=1)
    assert await shop.stale() == [changed]
    assert await listed(shop) == {changed}
    await shop.indexing.index(changed)
    assert await shop.stale() == []
    assert await listed(shop) == set()


async def test_the_net_brings_in_more_than_one_look_finds_also_where_nothing_tells_of_a_change(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RECONCILE_BATCH", 1)
    monkeypatch.setattr(worker, "RECONCILE_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(worker, "OVERDUE_AFTER", timedelta(0))
    await shop.stock(*(row(f"mug-{number}", f"Mug {number}") for number in range(3)))
    await shop.rebuild()
    for number in range(3):
        await shop.change(f"mug-{number}", price_minor=1)
    async with shop.engine.begin() as connection:
        await connection.execute(delete(index_changes))
    net = asyncio.create_task(worker.reconcile(shop.engine, shop.indexing))
    try:
        await until(lambda: _found_all(shop))
    finally:
        net.cancel()


async def _found_all(shop: IndexedShop) -> bool:
    return len(await shop.found("", max_price="0.01")) == 3


async def listed(shop: IndexedShop) -> set[str]:
    async with shop.engine.connect() as connection:
        return set(await connection.scalars(select(index_changes.c.listing_id)))
