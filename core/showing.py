"""A listing as it is kept → as shoppers see it: what the index will hold, and what a preview shows. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from core import media
from core.listing import Image, Listing, Personalization, ShopRef, Variant
from core.money import Money

# Options whose values are facts of the piece as well, so that conditions on them find it.
COLOR_OPTION = re.compile(r"colou?r", re.IGNORECASE)
MATERIAL_OPTION = re.compile(r"material|wood|metal|fabric", re.IGNORECASE)
FACTS = (
    "id", "sku", "title", "description", "category", "materials", "colors", "style", "occasions", "recipients",
    "tags", "made_to_order", "lead_days", "ships_to",
)  # fmt: skip


class OnSale(NamedTuple):
    """A variant as it is kept; without a price it has the listing's."""

    id: str
    sku: str
    options: dict[str, str]
    price_minor: int | None
    available: int


@dataclass(frozen=True)
class Kept:
    """A listing as it is kept: `facts` go by the names of FACTS, and are the same for shoppers."""

    facts: Mapping[str, Any]
    shop: ShopRef
    price: Money
    images: Sequence[Image]
    personalization: Personalization
    variants: Sequence[OnSale]
    available: int
    rating: float | None
    is_on_sale: bool


def shown(kept: Kept) -> Listing:
    """Return the listing as shoppers see it; our own addresses stay relative."""
    facts = kept.facts
    images = list(kept.images) or [_drawing(facts)]
    variants = [_variant(one, kept) for one in kept.variants]
    offered = on_offer(variants)
    prices = [one.price.amount_minor for one in offered] or [kept.price.amount_minor]
    return Listing(
        **{
            **facts,
            "materials": _with_options(facts["materials"], offered, MATERIAL_OPTION),
            "colors": _with_options(facts["colors"], offered, COLOR_OPTION),
        },
        shop=kept.shop,
        price=kept.price.model_copy(update={"amount_minor": min(prices)}),
        price_varies=min(prices) < max(prices),
        image=images[0].model_copy(update={"url": media.on_card(images[0].url)}),
        images=images,
        in_stock=_is_in_stock(kept, kept.available),
        rating=kept.rating,
        url=f"/listings/{facts['id']}",
        personalization=kept.personalization,
        variants=variants,
    )


def on_offer(variants: Sequence[Variant]) -> Sequence[Variant]:
    """Return the variants that a listing is found and priced by: those in stock, or all when none is."""
    return [one for one in variants if one.in_stock] or variants


def _variant(one: OnSale, kept: Kept) -> Variant:
    own = {} if one.price_minor is None else {"amount_minor": one.price_minor}
    return Variant(
        id=one.id,
        sku=one.sku,
        options=one.options,
        price=kept.price.model_copy(update=own),
        in_stock=_is_in_stock(kept, one.available),
    )


def _is_in_stock(kept: Kept, available: int) -> bool:
    return kept.is_on_sale and (available > 0 or bool(kept.facts["made_to_order"]))


def _with_options(facts: Sequence[str], offered: Sequence[Variant], named: re.Pattern[str]) -> list[str]:
    """Return facts of a listing, then what its variants add to them."""
    more = [
        value.lower() for variant in offered for name, value in variant.options.items() if named.search(name)
    ]
    known = {fact.casefold() for fact in facts}
    return [*facts, *(value for value in dict.fromkeys(more) if value.casefold() not in known)]


def _drawing(facts: Mapping[str, Any]) -> Image:
    seen = {name: facts[name] for name in ("category", "colors", "materials")}
    return media.drawing(facts["id"], facts["title"], **seen)
