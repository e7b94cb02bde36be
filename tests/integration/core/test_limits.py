"""Rates counted in a real Valkey."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis as Client
from structlog.testing import capture_logs

from core.errors import Code, MarketError
from core.limits import Limiter, RateLimitedError, Rule
from core.redis import open_redis
from core.settings import Redis
from tests.support.stores import redis_at

pytestmark = pytest.mark.integration
HOURLY = Rule("hourly", limit=3, per_seconds=3600)
LOGIN = Rule("login", limit=3, per_seconds=3600, closed_when_down=True)


@pytest.fixture
async def store(redis: Redis) -> AsyncIterator[Client]:
    client = open_redis(redis.url)
    yield client
    await client.aclose()


@pytest.fixture
async def away(tmp_path: Path) -> AsyncIterator[Client]:
    client = open_redis(redis_at(tmp_path / "nobody.sock").url)
    yield client
    await client.aclose()


async def test_the_limit_is_the_limit_and_the_refusal_says_when_to_come_back(store: Client) -> None:
    limiter = Limiter(store)
    left = [await limiter.take(HOURLY, "ada") for _ in range(3)]
    assert [a.left for a in left if a] == [2, 1, 0]
    with pytest.raises(RateLimitedError) as refused:
        await limiter.take(HOURLY, "ada")
    assert refused.value.code is Code.RATE_LIMITED
    assert refused.value.status == 429
    assert 1190 <= refused.value.retry_after <= 1200  # a third of an hour, less what has passed
    assert refused.value.extra["retry_after"] == refused.value.retry_after
    assert (await limiter.take(HOURLY, "bob")) is not None


async def test_the_headers_are_those_of_the_draft(store: Client) -> None:
    limiter = Limiter(store)
    allowance = await limiter.take(HOURLY, "ada")
    assert allowance
    assert allowance.headers()["RateLimit-Policy"] == '"hourly";q=3;w=3600'
    assert re.fullmatch(r'"hourly";r=2;t=1[12]\d\d', allowance.headers()["RateLimit"])


async def test_many_at_once_get_no_more_than_there_is(store: Client) -> None:
    one, other = Limiter(store), Limiter(store)
    rule = Rule("many", limit=50, per_seconds=3600)
    takes = [(one, other)[n % 2].take(rule, "ada") for n in range(200)]
    outcomes = await asyncio.gather(*takes, return_exceptions=True)
    assert sum(isinstance(outcome, RateLimitedError) for outcome in outcomes) == 150


async def test_refused_anywhere_nothing_is_taken(store: Client) -> None:
    limiter = Limiter(store)
    narrow = Rule("narrow", limit=1, per_seconds=3600)
    await limiter.take(narrow, "shop")
    for _ in range(5):
        with pytest.raises(RateLimitedError) as refused:
            await limiter.take_all((HOURLY, "ada"), (narrow, "shop"))
        assert refused.value.extra["policy"] == "narrow"
    allowance = await limiter.take(HOURLY, "ada")
    assert allowance
    assert allowance.left == 2


async def test_a_burst_may_be_smaller_than_the_limit(store: Client) -> None:
    rule = Rule("slowly", limit=60, per_seconds=3600, burst=2)
    limiter = Limiter(store)
    await limiter.take(rule, "ada")
    await limiter.take(rule, "ada")
    with pytest.raises(RateLimitedError) as refused:
        await limiter.take(rule, "ada")
    assert refused.value.retry_after <= 60


async def test_time_gives_back_what_was_taken(store: Client) -> None:
    rule = Rule("quick", limit=1000, per_seconds=1, burst=1)
    limiter = Limiter(store)
    for _ in range(20):
        while True:
            try:
                await limiter.take(rule, "ada")
                break
            except RateLimitedError:
                continue  # a thousandth of a second is over soon


async def test_a_factor_multiplies_every_rule(store: Client) -> None:
    limiter = Limiter(store, factor=100)
    for _ in range(10):
        allowance = await limiter.take(HOURLY, "ada")
    assert allowance
    assert allowance.rule.limit == 300


async def test_keys_fit_one_slot_and_hide_what_they_are_of(store: Client) -> None:
    await Limiter(store).take(HOURLY, "ada@makers.example", "{other}:slot", "x" * 10_000, "\ud800")
    keys = [key.decode() for key in await store.keys()]
    assert len(keys) == 4
    assert all(re.fullmatch(r"\{limits\}:hourly:[0-9a-f]{32}", key) for key in keys)
    assert all([0 < await store.pttl(key) <= 3_600_000 for key in keys])


async def test_without_the_store_reads_pass_and_sign_in_does_not_and_the_log_says_so_once(
    away: Client,
) -> None:
    limiter = Limiter(away)
    with capture_logs() as lines:
        for _ in range(10):
            assert await limiter.take(HOURLY, "ada") is None
        with pytest.raises(MarketError) as refused:
            await limiter.take_all((HOURLY, "ada"), (LOGIN, "ada"))
    assert refused.value.code is Code.SERVICE_UNAVAILABLE
    assert [line["event"] for line in lines] == ["limits.store_away", "limits.closed"]
    assert lines[1]["rule"] == "login"
