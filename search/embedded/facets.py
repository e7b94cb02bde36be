"""Totals and facets of whatever a query matches, in one pass over the index."""

from typing import Any

from tantivy import Query, Searcher

from core.listing import CategoryCount, Facets, PriceRange
from core.money import CURRENCIES, Money
from search.document import category_paths
from search.engine import FACET_VALUES

MOST_CATEGORIES = 1000


def summary(searcher: Searcher, matching: Query) -> tuple[int, Facets]:
    """Return how many listings match, and the counts of their values.

    The price range is that of the currency most matches are priced in: across currencies there is none.
    """
    price = {"stats": {"field": "price_minor"}}
    currencies = _terms("currency", len(CURRENCIES)) | {"aggs": {"price": price}}
    values = {name: _terms(name, FACET_VALUES) for name in ("category", "materials", "colors")}
    answer = searcher.aggregate(
        matching, {"total": {"value_count": {"field": "seq"}}, "currency": currencies, **values}
    )
    facets = {name: _counts(answer[name]) for name in values}
    return int(answer["total"]["value"]), Facets(**facets, price=_price(answer["currency"]))


def categories(searcher: Searcher, on_offer: Query) -> list[CategoryCount]:
    """Return every category path among the listings on offer, parents included, by path."""
    answer = searcher.aggregate(on_offer, {"category": _terms("category", MOST_CATEGORIES)})
    counts: dict[str, int] = {}
    for category, count in _counts(answer["category"]).items():
        for path in category_paths(category):
            counts[path] = counts.get(path, 0) + count
    return [CategoryCount(category=path, count=counts[path]) for path in sorted(counts)]


def _terms(field: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size}}


def _counts(aggregation: dict[str, Any]) -> dict[str, int]:
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in aggregation["buckets"]}


def _price(currencies: dict[str, Any]) -> PriceRange | None:
    if not currencies["buckets"]:
        return None
    most = currencies["buckets"][0]
    low, high = (
        Money(amount_minor=round(most["price"][end]), currency=most["key"]) for end in ("min", "max")
    )
    return PriceRange(min=low, max=high)
