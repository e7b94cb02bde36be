"""What a catalogue row makes of a listing, pure."""

from collections.abc import Callable

from core.ids import stable_id
from core.listing import Image, ImportRow, ListingState, SellerListing, ShopRef, VariantChange
from core.money import Money
from write_api.listings.rules import check_currency, settle
from write_api.listings.variants import rules as variants

SAME_WORDS = (
    "title", "description", "category", "quantity", "materials", "colors", "style", "occasions", "recipients",
    "tags", "made_to_order", "lead_days", "personalization", "ships_to",
)  # fmt: skip


def listing_of(row: ImportRow, shop: ShopRef, new_variant_id: Callable[[], str]) -> SellerListing:
    """Return the listing that a row makes in a shop that does not have its SKU."""
    bare = SellerListing.model_construct(
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
    return settle(_with_variants(row, bare, new_variant_id))


def merged(row: ImportRow, current: SellerListing, new_variant_id: Callable[[], str]) -> SellerListing:
    """Return the listing as the row wants it, at the next version; `current` itself when nothing differs.

    What a row cannot say stays: more pictures, the switch for assistants, paused and draft, and where a shipping
    profile sends it; and what it does not say of variants. A listing that was deleted comes back.

    Raises:
        MarketError: invalid_request for a price in another currency than the listing's shipping profile, and
            as `settle`.
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
    settled = settle(_with_variants(row, wanted, new_variant_id))
    if settled == current:
        return current
    return settled.model_copy(update={"version": current.version + 1})


def _with_variants(
    row: ImportRow, listing: SellerListing, new_variant_id: Callable[[], str]
) -> SellerListing:
    """Return the listing with the variants of the row, or with those it has where the row says nothing."""
    if row.variants is not None:
        sent = [
            VariantChange(
                sku=one.sku,
                options=one.options,
                price=None
                if one.price_minor in (None, row.price_minor)
                else Money(amount_minor=one.price_minor, currency=row.currency),
                quantity=one.quantity,
            )
            for one in row.variants
        ]
        listing = listing.model_copy(update={"variants": variants.replaced(listing, sent, new_variant_id)})
    variants.check_quantity(is_sent="quantity" in row.model_fields_set, variants=listing.variants)
    return listing


def _offered(row: ImportRow) -> ListingState:
    return "active" if row.price_minor else "draft"


def _images(row: ImportRow, known: list[Image]) -> list[Image]:
    if not row.image_url or any(image.url == row.image_url for image in known):
        return known
    return [Image(url=row.image_url, alt=row.title)]
