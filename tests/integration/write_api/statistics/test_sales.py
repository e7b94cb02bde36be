"""Sales on the dashboard are what a plain computation over the orders says, whatever happens to these."""

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import event, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.dashboard import Asked
from core.listing import ShopRef
from core.tables import shop_orders, tallies, tally_totals
from tests.support.sales import (
    CLIENTS,
    Line,
    Sale,
    add_listings,
    add_many,
    add_sales,
    expected,
    random_sale,
    save_sale,
    shop_id_of,
)
from tests.support.waiting import until
from tests.support.writer import Writer
from write_api.statistics import service
from write_api.statistics.rules import Days
from write_api.statistics.sales import service as sales_service
from write_api.statistics.sales import spans, store
from write_api.statistics.sales.tallying import TALLYING, Tallying

pytestmark = pytest.mark.integration
DASHBOARD = "/api/v1/sellers/dashboard"
SHOP = "/api/v1/sellers/shop"
MANAGE = Scope.SELLER_MANAGE
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


async def dashboard(engine: AsyncEngine, shop_id: str, first: date, last: date, now: datetime = NOW) -> Any:
    asked = Asked.model_validate({"from": first.isoformat(), "to": last.isoformat()})
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        board, _, _ = await service.dashboard(connection, ShopRef(id=shop_id, name="A"), asked, now)
        return board.model_dump(mode="json")


async def set_zone(engine: AsyncEngine, shop_id: str, zone: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            text("update shops set time_zone = :z where id = :id"), {"z": zone, "id": shop_id}
        )


async def tally(engine: AsyncEngine, shop_id: str, first: date, last: date, zone: str) -> None:
    working = Tallying(engine)
    working.ask(shop_id, Days(first, last, ZoneInfo(zone)))
    await working.work()


def compared(board: Any) -> dict[str, Any]:
    sales = board["sales"]
    return {name: sales[name] for name in ("total", "previous", "by_day", "by_week", "by_month")} | {
        "other": {one["currency"]: one["total"] for one in board["other_currencies"]},
        "assistant_orders": board["assistants"]["orders"],
    }


async def check(
    engine: AsyncEngine, shop_id: str, sales: list[Sale], zone: str, first: date, last: date
) -> None:
    wanted = expected(sales, first, last, ZoneInfo(zone), "USD")
    best = wanted.pop("best")
    assert compared(await dashboard(engine, shop_id, first, last)) == wanted
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        sold = await sales_service.sold(connection, shop_id, Days(first, last, ZoneInfo(zone)))
    found = sorted((one.listing_id, one.currency, one.pieces, one.revenue_minor) for one in sold.listings)
    assert found == best


