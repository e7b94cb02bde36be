"""Meilisearch's counts → facets and vocabulary. Pure."""

from collections.abc import Mapping
from typing import Any

from core.listing import CategoryCount, Facets, PriceRange
from core.money import Money
from search.counting import most
from search.document import category_paths

Counts = Mapping[str, int]


def counts(answer: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return the counts of an answer by attribute; an attribute nobody has is not mentioned there."""
    found: dict[str, dict[str, int]] = answer.get("facetDistribution") or {}
    return found


def total(found: Mapping[str, Counts]) -> int:
    """Return how many listings were counted: each is priced in one currency."""
    return sum(found.get("currency", {}).values())


def commonest(values: Counts) -> str | None:
    """Return the value most listings have; None when there is none."""
    return min(values, key=lambda value: (-values[value], value)) if values else None


def facets(found: Mapping[str, Counts], price: PriceRange | None) -> Facets:
    """Return the most frequent values of each kind."""
    kinds = ("category", "materials", "colors")
    return Facets(**{kind: most(found.get(kind, {})) for kind in kinds}, price=price)


def price_range(cheapest: Mapping[str, Any], dearest: Mapping[str, Any], currency: str) -> PriceRange | None:
    """Return the range between the first hits of two answers; None where they are empty."""
    ends = [
        Money(amount_minor=int(answer["hits"][0]["price_minor"]), currency=currency)
        for answer in (cheapest, dearest)
        if answer["hits"]
    ]
    return PriceRange(min=ends[0], max=ends[1]) if len(ends) == 2 else None


def categories(found: Counts) -> list[CategoryCount]:
    """Return every category path with its listings, those of its children included, by path."""
    summed: dict[str, int] = {}
    for category, count in found.items():
        for path in category_paths(category):
            summed[path] = summed.get(path, 0) + count
    return [CategoryCount(category=path, count=summed[path]) for path in sorted(summed)]
