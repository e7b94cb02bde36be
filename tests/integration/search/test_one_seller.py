"""What one seller states of their own pieces changes nobody else's search: counted by shop, in a real index."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.ids import stable_id
from core.listing import Listing, ListingPage, ShopRef
from search.arguments import SearchArguments
from search.embedded import generations
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.listings import Catalogue, search_listings
from tests.support.embedder import CannedEmbedder
from tests.support.listings import DIMENSIONS, document, listing

SHOPS = [ShopRef(id=stable_id("shp", f"shop{n}"), name=f"Shop {n}") for n in range(5)]
LARGE = ShopRef(id=stable_id("shp", "large"), name="Large")
QUERIES = ("mug for my mum who gardens", "red mug not blue", "mug without handle for dad")


def catalogue(root: Path, listings: Sequence[Listing]) -> Catalogue:
    generation = generations.create(root, "test", DIMENSIONS)
    writer = EmbeddedWriter(generation)
    writer.apply([document(one) for one in listings], [])
    writer.close()
    generations.publish(root, generation)
    return Catalogue(EmbeddedIndex(root, DIMENSIONS), CannedEmbedder(), "http://localhost")


def of_all_shops() -> list[Listing]:
    return [
        listing(f"mug{n}", title=f"Mug number {n}", shop=shop, style=["speckled"], colors=["red"])
        for n, shop in enumerate(SHOPS * 12)
    ]


async def read_as(catalogue: Catalogue, query: str) -> ListingPage:
    return await search_listings(catalogue, SearchArguments(query=query, sort="price_asc", limit=100))


async def test_a_hundred_listings_of_one_shop_change_no_reading(tmp_path: Path) -> None:
    stated = ["mug", "red mug", "mug for my mum", "gift box", "handle for dad"]
    theirs = [
        listing(
            f"odd{n}", title=f"Oddity {n}", shop=LARGE, price=(9900, "GBP"), category="Odd > Gift box",
            occasions=stated, style=stated, materials=stated, colors=stated, tags=stated, recipients=stated,
        )
        for n in range(100)
    ]  # fmt: skip
    before = catalogue(tmp_path / "before", of_all_shops())
    after = catalogue(tmp_path / "after", [*of_all_shops(), *theirs])
    for query in QUERIES:
        was, now = await read_as(before, query), await read_as(after, query)
        assert now.interpretation == was.interpretation
        found = {item.sku for item in now.items if not item.sku.startswith("odd")}
        assert found == {item.sku for item in was.items}


@pytest.mark.parametrize(("shops", "is_read"), [(5, True), (3, True), (2, False)])
async def test_a_value_counts_when_three_shops_state_it(tmp_path: Path, shops: int, is_read: bool) -> None:
    stating = [one for one in of_all_shops() if one.shop in SHOPS[:shops]]
    others = [one.model_copy(update={"style": []}) for one in of_all_shops() if one.shop not in SHOPS[:shops]]
    index = catalogue(tmp_path, [*stating, *others]).index
    assert (index.vocabulary().match(["speckled"], 0) is not None) is is_read
