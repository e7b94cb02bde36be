"""Pages by relevance go on past the first candidates, and nobody is shown twice while the catalogue changes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.listing import ListingPage
from search.arguments import SearchArguments
from search.embedded import generations
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.listings import Catalogue, explain, search_listings
from tests.support.embedder import CannedEmbedder
from tests.support.listings import DIMENSIONS, document, listing

MUGS = 620


@dataclass
class Shop:
    """A catalogue of many mugs with its writer."""

    writer: EmbeddedWriter
    catalogue: Catalogue

    async def page(self, cursor: str | None = None, **more: object) -> ListingPage:
        asked = SearchArguments.model_validate({"query": "mug", "limit": 100, "cursor": cursor} | more)
        return await search_listings(self.catalogue, asked)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    generation = generations.create(tmp_path, "test", DIMENSIONS)
    writer = EmbeddedWriter(generation)
    writer.apply([document(listing(f"m{n}", title=f"Mug number {n}")) for n in range(MUGS)], [])
    generations.publish(tmp_path, generation)
    index = EmbeddedIndex(tmp_path, DIMENSIONS, refresh_seconds=0)
    yield Shop(writer, Catalogue(index, CannedEmbedder(), "http://localhost"))
    writer.close()


@pytest.mark.parametrize("sort", ["relevance", "price_asc", "newest"])
async def test_every_listing_that_matches_is_on_one_page(shop: Shop, sort: str) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await shop.page(cursor, sort=sort)
        seen += [item.id for item in page.items]
        assert page.total == MUGS
        cursor = page.next_cursor
        if cursor is None:
            break
        assert len(page.items) == 100
    assert len(seen) == len(set(seen)) == MUGS


async def test_what_comes_and_goes_between_pages_moves_nobody(shop: Shop) -> None:
    before = await shop.page(limit=50)
    best = listing("best", title="Mug mug mug")
    shop.writer.apply([document(best, created_at=1_800_000_000)], [before.items[3].id])
    after = await shop.page(before.next_cursor, limit=50)
    assert not {item.id for item in before.items} & {item.id for item in after.items}
    assert best.id not in {item.id for item in after.items}
    gone = before.items[-1].id
    shop.writer.apply([], [gone])
    again = await shop.page(before.next_cursor, limit=50)
    assert len({item.id for item in again.items} & {item.id for item in after.items}) >= 48


async def test_why_a_listing_stands_where_it_does_can_be_told(shop: Shop) -> None:
    page, reasons = await shop.page(), await explain(shop.catalogue, SearchArguments(query="mug", limit=100))
    assert [item.id for item in page.items] == [one.candidate.listing_id for one in reasons]
    assert [one.total for one in reasons] == sorted((one.total for one in reasons), reverse=True)
