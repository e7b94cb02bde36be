"""Listings and their documents, made to measure."""

import hashlib
from typing import Any

import numpy as np

from core.ids import stable_id
from core.listing import Image, Listing, ShopRef
from core.money import Money
from search.document import IndexDocument, Vector
from search.geo import Point

DIMENSIONS = 384


def listing(name: str, **changes: Any) -> Listing:
    """Return a listing whose id follows from its name; `price` is (minor units, currency)."""
    amount, currency = changes.pop("price", (1000, "GBP"))
    fields: dict[str, Any] = {
        "id": stable_id("lst", name),
        "sku": name,
        "title": f"A thing called {name}",
        "price": Money(amount_minor=amount, currency=currency),
        "category": "Home > Curiosities",
        "shop": ShopRef(id=stable_id("shp", "test"), name="Test Shop"),
        "image": Image(url="/pictures/x.svg", alt="A thing"),
        "in_stock": True,
        "url": f"/listings/{stable_id('lst', name)}",
    }
    return Listing(**(fields | changes))


def vector(seed: str) -> Vector:
    """Return a unit vector that follows from the seed."""
    state = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    raw = np.random.default_rng(state).standard_normal(DIMENSIONS).astype(np.float32)
    return raw / np.float32(np.linalg.norm(raw))


def document(
    item: Listing, created_at: int = 0, meaning: str | None = None, location: Point | None = None
) -> IndexDocument:
    """Return the document of a listing; its vector stands for `meaning`, or for its title."""
    return IndexDocument(item, created_at, vector(meaning or item.title), location)
