"""Raw JSON-RPC over HTTP, as a client writes it that is not the official one."""

import json
from typing import Any

import aiohttp

MODERN = "2026-07-28"


def body(method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a request of the handshake era."""
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}


async def call(
    http: aiohttp.ClientSession, edge: str, tool: str, arguments: dict[str, Any], **headers: str
) -> aiohttp.ClientResponse:
    """Call a tool in the modern era; `headers` are added, with `_` for `-`."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    sent = {
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": MODERN,
        "Mcp-Method": "tools/call",
        "Mcp-Name": tool,
    }
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    request = body("tools/call", {"name": tool, "arguments": arguments, "_meta": meta})
    answer = await http.post(f"{edge}/mcp", json=request, headers=sent)
    await answer.read()
    return answer


async def call_in_handshake_era(
    http: aiohttp.ClientSession, edge: str, tool: str, arguments: dict[str, Any], **headers: str
) -> aiohttp.ClientResponse:
    """Call a tool as 2025-06-18 does; the answer is an event stream."""
    sent = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    request = body("tools/call", {"name": tool, "arguments": arguments})
    answer = await http.post(f"{edge}/mcp", json=request, headers=sent)
    await answer.read()
    return answer


async def result_of(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    """Return the result in an answer, whether JSON or an event stream."""
    text = await answer.text()
    data = next((line[6:] for line in text.splitlines() if line.startswith("data: ")), text)
    result: dict[str, Any] = json.loads(data)["result"]
    return result
