"""The public contract of the MCP edge: names and meanings never change, they only grow."""

import copy
import json
from typing import Any

import aiohttp
import pytest

from mcp_edge.app import build_app
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.write_client import WriteClient
from tests.contract.tools_lock import LOCK, breaks, listed, surface
from tests.integration.mcp_edge.stand_ins import CannedReads, Issuer, running, services_of

ERAS = ["2025-06-18", "2025-11-25", "2026-07-28"]


@pytest.fixture
def lock() -> Any:
    return json.loads(LOCK.read_text())


async def test_what_is_published_is_what_the_lock_file_says(lock: Any) -> None:
    now = await surface()
    if faults := breaks(lock, now):
        pytest.fail("This breaks the published plugin; take it back:\n  " + "\n  ".join(faults))
    assert now == lock, "Only additions or new words: accept them with `python -m tests.contract.tools_lock`"


async def test_every_era_sees_the_same_tools(lock: Any) -> None:
    for version in ERAS:
        assert (await surface(version))["tools"] == lock["tools"]


async def test_the_list_is_the_same_byte_for_byte_in_every_process_and_call() -> None:
    async with aiohttp.ClientSession() as http:
        writes = WriteClient(http, "http://write.invalid", TokenExchange(http, "", "", "", ""))
        seen = set()
        for _ in range(2):
            app = build_app(services_of(CannedReads(), writes, Issuer()), ["127.0.0.1:*"], [])
            async with running(app) as edge:
                seen |= {json.dumps(await listed(http, edge, "tools/list", ERAS[-1])) for _ in range(2)}
    assert len(seen) == 1


async def test_every_list_may_be_kept_for_minutes_and_shared() -> None:
    async with aiohttp.ClientSession() as http:
        writes = WriteClient(http, "http://write.invalid", TokenExchange(http, "", "", "", ""))
        app = build_app(services_of(CannedReads(), writes, Issuer()), ["127.0.0.1:*"], [])
        async with running(app) as edge:
            for method in ("server/discover", "tools/list", "resources/list", "resources/templates/list"):
                result = await listed(http, edge, method, ERAS[-1])
                assert (result["ttlMs"], result["cacheScope"]) == (300_000, "public"), method
                assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "craftlocal"


def test_every_tool_says_all_that_a_host_needs(lock: Any) -> None:
    for tool in lock["tools"].values():
        assert tool["description"].startswith("Use this when ")
        assert "Do not use for " in tool["description"]
        hints = {"readOnlyHint", "destructiveHint", "openWorldHint", "idempotentHint"}
        assert {type(tool["annotations"][hint]) for hint in hints} == {bool}
        assert tool["outputSchema"]["type"] == "object"
        assert tool["inputSchema"]["additionalProperties"] is False
        assert tool["securitySchemes"] == tool["_meta"]["securitySchemes"]
        for moment in ("invoking", "invoked"):
            assert len(tool["_meta"][f"openai/toolInvocation/{moment}"]) <= 64


def test_every_text_and_list_that_comes_in_has_a_limit(lock: Any) -> None:
    for tool in lock["tools"].values():
        shapes = tool["inputSchema"].get("$defs", {})
        for shape in (tool["inputSchema"], *shapes.values()):
            for name, field in shape["properties"].items():
                assert is_limited(field, shapes), name


def is_limited(field: dict[str, Any], shapes: dict[str, Any]) -> bool:
    """Tell whether a field ends somewhere; a named shape's own fields are looked at by themselves."""
    if "$ref" in field:
        return field["$ref"].rsplit("/", 1)[-1] in shapes
    if field["type"] == "string":
        return "maxLength" in field or "enum" in field or field.get("format") == "date"
    if field["type"] == "array":
        return "maxItems" in field and is_limited(field["items"], shapes)
    return True


def test_the_annotations_are_the_published_ones(lock: Any) -> None:
    hints = ("readOnlyHint", "destructiveHint", "openWorldHint", "idempotentHint")
    assert {name: tuple(tool["annotations"][h] for h in hints) for name, tool in lock["tools"].items()} == {
        "search_listings": (True, False, False, True),
        "get_listing": (True, False, False, True),
        "update_cart": (False, True, False, True),
        "create_listing": (False, False, True, False),
        "update_inventory": (False, True, False, False),
        "get_seller_stats": (True, False, False, True),
    }


def test_the_whole_list_stays_small(lock: Any) -> None:
    for name, tool in lock["tools"].items():
        read_by_models = [tool["title"], tool["description"], tool["inputSchema"]]
        assert len(json.dumps(read_by_models)) < 3_500, name
    assert len(json.dumps(lock["tools"])) < 6_000 * len(lock["tools"])
    assert len(lock["instructions"]) <= 512


def _changed(lock: Any, change: Any) -> Any:
    new = copy.deepcopy(lock)
    change(new["tools"])
    return new


@pytest.mark.parametrize(
    "change",
    [
        lambda tools: tools.pop("get_listing"),
        lambda tools: tools["get_listing"]["inputSchema"]["properties"].pop("listing_id"),
        lambda tools: tools["search_listings"]["inputSchema"].update(required=["query"]),
        lambda tools: tools["search_listings"]["annotations"].update(readOnlyHint=False),
        lambda tools: tools["search_listings"]["inputSchema"]["properties"]["sort"]["enum"].remove("newest"),
        lambda tools: tools["search_listings"]["outputSchema"]["properties"].pop("next_cursor"),
    ],
)
def test_a_breaking_change_is_noticed(lock: Any, change: Any) -> None:
    assert breaks(lock, _changed(lock, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda tools: tools.update(new_tool={}),
        lambda tools: tools["search_listings"]["inputSchema"]["properties"].update(added={"type": "string"}),
        lambda tools: tools["search_listings"].update(description="Use this when …"),
    ],
)
def test_an_addition_or_new_words_break_nothing(lock: Any, change: Any) -> None:
    assert breaks(lock, _changed(lock, change)) == []
