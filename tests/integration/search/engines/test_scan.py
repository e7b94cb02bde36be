"""Filters, totals and facets are exactly those of a plain scan, whatever is on offer and whatever is asked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.listing import Listing
from search.document import term, terms
from search.engine import EngineQuery, Filters
from tests.integration.search.engines.conftest import Engine
from tests.support.listings import document, listing, vector

COLORS, PRICES = ["red", "blue", "Sea Green"], [0, 5, 10, 2000]
SHOPPED = st.tuples(
    st.sampled_from(["mug", "bowl", "red mug"]), st.sets(st.sampled_from(COLORS)), st.sampled_from(PRICES)
)
ASKED = st.tuples(
    st.sampled_from([(), ("mug",), ("bowl",)]), st.sets(st.sampled_from(COLORS), max_size=2),
    st.none() | st.sampled_from(PRICES), st.none() | st.sampled_from(PRICES),
    st.sets(st.sampled_from(COLORS), max_size=1), st.sampled_from(["", "mug", "red mugs", "lid"]),
)  # fmt: skip
Asked = tuple[tuple[str, ...], set[str], int | None, int | None, set[str], str]


def filters_of(asked: Asked) -> Filters:
    _, colors, low, high, denied, without = asked
    group = frozenset(term("color", color.upper()) for color in colors)
    return Filters(
        any_of=(group,) if group else (),
        none_of=frozenset(term("color", color) for color in denied),
        without=frozenset({without} if without else ()),
        untold=frozenset({("color", "red")} if "red" in denied else ()),
        min_price_minor=low,
        max_price_minor=high,
    )


def is_allowed(item: Listing, asked: Asked) -> bool:
    _, _, low, high, denied, without = asked
    filters, had = filters_of(asked), set(terms(item))
    return (
        all(group & had for group in filters.any_of)
        and not filters.none_of & had
        and not ("red" in denied and "red" in item.title and not item.colors)
        and not (without and set(without.removesuffix("s").split()) <= set(item.title.split()))
        and (low is None or item.price.amount_minor >= low)
        and (high is None or item.price.amount_minor <= high)
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SHOPPED, min_size=1, max_size=12), st.lists(ASKED, min_size=1, max_size=6))
async def test_filters_totals_and_facets_are_exactly_those_of_a_plain_scan(
    engine: Engine, shopped: list[tuple[str, set[str], int]], asked: list[Asked]
) -> None:
    stock = [
        listing(f"i{n}", title=title, colors=sorted(colors), price=(price, "GBP"), in_stock=n % 3 > 0)
        for n, (title, colors, price) in enumerate(shopped)
    ]
    gone = [listing(f"i{n}") for n in range(len(stock), 12)]
    await engine.write(*map(document, stock), removes=gone)
    for one in asked:
        words, allowed = one[0], [item for item in stock if is_allowed(item, one)]
        fitting = [item for item in allowed if all(word in item.title for word in words)]
        found = await engine.find(*words, order="newest", filters=filters_of(one), limit=100)
        assert {c.listing_id for c in found.candidates} == {item.id for item in fitting}
        check_counts(found.total, found.facets.colors, fitting)
        near = await engine.reader.find(EngineQuery(words, vector(stock[0].title), filters_of(one)))
        meant = [item for item in allowed if item in fitting or item.title == stock[0].title]
        assert {c.listing_id for c in near.candidates} == {item.id for item in meant}
        check_counts(near.total, near.facets.colors, meant)


async def test_of_more_matches_than_are_ranked_all_are_counted(engine: Engine) -> None:
    priced = [(900, "GBP"), (100, "GBP"), (5, "USD"), (400, "GBP"), (70000, "USD")]
    stock = [
        listing(f"i{n}", title="Oak bowl", colors=["red", "blue"][: n % 3], price=price)
        for n, price in enumerate(priced)
    ]
    await engine.put(*stock, listing("other", title="Tea towel", price=(1, "GBP")))
    for pool in (2, 100):
        found = await engine.find("oak", vector=vector("Oak bowl"), pool=pool)
        check_counts(found.total, found.facets.colors, stock)
        price = found.facets.price
        assert price is not None
        assert (price.min.amount_minor, price.max.amount_minor, price.max.currency) == (100, 900, "GBP")


def check_counts(total: int, colors: dict[str, int], expected: list[Listing]) -> None:
    assert total == len(expected)
    counted = {color: sum(color in item.colors for item in expected) for color in COLORS}
    assert colors == {color: count for color, count in counted.items() if count}


@pytest.mark.parametrize("values", [60])
async def test_of_many_values_the_most_frequent_are_shown(engine: Engine, values: int) -> None:
    await engine.put(
        *(listing(f"n{n}", materials=[f"m{n}", *(f"m{m}" for m in range(10))]) for n in range(values))
    )
    found = (await engine.find(order="newest")).facets.materials
    assert len(found) == 50
    assert all(found[f"m{n}"] == values for n in range(10))


async def test_a_value_in_many_spellings_is_one_value_in_its_commonest(engine: Engine) -> None:
    spelt = ["Oak", "oak", "Oak", "OAK", " oak"]
    await engine.put(*(listing(f"n{n}", title="Box", materials=[name]) for n, name in enumerate(spelt)))
    await engine.put(listing("twice", title="Box", materials=["oak", "Oak"], colors=["Red", "red"]))
    for answer in (await engine.find(order="newest"), await engine.find("box", vector=vector("Box"))):
        assert {name.casefold().strip(): n for name, n in answer.facets.materials.items()} == {"oak": 6}
        assert list(answer.facets.colors.values()) == [1]


async def test_values_are_counted_exactly_however_many_there_are(engine: Engine) -> None:
    made = [
        listing(f"n{n}", category=f"Craft > Kind {n:04}", materials=[f"rare {n}", f"shared {n % 60}"])
        for n in range(2400)
    ]
    for start in range(0, len(made), 600):
        await engine.put(*made[start : start + 600])
    found = (await engine.find(order="newest")).facets
    assert set(found.materials.values()) == {40}
    assert set(found.materials) <= {f"shared {n}" for n in range(60)}
    categories = await engine.reader.categories()
    assert (len(categories), categories[0].count) == (2401, 2400)
