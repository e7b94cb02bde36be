"""What a request names that lies outside the listing: pictures of the shop, a shipping profile, a currency."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from core.ids import is_id
from core.listing import Image, ListingChange, NewListing
from core.money import Money
from write_api.audit.authors import Author
from write_api.images import service as pictures
from write_api.listings import rules, store
from write_api.shipping import naming as shipping
from write_api.shipping.naming import Shipping


@dataclass(frozen=True)
class Named:
    """What was found under the names, held since before the listing is."""

    images: list[Image] | None = None
    shipping: Shipping | None = None

    def fields(self) -> dict[str, Any]:
        """Return what it makes of the listing's fields."""
        images = {} if self.images is None else {"images": self.images}
        if self.shipping is None:
            return images
        sent_by = {"shipping_profile_id": self.shipping.profile_id, "ships_to": self.shipping.countries}
        return images | sent_by


async def named(
    connection: AsyncConnection,
    author: Author,
    shop_id: str,
    wanted: NewListing | ListingChange,
    base_url: str,
) -> Named:
    """Return what a listing of the shop names. To be called before any listing is locked.

    Raises:
        MarketError: invalid_request, shipping_profile_not_found.
    """
    rules.check_destinations(wanted)
    images = await pictures.adopt(connection, shop_id, wanted.images, base_url) if wanted.images else None
    if wanted.shipping_profile_id is None:
        return Named(images)
    profile = await shipping.named(connection, author.account, wanted.shipping_profile_id)
    if profile.shop_id != shop_id:
        raise shipping.not_found()
    return Named(images, profile)


async def named_by_change(
    connection: AsyncConnection, author: Author, listing_id: str, wanted: ListingChange, base_url: str
) -> Named:
    """Return what a change of the account's own listing names.

    Raises:
        MarketError: listing_not_found, or as `named`.
    """
    if not wanted.images and wanted.shipping_profile_id is None:
        return Named()
    found = await store.get(connection, author.account, listing_id) if is_id(listing_id, "lst") else None
    if found is None:
        raise MarketError(Code.LISTING_NOT_FOUND)
    return await named(connection, author, found.shop.id, wanted, base_url)


async def no_price(connection: AsyncConnection, shop_id: str, profile: Shipping | None) -> Money:
    """Return what stands for the price of a draft that has none: nothing, in the currency it will be in."""
    currency = profile.currency if profile else await store.currency_of(connection, shop_id)
    return Money.model_validate({"amount_minor": 0, "currency": currency})
