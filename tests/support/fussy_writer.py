"""An IndexWriter that refuses what it is told to refuse, or is away; all else the real one behind it does."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import timedelta

from core.listing import Listing
from search.document import IndexDocument
from search.engine import IndexUnavailableError
from search.writing import DocumentsRefusedError, Entry, Generation, IndexWriter


class FussyWriter:
    """Refuses a batch that holds one of the titles in `refused`; a generation, only when it is flushed."""

    def __init__(self, writer: IndexWriter, refused: set[str] | None = None) -> None:
        self._writer = writer
        self.refused = set[str]() if refused is None else refused
        self.away = False
        self.batches: list[int] = []
        self._staged_in_vain = ""

    def _look_at(self, puts: Sequence[IndexDocument]) -> str:
        if self.away:
            raise IndexUnavailableError("the engine is away")
        return next((one.listing.title for one in puts if one.listing.title in self.refused), "")

    async def current(self) -> Generation | None:
        return await self._writer.current()

    async def apply(self, puts: Sequence[IndexDocument], removes: Collection[str]) -> None:
        self.batches.append(len(puts))
        if title := self._look_at(puts):
            raise DocumentsRefusedError(f"cannot write {title}")
        await self._writer.apply(puts, removes)

    async def create(self, model: str, dimensions: int) -> Generation:
        return await self._writer.create(model, dimensions)

    async def stage(
        self, generation: Generation, puts: Sequence[IndexDocument], removes: Collection[str]
    ) -> None:
        if title := self._look_at(puts):
            # As a server does that answers later: the whole batch is lost, and one hears of it at the flush.
            self._staged_in_vain = title
            return
        await self._writer.stage(generation, puts, removes)

    async def flush(self, generation: Generation) -> None:
        title, self._staged_in_vain = self._staged_in_vain, ""
        await self._writer.flush(generation)
        if title:
            raise DocumentsRefusedError(f"cannot write {title}")

    async def publish(self, generation: Generation) -> None:
        await self._writer.publish(generation)

    async def prune(self, older_than: timedelta) -> list[str]:
        return await self._writer.prune(older_than)

    def entries(self, generation: Generation) -> AsyncIterator[Sequence[Entry]]:
        return self._writer.entries(generation)

    async def load(self, generation: Generation, listing_ids: Sequence[str]) -> dict[str, Listing]:
        return await self._writer.load(generation, listing_ids)

    async def close(self) -> None:
        await self._writer.close()
