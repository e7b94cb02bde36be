"""How an index is set up before its first document. Pure."""

from typing import Any

from search.meilisearch.documents import embedder

FORMAT = 3  # raise on any change here or in documents.py: an index of another format is rebuilt
DEEPEST_HIT = 20_000  # more than the deepest page asks for
MOST_FACET_VALUES = 200_000  # every word of a large catalogue, for the vocabulary

# What `stems` are searched in, best first; see search.document.Profile.
SEARCHED = ("title_stems", "fact_stems", "body_stems")
MATCHED = ("id", "terms", "stems", "words", "category", "materials", "colors", "currency", "place")
COMPARED = ("lat", "price_minor", "lead_days", "by_price", "by_rating", "created_at", "tie")
SORTED = ("by_price", "price_minor", "by_rating", "created_at", "tie")


def settings(model: str, dimensions: int) -> dict[str, Any]:
    """Return the settings of an index for vectors of this model, of so many dimensions."""
    return {
        "searchableAttributes": list(SEARCHED),
        # The first rule that fits an attribute counts; a plain name would switch on everything.
        "filterableAttributes": [
            {"attributePatterns": list(MATCHED), "features": _features(comparison=False)},
            {"attributePatterns": list(COMPARED), "features": _features(comparison=True)},
        ],
        "sortableAttributes": list(SORTED),
        "rankingRules": ["sort", "words", "proximity", "attributeRank", "wordPosition", "exactness"],
        # Words are stemmed and mended before they come here.
        "typoTolerance": {"enabled": False},
        "prefixSearch": "disabled",
        "facetSearch": False,
        "proximityPrecision": "byAttribute",
        "pagination": {"maxTotalHits": DEEPEST_HIT},
        "faceting": {"maxValuesPerFacet": MOST_FACET_VALUES},
        "searchCutoffMs": 1500,
        # No `distribution`: a score is (1 + cosine) / 2 only without.
        "embedders": {embedder(model): {"source": "userProvided", "dimensions": dimensions}},
    }


def _features(*, comparison: bool) -> dict[str, Any]:
    return {"facetSearch": False, "filter": {"equality": True, "comparison": comparison}}