@pytest.mark.parametrize(
    ("seed", "zones"),
    list(
        enumerate(
            [
                ("Europe/London", "America/New_York"),
                ("Asia/Kolkata", "Pacific/Apia"),
                ("Australia/Lord_Howe", "America/St_Johns"),
                ("Africa/Casablanca", "Pacific/Chatham"),
            ]
        )
    ),
)
async def test_sales_are_what_a_plain_computation_says_through_tallies_changes_and_time_zones(
    people: dict[str, str], engine: AsyncEngine, seed: int, zones: tuple[str, str]
) -> None:
    """Days of 23, 24 and 25 hours, cancellations and late orders after the adding up, a shop that moves."""
    chance = random.Random(seed)
    shop_id, other_shop = await shop_id_of(engine), await shop_id_of(engine, "Bob's pots")
    first, last = date(2025, 9, 10), date(2026, 11, 20)
    span = datetime(2024, 6, 1, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
    async with engine.begin() as connection:
        ids = await add_listings(connection, shop_id, 20)
        sales = [random_sale(chance, ids, *span) for _ in range(1200)]
        await add_sales(connection, shop_id, sales)
        await add_sales(connection, other_shop, [random_sale(chance, ids, *span) for _ in range(50)])

    for zone in zones:
        await set_zone(engine, shop_id, zone)
        await check(engine, shop_id, sales, zone, first, last)
        await tally(engine, shop_id, first, last, zone)
        await check(engine, shop_id, sales, zone, first, last)
        await check(engine, shop_id, sales, zone, date(2026, 2, 11), date(2026, 4, 19))

        async with engine.begin() as connection:
            for sale in chance.sample(sales, 25):
                sale.cancel()
                await save_sale(connection, sale)
            for sale in chance.sample([one for one in sales if one.status != "cancelled"], 10):
                sale.cancelled_minor = min(sale.cancelled_minor + 50, sale.total_minor)
                await save_sale(connection, sale)
            late = [random_sale(chance, ids, *span) for _ in range(10)]
            await add_sales(connection, shop_id, late)
            sales += late
        await check(engine, shop_id, sales, zone, first, last)
        await tally(engine, shop_id, first, last, zone)
        await check(engine, shop_id, sales, zone, first, last)


async def test_instants_around_midnight_and_changed_clocks_fall_on_the_right_day(
    people: dict[str, str], engine: AsyncEngine
) -> None:
    shop_id = await shop_id_of(engine)
    async with engine.begin() as connection:
        (listing,) = await add_listings(connection, shop_id, 1)
    for zone, day in (
        ("Europe/London", date(2026, 3, 29)),
        ("Europe/London", date(2026, 10, 25)),
        ("America/New_York", date(2026, 11, 1)),
        ("Asia/Kolkata", date(2026, 6, 1)),
        ("Pacific/Apia", date(2011, 12, 31)),
    ):
        there = ZoneInfo(zone)
        midnight = datetime(day.year, day.month, day.day, tzinfo=there).astimezone(UTC)
        end = datetime.combine(day + timedelta(1), datetime.min.time(), there).astimezone(UTC)
        tick = timedelta(microseconds=1)
        async with engine.begin() as connection:
            await connection.execute(text("truncate orders cascade"))
            await add_sales(connection, shop_id, [
                Sale(at, "USD", CLIENTS[0], [Line(listing, 100, 1)])
                for at in (midnight - tick, midnight, end - tick, end)
            ])  # fmt: skip
        await set_zone(engine, shop_id, zone)
        for _ in range(2):
            board = await dashboard(engine, shop_id, day - timedelta(2), day + timedelta(1))
            assert [one["orders"] for one in board["sales"]["by_day"]][-2:] == [2, 1], zone
            assert board["sales"]["total"]["orders"] == 4
            await tally(engine, shop_id, day - timedelta(1), day, zone)


async def test_a_change_under_way_while_sales_are_added_up_is_never_lost(
    people: dict[str, str], engine: AsyncEngine
) -> None:
    """The one who adds up waits for who changes an order, and the other way round."""
    shop_id = await shop_id_of(engine)
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    async with engine.begin() as connection:
        (listing,) = await add_listings(connection, shop_id, 1)
        sale = Sale(datetime(2026, 10, 5, 12, tzinfo=UTC), "USD", CLIENTS[0], [Line(listing, 100, 1)])
        await add_sales(connection, shop_id, [sale])
    async with engine.begin() as connection:
        sale.cancel()
        await save_sale(connection, sale)
        adding = asyncio.create_task(tally(engine, shop_id, first, last, "UTC"))
        await waiting_for_a_lock(engine)
    await adding
    await check(engine, shop_id, [sale], "UTC", first, last)
    async with engine.connect() as other:
        assert await other.scalar(select(func.count()).select_from(tallies))

    late = Sale(datetime(2026, 10, 6, 12, tzinfo=UTC), "USD", CLIENTS[0], [Line(listing, 100, 1)])

    async def add() -> None:
        async with engine.begin() as connection:
            await add_sales(connection, shop_id, [late])

    async with engine.begin() as connection:
        await connection.execute(text("delete from tallies"))
        await store.hold(connection, shop_id)
        placing = asyncio.create_task(add())
        await waiting_for_a_lock(engine)
        october = Days(first, last, ZoneInfo("UTC"))
        await store.add_tallies(connection, shop_id, [*spans.of_days(october), *spans.of_months(october)])
    await placing
    await check(engine, shop_id, [sale, late], "UTC", first, last)


async def waiting_for_a_lock(engine: AsyncEngine) -> None:
    blocked = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")

    async def is_blocked() -> bool:
        async with engine.connect() as watcher:
            return bool(await watcher.scalar(blocked))

    await until(is_blocked)


async def test_what_says_nothing_about_sales_leaves_the_tallies(
    people: dict[str, str], engine: AsyncEngine
) -> None:
    shop_id = await shop_id_of(engine)
    async with engine.begin() as connection:
        (listing,) = await add_listings(connection, shop_id, 1)
        sale = Sale(datetime(2026, 10, 5, 12, tzinfo=UTC), "USD", CLIENTS[0], [Line(listing, 100, 1)])
        await add_sales(connection, shop_id, [sale])
    await tally(engine, shop_id, date(2026, 10, 1), date(2026, 10, 31), "UTC")

    async def count() -> int:
        async with engine.connect() as connection:
            return int(await connection.scalar(select(func.count()).select_from(tallies)) or 0)

    before = await count()
    async with engine.begin() as connection:
        await connection.execute(
            shop_orders.update().values(status="delivered", delivered_at=NOW, paid_out_at=NOW, version=4)
        )
    assert await count() == before
    async with engine.begin() as connection:
        await connection.execute(shop_orders.update().values(cancelled_minor=1))
    assert await count() == before - 2, "the day and its month"
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(tally_totals)) == 0


