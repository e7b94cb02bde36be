"""A row of the database → what the index shows of it. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from core.listing import Image, Listing, Personalization, ShopRef, Variant
from core.money import Money
from search.barred import Barred
from search.document import embedded_text, on_offer
from search.geo import Point

SHOWN_STATES = frozenset({"active", "sold_out"})
# Options whose values are facts of the piece as well, so that conditions on them find it.
COLOR_OPTION = re.compile(r"colou?r", re.IGNORECASE)
MATERIAL_OPTION = re.compile(r"material|wood|metal|fabric", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """How rows are read: whose vectors go with them, and which categories are not shown."""

    model: str
    barred: Barred = field(default_factory=Barred)


@dataclass(frozen=True)
class Source:
    """A listing as it is in PostgreSQL now, with what the index had of it."""

    listing: Listing | None  # None when it must not be shown
    listing_id: str
    listing_version: int
    shop_version: int
    created_at: int  # seconds since 1970, UTC
    text_hash: str  # of the text to embed, empty when it is not shown
    vector: bytes | None  # the stored one, when it still fits the text
    location: Point | None = None  # of the shop
    problem: str = ""  # why a listing that should be shown cannot be


def revision(source: Source) -> str:
    """Return what tells which state of the database a document shows."""
    return f"{source.listing_version}.{source.shop_version}"


def is_shown(row: Mapping[Any, Any], barred: Barred) -> bool:
    """Tell whether assistants may show it: on offer and allowed there, its maker and shop willing and in order."""
    return bool(
        row["state"] in SHOWN_STATES
        and row["ai_channels"]
        and row["shop_ai_channels"]
        and not row["shop_suspended"]
        and not barred.holds(row["category"])
    )


def to_source(row: Mapping[Any, Any], reading: Reading) -> Source:
    """Return the row as the index wants it."""
    problem, listing = "", None
    try:
        listing = to_listing(row) if is_shown(row, reading.barred) else None
    except ValidationError as error:
        problem = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    fresh_hash = text_hash(reading.model, embedded_text(listing)) if listing else ""
    return Source(
        listing=listing,
        listing_id=row["id"],
        listing_version=row["version"],
        shop_version=row["shop_version"],
        created_at=int(row["created_at"].timestamp()),
        text_hash=fresh_hash,
        vector=row["vector"] if fresh_hash == row["text_hash"] else None,
        location=location(row),
        problem=problem,
    )


def location(row: Mapping[Any, Any]) -> Point | None:
    """Return where the shop is; None when that is not known."""
    lat, lng = row["shop_lat"], row["shop_lng"]
    return None if lat is None or lng is None else (lat, lng)


def text_hash(model: str, text: str) -> str:
    """Return what tells whether a stored vector is still that of the text."""
    return hashlib.sha256(f"{model}\x1f{text}".encode()).hexdigest()[:32]


def to_listing(row: Mapping[Any, Any]) -> Listing:
    """Return the listing as shoppers see it; our own addresses stay relative."""
    images = [Image.model_validate(image) for image in row["images"]] or [drawn_picture(row)]
    variants = [_variant(one, row) for one in row["variants"]]
    offered = on_offer(variants)
    prices = [one.price.amount_minor for one in offered] or [row["price_minor"]]
    return Listing(
        id=row["id"],
        sku=row["sku"],
        title=row["title"],
        price=Money(amount_minor=min(prices), currency=row["currency"]),
        price_varies=min(prices) < max(prices),
        category=row["category"],
        shop=ShopRef(
            id=row["shop_id"], name=row["shop_name"], city=row["shop_city"], country=row["shop_country"]
        ),
        image=images[0],
        in_stock=_is_in_stock(row, row["quantity"] - row["held"]),
        made_to_order=row["made_to_order"],
        lead_days=row["lead_days"],
        rating=float(row["shop_rating"]) if row["shop_rating"] is not None else None,
        url=f"/listings/{row['id']}",
        description=row["description"],
        materials=_with_options(row["materials"], offered, MATERIAL_OPTION),
        colors=_with_options(row["colors"], offered, COLOR_OPTION),
        style=row["style"],
        occasions=row["occasions"],
        recipients=row["recipients"],
        tags=row["tags"],
        images=images,
        personalization=Personalization.model_validate(row["personalization"]),
        ships_to=row["ships_to"],
        variants=variants,
    )


def _variant(one: Mapping[str, Any], row: Mapping[Any, Any]) -> Variant:
    own_price = one["price_minor"]
    return Variant(
        id=one["id"],
        sku=one["sku"],
        options=one["options"],
        price=Money(
            amount_minor=row["price_minor"] if own_price is None else own_price, currency=row["currency"]
        ),
        in_stock=_is_in_stock(row, one["available"]),
    )


def _is_in_stock(row: Mapping[Any, Any], available: int) -> bool:
    return row["state"] == "active" and (available > 0 or row["made_to_order"])


def _with_options(facts: Sequence[str], offered: Sequence[Variant], named: re.Pattern[str]) -> list[str]:
    """Return facts of a listing, then what its variants add to them."""
    more = [
        value.lower() for variant in offered for name, value in variant.options.items() if named.search(name)
    ]
    known = {fact.casefold() for fact in facts}
    return [*facts, *(value for value in dict.fromkeys(more) if value.casefold() not in known)]


def drawn_picture(row: Mapping[Any, Any]) -> Image:
    """Return the drawing that stands for a listing without photographs; its address changes with what it shows."""
    shown = "\x1f".join([row["title"], row["category"], *row["colors"], "", *row["materials"]])
    version = hashlib.blake2b(shown.encode(), digest_size=6).hexdigest()
    return Image(url=f"/pictures/{row['id']}/{version}.svg", alt=f"Drawing of {row['title']}"[:300])
