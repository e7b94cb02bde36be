"""Finding something rather than nothing: wishes from the words give way in turn, and it is said.

A price, an exclusion, availability, a day it is needed by, a distance that was said and whatever was set as an
argument never give way.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from search.engine import EngineAnswer, EngineQuery, ListingIndex
from search.understanding.tagging import LEAST_LISTINGS, Asked, Loose

WIDENINGS = (2, 4)  # times the radius that we chose


class Found(NamedTuple):
    """The answer to the strictest reading that finds enough, the wishes kept, and what was loosened."""

    answer: EngineAnswer
    kept: Sequence[Asked]
    relaxed: list[str]


async def find(index: ListingIndex, query: EngineQuery, loose: Loose) -> Found:
    """Return what is found, loosening as little as it takes: wishes, then words, then how far around."""
    relaxed: list[str] = []
    if loose.asked:
        wishes = tuple(wish.terms for wish in loose.asked)
        strict = replace(query, filters=replace(query.filters, any_of=query.filters.any_of + wishes))
        answer = await index.find(strict)
        if answer.total >= LEAST_LISTINGS:
            return Found(answer, loose.asked, relaxed)
        relaxed = [f"'{wish.label}' is preferred, not required" for wish in loose.asked]
    answer, fewer = await _by_words(index, query)
    if answer.total == 0 and loose.around and query.filters.within:
        for times in WIDENINGS:
            circle = query.filters.within
            circle = replace(circle, radius_km=circle.radius_km * times)
            wider, of_words = await _by_words(
                index, replace(query, filters=replace(query.filters, within=circle))
            )
            if wider.total:
                searched = f"searched within {circle.radius_km:,.0f} km of {loose.around}"
                return Found(wider, (), [*relaxed, *of_words, searched])
    return Found(answer, (), [*relaxed, *fewer])


async def _by_words(index: ListingIndex, query: EngineQuery) -> tuple[EngineAnswer, list[str]]:
    """Return what has enough of the words, else what has one of them, and what was loosened."""
    answer = await index.find(query)
    if answer.total == 0 and len(query.words) > 1:
        fewer = await index.find(replace(query, any_word=True))
        if fewer.total:
            return fewer, ["any of the words is enough"]
    return answer, []
