"""What the index holds of a listing: the shape both engines store, and the terms filters match. Pure."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.ids import is_id
from core.listing import Listing
from core.showing import on_offer
from search.geo import Point
from search.stems import stems_in

Vector = npt.NDArray[np.float32]

CATEGORY_SEPARATOR = " > "
IN_STOCK = "in_stock"
PERSONALIZABLE = "personalizable"
STATED_KINDS = ("material", "color")
LONGEST_BODY = 2000  # characters of a description that ranking reads
TIE_BITS = 24
LARGEST_SORTED = 2**38  # with a tie behind it still a signed 64-bit number


@dataclass(frozen=True)
class IndexDocument:
    """A listing on offer, ready to be indexed.

    `vector` is the unit embedding of `embedded_text(listing)`, None while it is yet to be computed; `revision`
    tells which state of the database it shows.
    """

    listing: Listing
    created_at: int  # seconds since 1970, UTC
    vector: Vector | None
    location: Point | None = None  # of the shop
    revision: str = ""


def vector_fault(vector: Vector | None, dimensions: int) -> str | None:
    """Return why no index of so many dimensions may hold this vector; None when it may."""
    if vector is not None and vector.shape != (dimensions,):
        return f"its vector has the shape {vector.shape}, not ({dimensions},)"
    if vector is not None and not np.isfinite(vector).all():
        return "its vector has a number that is not finite"
    return None


class Profile(NamedTuple):
    """What ranking reads of a listing: stems by where they stand (see search.stems), and what it is weighed by."""

    shop_id: str
    title: str  # in lower case, as it is written
    title_stems: str
    fact_stems: str  # of tags, category, materials and the like
    body_stems: str  # of the description and the shop's name
    price_minor: int
    created_at: int
    rating: float  # 0 for a shop without one


def embedded_text(listing: Listing) -> str:
    """Return the text whose meaning stands for the listing; a vector is stale when this text changes.

    Embedding costs by the token, and of a description the first sentence or two say what the thing is.
    """
    facts = [
        listing.category.replace(CATEGORY_SEPARATOR, ", "),
        *listing.materials,
        *listing.colors,
        *listing.style,
    ]
    gifts = [*listing.occasions, *listing.recipients, *listing.tags]
    return f"{listing.title}. {', '.join(facts)}. {', '.join(gifts)}. {listing.description[:160]}"


def category_paths(category: str) -> list[str]:
    """Return the category and its parents, widest first: `A > B` gives `A`, `A > B`."""
    parts = [part.strip() for part in category.split(">")]
    return [CATEGORY_SEPARATOR.join(parts[: depth + 1]) for depth in range(len(parts))]


def folded(value: str) -> str:
    """Return a value as filters compare it: case and surrounding space do not count."""
    return " ".join(value.casefold().split())


def term(kind: str, value: str) -> str:
    """Return the form in which a filter value is matched."""
    return f"{kind}:{folded(value)}"


def stated(kind: str) -> str:
    """Return the term of listings that name anything of this kind, such as a material."""
    return f"stated:{kind}"


def terms(listing: Listing) -> list[str]:
    """Return everything a filter can ask of this listing."""
    return sorted(set(_terms(listing)))


def _terms(listing: Listing) -> Iterator[str]:
    yield term("shop", listing.shop.id)
    # A shop that calls itself by another's id is not that shop.
    if not is_id(folded(listing.shop.name), "shp"):
        yield term("shop", listing.shop.name)
    yield term("currency", listing.price.currency)
    yield from (term("category", path) for path in category_paths(listing.category))
    kinds: dict[str, list[str]] = {
        "material": listing.materials,
        "color": listing.colors,
        "occasion": listing.occasions,
        "recipient": listing.recipients,
        "style": listing.style,
        "tag": listing.tags,
    }
    for kind, values in kinds.items():
        yield from (term(kind, value) for value in values)
    yield from (stated(kind) for kind in STATED_KINDS if kinds[kind])
    # A maker who names no country to ship to still ships at home.
    yield from (
        term("ships_to", country) for country in listing.ships_to or [listing.shop.country] if country
    )
    if listing.personalization.allowed:
        yield PERSONALIZABLE
    if listing.in_stock:
        yield IN_STOCK


def _options(listing: Listing) -> list[str]:
    said = (f"{name} {value}" for one in on_offer(listing.variants) for name, value in one.options.items())
    return list(dict.fromkeys(said))


def words(listing: Listing) -> dict[str, str]:
    """Return the searchable text by field; how much each field weighs is the engine's query's business."""
    return {
        "title": listing.title,
        "tags": " . ".join([*listing.tags, *listing.occasions, *listing.recipients, *listing.style]),
        "facts": " . ".join([listing.category, *listing.materials, *listing.colors, *_options(listing)]),
        "shop": listing.shop.name,
        "description": listing.description,
    }


def profile(listing: Listing, created_at: int) -> Profile:
    """Return what ranking reads of the listing."""
    text = words(listing)
    return Profile(
        shop_id=listing.shop.id,
        title=listing.title.lower(),
        title_stems=stems_in(text["title"]),
        fact_stems=stems_in(f"{text['tags']} {text['facts']}"),
        body_stems=stems_in(f"{text['description'][:LONGEST_BODY]} {text['shop']}"),
        price_minor=listing.price.amount_minor,
        created_at=created_at,
        rating=listing.rating or 0.0,
    )


def tie(listing_id: str) -> int:
    """Return a 24-bit number that orders listings of equal price, age or rating, always alike."""
    return int.from_bytes(hashlib.blake2b(listing_id.encode(), digest_size=TIE_BITS // 8).digest(), "big")


def sort_value(listing: Listing, created_at: int, order: str) -> int:
    """Return the number that `order` sorts by: minor units, seconds since 1970, or tenths of a rating."""
    if order in {"price_asc", "price_desc"}:
        return min(listing.price.amount_minor, LARGEST_SORTED)
    return created_at if order == "newest" else round((listing.rating or 0) * 10)
