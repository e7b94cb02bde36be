"""Which engine the settings ask for: the one place that knows both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

from core.settings import Index
from search.embedded.index_writer import EmbeddedIndexWriter
from search.embedded.reader import EmbeddedIndex
from search.engine import IndexUnavailableError, ListingIndex
from search.meilisearch import keys
from search.meilisearch.client import READING, WRITING, connect
from search.meilisearch.keys import Keys
from search.meilisearch.reader import MeilisearchIndex
from search.meilisearch.writer import MeilisearchWriter
from search.writing import IndexWriter

Engine = Literal["embedded", "meilisearch"]


@asynccontextmanager
async def open_reader(index: Index, dimensions: int, model: str | None = None) -> AsyncIterator[ListingIndex]:
    """Open the index for reading, and follow what is written to it.

    Raises:
        IndexUnavailableError: there is no index yet, it cannot be read, or its vectors are not of this model.
    """
    if index.meilisearch_url and index.meilisearch_api_key:
        key = index.meilisearch_api_key.get_secret_value()
        async with connect(index.meilisearch_url, key, READING) as client:
            there = MeilisearchIndex(client, index.meilisearch_index, dimensions, model, _version_key(index))
            await there.open()
            async with _following(there):
                yield there
    else:
        here = EmbeddedIndex(index.directory, dimensions, model)
        async with _following(here):
            yield here


@asynccontextmanager
async def _following(reader: EmbeddedIndex | MeilisearchIndex) -> AsyncIterator[None]:
    following = asyncio.create_task(reader.follow())
    try:
        yield
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


def engine_of(index: Index) -> Engine:
    """Return the name of the engine the settings ask for."""
    return "meilisearch" if index.meilisearch_url else "embedded"


def on_engine(index: Index, engine: Engine) -> Index:
    """Return the settings of the index on this engine.

    Raises:
        IndexUnavailableError: nothing says where that would be.
    """
    if engine == "meilisearch":
        if not index.meilisearch_url:
            raise IndexUnavailableError(
                "Set MEILISEARCH_URL and MEILISEARCH_API_KEY for an index on Meilisearch."
            )
        return index
    if index.directory == Path():
        raise IndexUnavailableError("Set SEARCH_INDEX_DIR for an index in a folder.")
    return index.model_copy(update={"meilisearch_url": None})


def open_writer(index: Index) -> IndexWriter:
    """Return the writing side of the index; it opens what it writes to when it writes."""
    if index.meilisearch_url and index.meilisearch_api_key:
        key = index.meilisearch_api_key.get_secret_value()
        return MeilisearchWriter(index.meilisearch_url, key, index.meilisearch_index, _version_key(index))
    return EmbeddedIndexWriter(index.directory)


def _version_key(index: Index) -> str | None:
    key = index.meilisearch_version_key
    return key.get_secret_value() if key else None


async def make_keys(url: str, master_key: str, index: str) -> Keys:
    """Return keys for an index on a Meilisearch server, made if need be.

    Raises:
        IndexUnavailableError: the server does not answer or refuses; says what to do.
    """
    async with connect(url, master_key, WRITING) as client:
        return await keys.make(client, index)
