"""Hard conditions of a judged query, checked against what each listing says of itself. Pure.

Written apart from the search's own filters, so that a fault there cannot hide here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.listing import Listing
from search.geo import Point, distance_km
from tests.relevance.judged_set import Query

CHECKED = 20


@dataclass(frozen=True)
class Offered:
    """A listing with where its shop is."""

    listing: Listing
    location: Point | None


@dataclass(frozen=True)
class Violation:
    """A listing that was shown though a hard condition of the query rules it out."""

    query: str
    rank: int
    sku: str
    condition: str


def violations(query: Query, shown: Sequence[Offered]) -> list[Violation]:
    """Return what breaks a condition of the query among the first 20 shown."""
    return [
        Violation(query.id, rank, offered.listing.sku, broken)
        for rank, offered in enumerate(shown[:CHECKED], 1)
        for broken in _broken(query, offered)
    ]


def _broken(query: Query, offered: Offered) -> Iterator[str]:
    listing, must = offered.listing, query.must
    if not listing.in_stock:
        yield "pieces in stock"
    if listing.price.currency != must.get("currency", listing.price.currency):
        yield f"prices in {must['currency']}"
    if listing.price.amount_minor > must.get("max_minor", listing.price.amount_minor):
        yield f"at most {must['max_minor']} minor units"
    if listing.price.amount_minor < must.get("min_minor", 0):
        yield f"at least {must['min_minor']} minor units"
    yield from (f"none with {word}" for word in must.get("without", ()) if _says(listing, word))
    if listing.category.rpartition(" > ")[2] in must.get("without_category", ()):
        yield f"nothing of {listing.category}"
    if "near" in must and not _near(offered.location, must["near"]):
        yield f"shops within {must['near']['km']} km"
    if "ships_to" in must and must["ships_to"] not in (listing.ships_to or [listing.shop.country]):
        yield f"shipping to {must['ships_to']}"


def _says(listing: Listing, phrase: str) -> bool:
    """Tell whether the title or a stated value has the phrase, in singular or plural, as whole words."""
    stated = [*listing.materials, *listing.colors, *listing.style, *listing.occasions]
    # Mother-of-pearl is no pearl: what hyphens join is one word.
    pattern = rf"(?<![\w-]){re.escape(phrase)}(?:s|es)?(?![\w-])"
    return any(re.search(pattern, text, re.IGNORECASE) for text in (listing.title, *stated))


def _near(location: Point | None, circle: dict[str, float]) -> bool:
    # Half a kilometre of grace: miles were rounded when the condition was written down.
    return location is not None and (
        distance_km(location, (circle["lat"], circle["lng"])) <= circle["km"] + 0.5
    )
