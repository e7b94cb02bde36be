"""What a shopper buys: a listing, or one of its variants."""

from typing import NamedTuple


class Piece(NamedTuple):
    """A listing, and which of its variants; empty for a listing that has none."""

    listing_id: str
    variant_id: str = ""
