"""Finding candidates in one snapshot: by words and meaning, or in an explicit order."""

import tantivy
from tantivy import Query

from search.document import Vector
from search.embedded.facets import summary
from search.embedded.queries import either
from search.embedded.schema import key
from search.embedded.snapshot import Snapshot
from search.engine import Candidate, EngineAnswer, EngineQuery, Filters

# Nearer than this in meaning counts as a match; below it MiniLM's cosines are noise.
LEAST_COSINE = 0.3

_ORDERS = {
    "relevance": ("appeal", tantivy.Order.Desc),
    "newest": ("created_at", tantivy.Order.Desc),
    "price_asc": ("price_minor", tantivy.Order.Asc),
    "price_desc": ("price_minor", tantivy.Order.Desc),
    "rating": ("appeal", tantivy.Order.Desc),
}


def by_relevance(snapshot: Snapshot, query: EngineQuery, vector: Vector) -> EngineAnswer:
    """Return the best of the words and the nearest in meaning, with both scores for every one of them."""
    matching = snapshot.queries.words(query)
    word_scores = _scores(snapshot, matching, query.pool)
    mask = snapshot.rows.mask(query.filters, _denied_keys(snapshot, query.filters))
    nearest = snapshot.rows.nearest(vector, mask, query.pool)
    cosines = {listing_id: cosine for listing_id, cosine in nearest if cosine >= LEAST_COSINE}
    only_near = [listing_id for listing_id in cosines if listing_id not in word_scores]
    only_words = [listing_id for listing_id in word_scores if listing_id not in cosines]
    # A missing score counted as nothing would sink half of each list.
    if (query.words or query.also) and only_near:
        among = snapshot.queries.any_word_among(query, only_near)
        word_scores |= _scores(snapshot, among, len(only_near))
    rest = snapshot.rows.cosines(vector, [key(listing_id) for listing_id in only_words])
    cosines |= dict(zip(only_words, rest, strict=True))
    raised = snapshot.rows.meeting([key(listing_id) for listing_id in cosines], query.raised_by)
    candidates = [
        Candidate(id_, word_scores.get(id_, 0.0), cosine, groups)
        for (id_, cosine), groups in zip(cosines.items(), raised, strict=True)
    ]
    total, facets = summary(snapshot.searcher, either(matching, snapshot.queries.ids(only_near)))
    return EngineAnswer(candidates, total, facets)


def in_order(snapshot: Snapshot, query: EngineQuery) -> EngineAnswer:
    """Return one page of what matches the words, in the order asked for; best rated first when none is."""
    matching = snapshot.queries.words(query)
    field, order = _ORDERS[query.order]
    hits = snapshot.searcher.search(
        matching, limit=query.limit, offset=query.offset, order_by_field=field, order=order
    ).hits
    total, facets = summary(snapshot.searcher, matching)
    return EngineAnswer([Candidate(listing_id) for listing_id in _ids(snapshot, hits)], total, facets)


def _scores(snapshot: Snapshot, matching: Query, limit: int) -> dict[str, float]:
    hits = snapshot.searcher.search(matching, limit=limit, count=False).hits
    return dict(zip(_ids(snapshot, hits), (float(score) for score, _ in hits), strict=True))


def _denied_keys(snapshot: Snapshot, filters: Filters) -> list[int]:
    denied = snapshot.queries.denied_by_words(filters)
    if denied is None:
        return []
    return _keys(snapshot, snapshot.searcher.search(denied, limit=snapshot.searcher.num_docs + 1).hits)


def _ids(snapshot: Snapshot, hits: list[tuple[object, tantivy.DocAddress]]) -> list[str]:
    return snapshot.rows.ids(_keys(snapshot, hits))


def _keys(snapshot: Snapshot, hits: list[tuple[object, tantivy.DocAddress]]) -> list[int]:
    keys = snapshot.searcher.fast_field_values("key", [address for _, address in hits]) if hits else []
    return [int(key) for key in keys if key is not None]
