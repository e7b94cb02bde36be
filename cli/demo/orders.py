"""The demo's orders of the last 90 days: what people bought of the demo maker, and what the demo buyer bought."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cli.demo.chance import between, fraction, pick
from cli.demo.people import DEMO_SELLER_SHOP, DemoPerson, demo_people, makers
from core.listing import ImportRow

DAYS = 90
Ends = Literal["placed", "accepted", "shipped", "delivered", "cancelled"]
_SOLD, _BOUGHT, _BY_THE_MAKER = 34, 7, 2
_LEFT_ON_THE_SHELF = 2  # seeding sells nothing out
_CURRENCY = "USD"
_STREETS = (
    "Alder Street",
    "Kiln Lane",
    "Harbor Road",
    "Maple Avenue",
    "Mill Hill",
    "Orchard Way",
    "Quarry Road",
)
_TOWNS = (
    ("Portland", "OR", "97201"), ("Seattle", "WA", "98101"), ("Austin", "TX", "78701"), ("Asheville", "NC", "28801"),
    ("Madison", "WI", "53703"), ("Burlington", "VT", "05401"), ("Santa Fe", "NM", "87501"),
)  # fmt: skip
_WORDS = ("For Ada, with love", "The Shaws, 2026", "Mia", "Best Dad", "R + J", "Happy first home")
_NOTES = ("Happy birthday, Mum!", "For your new kitchen. Love, T.", "Thank you for everything.")


@dataclass(frozen=True)
class DemoLine:
    """Pieces of a demo listing."""

    shop: str
    sku: str
    quantity: int
    price_minor: int
    personalization: str


@dataclass(frozen=True)
class DemoOrder:
    """An order of the demo: who bought what, how long ago, and how far it is by now."""

    key: str
    buyer: DemoPerson
    lines: tuple[DemoLine, ...]
    days_ago: float
    ends: Ends
    street: str
    town: tuple[str, str, str]
    gift_note: str


def demo_orders(rows: Sequence[ImportRow]) -> list[DemoOrder]:
    """Return the demo's orders, the oldest first; pure, the same on every machine."""
    sellable = [row for row in rows if row.currency == _CURRENCY and row.quantity > _LEFT_ON_THE_SHELF]
    own = [row for row in sellable if row.shop == DEMO_SELLER_SHOP]
    others = [row for row in sellable if row.shop != DEMO_SELLER_SHOP]
    people = demo_people()
    regulars = [people["buyer"], *makers()]
    taken: Counter[tuple[str, str]] = Counter()
    plans = (
        [(f"sold {n}", pick(regulars, f"sold {n}", "who"), own) for n in range(_SOLD)]
        + [(f"bought {n}", people["buyer"], [*own[:5], *others]) for n in range(_BOUGHT)]
        + [(f"maker {n}", people["seller"], others) for n in range(_BY_THE_MAKER)]
    )
    made = [_order(key, buyer, shelf, taken) for key, buyer, shelf in plans]
    return sorted((one for one in made if one.lines), key=lambda one: -one.days_ago)


def _order(
    key: str, buyer: DemoPerson, shelf: Sequence[ImportRow], taken: Counter[tuple[str, str]]
) -> DemoOrder:
    # More in the last weeks than before: the square of an even chance.
    days_ago = round(DAYS * fraction(key, "when") ** 2, 4)
    wanted = {
        row.sku: row
        for row in (pick(shelf, key, "what", str(n)) for n in range(between(1, 3, key, "how many")))
    }
    lines = filter(None, (_line(key, row, taken) for row in wanted.values()))
    return DemoOrder(
        key=key,
        buyer=buyer,
        lines=tuple(lines),
        days_ago=days_ago,
        ends=_ends(key, days_ago),
        street=f"{between(2, 180, key, 'house')} {pick(_STREETS, key, 'street')}",
        town=pick(_TOWNS, key, "town"),
        gift_note=pick(_NOTES, key, "note") if fraction(key, "gift") < 0.2 else "",
    )


def _line(key: str, row: ImportRow, taken: Counter[tuple[str, str]]) -> DemoLine | None:
    left = row.quantity - _LEFT_ON_THE_SHELF - taken[row.shop, row.sku]
    quantity = min(left, 1 + int(4 * fraction(key, row.sku, "pieces") ** 2))
    if quantity < 1:
        return None
    taken[row.shop, row.sku] += quantity
    words = pick(_WORDS, key, row.sku, "words") if row.personalization.allowed else ""
    return DemoLine(row.shop, row.sku, quantity, row.price_minor, words[: row.personalization.max_length])


def _ends(key: str, days_ago: float) -> Ends:
    if fraction(key, "cancelled") < 0.08:
        return "cancelled"
    if days_ago > 14:
        return "delivered"
    if days_ago > 6:
        return pick(("delivered", "shipped", "shipped"), key, "ends")
    if days_ago > 2.5:
        return pick(("shipped", "accepted", "accepted"), key, "ends")
    return pick(("placed", "placed", "accepted"), key, "ends")
