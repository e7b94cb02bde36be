"""Finding something rather than nothing: wishes from the words give way in turn, and it is said.

A price, an exclusion, availability and whatever was set as an argument never give way.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from search.engine import EngineAnswer, EngineQuery, ListingIndex
from search.understanding.tagging import LEAST_LISTINGS, Asked


class Found(NamedTuple):
    """The answer to the strictest reading that finds enough, the wishes kept, and what was loosened."""

    answer: EngineAnswer
    kept: Sequence[Asked]
    relaxed: list[str]


async def find(index: ListingIndex, query: EngineQuery, asked: Sequence[Asked]) -> Found:
    """Return what is found, loosening as little as it takes."""
    relaxed: list[str] = []
    if asked:
        wishes = tuple(wish.terms for wish in asked)
        strict = replace(query, filters=replace(query.filters, any_of=query.filters.any_of + wishes))
        answer = await index.find(strict)
        if answer.total >= LEAST_LISTINGS:
            return Found(answer, asked, relaxed)
        relaxed = [f"'{wish.label}' is preferred, not required" for wish in asked]
    answer = await index.find(query)
    if answer.total == 0 and len(query.words) > 1:
        fewer = await index.find(replace(query, any_word=True))
        if fewer.total:
            return Found(fewer, (), [*relaxed, "any of the words is enough"])
    return Found(answer, (), relaxed)
