"""The maker's dashboard over HTTP: what to do in the shop, money, and questions that cannot be answered."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from tests.support.sales import CLIENTS, Line, Sale, add_listings, add_sales, shop_id_of
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
DASHBOARD = "/api/v1/sellers/dashboard"
TODAY = datetime.now(UTC).date()
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


async def look(writer: Writer, who: str = "ada", **asked: str) -> Any:
    answer = await writer.http.get(DASHBOARD, params=asked, headers=writer.as_(who, Scope.SELLER_MANAGE))
    board = await answer.json()
    assert answer.status == 200, board
    return board


def sale(listing_id: str, **columns: Any) -> Sale:
    parts: dict[str, Any] = {
        "placed_at": YESTERDAY, "currency": "USD", "client_id": CLIENTS[0],
        "lines": [Line(listing_id, 1000, 2)], "fee_minor": 100,
    }  # fmt: skip
    return Sale(**parts | columns)


async def test_a_shop_without_anything_is_told_of_all_the_same(writer: Writer) -> None:
    board = await look(writer)
    assert board["period"] == {
        "first_day": str(TODAY - timedelta(29)), "last_day": str(TODAY),
        "previous_first_day": str(TODAY - timedelta(59)), "previous_last_day": str(TODAY - timedelta(30)),
        "time_zone": "UTC",
    }  # fmt: skip
    assert len(board["sales"]["by_day"]) == 30
    assert board["sales"]["total"]["orders"] == 0
    assert board["assistants"]["view_rate"] is None
    assert (board["best"], board["slow"], board["other_currencies"]) == ([], [], [])


async def test_orders_to_ship_come_by_the_day_they_are_due(writer: Writer, engine: AsyncEngine) -> None:
    shop_id = await shop_id_of(engine)
    async with engine.begin() as connection:
        (listing,) = await add_listings(connection, shop_id, 1)
        due = [TODAY + timedelta(n) for n in (3, -2, 0, 1, 2, 5)]
        sales = [
            sale(listing, ship_by=day, status=status)
            for day, status in zip(due, ("placed", "accepted") * 3, strict=True)
        ]
        sales += [sale(listing, ship_by=None)]
        sales += [
            sale(listing, ship_by=TODAY - timedelta(9), status=done)
            for done in ("shipped", "delivered", "cancelled")
        ]
        await add_sales(connection, shop_id, sales)
    ship = (await look(writer))["to_ship"]
    assert (ship["count"], ship["overdue"]) == (7, 1)
    assert [one["ship_by"] for one in ship["next"]] == [str(TODAY + timedelta(n)) for n in (-2, 0, 1, 2, 3)]
    assert [one["is_overdue"] for one in ship["next"]] == [True] + [False] * 4
    assert ship["next"][0] | {"placed_at": ""} == {
        "id": sales[1].id, "number": sales[1].id, "placed_at": "", "ship_by": str(due[1]),
        "is_overdue": True, "pieces": 2,
    }  # fmt: skip


async def test_payouts_are_what_buyers_paid_less_our_fee_and_what_was_cancelled(
    writer: Writer, engine: AsyncEngine
) -> None:
    shop_id = await shop_id_of(engine)
    async with engine.begin() as connection:
        (listing,) = await add_listings(connection, shop_id, 1)
        await add_sales(connection, shop_id, [
            sale(listing, status="delivered", shipping_minor=500),  # 2500 - 100
            sale(listing, status="delivered", cancelled_minor=1000),  # 2000 - 100 - 1000
            sale(listing, status="delivered", currency="EUR", placed_at=YESTERDAY - timedelta(900)),  # of all days
            sale(listing, status="delivered", paid_out_at=YESTERDAY),
            sale(listing, status="shipped"),
            sale(listing, status="placed"),
            sale(listing, status="cancelled", cancelled_minor=2000),
        ])  # fmt: skip
    assert (await look(writer))["payouts"] == {
        "due": [
            {"currency": "EUR", "orders": 1, "amount_minor": 1900},
            {"currency": "USD", "orders": 2, "amount_minor": 3300},
        ],
        "on_its_way": [{"currency": "USD", "orders": 2, "amount_minor": 3800}],
    }


async def test_best_slow_and_scarce_listings(writer: Writer, engine: AsyncEngine) -> None:
    shop_id = await shop_id_of(engine)
    async with engine.begin() as connection:
        ids = await add_listings(connection, shop_id, 12)
        for number, columns in {
            7: "quantity = 3, held = 1", 8: "quantity = 0, state = 'sold_out'", 9: "quantity = 2, held = 2",
            10: "quantity = 0, made_to_order = true", 11: "quantity = 0, state = 'paused'",
        }.items():  # fmt: skip
            await connection.execute(
                text(f"update listings set {columns} where id = :id"), {"id": ids[number]}
            )
        await connection.execute(text("update shops set low_stock_level = 2 where id = :id"), {"id": shop_id})
        await add_sales(connection, shop_id, [
            sale(ids[3], lines=[Line(ids[3], 500, 4), Line(ids[8], 100, 3)]),
            sale(ids[5], lines=[Line(ids[5], 9000, 1)]),
            sale(ids[4], lines=[Line(ids[4], 10**9, 1)], currency="JPY"),
            sale(ids[6], lines=[Line(ids[6], 700, 2, cancelled=2)], cancelled_minor=1400),
            sale(ids[2], placed_at=YESTERDAY - timedelta(100)),
            sale(ids[0], lines=[Line(ids[11], 100, 1)]),
        ])  # fmt: skip
        await connection.execute(
            text("insert into listing_sightings values (:shop, 'day', :day, :id, 40, 9)"),
            {"shop": shop_id, "day": TODAY, "id": ids[9]},
        )
    board = await look(writer)
    assert [(one["listing_id"], one["pieces"], one["revenue_minor"], one["currency"]) for one in board["best"]] == [
        (ids[5], 1, 9000, "USD"), (ids[3], 4, 2000, "USD"), (ids[8], 3, 300, "USD"), (ids[11], 1, 100, "USD"),
        (ids[4], 1, 10**9, "JPY"),
    ]  # fmt: skip
    assert [one["listing_id"] for one in board["slow"]] == [ids[n] for n in (0, 1, 2, 6, 7)]
    stock = board["stock"]
    assert (stock["low_count"], [(one["listing_id"], one["available"]) for one in stock["low"]]) == (
        1,
        [(ids[7], 2)],
    )
    assert (stock["sold_out_count"], [one["listing_id"] for one in stock["sold_out"]]) == (
        2,
        [ids[9], ids[8]],
    )
    assert [(one["pieces"], one["viewed"]) for one in stock["sold_out"]] == [(0, 9), (3, 0)]


async def test_only_orders_through_other_clients_than_ours_are_those_of_assistants(
    writer: Writer, engine: AsyncEngine
) -> None:
    shop_id = await shop_id_of(engine)
    async with engine.begin() as connection:
        (listing,) = await add_listings(connection, shop_id, 1)
        clients = ("https://chatgpt.example/client.json", "cli_x", "craftlocal_web", "craftlocalish")
        sales = [sale(listing, client_id=client, cancelled_minor=100) for client in clients]
        await add_sales(
            connection, shop_id, [*sales, sale(listing, status="cancelled", cancelled_minor=2000)]
        )
    assistants = (await look(writer))["assistants"]
    assert (assistants["orders"], assistants["all_orders"], assistants["revenue_minor"]) == (3, 4, 5700)


async def test_a_maker_sees_the_own_shop_alone(writer: Writer, engine: AsyncEngine) -> None:
    shop_id = await shop_id_of(engine)
    async with engine.begin() as connection:
        (listing,) = await add_listings(connection, shop_id, 1)
        await add_sales(connection, shop_id, [sale(listing)])
    assert (await look(writer, "ada"))["sales"]["total"]["orders"] == 1
    bobs = await look(writer, "bob")
    assert bobs["sales"]["total"]["orders"] == bobs["to_ship"]["count"] == 0
    assert (bobs["best"], bobs["slow"], bobs["payouts"]) == ([], [], {"due": [], "on_its_way": []})
    answer = await writer.http.get(DASHBOARD, headers=writer.as_("eve", Scope.SELLER_MANAGE))
    assert (answer.status, (await answer.json())["code"]) == (403, "not_a_seller")
    answer = await writer.http.get(DASHBOARD, headers=writer.as_("ada", Scope.LISTINGS_WRITE))
    assert (answer.status, (await answer.json())["code"]) == (403, "insufficient_scope")


@pytest.mark.parametrize("query", [
    "from=2026-13-01", "from=2026-02-29", "from=20260201", "from=2026-W05-1", "from=2026-2-1", "from=1764201600",
    "from=2026-11-01T00:00:00", "from=yesterday", "from=", "to=%00", "to=%FF", "from=٢٠٢٦-١١-٠١",
    "from=2026-11-02&to=2026-11-01", "from=2023-01-01&to=2026-01-01", "from=0001-01-01", "to=9999-12-31",
    "from=1999-12-31&to=2000-01-05", "from=2026-11-01&from=2026-11-02", "first=2026-11-01", "since=1",
])  # fmt: skip
async def test_days_that_cannot_be_are_refused_with_the_field_at_fault(writer: Writer, query: str) -> None:
    answer = await writer.http.get(f"{DASHBOARD}?{query}", headers=writer.as_("ada", Scope.SELLER_MANAGE))
    problem = await answer.json()
    assert (answer.status, problem["code"]) == (400, "invalid_request")
    assert problem["param"] in {"from", "to", "first", "since"}
    assert len(problem["detail"]) > 20


@pytest.mark.parametrize(("first", "last"), [
    ("2000-01-01", "2001-12-31"), ("2098-01-01", "2099-12-31"), ("2026-11-27", "2026-11-27"),
])  # fmt: skip
async def test_the_first_and_the_last_day_there_is_can_be_asked_about(
    writer: Writer, first: str, last: str
) -> None:
    board = await look(writer, **{"from": first, "to": last})
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    assert len(board["sales"]["by_day"]) == days
