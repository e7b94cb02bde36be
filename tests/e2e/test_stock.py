"""Stock on the whole running stack: what shoppers see of it, and what a kill leaves of it."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

import aiohttp
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from tests.support.local_shop import LocalShop
from tests.support.waiting import until

START, CALLS, KILLS = 1000, 60, (10, 30, 50)


async def list_piece(session: aiohttp.ClientSession, shop: LocalShop, sku: str, title: str) -> str:
    body = {
        "sku": sku, "title": title, "category": "Toys", "quantity": START,
        "price": {"amount_minor": 500, "currency": "USD"},
    }  # fmt: skip
    async with session.post(f"{shop.write_url}/api/v1/sellers/listings", json=body) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["id"])


async def delete_piece(session: aiohttp.ClientSession, shop: LocalShop, listing_id: str) -> None:
    async with session.delete(f"{shop.write_url}/api/v1/sellers/listings/{listing_id}") as answer:
        assert answer.status == 204


async def test_what_a_maker_says_is_sold_out_shoppers_see_a_moment_later(shop: LocalShop) -> None:
    token = {"Authorization": f"Bearer {shop.token('seller', 'write-api')}"}
    async with aiohttp.ClientSession(headers=token) as session:
        listing_id = await list_piece(session, shop, "STOCK-1", "Numbatwagon on wheels")

        async def is_shown(*, in_stock: bool) -> bool:
            page = await shop.search("numbatwagon", in_stock="false")
            return any(item["sku"] == "STOCK-1" and item["in_stock"] is in_stock for item in page["items"])

        await until(partial(is_shown, in_stock=True))
        headers = {"Authorization": f"Bearer {shop.token('seller')}"}
        async with (
            create_mcp_http_client(headers=headers) as http,
            Client(streamable_http_client(f"{shop.edge_url}/mcp", http_client=http)) as client,
        ):
            answer = await client.call_tool("update_inventory", {"items": [{"sku": "STOCK-1", "set": 0}]})
        assert not answer.is_error, answer.content
        await until(partial(is_shown, in_stock=False))

        address = f"{shop.write_url}/api/v1/sellers/audit"
        async with session.get(address, params={"object": listing_id, "limit": 1}) as logged:
            (entry,) = (await logged.json())["items"]
        assert (entry["actor"], entry["tool"]) == ("mcp_edge", "update_inventory")
        await delete_piece(session, shop, listing_id)


async def test_what_was_acknowledged_counts_once_though_the_writer_was_killed(shop: LocalShop) -> None:
    token = {"Authorization": f"Bearer {shop.token('seller', 'write-api')}"}
    async with aiohttp.ClientSession(headers=token) as session:
        listing_id = await list_piece(session, shop, "STOCK-2", "Numbatcart on wheels")
        numbers = iter(range(CALLS))

        async def sell_one_after_another() -> None:
            for number in numbers:
                if number in KILLS:
                    with suppress(LookupError):  # not up again since the last time
                        shop.service("write_api").kill()
                await until(partial(_counted, session, shop, f"sale-{number}"), seconds=60)

        await asyncio.gather(*(sell_one_after_another() for _ in range(4)))
        address = f"{shop.write_url}/api/v1/sellers/listings/{listing_id}"
        async with session.get(address) as answer:
            stock: dict[str, Any] = await answer.json()
        assert (stock["quantity"], stock["version"]) == (START - CALLS, 1 + CALLS)
        await delete_piece(session, shop, listing_id)


async def _counted(session: aiohttp.ClientSession, shop: LocalShop, key: str) -> bool:
    """Sell one piece under a key; tell whether that was acknowledged."""
    address = f"{shop.write_url}/api/v1/sellers/inventory"
    body = {"items": [{"sku": "STOCK-2", "adjust": -1}]}
    try:
        async with session.post(address, json=body, headers={"Idempotency-Key": key}) as answer:
            assert answer.status in (200, 409, 503), await answer.text()
            return answer.status == 200
    except aiohttp.ClientError:
        return False
