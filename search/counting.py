"""Counts of values that makers wrote in their own way → what facets show. Pure."""

from collections.abc import Iterable, Mapping

from search.document import folded
from search.engine import FACET_VALUES


def distinct(values: Iterable[str]) -> list[str]:
    """Return the values of a listing, each in its first spelling."""
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(folded(value), value)
    return list(first.values())


def most(values: Mapping[str, int]) -> dict[str, int]:
    """Return the most frequent values, each in its commonest spelling with the listings of all its spellings."""
    by_count = sorted(values.items(), key=lambda one: (-one[1], one[0]))
    spelt, sums = dict[str, str](), dict[str, int]()
    for value, count in by_count:
        name = spelt.setdefault(folded(value), value)
        sums[name] = sums.get(name, 0) + count
    return dict(sorted(sums.items(), key=lambda one: (-one[1], one[0]))[:FACET_VALUES])
