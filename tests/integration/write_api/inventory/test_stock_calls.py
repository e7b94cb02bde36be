"""Stock of many SKUs in one call: each row stands for itself."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import jobs
from core.inventory import MOST_ROWS
from core.tables import listings
from tests.support.stock import (
    INVENTORY,
    MANAGE,
    announced,
    call_stock,
    low_stock_events,
    outcomes,
    row_of,
    stock_of,
)
from tests.support.writer import Writer
from write_api import idempotency
from write_api.audit.authors import IMPORT
from write_api.inventory import holds
from write_api.listings.pieces import Piece
from write_api.outbox import RELAY_LOCK

pytestmark = pytest.mark.integration
PICTURE = {"url": "https://x.example/mug.png", "alt": "A mug"}


async def hold(engine: AsyncEngine, listing_id: str, pieces: int, reference: str = "chk_1") -> None:
    async with engine.begin() as connection:
        await holds.hold(connection, IMPORT, reference, {Piece(listing_id): pieces}, lasts=timedelta(hours=1))


async def test_stock_is_set_or_adjusted_and_nothing_else_changes(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="A", quantity=6, images=[PICTURE], tags=["gift"])
    await writer.list_mug(sku="B", quantity=6)
    before = (await row_of(engine, "A"))._asdict()
    status, report = await call_stock(writer, {"sku": "A", "set": 4}, {"sku": "B", "adjust": -1}, key="k")

    assert (status, report["updated"], report["unchanged"], report["refused"]) == (200, 2, 0, 0)
    assert report["items"][0] == {
        "sku": "A", "outcome": "updated", "detail": "", "listing_id": before["id"], "variant_id": None,
        "quantity": 4, "held": 0, "available": 4, "state": "active", "version": 2,
    }  # fmt: skip
    after = (await row_of(engine, "A"))._asdict()
    moved = {name for name in after if after[name] != before[name]}
    assert moved == {"quantity", "version", "updated_at", "stock_changed_at"}
    assert await stock_of(engine, "B") == (5, 0, 2)


async def test_rows_that_cannot_be_done_say_why_and_the_others_are_done(
    writer: Writer, engine: AsyncEngine
) -> None:
    held = await writer.list_mug(sku="HELD", quantity=6)
    await hold(engine, held["id"], 2)
    gone = await writer.list_mug(sku="GONE")
    await writer.http.delete(f"/api/v1/sellers/listings/{gone['id']}", headers=writer.as_("ada"))
    for sku in ("A", "B", "C", "D"):
        await writer.list_mug(sku=sku, quantity=6)
    await writer.list_mug("bob", sku="BOBS", quantity=6)

    assert await outcomes(
        writer,
        {"sku": "A", "set": 3},
        {"sku": "A", "set": 9},
        {"sku": "a", "set": 9},
        {"sku": "BOBS", "set": 9},
        {"sku": "GONE", "set": 9},
        {"sku": "HELD", "set": 1},
        {"sku": "B", "adjust": -7},
        {"sku": "C", "set": 9, "expected_version": 2},
        {"sku": "D", "set": 6},
        {"sku": "D ", "set": 6},
    ) == [
        "updated", "repeated_sku", "unknown_sku", "unknown_sku", "unknown_sku", "below_held", "below_zero",
        "version_conflict", "unchanged", "unknown_sku",
    ]  # fmt: skip
    assert await stock_of(engine, "A") == (3, 0, 2)
    assert await stock_of(engine, "BOBS") == (6, 0, 1)
    assert await stock_of(engine, "HELD") == (6, 2, 1)


async def test_selling_out_and_restocking_follow_the_stock(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="A")
    states = [(await call_stock(writer, {"sku": "A", "set": n}))[1]["items"][0]["state"] for n in (0, 2)]
    assert states == ["sold_out", "active"]


async def test_the_index_hears_of_all_that_changed_in_one_call_by_few_jobs(
    writer: Writer, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_LISTINGS", 2)
    async with engine.begin() as connection:  # no relay takes them away: this transaction holds its lock
        await connection.execute(select(func.pg_advisory_xact_lock(RELAY_LOCK)))
        mugs = [(await writer.list_mug(sku=f"S{n}", quantity=6))["id"] for n in range(4)]
        stock = [{"sku": f"S{n}", "set": 6 if n == 1 else 1} for n in range(4)]
        await call_stock(writer, *stock)
        told = (await announced(engine))[4:]
    assert [len(job) for job in told] == [2, 1]
    assert sorted(one for job in told for one in job) == sorted([mugs[0], mugs[2], mugs[3]])


async def test_an_adjustment_without_a_key_is_refused(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="A", quantity=6)
    status, problem = await call_stock(writer, {"sku": "A", "adjust": -1})
    assert (status, problem["code"], problem["param"]) == (400, "invalid_request", "Idempotency-Key")
    assert await stock_of(engine, "A") == (6, 0, 1)


async def test_an_adjustment_sent_again_under_its_key_counts_once(
    writer: Writer, engine: AsyncEngine
) -> None:
    await writer.list_mug(sku="A", quantity=60)
    answers = await asyncio.gather(
        *(call_stock(writer, {"sku": "A", "adjust": -1}, key="k") for _ in range(10))
    )
    assert all(answer == answers[0] for answer in answers)
    assert await stock_of(engine, "A") == (59, 0, 2)
    assert (await call_stock(writer, {"sku": "A", "adjust": -2}, key="k"))[0] == 422


async def test_an_account_without_a_shop_is_told_so(writer: Writer) -> None:
    status, problem = await call_stock(writer, {"sku": "A", "set": 1}, who="eve")
    assert (status, problem["code"]) == (403, "not_a_seller")


@pytest.mark.parametrize(("items", "sentence"), [
    ([], "must have at least 1 entry."),
    ([{"sku": "A", "set": 1}] * (MOST_ROWS + 1), "must have at most 1000 entries"),
    ([{"sku": "A"}], "`items.0` needs either `set` or `adjust`."),
    ([{"sku": "A", "set": 1, "adjust": 1}], "`items.0` needs either `set` or `adjust`."),
    ([{"sku": "A", "set": -1}], "`items.0.set` must be 0 or more."),
    ([{"sku": "A", "set": 1_000_001}], "`items.0.set` must be 1000000 or less."),
    ([{"sku": "A", "set": 1.5}], "`items.0.set` must be a whole number."),
    ([{"sku": "A", "set": "1"}], "`items.0.set` must be a whole number."),
    ([{"sku": "A", "set": 10**30}], "`items.0.set` must be 1000000 or less."),
    ([{"sku": "", "set": 1}], "`items.0.sku` must have at least 1 character."),
    ([{"sku": "A\n", "set": 1}], "`items.0.sku` does not have the form that is needed here."),
    ([{"sku": "A", "set": 1, "price": 5}], "There is no field `items.0.price` here."),
])  # fmt: skip
async def test_a_call_that_does_not_fit_is_refused_as_a_whole(
    writer: Writer, items: list[dict[str, Any]], sentence: str
) -> None:
    status, problem = await call_stock(writer, *items)
    assert (status, problem["code"]) == (400, "invalid_request")
    assert sentence in problem["detail"]


async def test_a_maker_hears_once_that_few_are_left(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=6)
    for n in (5, 2, 1, 0, 1, 0):
        await call_stock(writer, {"sku": "A", "set": n})
    told = {"sku": "A", "title": mug["title"], "available": 1, "low_stock_level": 1}
    assert await low_stock_events(engine) == [told]

    await call_stock(writer, {"sku": "A", "set": 3})
    await hold(engine, mug["id"], 2)
    assert await low_stock_events(engine) == [told, told]


async def test_a_maker_says_when_to_hear_of_it(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="A", quantity=6)
    url, manage = f"{INVENTORY}/alerts", writer.as_("ada", MANAGE)
    assert await (await writer.http.get(url, headers=manage)).json() == {"low_stock_level": 1}
    for level in (None, 4):
        answer = await writer.http.put(url, json={"low_stock_level": level}, headers=manage)
        assert await answer.json() == {"low_stock_level": level}
        await call_stock(writer, {"sku": "A", "set": 6})
        await call_stock(writer, {"sku": "A", "set": 4})
    assert [one["low_stock_level"] for one in await low_stock_events(engine)] == [4]
    assert (await writer.http.put(url, json={"low_stock_level": -1}, headers=manage)).status == 400
    assert (await writer.http.put(url, json={}, headers=manage)).status == 400
    assert (await writer.http.get(url, headers=writer.as_("eve", MANAGE))).status == 403


async def test_other_ways_of_writing_stock_respect_what_is_held(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=6)
    await hold(engine, mug["id"], 3)
    url = f"/api/v1/sellers/listings/{mug['id']}"
    refused = await writer.http.put(url, json={"quantity": 2}, headers=writer.as_("ada"))
    problem = await refused.json()
    assert (refused.status, problem["code"], problem["param"]) == (409, "stock_held", "quantity")
    allowed = await (await writer.http.put(url, json={"quantity": 3}, headers=writer.as_("ada"))).json()
    assert (allowed["quantity"], allowed["held"]) == (3, 3)

    await writer.http.delete(url, headers=writer.as_("ada"))
    again = await writer.list_mug(sku="A", quantity=1)
    assert (again["id"], again["quantity"], again["held"]) == (mug["id"], 3, 3)


async def test_a_count_that_is_true_now_comes_after_whatever_was_known(
    writer: Writer, engine: AsyncEngine
) -> None:
    await writer.list_mug(sku="A", quantity=6)
    ahead = datetime.now(UTC) + timedelta(minutes=2)
    async with engine.begin() as connection:
        await connection.execute(update(listings).values(stock_changed_at=ahead))
    assert await outcomes(writer, {"sku": "A", "set": 5}) == ["updated"]
    assert (await row_of(engine, "A")).stock_changed_at == ahead


async def test_a_call_that_has_to_wait_too_long_is_asked_to_come_back(
    writer: Writer, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT", "50ms")
    await writer.list_mug(sku="A", quantity=6)
    async with engine.begin() as connection:
        await connection.execute(select(listings.c.id).with_for_update())
        status, problem = await call_stock(writer, {"sku": "A", "set": 1}, key="k")
    assert (status, problem["code"]) == (503, "service_unavailable")
    assert (await call_stock(writer, {"sku": "A", "set": 1}, key="k"))[0] == 200


async def test_of_200_concurrent_calls_for_one_listing_none_is_lost(
    writer: Writer, engine: AsyncEngine
) -> None:
    await writer.list_mug(sku="A", quantity=1000)
    answers = await asyncio.gather(
        *(call_stock(writer, {"sku": "A", "adjust": -1}, key=f"k{n}") for n in range(200))
    )
    rows = [report["items"][0] for _, report in answers]
    by_version = sorted((row["version"], row["quantity"]) for row in rows)
    assert by_version == [(2 + n, 999 - n) for n in range(200)]
    assert await stock_of(engine, "A") == (800, 0, 201)


async def test_large_calls_at_once_in_any_order_never_wait_for_each_other_for_ever(
    writer: Writer, engine: AsyncEngine
) -> None:
    skus = [f"S{n}" for n in range(60)]
    for sku in skus:
        await writer.list_mug(sku=sku, quantity=100)
    orders = [skus, skus[::-1], skus[30:] + skus[:30]] * 4
    answers = await asyncio.gather(
        *(
            call_stock(writer, *({"sku": sku, "adjust": -1} for sku in order), key=f"k{n}")
            for n, order in enumerate(orders)
        )
    )
    assert {(status, report["updated"]) for status, report in answers} == {(200, 60)}
    async with engine.connect() as connection:
        found = await connection.execute(select(listings.c.quantity, listings.c.version))
        assert {tuple(row) for row in found} == {(88, 13)}
