"""Wishes from the words give way when too little meets them, and the answer says so; conditions never do."""

from pathlib import Path

import pytest

from core.listing import ListingPage
from search.arguments import SearchArguments
from search.embedded import generations
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.listings import Catalogue, search_listings
from tests.support.embedder import CannedEmbedder
from tests.support.listings import DIMENSIONS, document, listing


@pytest.fixture
async def catalogue(tmp_path: Path) -> Catalogue:
    generation = generations.create(tmp_path, "test")
    writer = EmbeddedWriter(generation)
    mugs = [listing(f"red{n}", title=f"Mug number {n}", colors=["red"]) for n in range(30)]
    mugs += [listing(f"blue{n}", title=f"Mug number {n}", colors=["blue"]) for n in range(21)]
    mugs += [listing("dear", title="Mug of glass", colors=["blue"], price=(9900, "GBP"))]
    writer.apply([document(mug) for mug in mugs], [])
    writer.close()
    generations.publish(tmp_path, generation)
    return Catalogue(EmbeddedIndex(tmp_path, DIMENSIONS), CannedEmbedder(), "http://localhost")


async def ask(catalogue: Catalogue, query: str, **arguments: object) -> ListingPage:
    asked = {"query": query, "sort": "price_asc", "limit": 100} | arguments
    return await search_listings(catalogue, SearchArguments.model_validate(asked))


async def test_a_colour_asked_for_is_kept_where_enough_has_it(catalogue: Catalogue) -> None:
    page = await ask(catalogue, "mug in blue")
    assert page.total == 22
    assert [found.label for found in page.interpretation.understood] == ["in blue"]
    assert page.interpretation.relaxed == []


async def test_a_colour_gives_way_where_too_little_has_it_but_the_price_does_not(
    catalogue: Catalogue,
) -> None:
    page = await ask(catalogue, "mug in blue over £50")
    assert {item.sku for item in page.items} == {"dear"}
    assert page.interpretation.relaxed == ["'in blue' is preferred, not required"]
    assert [found.kind for found in page.interpretation.understood] == ["min_price"]


async def test_words_give_way_before_an_empty_page_and_exclusions_do_not(catalogue: Catalogue) -> None:
    page = await ask(catalogue, "glass xylophone not red")
    assert {item.sku for item in page.items} == {"dear"}
    assert page.interpretation.relaxed == ["any of the words is enough"]
    assert (await ask(catalogue, "glass xylophone not blue")).total == 0


async def test_a_structured_colour_never_gives_way(catalogue: Catalogue) -> None:
    page = await ask(catalogue, "mug of glass", colors=["red"])
    assert {item.sku for item in page.items} <= {f"red{n}" for n in range(30)}
    assert (await ask(catalogue, "mug", colors=["green"])).total == 0
