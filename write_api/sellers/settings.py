"""What a maker sets for the own shop: what assistants may show, and what its figures are counted in."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.listing import ShopRef, Wire
from core.money import Currency
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.sellers import service, store
from write_api.sellers.zones import ZONES


def _known_zone(name: str) -> str:
    if name not in ZONES:
        raise PydanticCustomError("time_zone", "an IANA time zone")
    return name


TimeZone = Annotated[
    str,
    AfterValidator(_known_zone),
    Field(
        max_length=64,
        description="In which days, weeks and months are counted: an IANA name",
        examples=["Europe/London"],
    ),
]


class SellerShop(Wire):
    """A shop as its maker sees it."""

    id: str
    name: str
    city: str
    country: str
    ai_channels: bool = Field(description="Whether assistants may show what the shop lists")
    time_zone: str = Field(
        description="In which days, weeks and months are counted: an IANA name", examples=["Europe/London"]
    )
    currency: Currency = Field(description="In which sales are added up; others are told apart")


class ShopChange(Wire):
    """What a maker changes: only what is sent."""

    ai_channels: bool | None = Field(
        default=None, description="Whether assistants may show what the shop lists"
    )
    time_zone: TimeZone | None = None
    currency: Currency | None = Field(
        default=None, description="In which sales are added up; others are told apart"
    )


async def read(connection: AsyncConnection, account_id: str) -> SellerShop:
    """Return the account's shop.

    Raises:
        MarketError: not_a_seller.
    """
    found = await service.shop_of(connection, account_id)
    return _shown(found, await store.settings_of(connection, found.id))


async def change(connection: AsyncConnection, author: Author, wanted: ShopChange) -> SellerShop:
    """Set what is given, and leave the rest as it is.

    Raises:
        MarketError: not_a_seller.
    """
    found = await service.shop_of(connection, author.account)
    before = await store.settings_of(connection, found.id, hold=True)
    after = before | wanted.model_dump(exclude_none=True)
    if changes := differences(before, after):
        await store.set_settings(connection, found.id, {name: after[name] for name in changes})
        await audit.note(connection, author, [audit.Entry("shop.changed", found.id, found.id, changes)])
    return _shown(found, after)


def _shown(shop: ShopRef, settings: dict[str, Any]) -> SellerShop:
    return SellerShop(**shop.model_dump(), **settings)
