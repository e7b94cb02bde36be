"""A draft as shoppers would see it, and on offer."""

from urllib.parse import urlencode

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from core.listing import Image, Listing, ListingState, SellerListing, SellerVariant, Wire
from core.showing import FACTS, Kept, OnSale, shown
from write_api.audit.authors import Author
from write_api.listings import readiness, rules, service, store
from write_api.listings.readiness import Remark

LONGEST_ADDRESS = 1800


class ListingPreview(Wire):
    """A listing as shoppers would see it if it were published now."""

    listing: Listing
    state: ListingState = Field(description="As it is now")
    version: int = Field(description="What to publish it with, as `expected_version`")
    missing: list[Remark] = Field(description="What must be there before it can be published")
    advice: list[Remark] = Field(description="What would help it")


async def preview(
    connection: AsyncConnection, account_id: str, listing_id: str, base_url: str
) -> ListingPreview:
    """Show an account's own listing as shoppers would see it. `base_url` is where they find us.

    Raises:
        MarketError: listing_not_found.
    """
    found = await service.get(connection, account_id, listing_id)
    rating = await store.rating_of(connection, found.shop.id)
    return ListingPreview(
        listing=to_shoppers(found, rating, base_url),
        state=found.state,
        version=found.version,
        missing=readiness.missing(found),
        advice=readiness.advice(found),
    )


async def publish(
    connection: AsyncConnection, author: Author, listing_id: str, expected_version: int, base_url: str
) -> SellerListing:
    """Put a listing on offer that its maker has looked at in this version.

    Raises:
        MarketError: listing_not_found, version_conflict (with the current state), listing_incomplete.
    """
    current = await service.lock(connection, author.account, listing_id)
    rules.check_version(current, expected_version, base_url)
    saved = await service.save(connection, author, current, rules.publish(current))
    return rules.shown(saved, base_url)


def to_shoppers(listing: SellerListing, rating: float | None, base_url: str) -> Listing:
    """Return what the index will hold of a listing once it is on offer, with whole addresses."""
    found = shown(
        Kept(
            facts={name: getattr(listing, name) for name in FACTS},
            shop=listing.shop,
            price=listing.price,
            images=listing.images,
            personalization=listing.personalization,
            variants=[_on_sale(one) for one in listing.variants],
            available=listing.quantity - listing.held,
            rating=rating,
            is_on_sale=True,
        )
    )
    images = [_whole(image, base_url) for image in found.images]
    image = _whole(found.image, base_url)
    if not listing.images and listing.state not in ("active", "sold_out"):
        # The edge knows only what is on offer: of a draft it is told what to draw.
        image = _told(image, found)
        images = [image]
    return found.model_copy(update={"image": image, "images": images, "url": base_url + found.url})


def _on_sale(one: SellerVariant) -> OnSale:
    price_minor = one.price.amount_minor if one.price else None
    return OnSale(one.id, one.sku, one.options, price_minor, one.quantity - one.held)


def _told(drawing: Image, listing: Listing) -> Image:
    facts = {
        "title": listing.title,
        "category": listing.category,
        "colors": "|".join(listing.colors),
        "materials": "|".join(listing.materials),
    }
    url = f"{drawing.url}?{urlencode(facts)}"
    return drawing.model_copy(update={"url": url}) if len(url) <= LONGEST_ADDRESS else drawing


def _whole(image: Image, base_url: str) -> Image:
    return image.model_copy(update={"url": base_url + image.url}) if image.url.startswith("/") else image
