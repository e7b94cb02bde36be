"""Readers keep up with what is written for ever, whatever goes wrong on the way."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from search.embedded import generations, reader
from search.embedded.reader import EmbeddedIndex
from search.embedded.writer import EmbeddedWriter
from search.meilisearch import following
from search.meilisearch.following import Followed
from tests.support.listings import DIMENSIONS
from tests.support.waiting import until


class Trouble:
    """Fails the first time, and counts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1
        if self.times == 1:
            raise KeyError("createdAt")

    async def was_asked_again(self) -> bool:
        return self.times > 1


async def test_following_a_folder_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation = generations.create(tmp_path, "test", DIMENSIONS)
    writer = EmbeddedWriter(generation)
    writer.apply([], [])
    writer.close()
    generations.publish(tmp_path, generation)
    opened, trouble = EmbeddedIndex(tmp_path, DIMENSIONS), Trouble()
    monkeypatch.setattr(reader, "FOLLOW_SECONDS", 0.0)
    monkeypatch.setattr(opened._snapshot, "refresh", trouble)
    await _follow(opened, trouble)


async def test_following_a_server_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    trouble = Trouble()

    class OddServer:
        async def request(self, *_: object) -> dict[str, Any]:
            trouble()
            return {}

    monkeypatch.setattr(following, "FOLLOW_SECONDS", 0.0)
    await _follow(Followed(OddServer(), "listings", DIMENSIONS, None, None), trouble)  # type: ignore[arg-type]


async def _follow(one: EmbeddedIndex | Followed, trouble: Trouble) -> None:
    task = asyncio.create_task(one.follow())
    try:
        await until(trouble.was_asked_again, seconds=5)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
