"""Explicit orders are exact, and pages hold while the catalogue changes."""

from functools import cache
from itertools import count

import pytest

from core.listing import Listing
from search.document import tie
from search.engine import EngineQuery, Order
from tests.integration.search.engines.conftest import Engine
from tests.support.listings import document, listing


async def test_orders_are_exact_and_pages_do_not_overlap(engine: Engine) -> None:
    prices = [1200, 300, 4500, 300, 999]
    await engine.put(*(listing(f"p{i}", price=(price, "GBP")) for i, price in enumerate(prices)))
    assert [prices[int(name[1])] for name in await engine.skus(order="price_asc")] == sorted(prices)
    assert await engine.skus(order="newest") == ["p4", "p3", "p2", "p1", "p0"]
    seen, after = list[str](), None
    while page := (await engine.find(order="price_desc", after=after, limit=2)).candidates:
        seen += [candidate.listing_id for candidate in page]
        after = page[-1].position
        # Cheaper and dearer pieces that come in between move nobody to another page.
        await engine.put(listing(f"new{len(seen)}", price=(9000 + len(seen), "GBP")))
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("order", ["price_asc", "price_desc", "newest", "rating", "relevance"])
async def test_pages_go_on_among_equals_and_past_what_is_deleted(engine: Engine, order: Order) -> None:
    items = [listing(f"p{i}", price=(500, "GBP"), rating=4.0) for i in range(7)]
    await engine.write(*(document(item, created_at=1_700_000_000) for item in items))
    one = await engine.reader.find(EngineQuery(order=order, limit=3))
    assert one.more
    assert one.total == 7
    gone = one.candidates[-1]
    await engine.write(removes=[item for item in items if item.id == gone.listing_id])
    two = await engine.reader.find(EngineQuery(order=order, limit=3, after=gone.position))
    three = await engine.reader.find(EngineQuery(order=order, limit=3, after=two.candidates[-1].position))
    found = [one.listing_id for page in (one, two, three) for one in page.candidates]
    assert sorted(found) == sorted(item.id for item in items)
    assert not three.more
    assert two.total == 6


async def test_positions_are_alike_on_every_engine(engine: Engine) -> None:
    await engine.write(document(listing("a", price=(10**12, "GBP")), created_at=5))
    expected = {"price_asc": 2**38, "newest": 5, "rating": 0}
    for order, value in expected.items():
        [found] = (await engine.reader.find(EngineQuery(order=order))).candidates  # type: ignore[arg-type]
        assert found.position >> 24 == value


@cache
def one_place() -> tuple[Listing, Listing]:
    """Return two listings that no order tells apart: of some thousands there are two with the same tie."""
    seen: dict[int, Listing] = {}
    for name in count():
        item = listing(f"twin{name}")
        if other := seen.get(tie(item.id)):
            return other, item
        seen[tie(item.id)] = item
    raise AssertionError


@pytest.mark.parametrize("order", ["price_asc", "price_desc", "newest", "rating"])
@pytest.mark.parametrize("limit", [2, 3])
async def test_two_in_the_very_same_place_are_not_parted(engine: Engine, order: Order, limit: int) -> None:
    others = [listing(f"p{n}") for n in range(4)]
    await engine.write(*(document(item, created_at=7) for item in (*one_place(), *others)))
    seen, after, more = list[str](), None, True
    while more:
        answer = await engine.find(order=order, limit=limit, after=after)
        seen += [one.listing_id for one in answer.candidates]
        after, more = answer.candidates[-1].position, answer.more
    assert len(seen) == len(set(seen)) == 6
