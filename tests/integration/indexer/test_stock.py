"""What shoppers see of stock that others have in their checkouts."""

from datetime import timedelta

from core.ids import stable_id
from tests.integration.indexer.conftest import IndexedShop, row
from write_api.audit.authors import SWEEPER
from write_api.inventory import holds
from write_api.listings.pieces import Piece


async def test_a_piece_that_somebody_has_in_a_checkout_is_not_in_stock(shop: IndexedShop) -> None:
    await shop.stock(row("A", "Mug", quantity=1), row("B", "Mug", quantity=2))
    await shop.rebuild()
    ids = [stable_id("lst", stable_id("shp", "Clay & Co"), sku) for sku in "AB"]

    async def end(reference: str) -> None:
        async with shop.engine.begin() as connection:
            await holds.release(connection, SWEEPER, reference)

    async with shop.engine.begin() as connection:
        wanted = dict.fromkeys(map(Piece, ids), 1)
        await holds.hold(connection, SWEEPER, "chk", wanted, lasts=timedelta(hours=1))
    await shop.indexing.index(ids[0])
    assert await shop.found(in_stock=True) == ["B"]
    await end("chk")
    await shop.indexing.index(ids[0])
    assert await shop.found(in_stock=True) == ["A", "B"]
