"""Finding candidates in one snapshot: by words and meaning, or in an explicit order."""

from collections.abc import Sequence
from dataclasses import replace

import tantivy

from search.document import Vector
from search.embedded.facets import summary, summary_of
from search.embedded.queries import either
from search.embedded.rows import Hopes, Mask
from search.embedded.schema import POSITIONS
from search.embedded.snapshot import Snapshot
from search.engine import (
    LEAST_COSINE,
    LEAST_COSINE_NAMED,
    Candidate,
    EngineAnswer,
    EngineQuery,
    Filters,
    page_end,
)


def by_relevance(snapshot: Snapshot, query: EngineQuery, vector: Vector) -> EngineAnswer:
    """Return the best of the words and the nearest in meaning, each with all that ranking asks of it."""
    matching = snapshot.queries.words(query)
    by_words = _best(snapshot, matching, query.wanted)
    beside = _beside(snapshot, query, by_words)
    mask = snapshot.rows.mask(query.filters, _denied(snapshot, query.filters))
    hopes = snapshot.rows.hopes(vector, mask)
    near = snapshot.rows.nearest(vector, hopes, mask, LEAST_COSINE, query.pool)
    near += _naming(snapshot, query, vector, hopes, mask)
    tiers = dict(zip(by_words, query.tiers(), strict=False))
    others = [row for row in dict.fromkeys((*beside, *near)) if row not in tiers]
    # Whoever is near is of the first tier, however deep its words are found: else it is shown once more there.
    tiers |= dict.fromkeys((*beside, *near), 0)
    here = [row for row, tier in tiers.items() if tier == query.depth]
    more = len(by_words) == query.wanted
    if more:
        found = either(matching, snapshot.queries.ids(snapshot.rows.ids(others)))
        total, facets = summary(snapshot.searcher, found)
    else:
        total, facets = summary_of(snapshot.rows.counted(tiers))
    candidates = snapshot.rows.candidates(here, vector, query.raised_by, query.depth)
    return EngineAnswer(candidates, total, facets, more)


def _beside(snapshot: Snapshot, query: EngineQuery, by_words: Sequence[int]) -> list[int]:
    """Return what has at least one of the words, as many as are missing from the pool: better than a short list."""
    missing = query.pool - len(by_words)
    if missing <= 0 or len(query.words) < 2 or query.any_word:
        return []
    known = set(by_words)
    loose = _best(snapshot, snapshot.queries.words(replace(query, any_word=True)), query.pool)
    return [row for row in loose if row not in known][:missing]


def _naming(snapshot: Snapshot, query: EngineQuery, vector: Vector, hopes: Hopes, mask: Mask) -> list[int]:
    """Return what states a value that the query names, nearest first: gifts seldom say so in their title."""
    if not query.raised_by:
        return []
    stating = mask & snapshot.rows.mask(Filters(any_of=(frozenset().union(*query.raised_by),)))
    return snapshot.rows.nearest(vector, hopes, stating, LEAST_COSINE_NAMED, query.pool // 2)


def in_order(snapshot: Snapshot, query: EngineQuery) -> EngineAnswer:
    """Return one page of what matches the words, in the order asked for; best rated first when none is."""
    matching = snapshot.queries.words(query)
    field = POSITIONS[query.order]
    order = tantivy.Order.Asc if query.order == "price_asc" else tantivy.Order.Desc
    beyond = matching if query.after is None else snapshot.queries.beyond(matching, field, query.after, order)
    # One more than the page tells whether there is another.
    hits = snapshot.searcher.search(beyond, limit=query.limit + 1, order_by_field=field, order=order).hits
    page = hits[: page_end([int(position) for position, _ in hits], query.limit)]
    total, facets = summary(snapshot.searcher, matching)
    candidates = [
        Candidate(snapshot.rows.id_of(key), position=int(position))
        for (position, _), key in zip(page, _keys(snapshot, page), strict=True)
    ]
    return EngineAnswer(candidates, total, facets, more=len(hits) > len(page))


def _denied(snapshot: Snapshot, filters: Filters) -> list[int]:
    denied = snapshot.queries.denied_by_words(filters)
    return [] if denied is None else _best(snapshot, denied, snapshot.searcher.num_docs + 1)


def _best(snapshot: Snapshot, matching: tantivy.Query, limit: int) -> list[int]:
    """Return the rows of the best, or of as many as there are."""
    return snapshot.rows.of(
        _keys(snapshot, snapshot.searcher.search(matching, limit=limit, count=False).hits)
    )


def _keys(snapshot: Snapshot, hits: Sequence[tuple[object, tantivy.DocAddress]]) -> list[int]:
    keys = snapshot.searcher.fast_field_values("key", [address for _, address in hits]) if hits else []
    return [int(key) for key in keys if key is not None]
