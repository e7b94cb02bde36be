"""Whatever happens in whatever order: what may not be shown is nowhere, on any engine."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import MarketError
from core.settings import Index
from core.tables import listings, shops
from indexer.indexing import Indexing
from indexer.reindex import Rebuild
from search.arguments import SearchArguments
from search.embedding import Embedder
from search.engines import open_reader, open_writer
from search.listings import Catalogue, categories, get_listing, search_listings
from search.writing import IndexWriter
from tests.integration.indexer.conftest import row
from tests.support.embedder import CannedEmbedder
from tests.support.waiting import until
from write_api.catalogue.service import import_rows

SKUS = [f"s{n}" for n in range(6)]
SHOPS = ["Even", "Odd"]
CATEGORIES = ["Kitchen > Mugs", "Kitchen > Jugs", "Kitchen > Wine & Spirits", "Weapons"]
ALLOWED = set(CATEGORIES[:2])

listing_changes = st.one_of(
    st.fixed_dictionaries({"state": st.sampled_from(["active", "draft", "paused", "sold_out", "deleted"])}),
    st.fixed_dictionaries({"ai_channels": st.booleans()}),
    st.fixed_dictionaries({"quantity": st.sampled_from([0, 2])}),
    st.fixed_dictionaries({"category": st.sampled_from(CATEGORIES)}),
)
shop_changes = st.one_of(
    st.fixed_dictionaries({"suspended": st.booleans()}), st.fixed_dictionaries({"ai_channels": st.booleans()})
)
change = st.one_of(
    st.tuples(st.sampled_from(SKUS), listing_changes), st.tuples(st.sampled_from(SHOPS), shop_changes)
)
# Each step: some changes, then they are indexed as they come, or by a rebuild.
steps = st.lists(st.tuples(st.lists(change, min_size=1, max_size=6), st.booleans()), min_size=1, max_size=3)


@dataclass
class Model:
    """What a shopper may see, said once more in the plainest way."""

    listings: dict[str, dict[str, object]] = field(default_factory=dict)
    shops: dict[str, dict[str, object]] = field(default_factory=dict)

    def change(self, name: str, values: dict[str, object]) -> None:
        (self.listings if name in self.listings else self.shops)[name].update(values)

    def shown(self) -> set[str]:
        return {sku for sku, one in self.listings.items() if self._may_be_shown(sku, one)}

    def _may_be_shown(self, sku: str, one: dict[str, object]) -> bool:
        shop = self.shops[SHOPS[SKUS.index(sku) % 2]]
        on_offer = one["state"] in {"active", "sold_out"} and one["category"] in ALLOWED
        return bool(on_offer and one["ai_channels"] and shop["ai_channels"] and not shop["suspended"])

    def in_stock(self) -> set[str]:
        return {sku for sku in self.shown() if self.listings[sku]["state"] == "active"
                and self.listings[sku]["quantity"]}  # fmt: skip


@dataclass
class World:
    """A database, an index that follows it, and a reader."""

    engine: AsyncEngine
    writer: IndexWriter
    embedder: Embedder
    catalogue: Catalogue
    indexing: Indexing
    ids: dict[str, str]
    model: Model = field(default_factory=Model)

    async def begin(self) -> None:
        self.model = Model(
            {sku: {"state": "active", "ai_channels": True, "quantity": 2, "category": CATEGORIES[0]}
             for sku in SKUS},
            {shop: {"suspended": False, "ai_channels": True} for shop in SHOPS},
        )  # fmt: skip
        everything = [*self.model.listings.items(), *self.model.shops.items()]
        await self.bring_in([(name, dict(values)) for name, values in everything])

    async def bring_in(
        self, changes: list[tuple[str, dict[str, object]]], *, by_rebuild: bool = False
    ) -> None:
        async with self.engine.begin() as connection:
            for name, values in changes:
                table, key = (listings, listings.c.sku) if name in self.ids else (shops, shops.c.name)
                changed = update(table).where(key == name).values(version=table.c.version + 1, **values)
                await connection.execute(changed)
                self.model.change(name, values)
        if by_rebuild:
            await Rebuild(self.engine, self.embedder, self.writer).run()
        await asyncio.gather(*(self.indexing.index(listing_id) for listing_id in self.ids.values()))

    async def search(self, *, in_stock: bool) -> tuple[set[str], int, int]:
        """Return what is found, the total, and the sum of the categories' facets."""
        asked = SearchArguments(query="thing", in_stock=in_stock, limit=100)
        page = await search_listings(self.catalogue, asked)
        return {item.sku for item in page.items}, page.total, sum(page.facets.category.values())

    async def loaded(self) -> set[str]:
        found = set()
        for sku, listing_id in self.ids.items():
            with contextlib.suppress(MarketError):
                await get_listing(self.catalogue, listing_id)
                found.add(sku)
        return found

    async def is_as_it_must_be(self) -> bool:
        shown, in_stock = self.model.shown(), self.model.in_stock()
        counts = {one.category: one.count for one in await categories(self.catalogue)}
        wanted = {
            path: sum(self.model.listings[sku]["category"] == path for sku in in_stock) for path in ALLOWED
        }
        return (
            await self.search(in_stock=True) == (in_stock, len(in_stock), len(in_stock))
            and await self.search(in_stock=False) == (shown, len(shown), len(shown))
            and await self.loaded() == shown
            and {path: count for path, count in counts.items() if path != "Kitchen"}
            == {path: count for path, count in wanted.items() if count}
        )


@pytest.fixture
async def world(index: Index, engine: AsyncEngine) -> AsyncIterator[World]:
    rows = [row(sku, f"A thing {sku}", shop=SHOPS[n % 2], category=CATEGORIES[0])
            for n, sku in enumerate(SKUS)]  # fmt: skip
    await import_rows(engine, rows)
    async with engine.connect() as connection:
        ids = {one.sku: one.id for one in await connection.execute(listings.select())}
    writer, embedder = open_writer(index), CannedEmbedder()
    await Rebuild(engine, embedder, writer).run()
    indexing = Indexing(engine, embedder, writer)
    work = asyncio.create_task(indexing.run())
    async with open_reader(index, embedder.dimensions, embedder.model) as reader:
        yield World(engine, writer, embedder, Catalogue(reader, embedder, "http://localhost"), indexing, ids)
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    await writer.close()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)  # fmt: skip
@given(steps=steps)
async def test_what_may_not_be_shown_is_nowhere(
    world: World, steps: list[tuple[list[tuple[str, dict[str, object]]], bool]]
) -> None:
    await world.begin()
    for changes, by_rebuild in steps:
        await world.bring_in(changes, by_rebuild=by_rebuild)
        # Readers follow a moment later; what they then see must be exactly this.
        await until(world.is_as_it_must_be)
