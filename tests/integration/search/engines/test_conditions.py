"""Conditions hold for every result, however it was found, and whatever stands in their values."""

import pytest

from core.ids import stable_id
from core.listing import Listing, Personalization, ShopRef
from search import cursors
from search.document import PERSONALIZABLE, term
from search.engine import EngineQuery, Filters, Order
from search.geo import Circle, Point, distance_km
from tests.integration.search.engines.conftest import Engine
from tests.support.listings import document, listing, vector

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
async def stocked(engine: Engine) -> Engine:
    await engine.write(*(document(item, location=point) for item, point in STOCK))
    return engine


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
async def test_words_meaning_and_order_keep_to_the_condition(
    stocked: Engine, filters: Filters, expected: set[str]
) -> None:
    wanted = {stable_id("lst", name) for name in expected}
    for query in (
        EngineQuery(words=("oak",), filters=filters, order="newest"),
        EngineQuery(words=("oak",), vector=vector("Oak stool"), filters=filters),
        EngineQuery(words=("elm",), vector=vector("Oak stool"), filters=filters),
    ):
        answer = await stocked.reader.find(query)
        assert {candidate.listing_id for candidate in answer.candidates} == wanted
        assert answer.total == len(wanted)


@pytest.mark.parametrize("place", [YORK, PORTLAND, (-33.86, 151.2), (53.8011, -1.549)])
async def test_a_circle_ends_at_the_same_metre_on_every_engine(engine: Engine, place: Point) -> None:
    await engine.write(document(piece("there", "A"), location=place))
    exactly = distance_km(LEEDS, place)
    for radius_km, found in ((exactly - 0.001, 0), (exactly + 0.001, 1)):
        answer = await engine.find(order="newest", filters=Filters(within=Circle(LEEDS, radius_km)))
        assert answer.total == found


async def test_a_phrase_that_is_denied_leaves_out_who_says_all_of_it_in_title_or_tags(engine: Engine) -> None:
    await engine.put(
        listing("titled", title="Mug with red lid"),
        listing("tagged", title="Mug", tags=["red", "lids"]),
        listing("lid", title="Mug with lid"),
        listing("body", title="Mug", description="No red lid"),
    )
    assert await engine.skus("mug", filters=Filters(without=frozenset({"red lids"}))) == ["body", "lid"]


async def test_what_nobody_stated_is_gone_by_for_what_the_title_says(engine: Engine) -> None:
    await engine.put(
        listing("silent", title="Gold ring"),
        listing("states", title="Ring of gold colour", materials=["brass"]),
        listing("other", title="Ring", description="not gold"),
    )
    assert await engine.skus("ring", filters=Filters(untold=frozenset({("material", "gold")}))) == [
        "other",
        "states",
    ]


NASTY = ["a'b", 'say "hi"', "back\\slash", "] OR id EXISTS", "tab\tnew", "ümlaut ß", "-minus", "日本", "a:b"]


@pytest.mark.parametrize("value", NASTY)
async def test_whatever_a_value_holds_it_is_only_a_value(engine: Engine, value: str) -> None:
    await engine.put(listing("it", tags=[value]), listing("other", tags=["plain"]))
    wanted = Filters(any_of=(frozenset({term("tag", value)}),))
    assert await engine.skus(filters=wanted) == ["it"]
    assert await engine.skus(filters=Filters(none_of=frozenset({term("tag", value)}))) == ["other"]
    answer = await engine.find(value, vector=vector("nothing"), filters=wanted, any_word=True)
    assert {one.listing_id for one in answer.candidates} <= {listing("it").id}


async def test_a_price_is_counted_to_the_last_minor_unit_however_large(engine: Engine) -> None:
    await engine.put(*(listing(f"{price}", price=(price, "GBP")) for price in (0, 1, 10**12 - 1, 10**12)))
    assert await engine.skus(filters=Filters(min_price_minor=10**12)) == [f"{10**12}"]
    assert await engine.skus(filters=Filters(min_price_minor=1, max_price_minor=1)) == ["1"]
    assert await engine.skus(filters=Filters(min_price_minor=2, max_price_minor=1)) == []
    price = (await engine.find(order="newest")).facets.price
    assert price is not None
    assert (price.min.amount_minor, price.max.amount_minor) == (0, 10**12)


async def test_a_shop_that_calls_itself_by_the_id_of_another_is_not_that_shop(engine: Engine) -> None:
    real = ShopRef(id=stable_id("shp", "real"), name="Real")
    false = ShopRef(id=stable_id("shp", "false"), name=f" {real.id.upper()} ")
    await engine.put(listing("real", shop=real), listing("false", shop=false))
    assert await engine.skus(filters=Filters(any_of=(frozenset({term("shop", real.id)}),))) == ["real"]


@pytest.mark.parametrize("order", ["price_asc", "price_desc", "newest", "rating"])
@pytest.mark.parametrize("position", [0, cursors.LARGEST - 1])
async def test_a_page_may_begin_at_either_end_of_all_numbers(
    engine: Engine, order: Order, position: int
) -> None:
    await engine.put(listing("it"))
    answer = await engine.find(order=order, after=position)
    ascending = order == "price_asc"
    assert len(answer.candidates) == (ascending == (position == 0))


@pytest.mark.parametrize("denied", ["rose-gold", "gold/silver", "7.5 cm", "mother's", "silver, rose gold"])
async def test_a_denied_phrase_may_be_written_with_anything_between_its_words(
    engine: Engine, denied: str
) -> None:
    await engine.put(listing("says", title=f"Ring ({denied})"), listing("silent", title="Ring"))
    assert await engine.skus("ring", filters=Filters(without=frozenset({denied}))) == ["silent"]
    untold = Filters(untold=frozenset({("material", denied)}))
    assert await engine.skus("ring", filters=untold) == ["silent"]
    assert len(await engine.skus("ring", filters=Filters(without=frozenset({"!!!"})))) == 2
