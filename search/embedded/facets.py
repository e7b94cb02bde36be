"""Totals and facets of whatever a query matches, in one pass over the index."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from tantivy import Query, Searcher

from core.listing import CategoryCount, Facets, PriceRange
from core.money import CURRENCIES, Money
from search.counting import most
from search.document import category_paths
from search.embedded.schema import Counted
from search.engine import FACET_VALUES

MOST_CATEGORIES = 20_000
MOST_SPELLINGS = 4 * FACET_VALUES  # what is written in many ways is counted as one afterwards
EVERY_VALUE = 1_000_000
KINDS = ("category", "materials", "colors")


def summary(searcher: Searcher, matching: Query) -> tuple[int, Facets]:
    """Return how many listings match, and the counts of their values.

    The price range is that of the currency most matches are priced in: across currencies there is none.
    """
    price = {"stats": {"field": "price_minor"}}
    # Every listing is priced in one currency: these add up to all.
    currencies = _terms("currency", len(CURRENCIES)) | {"aggs": {"price": price}}
    answer = searcher.aggregate(
        matching, {"currency": currencies, **{name: _terms(name, MOST_SPELLINGS) for name in KINDS}}
    )
    total = sum(_counts(answer["currency"]).values())
    return total, Facets(**{name: most(_counts(answer[name])) for name in KINDS}, price=_price(answer))


def summary_of(listings: Sequence[Counted]) -> tuple[int, Facets]:
    """Return the same for these listings: of few, counting takes a quarter of the time."""
    kinds: dict[str, Iterable[str]] = {
        "category": (one.category for one in listings),
        "materials": chain.from_iterable(one.materials for one in listings),
        "colors": chain.from_iterable(one.colors for one in listings),
    }
    currency = next(iter(most(Counter(one.currency for one in listings))), "")
    prices = [one.price_minor for one in listings if one.currency == currency]
    price = _range(min(prices), max(prices), currency) if prices else None
    return len(listings), Facets(**{name: most(Counter(kinds[name])) for name in KINDS}, price=price)


def categories(searcher: Searcher, on_offer: Query) -> list[CategoryCount]:
    """Return every category path among the listings on offer, parents included, by path."""
    answer = searcher.aggregate(on_offer, {"category": _terms("category", MOST_CATEGORIES)})
    counts: dict[str, int] = {}
    for category, count in _counts(answer["category"]).items():
        for path in category_paths(category):
            counts[path] = counts.get(path, 0) + count
    return [CategoryCount(category=path, count=counts[path]) for path in sorted(counts)]


def _terms(field: str, size: int) -> dict[str, Any]:
    # Each segment hands on all its values: of the most frequent alone the sums would be too low.
    return {"terms": {"field": field, "size": size, "segment_size": EVERY_VALUE}}


def _counts(aggregation: dict[str, Any]) -> dict[str, int]:
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in aggregation["buckets"]}


def _price(answer: dict[str, Any]) -> PriceRange | None:
    most_of_all = next(iter(most(_counts(answer["currency"]))), "")
    for bucket in answer["currency"]["buckets"]:
        if bucket["key"] == most_of_all:
            return _range(round(bucket["price"]["min"]), round(bucket["price"]["max"]), most_of_all)
    return None


def _range(low: int, high: int, currency: str) -> PriceRange:
    least, most = (Money(amount_minor=end, currency=currency) for end in (low, high))
    return PriceRange(min=least, max=most)
