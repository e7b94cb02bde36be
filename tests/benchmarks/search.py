"""What a search costs in this process, by its parts: `python -m tests.benchmarks.search`.

The demo catalogue, varied until it is large enough; every query is asked once, so no answer is kept from before.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import uvloop

from core.listing import Listing
from core.memory import settle
from core.settings import Index, Site
from load.bench.measures import Spread, spread, table
from search.arguments import SearchArguments
from search.document import IndexDocument
from search.embedding import DIMENSIONS, MODEL
from search.engine import ListingIndex
from search.engines import open_writer
from search.listings import Catalogue, open_catalogue, search_listings
from search.understanding.interpret import interpret
from tests.relevance import judged_set
from tests.relevance.demo_index import BATCH, KEPT_IN, documents
from tests.support.meilisearch import serve

WISHES = Path(__file__).parents[2] / "load" / "queries.txt"
NOISE = 0.3  # length of what is added to a vector of length 1


def queries() -> list[str]:
    """Return what is asked: the judged queries and those of the load test, each once."""
    wishes = [line.partition("|")[0].strip() for line in WISHES.read_text().splitlines() if line[:1] != "#"]
    return sorted({query.text for query in judged_set.load()} | set(filter(None, wishes)))


def varied(count: int) -> list[IndexDocument]:
    """Return so many listings: the demo's, and others with a word, the price and the meaning changed a little."""
    chance, noise = random.Random(1), np.random.default_rng(1)
    first = documents(KEPT_IN)
    made = list(first)
    while len(made) < count:
        one, other = first[len(made) % len(first)], chance.choice(first)
        listing = one.listing
        title = f"{listing.title} {chance.choice(other.listing.title.split())}"
        price = listing.price.model_copy(
            update={"amount_minor": round(listing.price.amount_minor * chance.uniform(0.6, 1.6)) or 1}
        )
        assert one.vector is not None
        vector = one.vector + noise.standard_normal(DIMENSIONS).astype(np.float32) * NOISE / DIMENSIONS**0.5
        made.append(
            IndexDocument(
                listing.model_copy(
                    update={"id": f"lst_{len(made):026}", "title": title[:140], "price": price}
                ),
                created_at=len(made),
                vector=vector / np.linalg.norm(vector),
                location=one.location,
            )
        )
    return made


async def fill(index: Index, count: int) -> None:
    """Put the listings into an index and publish it."""
    writer, made, began = open_writer(index), varied(count), time.perf_counter()
    generation = await writer.create(MODEL, DIMENSIONS)
    for start in range(0, len(made), BATCH):
        await writer.stage(generation, made[start : start + BATCH], ())
    await writer.publish(generation)
    await writer.close()
    print(f"{count:,} listings were indexed in {time.perf_counter() - began:.1f} s", file=sys.stderr)


class Loading:
    """An index that keeps how long it loaded what a page shows; everything else is the engine's own."""

    def __init__(self, index: ListingIndex) -> None:
        self._index = index
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    async def load(self, listing_ids: Sequence[str]) -> dict[str, Listing]:
        began = time.perf_counter()
        loaded = await self._index.load(listing_ids)
        self.seconds += time.perf_counter() - began
        return loaded


async def measure(catalogue: Catalogue, asked: Sequence[str]) -> dict[str, Spread]:
    """Return how long reading the words, embedding them and everything else takes."""
    loading = Loading(catalogue.index)
    catalogue = replace(catalogue, index=loading)
    reading, embedding, whole, finding = [], [], [], []
    today = datetime.now(UTC).date()
    for text in asked:
        arguments = SearchArguments(query=text, limit=12)
        began, loading.seconds = time.perf_counter(), 0.0
        parsed = interpret(arguments, catalogue.index.vocabulary(), today, catalogue.embedder.language)
        read = time.perf_counter()
        await catalogue.embedder.query(parsed.meaning)
        embedded = time.perf_counter()
        await search_listings(catalogue, arguments)  # reads the words again; their vector it has by now
        took = time.perf_counter() - embedded
        reading.append(read - began)
        embedding.append(embedded - read)
        whole.append(took)
        finding.append(took - (read - began) - loading.seconds)
    return {
        "reading the words": spread(reading),
        "their vector": spread(embedding),
        "candidates, re-rank, counts": spread(finding),
        "search_listings, without the vector": spread(whole),
    }


async def run(index: Index, count: int) -> None:
    """Fill an index, ask some to warm up, and all for the figures."""
    await fill(index, count)
    async with open_catalogue(index, Site.model_construct(public_base_url="")) as catalogue:
        asked = queries()
        for text in asked[:50]:
            await search_listings(catalogue, SearchArguments(query=text, limit=11))
        settle()
        print(table(await measure(catalogue, asked)))


def main() -> None:
    """Measure on an engine of our own."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.search", description=__doc__)
    parser.add_argument("--listings", type=int, default=50_000)
    parser.add_argument("--meilisearch", action="store_true", help="on the `meilisearch` on PATH")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cl-") as name, ExitStack() as opened:
        index = Index.model_construct(directory=Path(name))
        if options.meilisearch:
            index = opened.enter_context(serve(Path(name)))[0].index("benchmark")
        uvloop.run(run(index, options.listings))


if __name__ == "__main__":
    main()
