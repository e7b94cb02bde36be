"""How often the REST API may be asked."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp.test_utils import TestClient, TestServer

from core.http.counting import REDIS
from core.redis import open_redis
from core.revocations import revoke
from core.settings import Limits
from tests.support.carts import opened, send
from tests.support.stores import redis_at
from tests.support.writer import Writer
from write_api.app import Settings, create_app

pytestmark = pytest.mark.integration
MINE = "/api/v1/sellers/listings"
Limited = Callable[..., AbstractAsyncContextManager[Writer]]


@pytest.fixture
def limited(writer_settings: Settings, people: dict[str, str]) -> Limited:
    @asynccontextmanager
    async def writer(**limits: Any) -> AsyncIterator[Writer]:
        settings = replace(writer_settings, limits=Limits.model_validate(limits))
        async with TestClient(TestServer(create_app(settings))) as http:
            yield Writer(http, settings, people)

    return writer


def of_session(writer: Writer, sid: str) -> str:
    claims = jwt.decode(writer.token("ada"), options={"verify_signature": False}) | {"sid": sid}
    key = writer.issuer.key
    return jwt.encode(claims, key.private, "ES256", {"typ": "at+jwt", "kid": key.kid})


async def test_each_maker_has_a_limit_and_is_told_what_is_left(limited: Limited) -> None:
    async with limited(LIMIT_SUBJECT_PER_MINUTE=2) as writer:
        first = await writer.http.get(MINE, headers=writer.as_("ada"))
        assert (first.status, first.headers["RateLimit-Policy"]) == (200, '"subject";q=2;w=60')
        assert first.headers["RateLimit"].startswith('"subject";r=1;')
        await writer.http.get(MINE, headers=writer.as_("ada"))
        refused = await writer.http.get(MINE, headers=writer.as_("ada"))
        problem = await refused.json()
        assert (refused.status, problem["code"], problem["policy"]) == (429, "rate_limited", "subject")
        assert refused.headers["Retry-After"] == str(problem["retry_after"])
        assert refused.headers["Cache-Control"] == "no-store"
        assert (await writer.http.get(MINE, headers=writer.as_("bob"))).status == 200


async def test_a_problem_says_what_is_left_too(limited: Limited) -> None:
    async with limited(LIMIT_SUBJECT_PER_MINUTE=2) as writer:
        missing = await writer.http.get(f"{MINE}/lst_unknown", headers=writer.as_("ada"))
        assert (missing.status, missing.headers["RateLimit"][:13]) == (404, '"subject";r=1')
        spoilt = await writer.http.post(MINE, data="{", headers=writer.as_("ada"))
        assert spoilt.headers["RateLimit"].startswith('"subject";r=0;')


async def test_a_caller_without_the_scope_is_counted_too(limited: Limited) -> None:
    async with limited(LIMIT_SUBJECT_PER_MINUTE=2) as writer:
        answers = [await writer.http.get(MINE, headers=writer.as_("ada", "orders.read")) for _ in range(3)]
        assert [answer.status for answer in answers] == [403, 403, 429]
        assert 'scope="listings.read orders.read"' in answers[0].headers["WWW-Authenticate"]


async def test_probes_and_the_token_endpoint_are_not_counted_by_address(limited: Limited) -> None:
    async with limited(LIMIT_ADDRESS_PER_MINUTE=1) as writer:
        for path, status in (("/health", 200), ("/ready", 200), ("/oauth/jwks.json", 200)):
            answers = [await writer.http.get(path) for _ in range(3)]
            assert [answer.status for answer in answers] == [status] * 3
        posts = [await writer.http.post("/oauth/token", data={"grant_type": "x"}) for _ in range(3)]
        assert 429 not in [answer.status for answer in posts]


async def test_a_maker_whose_session_was_ended_is_out_on_the_next_call(
    writer: Writer, writer_settings: Settings
) -> None:
    headers = {"Authorization": f"Bearer {of_session(writer, 'grt_1')}"}
    assert (await writer.http.get(MINE, headers=headers)).status == 200
    store = open_redis(writer_settings.redis.url)
    await revoke(store, "grt_1", 60)
    await store.aclose()
    refused = await writer.http.get(MINE, headers=headers)
    assert (refused.status, (await refused.json())["code"]) == (401, "invalid_token")


async def test_while_redis_is_away_tokens_of_a_session_wait(writer: Writer, tmp_path: Path) -> None:
    assert writer.http.app
    working = writer.http.app[REDIS]
    away = open_redis(redis_at(tmp_path / "nobody.sock").url)
    working.connection_pool, kept = away.connection_pool, working.connection_pool
    of_none = await writer.http.get(MINE, headers=writer.as_("ada"))
    of_one = await writer.http.get(MINE, headers={"Authorization": f"Bearer {of_session(writer, 'grt_1')}"})
    working.connection_pool = kept
    await away.aclose()
    assert of_none.status == 200
    assert "RateLimit" not in of_none.headers
    assert (of_one.status, of_one.headers["Retry-After"]) == (503, "1")


async def test_carts_that_one_guest_opens_have_a_limit_and_filling_them_has_none(limited: Limited) -> None:
    async with limited(LIMIT_FACTOR=0.02) as writer:
        first = await opened(writer)
        assert (await send(writer, "POST"))[0] == 201
        status, problem = await send(writer, "POST")
        assert (status, problem["policy"]) == (429, "guest_carts")
        assert (await send(writer, "PUT", f"/{first['id']}"))[0] == 200
        assert (await send(writer, "POST", who="eve"))[0] == 201


async def test_while_redis_is_away_no_guest_opens_a_cart_and_those_there_are_go_on(
    writer: Writer, tmp_path: Path
) -> None:
    assert writer.http.app
    cart = await opened(writer)
    working = writer.http.app[REDIS]
    away = open_redis(redis_at(tmp_path / "nobody.sock").url)
    working.connection_pool, kept = away.connection_pool, working.connection_pool
    refused, filled = await send(writer, "POST"), await send(writer, "PUT", f"/{cart['id']}")
    working.connection_pool = kept
    await away.aclose()
    assert (refused[0], filled[0]) == (503, 200)
