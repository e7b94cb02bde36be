"""The published surface of the MCP edge and its lock file. `python -m tests.contract.tools_lock` accepts."""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

import aiohttp

from mcp_edge.app import build_app
from mcp_edge.server import INSTRUCTIONS
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.write_client import WriteClient
from tests.integration.mcp_edge.stand_ins import CannedReads, Issuer, running, services_of

LOCK = Path(__file__).with_name("tools.json")
WORDS = {"description", "title", "instructions", "openai/widgetDescription"}
WORDS |= {"openai/toolInvocation/invoking", "openai/toolInvocation/invoked"}


async def listed(http: aiohttp.ClientSession, edge: str, method: str, version: str) -> dict[str, Any]:
    """Ask a running edge for one of its lists, as a client of this protocol version does."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    params = {"_meta": meta} if version > "2026" else {}
    headers = {
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": version,
        "Mcp-Method": method,
    }
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    async with http.post(f"{edge}/mcp", json=request, headers=headers) as answer:
        text = await answer.text()
    data = next((line[6:] for line in text.splitlines() if line.startswith("data: ")), text)
    result: dict[str, Any] = json.loads(data)["result"]
    return result


async def surface(version: str = "2026-07-28") -> dict[str, Any]:
    """Return what hosts keep of us: tools, widgets and instructions, with the widgets' hashes left out."""
    async with aiohttp.ClientSession() as http:
        writes = WriteClient(http, "http://write.invalid", TokenExchange(http, "", "", "", ""))
        app = build_app(services_of(CannedReads(), writes, Issuer()), ["127.0.0.1:*"], [])
        async with running(app) as edge:
            tools = (await listed(http, edge, "tools/list", version))["tools"]
            resources = (await listed(http, edge, "resources/list", version))["resources"]
    found = {
        "instructions": INSTRUCTIONS,
        "tools": {tool["name"]: tool for tool in tools},
        "resources": {resource["name"]: resource for resource in resources},
    }
    known: dict[str, Any] = json.loads(re.sub(r"/v[0-9a-f]{12}\.html", "/v*.html", json.dumps(found)))
    return known


def breaks(old: Any, new: Any, path: str = "") -> list[str]:
    """Return the changes that a published plugin would not survive; new words and additions are none."""
    if isinstance(old, dict) and isinstance(new, dict):
        gone = [f"{path}/{name} is gone" for name in old if name not in new]
        kept = [
            fault for name in old if name in new for fault in breaks(old[name], new[name], f"{path}/{name}")
        ]
        if path.endswith("/inputSchema"):
            asked = set(new.get("required", [])) - set(old.get("required", []))
            gone += [f"{path} now requires {name}" for name in sorted(asked)]
        return gone + kept
    if isinstance(old, list) and isinstance(new, list) and not path.endswith("/required"):
        return [f"{path} lost {item!r}" for item in old if item not in new]
    if old == new or path.endswith("/required") or path.rsplit("/", 1)[-1] in WORDS:
        return []
    return [f"{path} was {old!r} and is {new!r}"]


def main() -> int:
    """Write the lock file, unless something published would break (`--break` writes it all the same)."""
    now = asyncio.run(surface())
    faults = breaks(json.loads(LOCK.read_text()), now) if LOCK.exists() else []
    if faults and "--break" not in sys.argv:
        print("This breaks the published plugin:", *faults, sep="\n  ")
        return 1
    LOCK.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
