"""The order of results, alike on every engine: one linear score over what each candidate brings. Pure."""

from collections.abc import Sequence

from search.engine import Candidate

# Measured on 2,500 judged product queries: BM25 + 12 · cosine, both known for every hit, beats rank fusion.
COSINE_WEIGHT = 12.0
# What a listing says of itself (its colour, whom it is for) in terms the shopper named: worth a little more
# than the word in its text, too little to lift what does not fit.
RAISED_WEIGHT = 1.0


def score(candidate: Candidate) -> float:
    """Return how well a candidate fits; only the order means anything."""
    return candidate.words_score + COSINE_WEIGHT * candidate.cosine + RAISED_WEIGHT * candidate.raised


def rank(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates, best first; ties by id, so that pages never overlap."""
    return sorted(candidates, key=lambda candidate: (-score(candidate), candidate.listing_id))
