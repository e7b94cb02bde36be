"""One tool call: its deadline and its log line."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from mcp_types import TextContent
from structlog.testing import capture_logs

from core.auth import Principal
from core.listing import ListingPage
from mcp_edge.auth import Caller
from mcp_edge.calls import call_tool
from mcp_edge.services import Services
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.tools import TOOLS
from mcp_edge.write_client import WriteClient
from search.arguments import SearchArguments
from tests.integration.mcp_edge.stand_ins import CannedReads, Issuer, services_of

SEARCH = TOOLS["search_listings"]


@pytest.fixture
async def services() -> AsyncIterator[Services]:
    async with aiohttp.ClientSession() as http:
        writes = WriteClient(http, "http://write.invalid", TokenExchange(http, "", "", "", ""))
        yield services_of(CannedReads(), writes, Issuer())


async def test_a_service_that_does_not_answer_is_given_up(services: Services) -> None:
    async def never(_arguments: SearchArguments) -> ListingPage:
        await asyncio.Event().wait()
        raise AssertionError

    stuck = replace(services, reads=replace(services.reads, search_listings=never))
    result = await call_tool(stuck, replace(SEARCH, deadline_seconds=0.01), Caller(), {})
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert content.text == (
        "search_listings did not work. The answer took too long, so it was given up. Try again in a moment."
    )


async def test_no_deadline_is_longer_than_hosts_wait() -> None:
    assert all(tool.deadline_seconds < 10 for tool in TOOLS.values())


async def test_a_call_is_one_log_line_without_what_was_asked_or_by_whom(services: Services) -> None:
    caller = Caller(Principal("acc_1", "chatgpt", frozenset({"listings.read"})), "TOKEN")
    with capture_logs() as lines:
        await call_tool(services, SEARCH, caller, {"query": "a secret wish", "max_price": 20})
    (line,) = lines
    assert set(line) == {"event", "log_level", "tool", "ms", "is_error", "result_bytes"}
    assert (line["event"], line["tool"], line["is_error"]) == ("tool.called", "search_listings", False)


async def test_a_fault_of_ours_is_logged_once_with_its_trace(services: Services) -> None:
    async def broken(_arguments: SearchArguments) -> ListingPage:
        raise RuntimeError("a bug")

    faulty = replace(services, reads=replace(services.reads, search_listings=broken))
    with capture_logs() as lines:
        result = await call_tool(faulty, SEARCH, Caller(), {})
    assert result.is_error
    assert [line["event"] for line in lines] == ["tool.failed", "tool.called"]
    assert lines[0]["exc_info"] is True
