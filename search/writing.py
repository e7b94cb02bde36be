"""IndexWriter: what every engine lets the one writer do: generations filled aside, and published whole."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple, Protocol

from core.listing import Listing
from search.document import IndexDocument
from search.engine import IndexUnavailableError


@dataclass(frozen=True)
class Generation:
    """A whole index under a name of its own. Its vectors are all of one `model`; another model is another one."""

    name: str
    model: str


class Entry(NamedTuple):
    """What a generation holds of one listing: the revision it was written with, and whether it has a vector."""

    listing_id: str
    revision: str
    has_vector: bool


class IndexWriter(Protocol):
    """The writing side of an engine. There is one of it at a time; readers never wait for it."""

    async def current(self) -> Generation | None:
        """Return the generation that is read; None when there is none, or its format is another version's."""

    async def apply(self, puts: Sequence[IndexDocument], removes: Collection[str]) -> None:
        """Change the current generation; durable and searchable, all of it, when this returns.

        Raises:
            DocumentsRefusedError: something in this batch cannot be written; nothing of it was.
            IndexUnavailableError: the engine does not answer; the batch may have been written or not.
            IndexBusyError: another process writes it.
        """

    async def create(self, model: str, dimensions: int) -> Generation:
        """Return a generation to fill that nobody reads: an unfinished one of this model, or an empty one.

        Its vectors have this many `dimensions`.
        """

    async def stage(
        self, generation: Generation, puts: Sequence[IndexDocument], removes: Collection[str]
    ) -> None:
        """Add to a generation that is being filled; what is staged is durable after a while, or when flushed.

        Raises:
            DocumentsRefusedError: something staged so far cannot be written.
        """

    async def flush(self, generation: Generation) -> None:
        """Return when all that was staged is durable.

        Raises:
            DocumentsRefusedError: something staged cannot be written.
        """

    async def publish(self, generation: Generation) -> None:
        """Flush, and make this generation the one that is read, in one step; the one before stays for now."""

    async def prune(self, older_than: timedelta) -> list[str]:
        """Delete generations that were replaced this long ago or given up; return their names."""

    def entries(self, generation: Generation) -> AsyncIterator[Sequence[Entry]]:
        """Yield what a generation holds, in pages, in no order."""

    async def load(self, generation: Generation, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Return listings as a generation, published or not, holds them; absent ones are left out."""

    async def close(self) -> None:
        """Let go of the index, after what is being written; it opens again with the next change."""


class DocumentsRefusedError(Exception):
    """The engine refuses one or more documents of a batch; the message is the engine's."""


class IndexBusyError(Exception):
    """Another process writes this index."""


def refuse_other_model(generation: Generation, model: str) -> None:
    """Return when the generation's vectors are this model's: cosines between two models mean nothing.

    Raises:
        IndexUnavailableError: they are another's; says what to do.
    """
    if generation.model != model:
        raise IndexUnavailableError(
            f"The search index holds vectors of {generation.model}, and {model} is asked for: run "
            "`craftlocal reindex`, or set SEARCH_EMBEDDING_MODEL to the index's model."
        )
