"""A row of the database → what the index shows of it. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from core.listing import Image, Listing, Personalization, ShopRef
from core.money import Money
from core.showing import FACTS, Kept, OnSale, shown
from search.barred import Barred
from search.document import embedded_text
from search.geo import Point

SHOWN_STATES = frozenset({"active", "sold_out"})


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
    return shown(
        Kept(
            facts={name: row[name] for name in FACTS},
            shop=ShopRef(
                id=row["shop_id"], name=row["shop_name"], city=row["shop_city"], country=row["shop_country"]
            ),
            price=Money(amount_minor=row["price_minor"], currency=row["currency"]),
            images=[Image.model_validate(image) for image in row["images"]],
            personalization=Personalization.model_validate(row["personalization"]),
            variants=[OnSale(**one) for one in row["variants"]],
            available=row["quantity"] - row["held"],
            rating=float(row["shop_rating"]) if row["shop_rating"] is not None else None,
            is_on_sale=row["state"] == "active",
        )
    )
