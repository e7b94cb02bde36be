"""A search asked again is answered from memory, and never with a past state of the index."""

from collections.abc import Sequence
from pathlib import Path

from core.listing import Listing
from core.money import Money
from search.answers import Answers
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
    generation = generations.create(tmp_path, "test", DIMENSIONS)
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


def test_a_heavy_answer_takes_the_place_of_many_light_ones() -> None:
    answers = Answers[str](most_weight=10)
    assert answers.get("state", "any") is None
    for name in ("a", "b", "c"):
        answers.keep("state", name, name, weight=3)
    assert answers.get("state", "a") == "a"
    answers.keep("state", "heavy", "heavy", weight=7)
    assert [answers.get("state", name) for name in ("a", "b", "c", "heavy")] == ["a", None, None, "heavy"]
    answers.keep("state", "too heavy", "too heavy", weight=11)
    assert answers.get("state", "too heavy") is None
    answers.get("next", "a")
    answers.keep("next", "b", "b", weight=10)
    assert answers.get("next", "b") == "b"


class RepricedIndex(EmbeddedIndex):
    """An index in which a price rises between finding a listing and reading it."""

    async def load(self, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Read the listings, at three times their price."""
        found = await super().load(listing_ids)
        dear = {"price": Money(amount_minor=3000, currency="GBP")}
        return {listing_id: one.model_copy(update=dear) for listing_id, one in found.items()}


async def test_what_became_too_dear_a_moment_ago_is_not_shown(tmp_path: Path) -> None:
    generation = generations.create(tmp_path, "test", DIMENSIONS)
    writer = EmbeddedWriter(generation)
    writer.apply([document(listing("a", title="Oak stool", price=(1000, "GBP")))], [])
    generations.publish(tmp_path, generation)
    catalogue = Catalogue(RepricedIndex(tmp_path, DIMENSIONS), CannedEmbedder(), "http://localhost")
    assert (await search_listings(catalogue, SearchArguments(query="stool under £20"))).items == []
    assert len((await search_listings(catalogue, SearchArguments(query="stool under £40"))).items) == 1
    writer.close()
