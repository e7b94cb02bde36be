"""Wishes from the words give way when too little meets them, and the answer says so; conditions never do."""

from pathlib import Path

import pytest

from core.ids import stable_id
from core.listing import ListingPage, ShopRef
from search.arguments import SearchArguments
from search.embedded import generations
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.listings import Catalogue, explain, search_listings
from tests.support.embedder import CannedEmbedder
from tests.support.listings import DIMENSIONS, document, listing

YORK = (53.96, -1.087)


@pytest.fixture
async def catalogue(tmp_path: Path) -> Catalogue:
    generation = generations.create(tmp_path, "test", DIMENSIONS)
    writer = EmbeddedWriter(generation)
    mugs = [listing(f"red{n}", title=f"Mug number {n}", colors=["red"]) for n in range(30)]
    mugs += [listing(f"blue{n}", title=f"Mug number {n}", colors=["blue"]) for n in range(21)]
    mugs += [listing("dear", title="Mug of glass", colors=["blue"], price=(9900, "GBP"))]
    york = ShopRef(id=stable_id("shp", "york"), name="York Clay")
    vases = [
        listing("spaced", title="Vase, 30 cm tall"),
        listing("joined", title="Vase 30cm", shop=york, category="Home > Pots"),
        listing("other", title="Vase, 25 cm tall, one of five"),
    ]
    writer.apply([document(one, location=YORK if one.shop == york else None) for one in (*mugs, *vases)], [])
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


async def test_a_size_is_found_however_it_is_written(catalogue: Catalogue) -> None:
    for query in ("30cm vase", "30 cm vase", "vase 30 centimetres"):
        assert {item.sku for item in (await ask(catalogue, query)).items} == {"spaced", "joined"}


async def test_a_distance_that_nobody_said_grows_before_an_empty_page(catalogue: Catalogue) -> None:
    # From Manchester to York it is 88 km, from Birmingham 178, from London 282.
    near = await ask(catalogue, "vase near Manchester")
    assert {item.sku for item in near.items} == {"joined"}
    assert near.interpretation.relaxed == ["searched within 160 km of Manchester, England, GB"]
    further = await ask(catalogue, "vase near Birmingham")
    assert further.interpretation.relaxed == ["searched within 320 km of Birmingham, England, GB"]


async def test_a_distance_that_was_said_a_price_and_a_category_never_give_way(catalogue: Catalogue) -> None:
    assert (await ask(catalogue, "vase within 50 miles of Manchester")).total == 0
    assert (await ask(catalogue, "vase near Manchester", radius_km=80)).total == 0
    assert (await ask(catalogue, "vase", near="Manchester")).total == 0
    assert (await ask(catalogue, "vase near Manchester under £9")).total == 0
    assert (await ask(catalogue, "vase near Manchester by tomorrow")).total == 0
    assert (await ask(catalogue, "glass mug", category="Home > Pots")).total == 0


async def test_a_value_that_nobody_states_is_told_where_nothing_is_found(catalogue: Catalogue) -> None:
    for arguments, told in (
        ({"shop": "Nowhere Clay"}, "another shop: none here is called 'Nowhere Clay'"),
        ({"colors": ["heliotrope"]}, "another colour: nothing here is 'heliotrope'"),
        ({"category": "Pans"}, "another category: nothing here is in 'Pans'"),
    ):
        page = await ask(catalogue, "mug", **arguments)
        assert (page.total, page.interpretation.alternatives) == (0, [told])
    found = await ask(catalogue, "mug", colors=["red", "heliotrope"])
    assert (found.total, found.interpretation.alternatives) == (30, [])
    assert (await ask(catalogue, "vase", shop="York Clay")).interpretation.alternatives == []
    assert (await ask(catalogue, "vase", category="Pots")).total == 1


async def test_where_a_piece_comes_from_raises_it(catalogue: Catalogue) -> None:
    asked = SearchArguments(query="vase made in York", limit=3)
    assert {item.sku for item in (await search_listings(catalogue, asked)).items} == {
        "spaced",
        "joined",
        "other",
    }
    rows = {row.candidate.listing_id: row.candidate.raised for row in await explain(catalogue, asked)}
    assert rows == {
        stable_id("lst", "joined"): 1,
        stable_id("lst", "spaced"): 0,
        stable_id("lst", "other"): 0,
    }
