"""What is the embedded engine's own; what all engines promise is tested in engines/."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from core.listing import Listing
from search.embedded import generations
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.engine import EngineQuery
from search.writing import IndexBusyError
from tests.support.listings import DIMENSIONS, document, listing, vector


class Shop:
    """An index with its writer and a reader."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.generation = generations.create(root, "test", DIMENSIONS)
        self.writer = EmbeddedWriter(self.generation)
        self.writer.apply([], [])
        generations.publish(root, self.generation)
        self.reader = EmbeddedIndex(root, DIMENSIONS, refresh_seconds=0)

    def put(self, *items: Listing) -> None:
        self.writer.apply([document(item, created_at=at) for at, item in enumerate(items)], [])

    async def names(self, *words: str, order: str = "newest") -> list[str]:
        query = EngineQuery(words=words, order=order, limit=100)  # type: ignore[arg-type]
        answer = await self.reader.find(query)
        found = await self.reader.load([candidate.listing_id for candidate in answer.candidates])
        assert answer.total == len(answer.candidates)
        return [found[candidate.listing_id].sku for candidate in answer.candidates]


@pytest.fixture
def shop(tmp_path: Path) -> Iterable[Shop]:
    opened = Shop(tmp_path)
    yield opened
    opened.writer.close()


async def test_a_reader_sees_what_is_written_after_the_newest_was_deleted_and_the_writer_began_anew(
    shop: Shop,
) -> None:
    # A change number given out twice hides the second change from every reader that saw the first.
    shop.put(listing("a", title="Oak stool"), listing("b", title="Oak table"))
    assert await shop.names("oak") == ["b", "a"]
    shop.writer.apply([], [listing("b").id])
    shop.writer.close()
    shop.writer = EmbeddedWriter(shop.generation)
    shop.writer.apply([document(listing("c", title="Oak bench"), created_at=9)], [])
    assert await shop.names("oak") == ["c", "a"]
    near = await shop.reader.find(EngineQuery(words=("oak",), vector=vector("Oak bench")))
    assert near.total == len(near.candidates) == 2


async def test_a_second_writer_is_refused_in_words(shop: Shop) -> None:
    with pytest.raises(IndexBusyError, match="Another process is writing"):
        EmbeddedWriter(shop.generation)


async def test_a_new_generation_takes_over_while_the_old_one_answers(shop: Shop) -> None:
    shop.put(listing("old", title="Old chair"))
    assert await shop.names("chair") == ["old"]
    fresh = generations.create(shop.root, "test", DIMENSIONS)
    writer = EmbeddedWriter(fresh)
    writer.apply([document(listing("new", title="New chair"))], [])
    writer.close()
    generations.publish(shop.root, fresh)
    seen = {tuple(await shop.names("chair"))}
    async with asyncio.timeout(10):
        while ("new",) not in seen:
            await asyncio.sleep(0.01)
            seen.add(tuple(await shop.names("chair")))
    assert seen <= {("old",), ("new",)}
