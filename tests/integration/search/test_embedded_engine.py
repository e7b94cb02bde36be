"""The embedded engine keeps what ListingIndex promises."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.listing import Listing
from search.document import term, terms
from search.embedded import generations
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.engine import EngineQuery, Filters
from search.writing import IndexBusyError
from tests.support.listings import DIMENSIONS, document, listing, vector


class Shop:
    """An index with its writer and a reader."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.generation = generations.create(root, "test")
        self.writer = EmbeddedWriter(self.generation)
        self.writer.apply([], [])
        generations.publish(root, self.generation)
        self.reader = EmbeddedIndex(root, DIMENSIONS, refresh_seconds=0)

    def put(self, *items: Listing) -> None:
        self.writer.apply([document(item, created_at=at) for at, item in enumerate(items)], [])

    async def names(self, *words: str, order: str = "newest", filters: Filters | None = None) -> list[str]:
        query = EngineQuery(words=words, filters=filters or Filters(), order=order, limit=100)  # type: ignore[arg-type]
        answer = await self.reader.find(query)
        found = await self.reader.load([candidate.listing_id for candidate in answer.candidates])
        assert answer.total == len(answer.candidates)
        return [found[candidate.listing_id].sku for candidate in answer.candidates]


@pytest.fixture
def shop(tmp_path: Path) -> Iterable[Shop]:
    opened = Shop(tmp_path)
    yield opened
    opened.writer.close()


async def test_a_listing_put_twice_is_there_once_with_its_last_words(shop: Shop) -> None:
    # tantivy-py 0.27 silently deletes nothing by a term of an unsigned field: then every update doubles.
    shop.put(listing("a", title="Walnut board"))
    shop.put(listing("a", title="Maple board"))
    assert await shop.reader.count() == 1
    assert await shop.names("maple") == ["a"]
    assert await shop.names("walnut") == []


async def test_a_removed_listing_is_gone_from_words_meaning_and_filters(shop: Shop) -> None:
    kept, gone = listing("kept", title="Oak stool"), listing("gone", title="Oak table")
    shop.put(kept, gone)
    assert len(await shop.names("oak")) == 2
    shop.writer.apply([], [gone.id])
    nearest = await shop.reader.find(EngineQuery(words=("oak",), vector=vector("Oak table")))
    assert [candidate.listing_id for candidate in nearest.candidates] == [kept.id]
    assert nearest.total == 1
    assert await shop.reader.load([gone.id]) == {}


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


async def test_the_nearest_in_meaning_is_found_without_a_common_word(shop: Shop) -> None:
    shop.put(*(listing(f"n{i}", title=f"Nothing like it {i}") for i in range(50)))
    shop.writer.apply([document(listing("gift", title="Seed box"), meaning="for people who garden")], [])
    answer = await shop.reader.find(EngineQuery(words=("mum",), vector=vector("for people who garden")))
    assert len(answer.candidates) == answer.total == 1
    assert answer.candidates[0].cosine == pytest.approx(1.0, abs=1e-5)


async def test_a_typo_in_a_word_nobody_uses_is_forgiven(shop: Shop) -> None:
    shop.put(listing("c", title="Lavender candle"), listing("m", title="Stoneware mug"))
    assert await shop.names("candel") == ["c"]
    assert await shop.names("lavendar", "candle") == ["c"]
    assert await shop.names("mugs") == ["m"]


async def test_another_name_for_a_word_finds_only_who_wrote_it(shop: Shop) -> None:
    shop.put(listing("e", title="Earrings"), listing("m", title="Ear muffs"), listing("q", title="Earrrings"))
    query = EngineQuery(("earrings",), order="newest", same={"earrings": ("earings", "earrrings")})
    found = await shop.reader.find(query)
    assert {candidate.listing_id for candidate in found.candidates} == {listing("e").id, listing("q").id}


async def test_the_vocabulary_follows_what_is_on_offer(shop: Shop) -> None:
    shop.put(listing("a", title="Walnut board", colors=["Sea Green"]), listing("b", style=["rustic"]))
    assert shop.reader.vocabulary().colors == {"sea green": 1}
    assert shop.reader.vocabulary().words["walnut"] == 1
    shop.reader._words_due = 0.0
    shop.writer.apply([], [listing("a").id])
    await shop.names()
    assert shop.reader.vocabulary().colors == {}
    assert shop.reader.vocabulary().styles == {"rustic": 1}


