"""The systems that are compared: the search as it is, and its two halves alone."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from search import relaxing
from search.arguments import SearchArguments
from search.embedding import DIMENSIONS
from search.engine import Candidate, EngineQuery
from search.listings import Catalogue, search_listings
from search.understanding.interpret import interpret
from tests.relevance.demo_index import demo_listings

DEPTH = 100
NO_MEANING = np.zeros(DIMENSIONS, np.float32)

System = Callable[[Catalogue, SearchArguments], Awaitable[list[str]]]


async def hybrid(catalogue: Catalogue, asked: SearchArguments) -> list[str]:
    """Return the SKUs that the search answers with."""
    page = await search_listings(catalogue, asked)
    return [item.sku for item in page.items]


async def words(catalogue: Catalogue, asked: SearchArguments) -> list[str]:
    """Return the SKUs as the engine's own BM25 has them: nothing is near in meaning to nothing."""
    return _skus(await _candidates(catalogue, asked, meaning=False), asked)


async def vectors(catalogue: Catalogue, asked: SearchArguments) -> list[str]:
    """Return the SKUs by cosine alone."""
    found = await _candidates(catalogue, asked, meaning=True)
    return _skus(sorted(found, key=lambda one: (-one.cosine, one.listing_id)), asked)


SYSTEMS: dict[str, System] = {"words": words, "vectors": vectors, "hybrid": hybrid}


async def _candidates(catalogue: Catalogue, asked: SearchArguments, *, meaning: bool) -> Sequence[Candidate]:
    """Return what one half finds after the search's own reading and filters, best words first."""
    today = datetime.now(UTC).date()
    parsed = interpret(asked, catalogue.index.vocabulary(), today, catalogue.embedder.language)
    query = EngineQuery(
        words=parsed.words,
        also=parsed.also,
        same=parsed.same,
        filters=parsed.filters,
        vector=NO_MEANING,
        pool=DEPTH,
    )
    if meaning:
        query = replace(query, words=(), also=(), vector=await catalogue.embedder.query(parsed.meaning))
    return (await relaxing.find(catalogue.index, query, parsed.loose)).answer.candidates


def _skus(ranked: Sequence[Candidate], asked: SearchArguments) -> list[str]:
    sku_of = {listing.id: sku for sku, listing in demo_listings().items()}
    return [sku_of[candidate.listing_id] for candidate in ranked[: asked.limit]]