def asked_for(writer: Writer) -> bool:
    """Tell whether the running service has tallies to make."""
    assert isinstance(writer.http.server, TestServer)
    return bool(writer.http.server.app[TALLYING]._asked)


async def test_a_busy_shop_gets_tallies_by_being_looked_at_and_a_small_one_none(
    writer: Writer, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop_id = await shop_id_of(engine)
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        ids = await add_listings(connection, shop_id, 5)
        await add_many(connection, shop_id, ids, 300, now - timedelta(days=20), now, tag="a")

    async def look() -> Any:
        answer = await writer.http.get(DASHBOARD, headers=writer.as_("ada", MANAGE))
        return await answer.json()

    async def is_tallied() -> bool:
        async with engine.connect() as connection:
            return bool(await connection.scalar(select(func.count()).select_from(tallies)))

    first = await look()
    assert not asked_for(writer)
    monkeypatch.setattr(sales_service, "WORTH_A_TALLY", 100)
    assert await look() == first
    await until(is_tallied)
    assert await look() == first


async def test_a_hundred_thousand_orders_are_never_read_one_after_another(
    people: dict[str, str], engine: AsyncEngine
) -> None:
    """Neither with tallies nor before them: whatever is asked goes through an index."""
    shop_id = await shop_id_of(engine)
    span = datetime(2024, 11, 25, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
    async with engine.begin() as connection:
        ids = await add_listings(connection, shop_id, 300)
        await add_many(connection, shop_id, ids, 100_000, *span, tag="a")
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("vacuum analyze"))
    first, last = date(2024, 11, 28), date(2026, 11, 27)
    for _ in range(2):
        for some_days in ((first, last), (last - timedelta(29), last)):
            plans = await plans_of(engine, shop_id, *some_days)
            assert len(plans) >= 6
            for plan in plans:
                for table in ("shop_orders", "order_lines", "orders"):
                    assert f"Seq Scan on {table} " not in plan, plan[:2000]
        await tally(engine, shop_id, first, last, "UTC")


async def plans_of(engine: AsyncEngine, shop_id: str, first: date, last: date) -> list[str]:
    """Return how PostgreSQL goes about each statement of a dashboard."""
    asked: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", keep)
    try:
        board = await dashboard(engine, shop_id, first, last)
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", keep)
    assert board["sales"]["total"]["orders"] > 1000
    plans = []
    async with engine.connect() as connection:
        for statement, parameters in asked:
            if any(table in statement for table in ("orders", "order_lines", "tall")):
                rows = await connection.exec_driver_sql(f"explain {statement}", parameters)
                plans.append("\n".join(row[0] for row in rows))
    return plans
