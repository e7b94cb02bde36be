"""What a shopper, a maker and an operator do by hand, on the whole running stack."""

import asyncio
import csv
import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import aiohttp
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from cli.demo import DEMO_SELLER_SHOP
from tests.support.local_shop import LocalShop
from tests.support.waiting import until

Mode = Literal["legacy", "auto"]


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_a_gift_under_a_price_costs_no_more_in_the_right_currency(shop: LocalShop, mode: Mode) -> None:
    async with Client(f"{shop.edge_url}/mcp", mode=mode) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        answer = await client.call_tool("search_listings", {"query": "gift under £20"})
    assert {"search_listings", "get_listing", "create_listing"} <= tools
    page: dict[str, Any] = answer.structured_content or {}
    assert not answer.is_error
    assert page["items"]
    assert all(item["price"]["currency"] == "GBP" for item in page["items"])
    assert all(item["price"]["amount_minor"] <= 2000 for item in page["items"])
    assert page["interpretation"]["understood"][0]["label"] == "up to £20.00"
    assert page["total"] >= len(page["items"])


async def test_every_picture_of_a_page_is_a_drawing_that_may_be_kept_for_ever(shop: LocalShop) -> None:
    page = await shop.search("christmas", limit=10)
    async with aiohttp.ClientSession() as session:
        for item in page["items"]:
            async with session.get(item["image"]["url"]) as answer:
                assert answer.status == 200
                assert answer.content_type == "image/svg+xml"
                assert "immutable" in answer.headers["Cache-Control"]


async def test_pages_follow_each_other_to_the_end_without_repeats(shop: LocalShop) -> None:
    seen: list[str] = []
    parameters: dict[str, Any] = {"sort": "price_asc", "limit": 50}
    while True:
        page = await shop.search("", **parameters)
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert len(seen) == len(set(seen)) == page["total"]


async def test_a_makers_new_listing_is_found_changed_and_gone_a_moment_later(shop: LocalShop) -> None:
    headers = {"Authorization": f"Bearer {shop.token('seller')}"}
    async with (
        create_mcp_http_client(headers=headers) as http,
        Client(streamable_http_client(f"{shop.edge_url}/mcp", http_client=http)) as client,
    ):
        created = await client.call_tool(
            "create_listing",
            {
                "title": "Zanzibar Teapot in Moss Glaze",
                "price": 42.5,
                "currency": "USD",
                "category": "Kitchen & Dining",
            },
        )
    assert not created.is_error, created.content
    listing_id = (created.structured_content or {})["id"]

    async def shown() -> list[dict[str, Any]]:
        return [item for item in (await shop.search("zanzibar teapot"))["items"] if item["id"] == listing_id]

    await until(shown)
    token = {"Authorization": f"Bearer {shop.token('seller', 'write-api')}"}
    address = f"{shop.write_url}/api/v1/sellers/listings/{listing_id}"
    async with aiohttp.ClientSession(headers=token) as session:
        change = {"price": {"amount_minor": 9900, "currency": "USD"}, "expected_version": 1}
        async with session.put(address, json=change) as answer:
            assert answer.status == 200, await answer.text()
        await until(lambda: _costs(shown, 9900))
        async with session.delete(address) as answer:
            assert answer.status == 204

    async def nothing() -> bool:
        return not await shown()

    await until(nothing)


async def _costs(shown: Any, price_minor: int) -> bool:
    found = await shown()
    return bool(found) and found[0]["price"]["amount_minor"] == price_minor


async def test_what_was_acknowledged_is_found_once_though_the_indexer_was_killed(shop: LocalShop) -> None:
    token = {"Authorization": f"Bearer {shop.token('seller', 'write-api')}"}
    address = f"{shop.write_url}/api/v1/sellers/listings"
    skus = [f"KILL-{number}" for number in range(30)]
    async with aiohttp.ClientSession(headers=token) as session:
        for number, sku in enumerate(skus):
            if number in (5, 15, 25):
                with suppress(LookupError):  # not up again since the last time
                    shop.service("indexer").kill()
            body = {
                "sku": sku, "title": f"Quokkabird number {number}", "category": "Toys",
                "price": {"amount_minor": 500, "currency": "USD"},
            }  # fmt: skip
            async with session.post(address, json=body) as answer:
                assert answer.status == 201, await answer.text()

    found: list[str] = []

    async def all_there() -> bool:
        page = await shop.search("quokkabird", limit=100, sort="newest")
        found[:] = sorted(item["sku"] for item in page["items"])
        return found == sorted(skus)

    with suppress(TimeoutError):
        await until(all_there, seconds=60)
    assert found == sorted(skus)


async def test_importing_a_file_again_changes_nothing_and_bad_rows_are_named(
    shop: LocalShop, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerows(
            [["sku", "title", "price", "currency", "shop"], ["A1", "Oak spoon", "12.50", "GBP", "Spoonery"]]
        )
        writer.writerow(["A2", "Ash spoon", "twelve", "GBP", "Spoonery"])
    first = shop.run("import", str(file), "--json")
    again = shop.run("import", str(file), "--json")
    assert (first.returncode, again.returncode) == (2, 2)
    assert json.loads(first.stdout)["created"] == 1
    report = json.loads(again.stdout)
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 1)
    assert report["refused"][0]["line"] == 3
    assert "price" in report["refused"][0]["reason"]


async def test_searching_goes_on_while_the_index_is_rebuilt(shop: LocalShop) -> None:
    # Of a shop that no other test touches: their last changes may still be on their way.
    found = (await shop.search("", limit="100"))["items"]
    other = next(item["shop"]["id"] for item in found if item["shop"]["name"] != DEMO_SELLER_SHOP)
    before = (await shop.search("", shop=other))["total"]
    rebuild = asyncio.create_task(asyncio.to_thread(shop.run, "reindex", "--json"))
    totals = set()
    while not rebuild.done():
        totals.add((await shop.search("", shop=other))["total"])
    report = await rebuild
    assert report.returncode == 0, report.stderr
    assert json.loads(report.stdout)["embedded"] == 0
    assert totals == {before}


async def test_the_terminal_finds_what_the_shop_finds(shop: LocalShop) -> None:
    answer = shop.run("search", "mug under $10", "--json")
    page = json.loads(answer.stdout)
    assert page["total"] == (await shop.search("mug under $10"))["total"]
    assert all(item["price"]["currency"] == "USD" for item in page["items"])