async def test_orders_are_exact_and_pages_do_not_overlap(shop: Shop) -> None:
    prices = [1200, 300, 4500, 300, 999]
    shop.put(*(listing(f"p{i}", price=(price, "GBP")) for i, price in enumerate(prices)))
    assert [prices[int(name[1])] for name in await shop.names(order="price_asc")] == sorted(prices)
    assert await shop.names(order="newest") == ["p4", "p3", "p2", "p1", "p0"]
    seen, after = [], None
    while page := (await shop.reader.find(EngineQuery(order="price_desc", after=after, limit=2))).candidates:
        seen += [candidate.listing_id for candidate in page]
        after = page[-1].position
        # Cheaper and dearer pieces that come in between move nobody to another page.
        shop.put(listing(f"new{len(seen)}", price=(9000 + len(seen), "GBP")))
    assert len(seen) == len(set(seen)) == 5


COLORS, PRICES = ["red", "blue", "Sea Green"], [0, 5, 10, 2000]
SHOPPED = st.tuples(
    st.sampled_from(["mug", "bowl", "red mug"]), st.sets(st.sampled_from(COLORS)), st.sampled_from(PRICES)
)
ASKED = st.tuples(
    st.sampled_from([(), ("mug",), ("bowl",)]), st.sets(st.sampled_from(COLORS), max_size=2),
    st.none() | st.sampled_from(PRICES), st.none() | st.sampled_from(PRICES),
    st.sets(st.sampled_from(COLORS), max_size=1), st.sampled_from(["", "mug", "red mugs", "lid"]),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SHOPPED, min_size=1, max_size=12), st.lists(ASKED, min_size=1, max_size=6))
async def test_filters_totals_and_facets_are_exactly_those_of_a_plain_scan(
    tmp_path_factory: pytest.TempPathFactory,
    shopped: list[tuple[str, set[str], int]],
    asked: list[tuple[tuple[str, ...], set[str], int | None, int | None, set[str], str]],
) -> None:
    shop = Shop(tmp_path_factory.mktemp("index"))
    stock = [
        listing(f"i{n}", title=title, colors=sorted(colors), price=(price, "GBP"), in_stock=n % 3 > 0)
        for n, (title, colors, price) in enumerate(shopped)
    ]
    shop.put(*stock)
    for words, colors, low, high, denied, without in asked:
        group = frozenset(term("color", color.upper()) for color in colors)
        none_of = frozenset(term("color", color) for color in denied)
        filters = Filters(
            any_of=(group,) if group else (),
            none_of=none_of,
            without=frozenset({without} if without else ()),
            untold=frozenset({("color", "red")} if "red" in denied else ()),
            min_price_minor=low,
            max_price_minor=high,
        )
        fitting = [
            item for item in stock
            if all(word in item.title for word in words)
            and (not group or group & set(terms(item)))
            and not none_of & set(terms(item))
            and not ("red" in denied and "red" in item.title and not item.colors)
            and not (without and set(without.removesuffix("s").split()) <= set(item.title.split()))
            and (low is None or item.price.amount_minor >= low)
            and (high is None or item.price.amount_minor <= high)
        ]  # fmt: skip
        assert sorted(await shop.names(*words, filters=filters)) == sorted(item.sku for item in fitting)
        near = await shop.reader.find(EngineQuery(words, vector(stock[0].title), filters))
        allowed = {one.id for one in stock if not fitting or one in fitting or one.title == stock[0].title}
        by_id = {item.id: item for item in stock}
        for candidate in near.candidates:
            item = by_id[candidate.listing_id]
            assert candidate.listing_id in allowed
            assert not group or group & set(terms(item))
            assert not none_of & set(terms(item))
            assert not without or without.removesuffix("s") not in item.title
            assert item.colors or "red" not in denied or "red" not in item.title
            assert low is None or item.price.amount_minor >= low
            assert high is None or item.price.amount_minor <= high
        assert near.total == len(near.candidates)
        counted = sum(1 for candidate in near.candidates if "red" in by_id[candidate.listing_id].colors)
        assert near.facets.colors.get("red", 0) == counted
    shop.writer.close()


async def test_a_second_writer_is_refused_in_words(shop: Shop) -> None:
    with pytest.raises(IndexBusyError, match="Another process is writing"):
        EmbeddedWriter(shop.generation)


async def test_a_new_generation_takes_over_while_the_old_one_answers(shop: Shop) -> None:
    shop.put(listing("old", title="Old chair"))
    assert await shop.names("chair") == ["old"]
    fresh = generations.create(shop.root, "test")
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
