"""Which engine the settings ask for: the one place that knows both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from core.settings import Index
from search.embedded.index_writer import EmbeddedIndexWriter
from search.embedded.reader import EmbeddedIndex
from search.engine import IndexUnavailableError, ListingIndex
from search.writing import IndexWriter

EMBEDDED = "embedded"


@asynccontextmanager
async def open_reader(index: Index, dimensions: int, model: str | None = None) -> AsyncIterator[ListingIndex]:
    """Open the index for reading, and follow what is written to it.

    Raises:
        IndexUnavailableError: there is no index yet, it cannot be read, or its vectors are not of this model.
    """
    reader = EmbeddedIndex(index.directory, dimensions, model)
    following = asyncio.create_task(reader.follow())
    try:
        yield reader
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


def engine_of(index: Index, asked: str | None = None) -> str:  # noqa: ARG001 - there is one engine
    """Return the name of the engine that is asked for, or that the settings name.

    Raises:
        IndexUnavailableError: nothing says where that engine is.
    """
    if asked not in (None, EMBEDDED):
        raise IndexUnavailableError(f"There is no engine {asked} here.")
    return EMBEDDED


def open_writer(index: Index, engine: str | None = None) -> IndexWriter:
    """Return the writing side of the index; it opens what it writes to when it writes.

    `engine` is another one than the settings'.

    Raises:
        IndexUnavailableError: nothing says where that engine is.
    """
    engine_of(index, engine)
    return EmbeddedIndexWriter(index.directory)
