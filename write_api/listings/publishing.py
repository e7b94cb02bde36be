"""A draft as shoppers would see it, and on offer."""

from urllib.parse import urlencode

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from core import media
from core.listing import Image, Listing, ListingState, SellerListing, Wire
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
    """Return what the index will hold of a listing, with whole addresses; a test holds the two together."""
    kept = listing.images or [_drawing(listing)]
    images = [_whole(image, base_url) for image in kept]
    on_card = kept[0].model_copy(update={"url": media.on_card(kept[0].url)})
    facts = {name: getattr(listing, name) for name in Listing.model_fields if hasattr(listing, name)}
    return Listing(
        **facts
        | {
            "image": _whole(on_card, base_url),
            "images": images,
            "in_stock": listing.quantity > listing.held or listing.made_to_order,
            "rating": rating,
            "url": f"{base_url}/listings/{listing.id}",
        }
    )


def _drawing(listing: SellerListing) -> Image:
    drawn = media.drawing(
        listing.id,
        listing.title,
        category=listing.category,
        colors=listing.colors,
        materials=listing.materials,
    )
    if listing.state in ("active", "sold_out"):
        return drawn
    # The edge knows only what is on offer: of a draft it is told what to draw.
    facts = {
        "title": listing.title,
        "category": listing.category,
        "colors": "|".join(listing.colors),
        "materials": "|".join(listing.materials),
    }
    told = f"{drawn.url}?{urlencode(facts)}"
    return drawn.model_copy(update={"url": told}) if len(told) <= LONGEST_ADDRESS else drawn


def _whole(image: Image, base_url: str) -> Image:
    return image.model_copy(update={"url": base_url + image.url}) if image.url.startswith("/") else image
