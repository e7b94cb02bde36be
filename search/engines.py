"""Which engine the settings ask for: the one place that knows both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from core.settings import Index
from search.embedded.index_writer import EmbeddedIndexWriter
from search.embedded.reader import EmbeddedIndex
from search.engine import ListingIndex
from search.writing import IndexWriter


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


def open_writer(index: Index) -> IndexWriter:
    """Return the writing side of the index; it opens what it writes to when it writes."""
    return EmbeddedIndexWriter(index.directory)
