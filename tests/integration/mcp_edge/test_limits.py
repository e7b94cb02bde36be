"""Callers who ask too often, whoever they are and wherever they come from."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from core.rates import rates
from core.redis import open_redis
from core.settings import Limits, Redis
from mcp_edge.app import build_app
from mcp_edge.services import Services
from tests.integration.mcp_edge.stand_ins import Issuer, running
from tests.integration.mcp_edge.wire import call, call_in_handshake_era
from tests.support.stores import redis_at

Limited = Callable[..., AbstractAsyncContextManager[str]]


@pytest.fixture
def limited(services: Services, redis: Redis) -> Limited:
    """An edge with these limits, behind a trusted proxy on this machine."""

    @asynccontextmanager
    async def edge(store: Redis = redis, **settings: Any) -> AsyncIterator[str]:
        client = open_redis(store.url)
        limits = Limits.model_validate({"TRUSTED_PROXIES": "127.0.0.0/8"} | settings)
        app = build_app(replace(services, rates=rates(limits, client)), ["127.0.0.1:*"], [])
        async with running(app) as address:
            yield address
        await client.aclose()

    return edge


def from_(address: str, **headers: str) -> dict[str, str]:
    return {"X_Forwarded_For": address} | headers


def as_(issuer: Issuer, subject: str, client: str = "chatgpt") -> dict[str, str]:
    return {"Authorization": f"Bearer {issuer.token('listings.read', sub=subject, client_id=client)}"}


async def statuses(http: aiohttp.ClientSession, edge: str, times: int, **headers: str) -> list[int]:
    return [(await call(http, edge, "search_listings", {}, **headers)).status for _ in range(times)]


@pytest.mark.parametrize("calling", [call, call_in_handshake_era], ids=["modern", "handshake"])
@pytest.mark.parametrize("agent", ["curl/8", "openai-mcp/1.0.0"])
async def test_too_many_calls_are_429_with_when_to_come_back(
    limited: Limited, http: aiohttp.ClientSession, calling: Any, agent: str
) -> None:
    async with limited(LIMIT_ADDRESS_PER_MINUTE=2) as edge:
        told = []
        for _ in range(2):
            answer = await calling(http, edge, "search_listings", {}, User_Agent=agent)
            assert answer.status == 200
            told.append((answer.headers["RateLimit-Policy"], answer.headers["RateLimit"].split(";")[1]))
        assert told == [('"address";q=2;w=60', "r=1"), ('"address";q=2;w=60', "r=0")]

        refused = await calling(http, edge, "search_listings", {}, User_Agent=agent)
        assert refused.status == 429
        wait = int(refused.headers["Retry-After"])
        assert 25 <= wait <= 30
        assert refused.headers["RateLimit"] == f'"address";r=0;t={wait}'
        problem = await refused.json(content_type="application/problem+json")
        assert (problem["code"], problem["retry_after"]) == ("rate_limited", wait)
        assert (
            problem["detail"]
            == f"Too many requests in a short time. Wait {wait} seconds, then send it again."
        )


async def test_an_address_is_not_what_counts_for_those_who_are_signed_in(
    limited: Limited, http: aiohttp.ClientSession, issuer: Issuer
) -> None:
    async with limited(LIMIT_ADDRESS_PER_MINUTE=1, LIMIT_SUBJECT_PER_MINUTE=2) as edge:
        assert await statuses(http, edge, 2) == [200, 429]
        assert await statuses(http, edge, 3, **as_(issuer, "ada")) == [200, 200, 429]
        assert await statuses(http, edge, 2, **as_(issuer, "bob")) == [200, 200]


async def test_one_client_has_a_limit_for_all_its_people(
    limited: Limited, http: aiohttp.ClientSession, issuer: Issuer
) -> None:
    async with limited(LIMIT_CLIENT_PER_MINUTE=2) as edge:
        assert await statuses(http, edge, 2, **as_(issuer, "ada")) == [200, 200]
        assert await statuses(http, edge, 1, **as_(issuer, "bob")) == [429]
        assert await statuses(http, edge, 1, **as_(issuer, "bob", client="claude")) == [200]


async def test_one_ipv6_line_is_one_caller_and_its_own_words_do_not_help(
    limited: Limited, http: aiohttp.ClientSession
) -> None:
    async with limited(LIMIT_ADDRESS_PER_MINUTE=1) as edge:
        assert await statuses(http, edge, 1, **from_("2001:db8::1")) == [200]
        assert await statuses(http, edge, 1, **from_("2001:db8::ffff:2")) == [429]
        assert await statuses(http, edge, 1, **from_("9.9.9.9, 2001:db8::3")) == [429]
        assert await statuses(http, edge, 1, **from_("2001:db8:0:1::1")) == [200]


async def test_people_behind_a_shared_address_have_limits_of_their_own(
    limited: Limited, http: aiohttp.ClientSession
) -> None:
    settings = {
        "LIMIT_ADDRESS_PER_MINUTE": 1, "LIMIT_SHARED_ADDRESS_PER_MINUTE": 4,
        "LIMIT_SHARED_NETWORKS": "192.0.2.0/24",
    }  # fmt: skip
    async with limited(**settings) as edge:
        for person, status in (("v1/ada", 200), ("v1/ada", 429), ("v1/bob", 200)):
            shared = from_("192.0.2.7", X_Openai_Subject=person)
            assert await statuses(http, edge, 1, **shared) == [status]
        assert await statuses(http, edge, 3, **from_("192.0.2.7")) == [200, 200, 429]
        elsewhere = from_("203.0.113.9", X_Openai_Subject="v1/eve")
        other_name = from_("203.0.113.9", X_Openai_Subject="v1/mallory")
        assert await statuses(http, edge, 1, **elsewhere) + await statuses(http, edge, 1, **other_name) == [
            200,
            429,
        ]


async def test_a_refused_token_takes_nothing_from_anybody(
    limited: Limited, http: aiohttp.ClientSession, issuer: Issuer
) -> None:
    async with limited(LIMIT_ADDRESS_PER_MINUTE=1, LIMIT_SUBJECT_PER_MINUTE=1) as edge:
        expired = {"Authorization": f"Bearer {issuer.token(exp=1, sub='ada')}"}
        assert await statuses(http, edge, 3, **expired) == [401, 401, 401]
        assert await statuses(http, edge, 1, **as_(issuer, "ada")) == [200]


async def test_searches_go_on_while_nobody_counts(
    limited: Limited, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with limited(store=redis_at(tmp_path / "nobody.sock"), LIMIT_ADDRESS_PER_MINUTE=1) as edge:
        answers = [await call(http, edge, "search_listings", {}) for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 200]
        assert "RateLimit" not in answers[0].headers
