"""Which engine the settings ask for: the one place that knows both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from core.settings import Index
from search.embedded.reader import EmbeddedIndex
from search.engine import ListingIndex


@asynccontextmanager
async def open_reader(index: Index, dimensions: int) -> AsyncIterator[ListingIndex]:
    """Open the index for reading, and follow what is written to it.

    Raises:
        IndexUnavailableError: there is no index yet, or it cannot be read.
    """
    reader = EmbeddedIndex(index.directory, dimensions)
    following = asyncio.create_task(reader.follow())
    try:
        yield reader
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
