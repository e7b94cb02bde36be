"""What is no JSON-RPC message is refused in our words, in every era: nothing of the caller's, no library's text."""

import json
from typing import Any

import aiohttp
import pytest

from tests.integration.mcp_edge.wire import MODERN, body

CALL = body("tools/call", {"name": "search_listings", "arguments": {"query": "SECRET"}})
ONE = "Send one JSON-RPC request"
NO_MESSAGES: dict[str, tuple[bytes, int, str, Any]] = {
    "a batch": (json.dumps([CALL, CALL]).encode(), -32600, f"{ONE}; batches are not taken.", None),
    "an empty batch": (b"[]", -32600, f"{ONE}; batches are not taken.", None),
    "a text": (b'"SECRET"', -32600, f"{ONE}, which is an object.", None),
    "parameters by position": (json.dumps(CALL | {"params": [1]}).encode(), -32600, "`params` must be an object.", 1),
    "another version": (json.dumps(CALL | {"jsonrpc": "1.0"}).encode(), -32600, '`jsonrpc` must be "2.0".', 1),
    "no version": (b'{"id": "SECRET-7", "method": "ping"}', -32600, '`jsonrpc` must be "2.0".', "SECRET-7"),
    "a method that is no text": (
        json.dumps(CALL | {"method": 5}).encode(), -32600, "`method` must be a text.", 1,
    ),
    "neither question nor answer": (
        b'{"jsonrpc": "2.0", "id": 1, "SECRET": 1}', -32600, "Send a JSON-RPC request: `method` is missing.", 1,
    ),
    "a broken answer": (
        b'{"jsonrpc": "2.0", "id": 1, "error": {"code": "SECRET"}}', -32600,
        "Send a JSON-RPC request: `method` is missing.", 1,
    ),
    "no JSON": (b"{SECRET", -32700, f"The body is not JSON in UTF-8. {ONE}.", None),
    "nothing": (b"", -32700, f"The body is not JSON in UTF-8. {ONE}.", None),
    "half of a character": (
        json.dumps(CALL).replace("SECRET", "\\ud800").encode(), -32700,
        f"The body is not JSON in UTF-8. {ONE}.", None,
    ),
} | {
    f"the id {given!r}": (
        json.dumps(CALL | {"id": given}).encode(), -32600, "`id` must be a text or a whole number.", None,
    )
    for given in (None, {"SECRET": 1}, [1], 1.5, True)
}  # fmt: skip


async def send(
    http: aiohttp.ClientSession, edge: str, version: str | None, raw: bytes, **more: str
) -> tuple[int, str]:
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    if version:
        headers |= {"MCP-Protocol-Version": version}
    if version == MODERN:
        headers |= {"Mcp-Method": "tools/call", "Mcp-Name": "search_listings"}
    async with http.post(f"{edge}/mcp", data=raw, headers=headers | more) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("version", [None, "2025-06-18", "2025-11-25", MODERN])
@pytest.mark.parametrize("case", NO_MESSAGES.values(), ids=NO_MESSAGES.keys())
async def test_what_is_no_message_is_refused_in_our_words(
    edge: str, http: aiohttp.ClientSession, case: tuple[bytes, int, str, Any], version: str | None
) -> None:
    raw, code, sentence, request_id = case
    for agent in ("curl", "openai-mcp/1.0.0"):  # whose scopes are asked for elsewhere
        status, text = await send(http, edge, version, raw, **{"User-Agent": agent})
        expected = {"jsonrpc": "2.0", "id": request_id, "error": {"code": code, "message": sentence}}
        assert (status, json.loads(text)) == (400, expected)


@pytest.mark.parametrize("version", [None, "2025-06-18", "2025-11-25"])
@pytest.mark.parametrize("message", [
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
    {"jsonrpc": "2.0", "id": "a", "result": {}},
    {"jsonrpc": "2.0", "id": 1, "error": {"code": -1, "message": "no"}},
])  # fmt: skip
async def test_messages_that_want_no_answer_are_accepted(
    edge: str, http: aiohttp.ClientSession, message: dict[str, Any], version: str | None
) -> None:
    status, _ = await send(http, edge, version, json.dumps(message).encode())
    assert status == 202


@pytest.mark.parametrize("version", ["2025-06-18", "2025-11-25"])
@pytest.mark.parametrize("request_id", ["a", "", 0, -5, 2**53])
async def test_every_id_that_may_be_is_given_back(
    edge: str, http: aiohttp.ClientSession, request_id: str | int, version: str
) -> None:
    status, text = await send(http, edge, version, json.dumps(CALL | {"id": request_id}).encode())
    data = next(line[6:] for line in text.splitlines() if line.startswith("data: "))
    assert (status, json.loads(data)["id"]) == (200, request_id)


@pytest.mark.parametrize("version", ["2025-06-18", MODERN])
@pytest.mark.parametrize("params", [
    {}, {"name": 5}, {"name": None, "arguments": {}}, {"name": "search_listings", "arguments": ["SECRET"]},
    {"name": "search_listings", "_meta": "SECRET"},
])  # fmt: skip
async def test_parameters_that_do_not_fit_are_refused_without_a_librarys_text(
    edge: str, http: aiohttp.ClientSession, params: dict[str, Any], version: str
) -> None:
    _, text = await send(http, edge, version, json.dumps(body("tools/call", params)).encode())
    assert '"error"' in text
    for leak in ("pydantic", "validation error", "SECRET", "http"):
        assert leak not in text
