"""What HTTP itself lets through to the endpoint."""

import aiohttp
import pytest
from yarl import URL

from tests.integration.mcp_edge.conftest import ORIGIN
from tests.integration.mcp_edge.wire import MODERN, body, call
from tests.support.raw_http import UNREADABLE, send_raw


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("version", [MODERN, "2025-11-25", None])
async def test_only_post_is_answered_in_every_era(
    edge: str, http: aiohttp.ClientSession, method: str, version: str | None
) -> None:
    headers = {"Accept": "text/event-stream"} | ({"MCP-Protocol-Version": version} if version else {})
    async with http.request(method, f"{edge}/mcp", headers=headers) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        assert (await answer.json(content_type="application/problem+json"))["code"] == "method_not_allowed"


async def test_a_slash_at_the_end_is_answered_without_a_redirect(
    edge: str, http: aiohttp.ClientSession
) -> None:
    headers = {"Accept": "application/json, text/event-stream"}
    async with http.post(f"{edge}/mcp/", json=body("ping"), headers=headers, allow_redirects=False) as answer:
        assert answer.status == 200


async def test_a_body_over_256_kib_is_refused(edge: str, http: aiohttp.ClientSession) -> None:
    answer = await call(http, edge, "search_listings", {"query": "x" * 262_144})
    assert answer.status == 413


async def test_a_body_over_256_kib_without_a_length_is_refused(
    edge: str, http: aiohttp.ClientSession
) -> None:
    async def pieces() -> object:
        for _ in range(70):
            yield b" " * 4096

    async with http.post(
        f"{edge}/mcp", data=pieces(), headers={"Content-Type": "application/json"}
    ) as answer:
        assert answer.status == 413


async def test_a_strange_host_is_refused(edge: str, http: aiohttp.ClientSession) -> None:
    answer = await call(http, edge, "search_listings", {}, Host="evil.example")
    assert answer.status == 421


async def test_a_strange_origin_is_refused(edge: str, http: aiohttp.ClientSession) -> None:
    answer = await call(http, edge, "search_listings", {}, Origin="https://evil.example")
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_an_allowed_origin_may_call_from_a_browser(edge: str, http: aiohttp.ClientSession) -> None:
    asks = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,mcp-method",
    }
    async with http.options(f"{edge}/mcp", headers=asks) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    called = await call(http, edge, "search_listings", {}, Origin=ORIGIN)
    assert called.status == 200
    assert "WWW-Authenticate" in called.headers["Access-Control-Expose-Headers"]


async def test_a_strange_origin_gets_no_preflight(edge: str, http: aiohttp.ClientSession) -> None:
    asks = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    async with http.options(f"{edge}/mcp", headers=asks) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_the_wrong_content_type_is_refused(edge: str, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{edge}/mcp", data="hello") as answer:
        assert answer.status == 400


async def test_a_header_that_contradicts_the_body_is_refused(edge: str, http: aiohttp.ClientSession) -> None:
    answer = await call(http, edge, "search_listings", {}, Mcp_Name="create_listing")
    assert (answer.status, (await answer.json())["error"]["code"]) == (400, -32020)


async def test_an_unknown_version_learns_which_is_spoken(edge: str, http: aiohttp.ClientSession) -> None:
    answer = await call(http, edge, "search_listings", {}, MCP_Protocol_Version="2031-01-01")
    assert (answer.status, (await answer.json())["error"]["code"]) in {(400, -32022), (400, -32020)}


async def test_white_space_around_a_header_value_is_no_mismatch(
    edge: str, http: aiohttp.ClientSession
) -> None:
    answer = await call(http, edge, "search_listings", {}, Mcp_Name="  search_listings \t")
    assert answer.status == 200


async def test_the_request_id_is_carried_or_made(edge: str, http: aiohttp.ClientSession) -> None:
    carried = await call(http, edge, "search_listings", {}, X_Request_Id="shopper-12345")
    assert carried.headers["X-Request-Id"] == "shopper-12345"
    made = await call(http, edge, "search_listings", {}, X_Request_Id="x")
    assert made.headers["X-Request-Id"].startswith("req_")


@pytest.mark.parametrize("request_bytes", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_is_no_readable_request_is_a_problem_as_well(edge: str, request_bytes: bytes) -> None:
    address = URL(edge)
    answer = await send_raw(str(address.host), int(address.port or 0), request_bytes)
    assert answer.status == 400
    assert answer.problem()["code"] == "invalid_request"
    assert "server" not in answer.headers
