"""What a catalogue row makes of a listing, pure."""

from core.ids import stable_id
from core.listing import Image, ImportRow, ListingState, SellerListing, ShopRef
from core.money import Money
from write_api.listings.rules import check_currency, settle

SAME_WORDS = (
    "title", "description", "category", "quantity", "materials", "colors", "style", "occasions", "recipients",
    "tags", "made_to_order", "lead_days", "personalization", "ships_to",
)  # fmt: skip


def listing_of(row: ImportRow, shop: ShopRef) -> SellerListing:
    """Return the listing that a row makes in a shop that does not have its SKU."""
    return settle(
        SellerListing.model_construct(
            **{name: getattr(row, name) for name in SAME_WORDS},
            id=stable_id("lst", shop.id, row.sku),
            sku=row.sku,
            shop=shop,
            price=Money(amount_minor=row.price_minor, currency=row.currency),
            images=_images(row, []),
            ai_channels=True,
            state=_offered(row),
            version=1,
        )
    )


def merged(row: ImportRow, current: SellerListing) -> SellerListing:
    """Return the listing as the row wants it, at the next version; `current` itself when nothing differs.

    What a row cannot say stays: more pictures, the switch for assistants, paused and draft, and where a
    shipping profile sends it. A listing that was deleted comes back.

    Raises:
        MarketError: invalid_request for a price in another currency than the listing's shipping profile.
    """
    wanted = current.model_copy(
        update={name: getattr(row, name) for name in SAME_WORDS}
        | {
            "price": Money(amount_minor=row.price_minor, currency=row.currency),
            "images": _images(row, current.images),
            "state": _offered(row) if current.state == "deleted" or not row.price_minor else current.state,
        }
        | ({"ships_to": current.ships_to} if current.shipping_profile_id else {})
    )
    check_currency(wanted, current.price.currency)
    settled = settle(wanted)
    if settled == current:
        return current
    return settled.model_copy(update={"version": current.version + 1})


def _offered(row: ImportRow) -> ListingState:
    return "active" if row.price_minor else "draft"


def _images(row: ImportRow, known: list[Image]) -> list[Image]:
    if not row.image_url or any(image.url == row.image_url for image in known):
        return known
    return [Image(url=row.image_url, alt=row.title)]
