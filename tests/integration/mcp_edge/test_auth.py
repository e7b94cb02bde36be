"""Who may call what, and what a client learns when it may not."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from multidict import CIMultiDict

from core.redis import open_redis
from core.revocations import is_revoked, revoke
from core.settings import Redis
from mcp_edge.app import build_app
from mcp_edge.services import Services
from mcp_edge.tools import TOOLS
from tests.integration.mcp_edge.stand_ins import BASE_URL, ISSUER, FakeWriteApi, Issuer, running
from tests.integration.mcp_edge.wire import body, call, call_in_handshake_era, result_of
from tests.support.stores import redis_at

PIECE = {"title": "Walnut Board", "price": 42, "currency": "USD", "category": "Kitchen & Dining"}
METADATA = f'resource_metadata="{BASE_URL}/.well-known/oauth-protected-resource/mcp"'
OPENAI = {"User-Agent": "openai-mcp/1.0.0"}


@pytest.fixture(params=[call, call_in_handshake_era], ids=["modern", "handshake"])
def calling(request: pytest.FixtureRequest) -> Any:
    return request.param


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("claims", [{"exp": 1}, {"aud": "urn:other"}, {"iss": f"{ISSUER}/"}])
@pytest.mark.parametrize("agent", ["curl/8", "openai-mcp/1.0.0"])
async def test_a_bad_token_is_401_even_where_none_is_needed(
    edge: str, http: aiohttp.ClientSession, calling: Any, issuer: Issuer, claims: dict[str, Any], agent: str
) -> None:
    token = issuer.token(**claims)
    answer = await calling(http, edge, "search_listings", {}, User_Agent=agent, **bearer(token))
    assert answer.status == 401
    assert METADATA in answer.headers["WWW-Authenticate"]
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert token not in await answer.text()


@pytest.mark.parametrize("agent", ["curl/8", "openai-mcp/1.0.0"])
async def test_a_bad_token_for_a_protected_tool_is_told_what_to_sign_in_with(
    edge: str, http: aiohttp.ClientSession, calling: Any, issuer: Issuer, agent: str, write_api: FakeWriteApi
) -> None:
    spoilt = bearer(issuer.token(exp=1))
    answer = await calling(http, edge, "create_listing", PIECE, User_Agent=agent, **spoilt)
    assert answer.status == 401
    challenge = answer.headers["WWW-Authenticate"]
    assert ('error="invalid_token"' in challenge, 'scope="listings.write"' in challenge) == (True, True)
    browsing = await calling(http, edge, "search_listings", {}, User_Agent=agent, **spoilt)
    assert "scope=" not in browsing.headers["WWW-Authenticate"]
    assert write_api.posts == []


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"method": "tools/call"}', b"\xff" * 1000])
async def test_a_bad_token_is_401_whatever_it_brings(
    edge: str, http: aiohttp.ClientSession, raw: bytes
) -> None:
    headers = {"Content-Type": "application/json", "Authorization": "Bearer nonsense"}
    async with http.post(f"{edge}/mcp", data=raw, headers=headers) as answer:
        assert answer.status == 401


@pytest.mark.parametrize("header", ["Basic Zm9vOmJhcg==", "Bearer", "Bearer not-a-token"])
async def test_a_malformed_credential_is_401(edge: str, http: aiohttp.ClientSession, header: str) -> None:
    answer = await call(http, edge, "search_listings", {}, Authorization=header)
    assert answer.status == 401


async def test_two_credentials_are_none(edge: str, http: aiohttp.ClientSession, issuer: Issuer) -> None:
    twice = [("Authorization", f"Bearer {issuer.token()}")] * 2
    headers = CIMultiDict([*twice, ("Content-Type", "application/json"), ("Accept", "application/json")])
    async with http.post(f"{edge}/mcp", json=body("ping"), headers=headers) as answer:
        assert answer.status == 401


async def test_a_token_in_the_address_is_none(edge: str, http: aiohttp.ClientSession, issuer: Issuer) -> None:
    async with http.post(
        f"{edge}/mcp?access_token={issuer.token()}",
        json=body("tools/call", {"name": "create_listing", "arguments": PIECE}),
        headers={"Accept": "application/json, text/event-stream"},
    ) as answer:
        assert answer.status == 401


async def test_a_body_in_small_pieces_does_not_hide_which_tool_is_called(
    edge: str, http: aiohttp.ClientSession, write_api: FakeWriteApi
) -> None:
    raw = json.dumps(body("tools/call", {"name": "create_listing", "arguments": PIECE})).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for byte in raw:
            yield bytes([byte])

    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    async with http.post(f"{edge}/mcp", data=pieces(), headers=headers) as answer:
        assert answer.status == 401
    assert write_api.posts == []


async def test_a_session_that_was_ended_is_401_on_the_very_next_call(
    services: Services, http: aiohttp.ClientSession, issuer: Issuer, redis: Redis
) -> None:
    client = open_redis(redis.url)
    verifier = replace(services.verifier, is_revoked=partial(is_revoked, client))
    async with running(build_app(replace(services, verifier=verifier), ["127.0.0.1:*"], [])) as edge:
        token = bearer(issuer.token(sid="grt_1"))
        assert (await call(http, edge, "search_listings", {}, **token)).status == 200
        await revoke(client, "grt_1", 60)
        refused = await call(http, edge, "search_listings", {}, User_Agent="openai-mcp/1.0.0", **token)
        assert refused.status == 401
        assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
        assert (await call(http, edge, "search_listings", {})).status == 200
    await client.aclose()


async def test_while_nobody_knows_what_was_ended_searches_go_on_and_writes_wait(
    services: Services, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi, tmp_path: Path
) -> None:
    client = open_redis(redis_at(tmp_path / "nobody.sock").url)
    verifier = replace(services.verifier, is_revoked=partial(is_revoked, client))
    async with running(build_app(replace(services, verifier=verifier), ["127.0.0.1:*"], [])) as edge:
        token = bearer(issuer.token(sid="grt_1"))
        assert (await call(http, edge, "search_listings", {}, **token)).status == 200
        write = await call(http, edge, "create_listing", PIECE, **token)
        assert (write.status, write.headers["Retry-After"]) == (503, "1")
        assert "WWW-Authenticate" not in write.headers
    assert write_api.posts == []
    await client.aclose()


async def test_every_tool_says_the_same_of_its_scopes_in_both_places(
    edge: str, http: aiohttp.ClientSession
) -> None:
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    async with http.post(f"{edge}/mcp", json=body("tools/list"), headers=headers) as answer:
        tools = (await result_of(answer))["tools"]
    assert {tool["name"] for tool in tools} == set(TOOLS)
    for tool in tools:
        scopes, guests = TOOLS[tool["name"]].needs
        schemes: list[Any] = [{"type": "noauth"}] if guests or not scopes else []
        schemes += [{"type": "oauth2", "scopes": list(scopes)}] if guests or scopes else []
        assert tool["securitySchemes"] == tool["_meta"]["securitySchemes"] == schemes


async def test_another_issuers_key_is_401(edge: str, http: aiohttp.ClientSession) -> None:
    answer = await call(http, edge, "search_listings", {}, **bearer(Issuer().token()))
    assert answer.status == 401


async def test_without_a_token_a_write_asks_to_sign_in(
    edge: str, http: aiohttp.ClientSession, calling: Any, write_api: FakeWriteApi
) -> None:
    answer = await calling(http, edge, "create_listing", PIECE)
    assert answer.status == 401
    asked = answer.headers["WWW-Authenticate"]
    assert METADATA in asked
    assert 'scope="listings.write"' in asked
    assert "error=" not in asked, "who sends no token did nothing wrong (RFC 6750, section 3.1)"
    assert write_api.posts == []


async def test_a_token_without_the_scope_is_403_and_names_it(
    edge: str, http: aiohttp.ClientSession, calling: Any, issuer: Issuer
) -> None:
    answer = await calling(http, edge, "create_listing", PIECE, **bearer(issuer.token("orders.read openid")))
    assert answer.status == 403
    asked = answer.headers["WWW-Authenticate"]
    assert METADATA in asked
    assert 'error="insufficient_scope"' in asked
    # What is held is asked for again, so that a client which asks for just this loses nothing.
    assert 'scope="listings.write orders.read"' in asked


@pytest.mark.parametrize("scope", [None, "orders.read"])
async def test_chatgpt_is_asked_inside_the_result(
    edge: str, http: aiohttp.ClientSession, calling: Any, issuer: Issuer, scope: str | None
) -> None:
    credential = bearer(issuer.token(scope)) if scope else {}
    answer = await calling(http, edge, "create_listing", PIECE, User_Agent="openai-mcp/1.0.0", **credential)
    result = await result_of(answer)
    assert (answer.status, result["isError"]) == (200, True)
    (asked,) = result["_meta"]["mcp/www_authenticate"]
    needed = "listings.write orders.read" if scope else "listings.write"
    for part in (METADATA, 'error="insufficient_scope"', 'error_description="', f'scope="{needed}"'):
        assert part in asked


async def test_a_tool_name_in_disguise_does_not_pass(
    edge: str, http: aiohttp.ClientSession, write_api: FakeWriteApi
) -> None:
    raw = json.dumps(
        [
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": "create_listing", "arguments": PIECE},
            }
        ]
    )
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    async with http.post(f"{edge}/mcp", data=raw, headers=headers) as answer:
        assert '"isError":false' not in await answer.text()
    assert write_api.posts == []


async def test_managing_a_shop_includes_listing_in_it(
    edge: str, http: aiohttp.ClientSession, calling: Any, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    answer = await calling(http, edge, "create_listing", PIECE, **bearer(issuer.token("seller.manage")))
    assert (await result_of(answer))["isError"] is False
    assert len(write_api.posts) == 1


async def test_both_metadata_documents_are_the_same_and_exact(edge: str, http: aiohttp.ClientSession) -> None:
    documents: list[Any] = []
    for path in ("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"):
        async with http.get(edge + path) as answer:
            documents.append(await answer.json())
    assert documents[0] == documents[1]
    assert documents[0]["resource"] == "https://craft.example/mcp"
    assert documents[0]["authorization_servers"] == ["https://id.craft.example"]
    assert documents[0]["scopes_supported"] == ["listings.read"]
