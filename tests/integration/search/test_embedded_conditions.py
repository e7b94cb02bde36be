"""Where a shop is, how long it takes, where it ships: both legs of the embedded engine agree."""

from pathlib import Path

import pytest

from core.ids import stable_id
from core.listing import Listing, Personalization, ShopRef
from search.document import PERSONALIZABLE
from search.embedded import generations
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.engine import EngineQuery, Filters
from search.geo import Circle, Point
from tests.support.listings import DIMENSIONS, document, listing, vector

LEEDS, YORK, PORTLAND = (53.801, -1.549), (53.960, -1.087), (45.515, -122.678)


def piece(name: str, shop: str, **changes: object) -> Listing:
    return listing(
        name, title="Oak stool", shop=ShopRef(id=stable_id("shp", shop), name=shop, country="GB"), **changes
    )


STOCK: list[tuple[Listing, Point | None]] = [
    (piece("leeds", "A", lead_days=3, ships_to=["GB", "US"]), LEEDS),
    (piece("york", "B", lead_days=10, personalization=Personalization(allowed=True)), YORK),
    (piece("portland", "C", ships_to=["US"]), PORTLAND),
    (piece("nowhere", "D"), None),
]


@pytest.fixture
def reader(tmp_path: Path) -> EmbeddedIndex:
    generation = generations.create(tmp_path, "test")
    writer = EmbeddedWriter(generation)
    writer.apply([document(item, location=point) for item, point in STOCK], [])
    writer.close()
    generations.publish(tmp_path, generation)
    return EmbeddedIndex(tmp_path, DIMENSIONS)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(within=Circle(LEEDS, 80)), {"leeds", "york"}),
        (Filters(within=Circle(LEEDS, 20)), {"leeds"}),
        (Filters(within=Circle((0.0, 0.0), 50)), set()),
        (Filters(within=Circle(PORTLAND, 20_000)), {"leeds", "york", "portland"}),
        (Filters(max_lead_days=3), {"leeds", "portland", "nowhere"}),
        (Filters(max_lead_days=-1), set()),
        (Filters(any_of=(frozenset({"ships_to:us"}),)), {"leeds", "portland"}),
        (Filters(any_of=(frozenset({"ships_to:gb"}),)), {"leeds", "york", "nowhere"}),
        (Filters(any_of=(frozenset({PERSONALIZABLE}),)), {"york"}),
    ],
)
async def test_both_legs_keep_to_the_condition(
    reader: EmbeddedIndex, filters: Filters, expected: set[str]
) -> None:
    wanted = {stable_id("lst", name) for name in expected}
    for query in (
        EngineQuery(words=("oak",), filters=filters, order="newest"),
        EngineQuery(words=("oak",), vector=vector("Oak stool"), filters=filters),
        EngineQuery(words=("elm",), vector=vector("Oak stool"), filters=filters),
    ):
        answer = await reader.find(query)
        assert {candidate.listing_id for candidate in answer.candidates} == wanted
        assert answer.total == len(wanted)
