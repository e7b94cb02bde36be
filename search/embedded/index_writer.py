"""The embedded engine's IndexWriter: a folder of generations, written in a thread of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from core.listing import Listing
from search.document import IndexDocument
from search.embedded import generations
from search.embedded.contents import Contents
from search.embedded.writer import EmbeddedWriter
from search.engine import IndexUnavailableError
from search.writing import Entry, Generation, IndexBusyError

COMMIT_EVERY = 5_000  # staged changes: what a rebuild that is killed has to do again

T = TypeVar("T")


class EmbeddedIndexWriter:
    """Opens a generation's writer when it is first written to, and holds its lock until it is done with."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # Tantivy's writers belong to one thread: cancelled work goes on in it, and closing must come after.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._writers: dict[str, EmbeddedWriter] = {}
        self._applied_to = ""

    async def current(self) -> Generation | None:
        """Return the generation that is read; None when there is none, or its format is another version's."""
        try:
            return generations.described(generations.current(self._root))
        except IndexUnavailableError:
            return None

    async def apply(self, puts: Sequence[IndexDocument], removes: Collection[str]) -> None:
        """Change the current generation in one commit.

        Raises:
            DocumentsRefusedError: one of them cannot be written; nothing was.
            IndexUnavailableError: there is no generation, or its folder cannot be written to.
            IndexBusyError: another process writes it.
        """
        await self._run(lambda: self._apply(puts, removes))

    def _apply(self, puts: Sequence[IndexDocument], removes: Collection[str]) -> None:
        name = generations.current(self._root).name
        if self._applied_to != name:
            self._close(self._applied_to)
            self._applied_to = name
        self._written(name, lambda writer: writer.apply(puts, removes))

    async def create(self, model: str, dimensions: int) -> Generation:
        """Return a generation to fill: one of this model whose filling was interrupted, or an empty one."""
        return await self._run(lambda: self._create(model, dimensions))

    def _create(self, model: str, dimensions: int) -> Generation:
        for name in list(self._writers):
            if name != self._applied_to:
                self._close(name)
        for begun in generations.unfinished(self._root, model, dimensions):
            try:
                self._writer(begun.name)
            except IndexBusyError:
                continue
            return generations.described(begun)
        fresh = generations.create(self._root, model, dimensions)
        self._writer(fresh.name)
        return generations.described(fresh)

    async def stage(
        self, generation: Generation, puts: Sequence[IndexDocument], removes: Collection[str]
    ) -> None:
        """Add to a generation that is being filled; every few thousand changes are committed.

        Raises:
            DocumentsRefusedError: one of these cannot be written; none was added.
        """
        await self._run(lambda: self._written(generation.name, lambda writer: _stage(writer, puts, removes)))

    async def flush(self, generation: Generation) -> None:
        """Commit what was staged."""
        await self._run(lambda: self._written(generation.name, _flush))

    async def publish(self, generation: Generation) -> None:
        """Commit, and point to this generation; the one before stays until it is pruned."""
        await self._run(lambda: self._publish(generation.name))

    def _publish(self, name: str) -> None:
        self._written(name, _flush)
        self._close(name)
        generations.publish(self._root, self._root / name)

    async def prune(self, older_than: timedelta) -> list[str]:
        """Delete generations that were replaced, or begun and left alone, this long ago; return their names."""
        return await asyncio.to_thread(generations.prune, self._root, older_than)

    async def entries(self, generation: Generation) -> AsyncIterator[Sequence[Entry]]:
        """Yield what the generation's last commit holds, in pages."""
        pages = (await asyncio.to_thread(Contents, self._root / generation.name)).entries()
        while page := await asyncio.to_thread(next, pages, None):
            yield page

    async def load(self, generation: Generation, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Return the listings as the generation's last commit holds them; absent ones are left out."""
        contents = await asyncio.to_thread(Contents, self._root / generation.name)
        return await asyncio.to_thread(contents.load, listing_ids)

    async def close(self) -> None:
        """Let go of the index, after what is being written; what was staged and not committed is lost."""
        await self._run(self._close_all)

    def _close_all(self) -> None:
        for name in list(self._writers):
            self._close(name)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _writer(self, name: str) -> EmbeddedWriter:
        if name not in self._writers:
            self._writers[name] = EmbeddedWriter(self._root / name)
        return self._writers[name]

    def _written(self, name: str, work: Callable[[EmbeddedWriter], None]) -> None:
        writer = self._writer(name)
        try:
            work(writer)
        except (ValueError, OSError) as error:
            # A full disk, say. What the writer still holds is not known: the last commit stands.
            del self._writers[name]
            raise IndexUnavailableError(f"The index cannot be written: {error}") from error

    def _close(self, name: str) -> None:
        writer = self._writers.pop(name, None)
        if writer:
            writer.close()


def _stage(writer: EmbeddedWriter, puts: Sequence[IndexDocument], removes: Collection[str]) -> None:
    writer.stage(puts, removes)
    if writer.staged >= COMMIT_EVERY:
        writer.commit()


def _flush(writer: EmbeddedWriter) -> None:
    if writer.staged:
        writer.commit()
