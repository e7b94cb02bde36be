"""Whether assistants may show what a shop lists."""

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from core.listing import ShopRef, Wire
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.sellers import service, store


class SellerShop(Wire):
    """A shop as its maker sees it."""

    id: str
    name: str
    city: str
    country: str
    ai_channels: bool = Field(description="Whether assistants may show what the shop lists")


async def shop(connection: AsyncConnection, account_id: str) -> SellerShop:
    """Return the account's shop.

    Raises:
        MarketError: not_a_seller.
    """
    found = await service.shop_of(connection, account_id)
    return _shown(found, await store.shown_to_assistants(connection, found.id))


async def switch(connection: AsyncConnection, author: Author, wanted: bool | None) -> SellerShop:
    """Let assistants show what the shop lists, or not; None leaves it as it is.

    Raises:
        MarketError: not_a_seller.
    """
    found = await service.shop_of(connection, author.account)
    before = await store.shown_to_assistants(connection, found.id, hold=True)
    if wanted is None or wanted == before:
        return _shown(found, before)
    await store.show_to_assistants(connection, found.id, wanted)
    changes = differences({"ai_channels": before}, {"ai_channels": wanted})
    await audit.note(connection, author, [audit.Entry("shop.changed", found.id, found.id, changes)])
    return _shown(found, wanted)


def _shown(shop: ShopRef, ai_channels: bool) -> SellerShop:
    return SellerShop(**shop.model_dump(), ai_channels=ai_channels)
