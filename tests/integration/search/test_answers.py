"""A search asked again is answered from memory, and never with a past state of the index."""

from pathlib import Path

from search.arguments import SearchArguments
from search.embedded import generations
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.engine import EngineAnswer, EngineQuery
from search.listings import Catalogue, search_listings
from tests.support.embedder import CannedEmbedder
from tests.support.listings import DIMENSIONS, document, listing


class CountingIndex(EmbeddedIndex):
    """An index that counts how often it is searched."""

    searched = 0

    async def find(self, query: EngineQuery) -> EngineAnswer:
        """Count, and search."""
        self.searched += 1
        return await super().find(query)


async def test_the_same_search_is_answered_from_memory_until_the_index_changes(tmp_path: Path) -> None:
    generation = generations.create(tmp_path, "test")
    writer = EmbeddedWriter(generation)
    writer.apply([document(listing("a", title="Oak stool"))], [])
    generations.publish(tmp_path, generation)
    index = CountingIndex(tmp_path, DIMENSIONS, refresh_seconds=0)
    catalogue = Catalogue(index, CannedEmbedder(), "http://localhost")
    stool = SearchArguments(query="stool")
    await search_listings(catalogue, stool)

    searched = index.searched
    first = await search_listings(catalogue, stool)
    again = await search_listings(catalogue, stool)
    assert again == first
    assert index.searched == searched + 1, "once more at most: the words were collected in between"

    writer.apply([document(listing("a", title="Oak stool", in_stock=False))], [])
    assert (await search_listings(catalogue, stool)).items == []
    writer.apply([document(listing("b", title="Ash stool"))], [])
    assert [item.sku for item in (await search_listings(catalogue, stool)).items] == ["b"]
    writer.close()
