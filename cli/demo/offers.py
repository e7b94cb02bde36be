"""Price, stock, lead time and personalisation of a demo listing."""

from dataclasses import dataclass
from decimal import Decimal

from cli.demo.chance import between, fraction
from cli.demo.facts import Facts
from core.listing import Personalization
from core.money import to_minor

# A round rate fixed on 2026-11-23 for the demo alone, so that prices never move; not a market quotation.
USD_PER_GBP = Decimal("1.30")
_FIVE_CENTS = 5

_LETTERING: dict[str, tuple[str, int]] = {
    "Mugs & Cups": ("A name or a short message on the side, up to {n} letters.", 20),
    "Photo Frames & Albums": ("Names and a date to go on the front, up to {n} letters.", 40),
    "Notebooks & Journals": ("Initials or a name for the cover, up to {n} letters.", 24),
    "Jewellery Boxes": ("Initials to engrave on the lid, up to {n} letters.", 12),
    "Wall Art & Signs": ("The wording for your sign, up to {n} letters.", 40),
    "Children's Room": ("The child's name as it should appear, up to {n} letters.", 16),
    "Cushions & Throws": ("A name to embroider in one corner, up to {n} letters.", 16),
    "Aprons & Oven Gloves": ("A name to embroider on the front, up to {n} letters.", 16),
    "Wash & Cosmetic Bags": ("Initials to embroider, up to {n} letters.", 4),
    "Shopping & Tote Bags": ("A name to print under the handle, up to {n} letters.", 16),
    "Advent & Stockings": ("The name to stitch along the top, up to {n} letters.", 14),
    "Soft Toys & Dolls": ("A name for the ribbon or the paw, up to {n} letters.", 12),
    "Bowls & Pet Things": ("Your pet's name, up to {n} letters.", 14),
    "Children's Tableware & Gifts": ("The child's name, up to {n} letters.", 14),
    "Key Rings & Charms": ("Initials to engrave on the back, up to {n} letters.", 3),
    "Hot Water Bottles & Hand Warmers": ("Initials to embroider on the cover, up to {n} letters.", 4),
    "Bunting & Garlands": ("The name or word to spell out, up to {n} letters.", 18),
}
_MADE_BY_HAND = frozenset(
    {
        "Necklaces", "Earrings", "Bracelets", "Cushions & Throws", "Cabinets & Shelves", "Chairs & Stools",
        "Hanging Decorations", "Lamps & Shades", "Christmas Trees & Wreaths", "Artificial Flowers & Vases",
        "Hair Accessories", "Candles", "Wall Art & Signs", "Boxes & Baskets",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """The terms of a listing: price in minor units, pieces in stock, lead time in days, personalisation."""

    price_minor: int
    quantity: int
    made_to_order: bool
    lead_days: int
    personalization: Personalization


def offer_for(facts: Facts, code: str, price_gbp: Decimal, currency: str) -> Offer:
    """Return the terms on which the demo sells a product."""
    personalization = _personalization(facts, code)
    made_to_order = personalization.allowed and fraction(code, "order") < 0.8
    made_to_order = made_to_order or (facts.leaf in _MADE_BY_HAND and fraction(code, "hand") < 0.36)
    return Offer(
        price_minor=_price_minor(price_gbp, currency),
        quantity=_quantity(code, made_to_order=made_to_order),
        made_to_order=made_to_order,
        lead_days=between(3, 14, code, "lead") if made_to_order else 0,
        personalization=personalization,
    )


def _price_minor(price_gbp: Decimal, currency: str) -> int:
    """Pounds as they stand in the file; dollars at the demo's rate, to the next five cents."""
    if currency == "GBP":
        return to_minor(price_gbp, "GBP")
    cents = to_minor(price_gbp * USD_PER_GBP, "USD")
    return -(-cents // _FIVE_CENTS) * _FIVE_CENTS


def _quantity(code: str, *, made_to_order: bool) -> int:
    luck = fraction(code, "stock")
    if luck < 0.04:
        return 0
    if luck < 0.14 or made_to_order:
        return between(1, 3 if luck < 0.14 else 12, code, "few")
    return between(4, 60, code, "many")


def _personalization(facts: Facts, code: str) -> Personalization:
    instructions, letters = _LETTERING.get(facts.leaf, ("", 0))
    if not letters or "assorted" in facts.title.lower() or fraction(code, "lettering") >= 0.3:
        return Personalization()
    return Personalization(allowed=True, max_length=letters, instructions=instructions.format(n=letters))
