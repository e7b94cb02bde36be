"""Keys that are fetched: how often, how much of it, and from where."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from core.auth import RemoteKeys
from core.auth.discovery import find_keys_url, metadata_urls
from core.auth.documents import MOST_BYTES, UnfetchableError
from core.auth.remote_keys import ASK_AT_MOST_EVERY_SECONDS, KEYS_FRESH_SECONDS, TRUSTED_SECONDS
from core.errors import Code, MarketError
from tests.support.issuer_server import IssuerServer
from tests.support.tokens import OTHER_P256, P256, public

JWKS = "/oauth/jwks.json"


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def server() -> AsyncIterator[IssuerServer]:
    async with IssuerServer({JWKS: {"keys": [public(P256)]}}) as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(server: IssuerServer, http: aiohttp.ClientSession, clock: Clock) -> RemoteKeys:
    return RemoteKeys(server.address + JWKS, http, clock=clock)


async def settled(keys: RemoteKeys) -> None:
    if keys._fetching:
        await keys._fetching


async def test_a_thousand_callers_at_once_make_one_fetch(keys: RemoteKeys, server: IssuerServer) -> None:
    found = await asyncio.gather(*(keys.key("k1", "ES256") for _ in range(1000)))
    assert all(found)
    assert server.asked[JWKS] == 1


async def test_strangers_kids_do_not_hammer_the_issuer(
    keys: RemoteKeys, server: IssuerServer, clock: Clock
) -> None:
    for number in range(100):
        assert await keys.key(f"kid-{number}", "ES256") is None
    assert server.asked[JWKS] == 1
    clock.seconds += ASK_AT_MOST_EVERY_SECONDS
    await asyncio.gather(*(keys.key(f"kid-{number}", "ES256") for number in range(100)))
    assert server.asked[JWKS] == 2


async def test_a_new_key_is_found_by_its_kid(keys: RemoteKeys, server: IssuerServer, clock: Clock) -> None:
    await keys.key("k1", "ES256")
    server.documents[JWKS] = {"keys": [public(P256), public(OTHER_P256, "k2")]}
    clock.seconds += ASK_AT_MOST_EVERY_SECONDS
    assert await keys.key("k2", "ES256")
    assert await keys.key("k1", "ES256")


async def test_a_key_that_was_withdrawn_is_gone_when_the_set_is_fetched_anew(
    keys: RemoteKeys, server: IssuerServer, clock: Clock
) -> None:
    await keys.key("k1", "ES256")
    server.documents[JWKS] = {"keys": []}
    clock.seconds += KEYS_FRESH_SECONDS + 1
    assert await keys.key("k1", "ES256"), "it serves on while the set is fetched"
    await settled(keys)
    assert await keys.key("k1", "ES256") is None


async def test_an_issuer_that_is_away_is_not_missed_for_an_hour(
    keys: RemoteKeys, server: IssuerServer, clock: Clock
) -> None:
    await keys.key("k1", "ES256")
    server.documents[JWKS] = 503
    clock.seconds += TRUSTED_SECONDS - 1
    assert await keys.key("k1", "ES256")
    await settled(keys)
    assert await keys.key("k1", "ES256")
    clock.seconds += 2
    with pytest.raises(MarketError) as refused:
        await keys.key("k1", "ES256")
    assert refused.value.code is Code.SERVICE_UNAVAILABLE


@pytest.mark.parametrize(
    "document",
    [404, 500, 302, b"", b"nonsense", b"[" * 5000, [], b'{"keys": []}' + b" " * MOST_BYTES],
    ids=["missing", "broken", "elsewhere", "empty", "no JSON", "very deep", "a list", "huge"],
)
async def test_what_is_no_key_set_is_none_and_is_asked_for_again(
    keys: RemoteKeys, server: IssuerServer, clock: Clock, document: Any
) -> None:
    good = server.documents[JWKS]
    server.documents[JWKS] = document
    for _ in range(5):
        with pytest.raises(MarketError) as refused:
            await keys.key("k1", "ES256")
        assert refused.value.code is Code.SERVICE_UNAVAILABLE
    assert server.asked[JWKS] == 1, "within a second nobody asks again"
    assert server.asked["/elsewhere"] == 0
    server.documents[JWKS] = good
    clock.seconds += 1
    assert await keys.key("k1", "ES256")


async def test_a_caller_who_goes_away_does_not_end_the_fetch_for_the_others(
    keys: RemoteKeys, server: IssuerServer
) -> None:
    server.hold = asyncio.Event()
    impatient, patient = (asyncio.create_task(keys.key("k1", "ES256")) for _ in range(2))
    await server.held.wait()
    impatient.cancel()
    server.hold.set()
    assert await patient
    assert server.asked[JWKS] == 1


@pytest.mark.parametrize(
    ("issuer", "urls"),
    [
        (
            "https://tenant.auth0.com/",
            [
                "https://tenant.auth0.com/.well-known/oauth-authorization-server",
                "https://tenant.auth0.com/.well-known/openid-configuration",
            ],
        ),
        (
            "https://id.example/realms/craft",
            [
                "https://id.example/.well-known/oauth-authorization-server/realms/craft",
                "https://id.example/realms/craft/.well-known/openid-configuration",
            ],
        ),
    ],
)
def test_metadata_is_where_both_standards_put_it(issuer: str, urls: list[str]) -> None:
    assert metadata_urls(issuer) == urls


OAUTH, OPENID = "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"


async def test_either_document_tells_where_the_keys_are(http: aiohttp.ClientSession) -> None:
    async with IssuerServer() as server:
        said = {"issuer": server.address, "jwks_uri": f"{server.address}/keys"}
        for path in (OAUTH, OPENID):
            server.documents = {path: said}
            assert await find_keys_url(server.address, http) == f"{server.address}/keys"


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "ftp://keys.example/"},
        {"jwks_uri": "http://[keys"},
        {"jwks_uri": ["https://keys.example"]},
    ],
)
async def test_metadata_of_another_issuer_or_an_odd_address_is_not_followed(
    http: aiohttp.ClientSession, changed: dict[str, Any]
) -> None:
    async with IssuerServer() as server:
        said = {"issuer": server.address, "jwks_uri": f"{server.address}/keys"} | changed
        server.documents = {OAUTH: said, OPENID: said}
        with pytest.raises(UnfetchableError):
            await find_keys_url(server.address, http)


async def test_the_issuer_in_the_metadata_is_compared_character_for_character(
    http: aiohttp.ClientSession,
) -> None:
    async with IssuerServer() as server:
        said = {"issuer": f"{server.address}/", "jwks_uri": f"{server.address}/keys"}
        server.documents = {OAUTH: said, OPENID: said}
        with pytest.raises(UnfetchableError, match="another one"):
            await find_keys_url(server.address, http)
        assert await find_keys_url(f"{server.address}/", http)
