"""How long documents of strangers are kept."""

import asyncio
from dataclasses import dataclass, field

import pytest

from write_api.fetching import Fetched, FetchError
from write_api.oauth.fetch_cache import MAX_ENTRIES, FetchCache

DAY = 24 * 3600


@dataclass
class Stranger:
    """Answers with how often it was asked; `away` makes it fail."""

    fresh_seconds: int | None = None
    away: bool = False
    asked: int = 0
    seconds: float = 0.0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def get(self, url: str, *, max_bytes: int) -> Fetched:
        self.asked += 1
        answer = self.asked
        await self.gate.wait()
        if self.away:
            raise FetchError("is away")
        return Fetched({"url": url, "answer": answer, "max_bytes": max_bytes}, self.fresh_seconds)

    def cache(self) -> FetchCache:
        return FetchCache(self, 100, clock=lambda: self.seconds)


async def answer_after(stranger: Stranger, cache: FetchCache, seconds: float, **options: float) -> object:
    stranger.seconds += seconds
    return (await cache.get("https://x", **options))["answer"]


@pytest.mark.parametrize(("says", "kept"), [(0, 60), (5, 60), (600, 600), (None, 3600), (10**9, DAY)])
async def test_a_document_is_kept_as_its_owner_says_within_bounds(says: int | None, kept: int) -> None:
    stranger = Stranger(says)
    cache = stranger.cache()
    assert await answer_after(stranger, cache, 0) == 1
    assert await answer_after(stranger, cache, kept - 1) == 1
    assert await answer_after(stranger, cache, 2) == 2


async def test_an_owner_who_is_away_does_not_lock_people_out_for_a_day() -> None:
    stranger = Stranger(60)
    cache = stranger.cache()
    await answer_after(stranger, cache, 0)
    stranger.away = True
    assert await answer_after(stranger, cache, 61) == 1
    with pytest.raises(FetchError):
        await answer_after(stranger, cache, DAY)


async def test_a_failure_is_remembered_for_ten_seconds() -> None:
    stranger = Stranger(away=True)
    cache = stranger.cache()
    for seconds in (0, 5, 4):
        with pytest.raises(FetchError, match="is away"):
            await answer_after(stranger, cache, seconds)
    assert stranger.asked == 1
    stranger.away = False
    assert await answer_after(stranger, cache, 2) == 2


async def test_whoever_needs_it_newer_gets_it_newer() -> None:
    stranger = Stranger()
    cache = stranger.cache()
    assert await answer_after(stranger, cache, 0) == 1
    assert await answer_after(stranger, cache, 29, max_age_seconds=30) == 1
    assert await answer_after(stranger, cache, 2, max_age_seconds=30) == 2


async def test_many_who_come_at_once_cause_one_fetch() -> None:
    stranger = Stranger()
    stranger.gate.clear()
    cache = stranger.cache()
    waiting = [asyncio.create_task(cache.get("https://x")) for _ in range(50)]
    await asyncio.sleep(0)
    stranger.gate.set()
    assert {(await one)["answer"] for one in waiting} == {1}
    assert stranger.asked == 1


async def test_addresses_without_end_do_not_fill_the_memory() -> None:
    stranger = Stranger()
    cache = stranger.cache()
    for number in range(MAX_ENTRIES + 100):
        await cache.get(f"https://x/{number}")
    assert len(cache._entries) == MAX_ENTRIES
    await cache.get(f"https://x/{MAX_ENTRIES + 99}")
    assert stranger.asked == MAX_ENTRIES + 100
