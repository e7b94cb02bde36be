"""When a maker wants to hear that stock runs low."""

from sqlalchemy.ext.asyncio import AsyncConnection

from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.inventory import store
from write_api.sellers import service as sellers


async def level(connection: AsyncConnection, account_id: str) -> int | None:
    """Return at how few available pieces the account's shop is told; None for never.

    Raises:
        MarketError: not_a_seller.
    """
    shop = await sellers.shop_of(connection, account_id)
    return await store.low_stock_level(connection, shop.id)


async def set_level(connection: AsyncConnection, author: Author, wanted: int | None) -> None:
    """Set it.

    Raises:
        MarketError: not_a_seller.
    """
    shop = await sellers.shop_of(connection, author.account)
    before = await store.set_low_stock_level(connection, shop.id, wanted)
    changes = differences({"low_stock_level": before}, {"low_stock_level": wanted})
    if changes:
        await audit.note(connection, author, [audit.Entry("shop.changed", shop.id, shop.id, changes)])
