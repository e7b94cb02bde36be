"""Stock of variants: counted by their SKUs, each for itself, in calls and in messages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import seller_events, variants
from tests.support.stock import (
    call_stock,
    deliver,
    low_stock_events,
    message,
    open_endpoint,
    outcomes,
    stock_of,
)
from tests.support.writer import MUG, Writer
from write_api.audit.authors import SWEEPER
from write_api.inventory import holds, service
from write_api.listings.pieces import Piece

pytestmark = pytest.mark.integration
PATH = "/api/v1/sellers/listings"


async def sized(writer: Writer, **quantities: int) -> dict[str, Any]:
    """List M, in these sizes."""
    body = {name: value for name, value in MUG.items() if name != "quantity"} | {
        "sku": "M",
        "variants": [
            {"sku": f"M-{size}", "options": {"Size": size}, "quantity": n} for size, n in quantities.items()
        ],
    }
    answer = await writer.http.post(PATH, json=body, headers=writer.as_("ada"))
    made: dict[str, Any] = await answer.json()
    assert answer.status == 201, made
    return made


async def counts(engine: AsyncEngine) -> dict[str, tuple[int, int]]:
    async with engine.connect() as connection:
        found = await connection.execute(select(variants.c.sku, variants.c.quantity, variants.c.held))
        return {row.sku: (row.quantity, row.held) for row in found}


async def test_rows_name_variants_and_the_listing_follows(writer: Writer, engine: AsyncEngine) -> None:
    made = await sized(writer, S=2, L=3)
    rows = [
        {"sku": "M-S", "set": 5, "expected_version": 1},
        {"sku": "M-L", "adjust": -3, "expected_version": 1},
    ]
    status, report = await call_stock(writer, *rows, {"sku": "M", "set": 1}, key="k")
    small, large = made["variants"]
    usual = {"outcome": "updated", "detail": "", "listing_id": made["id"], "held": 0, "state": "active"}
    assert (status, report["items"][:2]) == (200, [
        usual | {"sku": "M-S", "variant_id": small["id"], "quantity": 5, "available": 5, "version": 2},
        usual | {"sku": "M-L", "variant_id": large["id"], "quantity": 0, "available": 0, "version": 2},
    ])  # fmt: skip
    refused = report["items"][2]
    assert (refused["outcome"], refused["quantity"], refused["variant_id"]) == ("has_variants", 5, None)
    assert "M-S, M-L" in refused["detail"]
    assert (report["updated"], report["refused"]) == (2, 1)
    assert await stock_of(engine, "M") == (5, 0, 2)

    _, report = await call_stock(writer, {"sku": "M-S", "set": 0})
    assert (report["items"][0]["state"], report["items"][0]["version"]) == ("sold_out", 3)
    assert await outcomes(writer, {"sku": "M-S", "set": 1, "expected_version": 2}) == ["version_conflict"]


async def test_what_was_counted_before_is_late_for_that_variant_only(
    writer: Writer, engine: AsyncEngine
) -> None:
    await sized(writer, S=2, L=3)
    endpoint = await open_endpoint(writer)
    before = datetime.now(UTC)
    await call_stock(writer, {"sku": "M-S", "set": 4})
    body = message({"sku": "M-S", "set": 9}, {"sku": "M-L", "set": 8}, occurred_at=before)
    answer = await deliver(writer, endpoint, body)
    assert (answer.status, await answer.json()) == (
        202, {"outcome": "accepted", "updated": 1, "unchanged": 0, "refused": 1},
    )  # fmt: skip
    assert await counts(engine) == {"M-S": (4, 0), "M-L": (8, 0)}


async def test_a_variant_that_was_taken_off_has_no_stock(writer: Writer, engine: AsyncEngine) -> None:
    made = await sized(writer, S=2, L=3)
    large = {"sku": "M-L", "options": {"Size": "L"}}
    await writer.http.put(f"{PATH}/{made['id']}", json={"variants": [large]}, headers=writer.as_("ada"))
    assert await outcomes(writer, {"sku": "M-S", "set": 1}) == ["unknown_sku"]
    async with engine.begin() as connection:
        gone = Piece(made["id"], made["variants"][0]["id"])
        there = Piece(made["id"], made["variants"][1]["id"])
        await service.restock(connection, SWEEPER, {gone: 1, there: 2, Piece(made["id"]): 5}, "ord_1")
    assert await counts(engine) == {"M-S": (2, 0), "M-L": (5, 0)}
    assert (await stock_of(engine, "M"))[:2] == (5, 0)


async def test_a_maker_is_told_of_each_variant_once_until_there_were_enough(
    writer: Writer, engine: AsyncEngine
) -> None:
    made = await sized(writer, S=3, L=3)
    small = made["variants"][0]
    await call_stock(writer, {"sku": "M-S", "set": 1}, {"sku": "M-L", "set": 2})
    async with engine.begin() as connection:
        piece = Piece(made["id"], small["id"])
        await holds.hold(connection, SWEEPER, "chk_1", {piece: 1}, lasts=timedelta(hours=1))
    told = {
        "sku": "M-S", "title": MUG["title"], "available": 1, "low_stock_level": 1,
        "variant_id": small["id"], "options": {"Size": "S"},
    }  # fmt: skip
    assert await low_stock_events(engine) == [told]
    async with engine.connect() as connection:
        assert await connection.scalar(select(seller_events.c.object_id)) == made["id"]
    await call_stock(writer, {"sku": "M-S", "set": 4}, {"sku": "M-L", "set": 1})
    await call_stock(writer, {"sku": "M-S", "set": 2})
    assert [(one["sku"], one["available"]) for one in await low_stock_events(engine)] == [
        ("M-S", 1), ("M-L", 1), ("M-S", 1),
    ]  # fmt: skip


async def test_a_hold_of_the_last_of_a_size_is_seen_by_shoppers(writer: Writer, engine: AsyncEngine) -> None:
    made = await sized(writer, S=1, L=3)
    small, large = (Piece(made["id"], one["id"]) for one in made["variants"])
    async with engine.begin() as connection:
        await holds.hold(connection, SWEEPER, "chk_1", {large: 1}, lasts=timedelta(hours=1))
    assert await stock_of(engine, "M") == (4, 1, 1)
    async with engine.begin() as connection:
        await holds.hold(connection, SWEEPER, "chk_2", {small: 1, large: 1}, lasts=timedelta(hours=1))
    assert await stock_of(engine, "M") == (4, 3, 2)
    for reference in ("chk_1", "chk_2"):
        async with engine.begin() as connection:
            await holds.sell(connection, SWEEPER, reference)
    assert await stock_of(engine, "M") == (1, 0, 4)
    assert await counts(engine) == {"M-S": (0, 0), "M-L": (1, 0)}
    async with engine.begin() as connection:
        await service.restock(connection, SWEEPER, {small: 1}, "ord_1")
    assert await stock_of(engine, "M") == (2, 0, 5)
