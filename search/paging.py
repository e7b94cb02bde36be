"""Pages by relevance: tier after tier of candidates, each ranked as a whole and shown once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from search import relaxing
from search.cursors import DEEPEST, Place
from search.engine import Candidate, EngineQuery, ListingIndex
from search.ranking import Ranked
from search.relaxing import Found
from search.understanding.tagging import Loose

Order = Callable[[Sequence[Candidate]], list[Ranked]]


@dataclass(frozen=True)
class Page:
    """What is shown, the answer it is a part of, and where the next page begins (None after the last)."""

    found: Found
    shown: list[Ranked]
    next_place: Place | None


async def by_relevance(
    index: ListingIndex, query: EngineQuery, loose: Loose, place: Place, order: Order
) -> Page:
    """Return the page that begins at the place; a deeper tier is looked for when this one runs out."""
    shown: list[Ranked] = []
    while True:
        found = await relaxing.find(index, replace(query, depth=place.tier), loose)
        tier = order(found.answer.candidates)
        start = _start(tier, place)
        part = tier[start : start + query.limit - len(shown)]
        shown += part
        end = start + len(part)
        deeper = found.answer.more and place.tier < DEEPEST
        if end < len(tier) or not deeper:
            last = shown[-1].candidate.listing_id if shown else ""
            return Page(found, shown, Place(place.tier, end, last) if end < len(tier) else None)
        if len(shown) == query.limit:
            return Page(found, shown, Place(place.tier, end, shown[-1].candidate.listing_id))
        place = Place(place.tier + 1)


def _start(tier: Sequence[Ranked], place: Place) -> int:
    """Return where the page begins: what came or went above it since then moves it along."""
    ids = [one.candidate.listing_id for one in tier]
    return ids.index(place.after) + 1 if place.after in ids else min(place.index, len(tier))
