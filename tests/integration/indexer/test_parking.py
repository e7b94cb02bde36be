"""One listing that the engine refuses never holds up another, and comes back when it changes."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ids import stable_id
from core.settings import Index
from core.tables import index_entries, listings, shops
from indexer.filling import IndexIncompleteError
from indexer.indexing import Indexing
from indexer.refusals import write_acceptable
from indexer.reindex import Rebuild
from indexer.status import status
from search.document import IndexDocument
from search.engine import IndexUnavailableError
from search.engines import open_writer
from search.writing import DocumentsRefusedError
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.embedder import CannedEmbedder
from tests.support.listings import document, listing
from tests.support.waiting import until
from write_api.catalogue.service import import_rows


async def parked(shop: IndexedShop) -> dict[str, str]:
    """Return why each parked listing is, by SKU."""
    entry = index_entries.c
    query = (
        select(listings.c.sku, entry.parked_reason).join(index_entries).where(entry.parked_at.is_not(None))
    )
    async with shop.engine.connect() as connection:
        return {one.sku: one.parked_reason for one in await connection.execute(query)}


async def index_all(shop: IndexedShop, ids: list[str]) -> None:
    await asyncio.gather(*(shop.indexing.index(listing_id) for listing_id in ids))


async def test_every_change_goes_through_but_that_of_the_listing_at_fault(shop: IndexedShop) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(40)), row("gone", "Going"))
    await shop.rebuild()
    shop.writer.refused.add("Poison")
    changes = [await shop.change(f"s{n}", title=f"Lantern {n}") for n in range(40) if n != 17]
    changes += [await shop.change("s17", title="Poison"), await shop.change("gone", state="paused")]
    await index_all(shop, changes)
    assert len(await shop.found("lantern")) == 39
    assert await parked(shop) == {"s17": "cannot write Poison"}
    assert {"s17", "gone"}.isdisjoint(await shop.found(""))
    assert len(shop.writer.batches) < 20


async def test_a_parked_listing_is_tried_again_when_it_changes_and_not_before(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    shop.writer.refused.add("Poison")
    await shop.indexing.index(await shop.change("mug", title="Poison"))
    assert await shop.stale() == []
    changed = await shop.change("mug", title="Green mug")
    assert await shop.stale() == [changed]
    await shop.indexing.index(changed)
    assert await shop.found("green") == ["mug"]
    assert await parked(shop) == {}


async def test_a_rebuild_parks_what_is_refused_and_goes_on(shop: IndexedShop) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(1200)))
    shop.writer.refused |= {"Thing 5", "Thing 700"}
    report = await shop.rebuild()
    assert (report.shown, report.parked) == (1198, 2)
    assert await parked(shop) == {"s5": "cannot write Thing 5", "s700": "cannot write Thing 700"}
    assert await shop.stale() == []
    shop.writer.refused.clear()
    assert (await shop.rebuild()).shown == 1200
    assert await parked(shop) == {}


async def test_a_change_that_is_refused_during_a_rebuild_leaves_no_older_document(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    shop.writer.refused.add("Poison")
    changes: list[asyncio.Task[str]] = []

    def meanwhile(_done: int, _total: int) -> None:
        changes.append(asyncio.create_task(shop.change("mug", title="Poison")))

    await shop.rebuild(meanwhile)
    await asyncio.gather(*changes)
    await index_all(shop, await shop.stale())
    assert await shop.found("") == ["jug"]
    assert list(await parked(shop)) == ["mug"]


async def test_a_rebuild_that_is_refused_too_much_is_not_published(shop: IndexedShop) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(30)))
    await shop.rebuild()
    before = await shop.writer.current()
    shop.writer.refused |= {f"Thing {n}" for n in range(25)}
    with pytest.raises(IndexIncompleteError, match="25 of 30 listings are refused"):
        await shop.rebuild()
    assert await shop.writer.current() == before
    assert len(await shop.found("")) == 30


async def test_a_row_that_cannot_be_shown_is_parked_like_one_that_is_refused(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    await shop.rebuild()
    broken = await shop.change("mug", images=[{"url": "/x.svg", "alt": 7}])
    await index_all(shop, [broken, await shop.change("jug", title="Green jug")])
    assert await shop.found("") == ["jug"]
    assert "alt" in (await parked(shop))["mug"]
    assert (await shop.rebuild()).parked == 1


async def test_while_the_engine_is_away_changes_wait_and_nothing_is_lost(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    await shop.indexing.check()
    shop.writer.away = True
    first = asyncio.create_task(shop.indexing.index(await shop.change("mug", title="Green mug")))
    await until(lambda: _refuses_to_be_ready(shop))
    second = asyncio.create_task(shop.indexing.index(await shop.change("mug", title="Red mug")))
    shop.writer.away = False
    await asyncio.gather(first, second)
    assert await shop.found("red") == ["mug"]
    await shop.indexing.check()


async def _refuses_to_be_ready(shop: IndexedShop) -> bool:
    try:
        await shop.indexing.check()
    except IndexUnavailableError as error:
        return "away" in str(error)
    return False


async def test_a_real_server_that_refuses_one_listing_takes_every_other(
    engine: AsyncEngine, meilisearch_index: Index
) -> None:
    await import_rows(
        engine, [row("lost", "Lost", shop="Nowhere"), *(row(f"s{n}", f"T {n}") for n in range(8))]
    )
    writer, embedder = open_writer(meilisearch_index), CannedEmbedder()
    await Rebuild(engine, embedder, writer).run()
    indexing = Indexing(engine, embedder, writer)
    async with engine.begin() as connection:
        # No such latitude: the server's task fails, with all that it took along.
        await connection.execute(shops.update().where(shops.c.name == "Nowhere").values(lat=999.0, lng=0.0))
        await connection.execute(listings.update().values(version=2, price_minor=77_00))
        ids = [one.id for one in await connection.execute(listings.select())]
    await indexing.apply(ids)
    report = await Rebuild(engine, embedder, writer).run()
    found = await status(engine, writer, embedder.model)
    await writer.close()
    assert (found.indexed, len(found.parked), report.parked) == (8, 1, 1)
    assert found.parked[0].reason


@pytest.mark.parametrize("at_fault", [set(), {"0"}, {"3", "4"}, {"0", "6"}, set("0123456")])
async def test_halving_finds_every_culprit_and_writes_every_other(at_fault: set[str]) -> None:
    written: list[str] = []

    async def write(documents: list[IndexDocument]) -> None:
        if any(one.listing.sku in at_fault for one in documents):
            raise DocumentsRefusedError("no")
        written.extend(one.listing.sku for one in documents)

    refused = await write_acceptable(write, [document(listing(str(n))) for n in range(7)])  # type: ignore[arg-type]
    assert set(refused) == {stable_id("lst", name) for name in at_fault}
    assert sorted(written) == sorted(set("0123456") - at_fault)
