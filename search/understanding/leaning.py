"""'Cheap', 'affordable', 'luxury': which part of the prices is meant, where no number is said. Pure."""

from collections.abc import Sequence
from typing import Literal

from search.understanding.text import PAUSE

Leaning = Literal["low", "high"]

_LOW = """
won't break the bank|doesn't break the bank|doesn't cost much|does not cost much|doesn't cost the earth
not too expensive|not so expensive|not very expensive|not that expensive|not expensive|nothing too expensive
nothing expensive|nothing too pricey|not too pricey|not pricey|nothing too dear|not too dear|isn't too expensive
isn't expensive|cheap and cheerful|cheap as chips|on a tight budget|on a small budget|on a budget|budget friendly
budget - friendly|low budget|low cost|low - cost|low price|low priced|low - priced|cheaply priced|reasonably priced
good value|great value|cheap|cheaper|cheapest|cheapish|affordable|inexpensive|bargain|bargains|thrifty
budget|tight budget|small budget
"""
_HIGH = """
not cheap|nothing cheap|nothing too cheap|high end|high - end|top end|top of the range|luxury|luxurious|luxe
premium|upmarket|expensive|most expensive|pricey|extravagant|splurge
"""
# 'No budget' leans to no part.
_NEITHER = """
no budget limit|no limit on budget|no budget|budget is no object|budget no object|money is no object|money no object
"""
# The look is meant, or the thing itself: 'not cheap looking', 'expensive taste', 'budget planner'.
_LOOKS = frozenset("looking look looks taste tastes trick thrills".split())
_THINGS = frozenset(
    """planner planners binder binders tracker trackers journal journals book books notebook notebooks envelopes
    envelope sheet sheets template templates spreadsheet stickers bonds""".split()
)


def _phrases() -> dict[str, list[tuple[tuple[str, ...], Leaning | None]]]:
    sides: tuple[tuple[str, Leaning | None], ...] = ((_LOW, "low"), (_HIGH, "high"), (_NEITHER, None))
    rows = [
        (tuple(phrase.split()), leaning)
        for said, leaning in sides
        for line in said.split("\n")
        for phrase in line.split("|")
        if phrase
    ]
    found: dict[str, list[tuple[tuple[str, ...], Leaning | None]]] = {}
    for phrase, leaning in sorted(rows, key=lambda row: -len(row[0])):
        found.setdefault(phrase[0], []).append((phrase, leaning))
    return found


_BY_FIRST = _phrases()


def read_leaning(words: Sequence[str]) -> tuple[Leaning | None, list[str]]:
    """Return which part of the prices is leaned to, None when none is, and the tokens that are left."""
    leaning: Leaning | None = None
    left: list[str] = []
    at = 0
    while at < len(words):
        found = _starting(words, at)
        if found is None:
            left.append(words[at])
            at += 1
            continue
        length, said = found
        leaning = leaning or said
        if length > 1:
            left.append(PAUSE)
        at += length
    return leaning, left


def _starting(words: Sequence[str], at: int) -> tuple[int, Leaning | None] | None:
    for phrase, leaning in _BY_FIRST.get(words[at], ()):
        end = at + len(phrase)
        if tuple(words[at:end]) != phrase:
            continue
        after = words[end] if end < len(words) else ""
        looks = after in _LOOKS and words[end + 1 : end + 2] != ["for"]
        if looks or after in _THINGS or (after == "-" and words[end + 1 : end + 2] == ["looking"]):
            return None
        return len(phrase), leaning
    return None
