"""Decisions about a listing: what may be published, what state follows from stock, what goes on the piece."""

import unicodedata

from core.errors import Code, MarketError
from core.listing import ListingState, Personalization, SellerListing
from write_api.listings.variants import rules as variants

LINE_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
# Marks that turn the writing around: the maker would read another text than the shopper.
TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def settle(listing: SellerListing) -> SellerListing:
    """Return the listing as it may stand: checked, and in the state that its stock asks for.

    Raises:
        MarketError: invalid_request when it is on offer without a price, or its personalisation
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
    prices = [listing.price, *(one.price for one in listing.variants if one.price)]
    if state in ("active", "sold_out") and any(price.amount_minor == 0 for price in prices):
        raise MarketError(
            Code.INVALID_REQUEST,
            "A listing on offer needs a price above zero. Set one, or keep it as a draft.",
            param="price.amount_minor",
        )
    return listing if state == listing.state else listing.model_copy(update={"state": state})


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
