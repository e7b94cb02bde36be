"""Decisions about a listing: what may be published, what state follows from stock, what goes on the piece."""

import unicodedata
from collections.abc import Sequence

from core.errors import Code, MarketError
from core.listing import ListingChange, ListingState, NewListing, Personalization, SellerListing
from write_api.listings.readiness import Remark, missing
from write_api.listings.variants import rules as variants

LINE_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
# Marks that turn the writing around: the maker would read another text than the shopper.
TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def settle(listing: SellerListing) -> SellerListing:
    """Return the listing as it may stand: checked, and in the state that its stock asks for.

    Raises:
        MarketError: invalid_request when it is on offer and lacks something, or its personalisation
            contradicts itself, or its variants do not go together; stock_held when pieces in open checkouts
            would be taken away.
    """
    listing = variants.summed(listing)
    if listing.quantity < listing.held:
        raise MarketError(
            Code.STOCK_HELD,
            f"{listing.held} pieces are in open checkouts, so `quantity` must be {listing.held} or more until "
            "those are paid or given up.",
            param="quantity",
        )
    _check_personalization(listing.personalization)
    state = state_for(listing.state, quantity=listing.quantity, made_to_order=listing.made_to_order)
    if state in ("active", "sold_out") and (lacking := missing(listing)):
        raise MarketError(
            Code.INVALID_REQUEST,
            f"{_sentences(lacking)} Or keep it as a draft.",
            param=lacking[0].field,
            missing=[remark.model_dump() for remark in lacking],
        )
    return listing if state == listing.state else listing.model_copy(update={"state": state})


# What a maker changes most, and what changes nothing of what the piece is said to be.
SILENT = frozenset({"price", "quantity", "held", "lead_days", "ships_to", "shipping_profile_id", "version"})


def says_the_same(before: SellerListing, after: SellerListing) -> bool:
    """Tell whether only fields differ that say nothing of what the piece is."""
    return all(
        getattr(before, name) == getattr(after, name)
        for name in SellerListing.model_fields
        if name not in SILENT
    )


def publish(listing: SellerListing) -> SellerListing:
    """Return the listing on offer.

    Raises:
        MarketError: listing_incomplete, naming all that is missing, or as `settle`.
    """
    if lacking := missing(listing):
        raise MarketError(
            Code.LISTING_INCOMPLETE,
            _sentences(lacking),
            param=lacking[0].field,
            missing=[remark.model_dump() for remark in lacking],
        )
    return settle(listing.model_copy(update={"state": "active"}))


def check_version(listing: SellerListing, expected: int | None, base_url: str) -> None:
    """Make sure that the maker writes over what they have seen.

    Raises:
        MarketError: version_conflict, with the listing as it is in `current`.
    """
    if expected is not None and expected != listing.version:
        raise MarketError(
            Code.VERSION_CONFLICT,
            f"You expected version {expected}, but the listing is at {listing.version}. "
            "Look at `current` and repeat the change.",
            param="expected_version",
            current=shown(listing, base_url).model_dump(mode="json"),
        )


def check_destinations(wanted: NewListing | ListingChange) -> None:
    """Make sure that only one thing says where a listing is sent.

    Raises:
        MarketError: invalid_request.
    """
    if wanted.shipping_profile_id and wanted.ships_to:
        raise MarketError(
            Code.INVALID_REQUEST,
            "Send `ships_to` or `shipping_profile_id`, not both: a profile says where it leads.",
            param="ships_to",
        )


def check_currency(listing: SellerListing, currency: str) -> None:
    """Make sure that price and shipping can be added up.

    Raises:
        MarketError: invalid_request.
    """
    if listing.shipping_profile_id and listing.price.currency != currency:
        raise MarketError(
            Code.INVALID_REQUEST,
            f"The listing's shipping profile is in {currency}, so its price must be. Name another profile, or "
            "send `ships_to` instead.",
            param="price.currency",
        )


def shown(listing: SellerListing, base_url: str) -> SellerListing:
    """Return the listing as its maker sees it: pictures of ours with the address where they are shown."""
    images = [
        image.model_copy(update={"url": base_url + image.url}) if image.url.startswith("/") else image
        for image in listing.images
    ]
    return listing.model_copy(update={"images": images})


def state_for(state: ListingState, *, quantity: int, made_to_order: bool) -> ListingState:
    """Return what stock makes of a state: on offer without stock is sold out, and back again."""
    if state in ("active", "sold_out"):
        return "active" if quantity > 0 or made_to_order else "sold_out"
    return state


def personalization_text(wanted: Personalization, text: str) -> str:
    """Return what a shopper wants on the piece as the maker gets it: composed, on one line; empty for nothing.

    Characters are counted once composed (NFC): an é is one, however it was typed.

    Raises:
        MarketError: invalid_request when the maker takes no text and there is one, needs one and there is
            none, or it is too long or has characters that do not show.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = " ".join(composed.split())
    if kept and not wanted.allowed:
        raise _personalization_refused("This piece cannot be personalised. Leave the text out.")
    if not kept and wanted.required:
        raise _personalization_refused(
            "This piece is made with words of the buyer's, and there are none. Say what to put on it."
        )
    if any(_is_unprintable(c) for c in composed):
        raise _personalization_refused(
            "The text has control characters, which cannot be put on a piece. Type it anew."
        )
    if len(kept) > wanted.max_length:
        raise _personalization_refused(
            f"The text has {len(kept)} characters, and {wanted.max_length} fit on the piece. Shorten it."
        )
    return kept


def _is_unprintable(letter: str) -> bool:
    if letter in LINE_BREAKS:
        return False
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in TURNING_MARKS


def _personalization_refused(message: str) -> MarketError:
    return MarketError(Code.INVALID_REQUEST, message, param="personalization")


def _sentences(remarks: Sequence[Remark]) -> str:
    return " ".join(remark.sentence for remark in remarks)


def _check_personalization(wanted: Personalization) -> None:
    if wanted.required and not wanted.allowed:
        raise MarketError(
            Code.INVALID_REQUEST,
            "Personalisation cannot be required and not allowed. Allow it, or do not require it.",
            param="personalization.required",
        )
    if wanted.allowed and wanted.max_length == 0:
        raise MarketError(
            Code.INVALID_REQUEST,
            "Personalisation needs a max_length of 1 or more, so that buyers know how much they may write.",
            param="personalization.max_length",
        )
