"""Every engine, empty and open, behind the two protocols: what these tests hold of one they hold of all."""

import dataclasses
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.listing import Listing
from core.settings import Index
from search.document import IndexDocument
from search.embedded.reader import EmbeddedIndex
from search.engine import EngineAnswer, EngineQuery, Filters, ListingIndex, Order
from search.engines import open_reader, open_writer
from search.meilisearch.reader import MeilisearchIndex
from search.writing import Generation, IndexWriter
from tests.support.listings import DIMENSIONS, document

MODEL = "test"


@dataclass
class Engine:
    """An engine with one empty generation published, its writer and a reader."""

    index: Index
    writer: IndexWriter
    reader: ListingIndex
    opened: AsyncExitStack = field(repr=False)

    async def put(self, *items: Listing) -> None:
        """Write listings, made one second after another, with the vectors of their titles."""
        await self.write(*(document(item, created_at=at) for at, item in enumerate(items)))

    async def write(self, *documents: IndexDocument, removes: Iterable[Listing] = ()) -> None:
        """Write documents, and wait until they are found."""
        await self.writer.apply(documents, [item.id for item in removes])

    async def find(self, *words: str, **asked: object) -> EngineAnswer:
        """Ask for words."""
        return await self.reader.find(EngineQuery(words=words, **asked))  # type: ignore[arg-type]

    async def skus(
        self, *words: str, order: Order = "newest", filters: Filters | None = None, **asked: object
    ) -> list[str]:
        """Return what is found, in order, by its SKU; all of it has to be on the one page."""
        answer = await self.find(*words, order=order, filters=filters or Filters(), limit=100, **asked)
        assert answer.total == len(answer.candidates)
        return await self.named(answer)

    async def named(self, answer: EngineAnswer) -> list[str]:
        """Return the SKUs of an answer's candidates."""
        found = await self.reader.load([one.listing_id for one in answer.candidates])
        return [found[one.listing_id].sku for one in answer.candidates]

    async def learn_words(self) -> None:
        """Let the reader collect its vocabulary now; by itself it does so a small share of the time."""
        if isinstance(self.reader, MeilisearchIndex):
            self.reader._followed._words_due = 0.0
            await self.reader.refresh()
        else:
            assert isinstance(self.reader, EmbeddedIndex)
            self.reader._words_due = 0.0
        self.reader.vocabulary()

    async def fill(self, *documents: IndexDocument, model: str = MODEL) -> Generation:
        """Fill a generation aside, and publish it."""
        generation = await self.writer.create(model, DIMENSIONS)
        await self.writer.stage(generation, documents, ())
        await self.writer.publish(generation)
        return generation

    async def another_reader(self, model: str | None = MODEL) -> ListingIndex:
        """Open one more reader."""
        return await self.opened.enter_async_context(open_reader(self.index, DIMENSIONS, model))


def _embedded(folder: Path) -> Index:
    return Index.model_construct(directory=folder, meilisearch_url=None, meilisearch_api_key=None)


@pytest.fixture(params=["embedded", "meilisearch"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Settings of an index that does not exist yet."""
    if request.param == "embedded":
        return _embedded(tmp_path)
    found: Index = request.getfixturevalue("meilisearch_index")
    return found


@pytest.fixture
async def engine(index: Index) -> AsyncIterator[Engine]:
    """An engine that is empty and open."""
    async with AsyncExitStack() as opened:
        writer = open_writer(index)
        opened.push_async_callback(writer.close)
        await writer.publish(await writer.create(MODEL, DIMENSIONS))
        reader = await opened.enter_async_context(open_reader(index, DIMENSIONS, MODEL))
        if isinstance(reader, EmbeddedIndex):
            reader._refresh_seconds = reader._snapshot._refresh_seconds = 0
        yield Engine(index, writer, reader, opened)


def without_vector(made: IndexDocument) -> IndexDocument:
    """Return the document as it is before its vector is computed."""
    return dataclasses.replace(made, vector=None)
