"""Decisions about telling makers of low stock, pure: what is still true, and how it is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from write_api.notifications.letter import Item, Items, Letter, Paragraph

MOST_NAMED = 50
CLOSING = (
    "You hear of each piece once, until there are more of it again. To hear earlier, later or never, change the "
    "low-stock level of your shop."
)


@dataclass(frozen=True)
class Piece:
    """A piece that ran low, as it is now; `level` is at how few its maker wants to hear."""

    title: str
    sku: str
    options: Mapping[str, str]
    available: int
    level: int | None
    is_on_offer: bool

    @property
    def is_low(self) -> bool:
        """Whether it is still worth telling."""
        return self.is_on_offer and self.level is not None and self.available <= self.level


@dataclass(frozen=True)
class News:
    """What there is to tell one maker."""

    recipient: str
    name: str
    shop: str
    pieces: Sequence[Piece] = field(default_factory=tuple)


def letter(news: News) -> Letter | None:
    """Return the mail about all that ran low, None when it is no longer true of any."""
    low = [piece for piece in news.pieces if piece.is_low]
    if not low:
        return None
    subject = "A piece is running low" if len(low) == 1 else f"{len(low)} pieces are running low"
    opening = f"Hello {news.name}. Few are left of what {news.shop} sells."
    more = f" and {len(low) - MOST_NAMED} more" if len(low) > MOST_NAMED else ""
    items = Items(f"What is left{more}", tuple(_item(piece) for piece in low[:MOST_NAMED]))
    return Letter(subject, (Paragraph(opening), items), CLOSING)


def _item(piece: Piece) -> Item:
    options = ", ".join(f"{name}: {value}" for name, value in piece.options.items())
    details = tuple(filter(None, (options, f"SKU {piece.sku}")))
    return Item(piece.title, details, f"{piece.available} left" if piece.available > 0 else "sold out")
