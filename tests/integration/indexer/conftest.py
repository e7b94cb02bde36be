"""A database with listings in it, and an index that follows it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.listing import ImportRow
from core.settings import Index
from core.tables import listings, shops
from indexer import behind_store, store
from indexer.documents import Reading
from indexer.indexing import Indexing
from indexer.reindex import Progress, Rebuild, Report
from search.arguments import SearchArguments
from search.document import embedded_text
from search.embedded.index_writer import EmbeddedIndexWriter
from search.embedded.reader import EmbeddedIndex
from search.engine import EngineQuery
from search.listings import Catalogue, search_listings
from search.writing import Generation
from tests.support.embedder import CannedEmbedder
from tests.support.fussy_writer import FussyWriter
from tests.support.listings import DIMENSIONS
from write_api.catalogue.service import import_rows


def row(sku: str, title: str, **more: object) -> ImportRow:
    fields = {
        "sku": sku,
        "title": title,
        "price_minor": 1000,
        "currency": "GBP",
        "shop": "Clay & Co",
    } | ({} if "variants" in more else {"quantity": 3})
    return ImportRow.model_validate(fields | more)


class IndexedShop:
    """A marketplace whose index is brought up to date on request."""

    def __init__(self, engine: AsyncEngine, root: Path) -> None:
        self.engine = engine
        self.root = root
        self.embedder = CannedEmbedder()
        self.writer = FussyWriter(EmbeddedIndexWriter(root))
        self.indexing = Indexing(engine, self.embedder, self.writer)

    async def stock(self, *rows: ImportRow) -> None:
        await import_rows(self.engine, rows)

    async def rebuild(
        self, on_progress: Progress = lambda _done, _total: None, kind: type[Rebuild] = Rebuild
    ) -> Report:
        """Rebuild as another process would."""
        writer = FussyWriter(EmbeddedIndexWriter(self.root), self.writer.refused)
        try:
            return await kind(self.engine, self.embedder, writer).run(on_progress)
        finally:
            await writer.close()

    async def change(self, sku: str, **values: object) -> str:
        async with self.engine.begin() as connection:
            statement = (
                update(listings).where(listings.c.sku == sku).values(version=listings.c.version + 1, **values)
            )
            return str(await connection.scalar(statement.returning(listings.c.id)))

    async def change_shop(self, **values: object) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(update(shops).values(version=shops.c.version + 1, **values))

    async def stale(self) -> list[str]:
        """Return what is behind, as both looks of the net find it."""
        asked = (await self.writer.current() or Generation("", self.embedder.model), timedelta(0), 100)
        async with self.engine.connect() as connection, connection.begin():
            await connection.execute(text("set transaction isolation level repeatable read"))
            every = await behind_store.stale(connection, *asked)
            assert sorted(await behind_store.lately_stale(connection, *asked)) == sorted(every)
        return every

    async def found(self, query: str = "", **arguments: object) -> list[str]:
        reader = EmbeddedIndex(self.root, DIMENSIONS)
        catalogue = Catalogue(reader, self.embedder, "http://localhost:8000")
        asked = SearchArguments.model_validate({"query": query, "sort": "newest", "limit": 100} | arguments)
        return sorted(item.sku for item in (await search_listings(catalogue, asked)).items)

    async def nearest_to_itself(self, sku: str) -> float:
        """Return the cosine between a listing and the text it is made of: 1 when its vector is there."""
        async with self.engine.connect() as connection:
            ids = [
                one async for page in store.load_all(connection, Reading(self.embedder.model)) for one in page
            ]
        source = next(one for one in ids if one.listing and one.listing.sku == sku)
        assert source.listing
        wanted = await self.embedder.query(embedded_text(source.listing))
        answer = await EmbeddedIndex(self.root, DIMENSIONS).find(EngineQuery(vector=wanted))
        found = {candidate.listing_id: candidate.cosine for candidate in answer.candidates}
        return found[source.listing_id]

    async def means_itself(self, sku: str) -> bool:
        return await self.nearest_to_itself(sku) > 0.99


@pytest.fixture
async def shop(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[IndexedShop]:
    opened = IndexedShop(engine, tmp_path)
    work = asyncio.create_task(opened.indexing.run())
    yield opened
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    await opened.writer.close()


@pytest.fixture(params=["embedded", "meilisearch"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Settings of an empty index, on every engine in turn."""
    if request.param == "meilisearch":
        there: Index = request.getfixturevalue("meilisearch_index")
        return there
    return Index.model_construct(directory=tmp_path, meilisearch_url=None, meilisearch_api_key=None)
