"""Where pictures lie: files that arrive, files that are kept, and files that nobody needs any more."""

import asyncio
import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core import media

INCOMING = "incoming"
CHUNK_BYTES = 256 * 1024
ABANDONED_AFTER_SECONDS = 3600.0


class TooLargeError(Exception):
    """More has come than may."""


@dataclass
class Arrival:
    """A file as it arrives, in a folder of its own, which goes when all is done."""

    directory: Path
    max_bytes: int
    size: int = 0
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _waiting: bytearray = field(default_factory=bytearray)

    @property
    def source(self) -> Path:
        """The file."""
        return self.directory / "source"

    @property
    def sha256(self) -> str:
        """What it holds, in a word."""
        return self._digest.hexdigest()

    async def write(self, chunk: bytes) -> None:
        """Take a chunk in.

        Raises:
            TooLargeError: it is one too many.
        """
        self.size += len(chunk)
        if self.size > self.max_bytes:
            raise TooLargeError
        self._waiting += chunk
        if len(self._waiting) >= CHUNK_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Have everything on disk that has come."""
        chunk, self._waiting = bytes(self._waiting), bytearray()
        await asyncio.to_thread(self._append, chunk)

    def _append(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        with self.source.open("ab") as file:
            file.write(chunk)


@dataclass(frozen=True)
class Storage:
    """The folder that the write API fills and the edge serves; several machines may share it."""

    directory: Path

    @asynccontextmanager
    async def arrival(self, max_bytes: int) -> AsyncIterator[Arrival]:
        """Make room for a file that arrives; nothing of it is left behind."""
        folder = await asyncio.to_thread(self._make_room)
        try:
            yield Arrival(folder, max_bytes)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def keep(self, arrived: Path, name: str) -> None:
        """Put both sizes of a picture where they belong, so that no crash leaves a part of one."""
        await asyncio.to_thread(self._keep, arrived, name)

    async def has(self, name: str) -> bool:
        """Tell whether both sizes of a picture are there."""
        return await asyncio.to_thread(lambda: all(place.exists() for place in self._places(name)))

    async def old_names(self, older_than_seconds: float) -> set[str]:
        """Return the names of pictures that were put here longer ago; forget what never arrived, too."""
        return await asyncio.to_thread(self._old_names, older_than_seconds)

    async def remove(self, names: Iterable[str]) -> None:
        """Remove pictures."""
        await asyncio.to_thread(self._remove, list(names))

    def _make_room(self) -> Path:
        incoming = self.directory / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=incoming))

    def _places(self, name: str) -> tuple[Path, Path]:
        return media.place(self.directory, name), media.place(self.directory, media.small_name(name))

    def _keep(self, arrived: Path, name: str) -> None:
        large, small = self._places(name)
        large.parent.mkdir(parents=True, exist_ok=True)
        (arrived / "small").replace(small)
        (arrived / "large").replace(large)
        for folder in (large.parent, large.parent.parent):
            _sync(folder)

    def _old_names(self, older_than_seconds: float) -> set[str]:
        now = time.time()
        for left in _entries(self.directory / INCOMING):
            with contextlib.suppress(FileNotFoundError):  # it has just been dealt with
                if now - left.stat().st_mtime > ABANDONED_AFTER_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)
        found = set()
        for folder in _entries(self.directory / media.FOLDER):
            for file in _entries(folder):
                with contextlib.suppress(FileNotFoundError):
                    if now - file.stat().st_mtime > older_than_seconds:
                        found.add(file.stem.removesuffix(media.small_name("")))
        return found

    def _remove(self, names: list[str]) -> None:
        for name in names:
            for place in self._places(name):
                place.unlink(missing_ok=True)


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
