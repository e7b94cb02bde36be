"""From rows to offers: what is for sale, and the sentence for what is not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from core import media
from core.listing import Image, Personalization, ShopRef
from core.money import Money
from write_api.listings.offers import store
from write_api.listings.pieces import Piece

WhyNot = Literal[
    "gone",  # a draft, deleted, its shop suspended, or not for assistants: to a shopper it is not there
    "paused",
    "sold_out",
    "choose_variant",  # it is bought by variant, and this names none or one that is not its own
    "variant_removed",
    "no_variants",
]
SAID: Mapping[WhyNot, str] = {
    "gone": "There is no such listing. Search again; it may have been removed.",
    "paused": "Its maker does not sell it at the moment. Choose something else.",
    "sold_out": "It is sold out. Choose something else.",
    "choose_variant": "It comes in variants. Ask which is wanted and name it by `variant_id`",
    "variant_removed": "This variant is not sold any more. Ask which other is wanted",
    "no_variants": "It has no variants. Leave `variant_id` out.",
}


@dataclass(frozen=True)
class Choice:
    """One variant that there is to choose from."""

    variant_id: str
    options: Mapping[str, str]
    price: Money
    available: int
    made_to_order: bool

    def __str__(self) -> str:
        """Return the choice as a question would name it."""
        named = ", ".join(f"{name} {value}" for name, value in self.options.items())
        left = "" if self.made_to_order or self.available > 0 else ", sold out"
        return f"{self.variant_id} ({named}; {self.price}{left})"


@dataclass(frozen=True)
class Offer:
    """A piece as its maker offers it now. `why_not` is None when it can be bought; `choices` are its variants.

    `available` is what is in stock for nobody else yet; what is made to order can be bought beyond it.
    """

    piece: Piece
    shop: ShopRef
    sku: str
    title: str
    options: Mapping[str, str]
    price: Money
    available: int
    made_to_order: bool
    lead_days: int
    personalization: Personalization
    image: Image
    ships_to: Sequence[str]
    shipping_profile_id: str | None
    why_not: WhyNot | None
    choices: Sequence[Choice] = ()

    @property
    def reason(self) -> str:
        """Why it cannot be bought and what to do, in a sentence; empty when it can be."""
        if self.why_not is None:
            return ""
        said = SAID[self.why_not]
        if said.endswith("."):
            return said
        return f"{said}: {', '.join(map(str, self.choices))}." if self.choices else f"{said}."


async def offers(
    connection: AsyncConnection, pieces: Collection[Piece], *, through_assistant: bool = False
) -> dict[Piece, Offer]:
    """Return the offer of each piece; a piece whose listing there never was has none.

    `through_assistant` leaves out what its maker keeps from assistants.
    """
    found, ways = await store.for_sale(connection, {piece.listing_id for piece in pieces})
    listings = {row["id"]: row for row in found}
    by_listing: dict[str, list[Mapping[Any, Any]]] = {}
    for row in ways:
        by_listing.setdefault(row["listing_id"], []).append(row)
    return {
        piece: _offer(
            piece,
            listings[piece.listing_id],
            by_listing.get(piece.listing_id, []),
            through_assistant=through_assistant,
        )
        for piece in pieces
        if piece.listing_id in listings
    }


def _offer(
    piece: Piece,
    listing: Mapping[Any, Any],
    variants: Sequence[Mapping[Any, Any]],
    *,
    through_assistant: bool,
) -> Offer:
    variant = next((row for row in variants if row["id"] == piece.variant_id), None)
    choices = [_choice(listing, row) for row in variants if not row["is_removed"]]
    stock = variant or listing
    available = stock["quantity"] - stock["held"]
    is_hidden = through_assistant and not listing["ai_channels"]
    why_not = _kept_back(listing, is_hidden=is_hidden) or _wrong_variant(piece, variant, choices)
    if why_not is None and available <= 0 and not listing["made_to_order"]:
        why_not = "sold_out"
    return Offer(
        piece=piece,
        shop=ShopRef(
            **{name: listing[f"shop_{name}"] for name in ("id", "name", "city", "country")},
        ),
        sku=stock["sku"],
        options=dict(variant["options"]) if variant else {},
        price=_price(listing, variant),
        available=max(0, available),
        personalization=Personalization(**listing["personalization"]),
        image=_image(listing),
        why_not=why_not,
        choices=choices,
        **{
            name: listing[name]
            for name in ("title", "made_to_order", "lead_days", "ships_to", "shipping_profile_id")
        },
    )


def _kept_back(listing: Mapping[Any, Any], *, is_hidden: bool) -> WhyNot | None:
    if is_hidden or listing["shop_suspended"] or listing["state"] in ("draft", "deleted"):
        return "gone"
    return "paused" if listing["state"] == "paused" else None


def _wrong_variant(
    piece: Piece, variant: Mapping[Any, Any] | None, choices: Iterable[Choice]
) -> WhyNot | None:
    if variant is not None:
        return "variant_removed" if variant["is_removed"] else None
    if choices:
        return "choose_variant"
    return "no_variants" if piece.variant_id else None


def _choice(listing: Mapping[Any, Any], row: Mapping[Any, Any]) -> Choice:
    return Choice(
        variant_id=row["id"],
        options=dict(row["options"]),
        price=_price(listing, row),
        available=max(0, row["quantity"] - row["held"]),
        made_to_order=listing["made_to_order"],
    )


def _price(listing: Mapping[Any, Any], variant: Mapping[Any, Any] | None) -> Money:
    own = variant["price_minor"] if variant else None
    return Money(amount_minor=listing["price_minor"] if own is None else own, currency=listing["currency"])


def _image(listing: Mapping[Any, Any]) -> Image:
    if listing["images"]:
        return Image(**listing["images"][0])
    facts = {name: listing[name] for name in ("category", "colors", "materials")}
    return media.drawing(listing["id"], listing["title"], **facts)
