"""Decisions about a listing: what may be published, what state follows from stock, what a SKU looks like."""

import unicodedata

from core.errors import Code, MarketError
from core.listing import ListingState, Personalization, SellerListing

SKU_WORDS_LENGTH = 40


def settle(listing: SellerListing) -> SellerListing:
    """Return the listing as it may stand: checked, and in the state that its stock asks for.

    Raises:
        MarketError: invalid_request when it is on offer without a price, or its personalisation
            contradicts itself; stock_held when pieces in open checkouts would be taken away.
    """
    if listing.quantity < listing.held:
        raise MarketError(
            Code.STOCK_HELD,
            f"{listing.held} pieces are in open checkouts, so `quantity` must be {listing.held} or more until "
            "those are paid or given up.",
            param="quantity",
        )
    _check_personalization(listing.personalization)
    state = state_for(listing.state, quantity=listing.quantity, made_to_order=listing.made_to_order)
    if state in ("active", "sold_out") and listing.price.amount_minor == 0:
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


def sku_for(title: str, suffix: str) -> str:
    """Return a SKU that a maker can read: words of the title, then the suffix."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = "".join(c if c.isalnum() else " " for c in ascii_title).upper().split()
    kept: list[str] = []
    for word in words:
        if len("-".join([*kept, word])) > SKU_WORDS_LENGTH:
            break
        kept.append(word)
    return "-".join([*(kept or ["PIECE"]), suffix])


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
