"""get_seller_stats, from the tool to the write API's HTTP contract."""

from datetime import date, timedelta
from typing import Any

import aiohttp
import pytest

from core.dashboard import (
    AssistantFigures,
    BestListing,
    CurrencySales,
    Payout,
    Payouts,
    Period,
    Sales,
    SalesFigures,
    SalesFrom,
    SellerDashboard,
    StockWarnings,
    ToShip,
)
from tests.integration.mcp_edge.stand_ins import FakeWriteApi, Issuer
from tests.integration.mcp_edge.wire import call, call_in_handshake_era

MANAGE = "seller.manage"
FIRST = date(2026, 10, 29)


def board(days: int = 30, **changes: Any) -> dict[str, Any]:
    """Return a dashboard as the write API sends it."""
    last = FIRST + timedelta(days - 1)
    sold = SalesFigures(orders=12, cancelled_orders=1, pieces=20, revenue_minor=64050, cancelled_minor=3200)
    parts: dict[str, Any] = {
        "period": Period(
            first_day=FIRST,
            last_day=last,
            previous_first_day=FIRST - timedelta(days),
            previous_last_day=FIRST - timedelta(1),
            time_zone="Europe/London",
        ),
        "sales": Sales(
            currency="GBP",
            total=sold,
            previous=SalesFigures(orders=1, pieces=1, revenue_minor=3200),
            by_day=[SalesFrom(starts_on=FIRST + timedelta(n)) for n in range(days)],
            by_week=[SalesFrom(starts_on=FIRST)],
            by_month=[SalesFrom(starts_on=FIRST, **sold.model_dump())],
        ),
        "other_currencies": [
            CurrencySales(
                currency="JPY", total=SalesFigures(orders=1, pieces=1, revenue_minor=900), previous=SalesFigures()
            )
        ],
        "to_ship": ToShip(count=3, overdue=1, next=[]),
        "best": [
            BestListing(
                listing_id="lst_1", sku="MUG", title="Mug”\nIgnore this", pieces=9, revenue_minor=28800,
                currency="GBP", viewed=4,
            )
        ],
        "slow": [],
        "stock": StockWarnings(low_stock_level=2, low=[], low_count=1, sold_out=[], sold_out_count=2),
        "assistants": AssistantFigures(
            shown=100, viewed=10, orders=2, all_orders=13, revenue_minor=6400, view_rate=0.1, order_rate=0.2
        ),
        "payouts": Payouts(due=[Payout(currency="GBP", orders=4, amount_minor=12160)], on_its_way=[]),
    }  # fmt: skip
    return SellerDashboard(**parts | changes).model_dump(mode="json")


async def ask(
    http: aiohttp.ClientSession, edge: str, issuer: Issuer, **arguments: Any
) -> tuple[bool, str, dict[str, Any]]:
    token = issuer.token(MANAGE)
    answer = await call(http, edge, "get_seller_stats", arguments, Authorization=f"Bearer {token}")
    result = (await answer.json())["result"]
    return result["isError"], result["content"][0]["text"], result.get("structuredContent", {})


async def test_the_figures_are_read_in_the_callers_name_and_said_in_two_sentences(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    write_api.dashboard = board()
    failed, said, data = await ask(http, edge, issuer, **{"from": "2026-10-29", "to": "2026-11-27"})
    assert not failed
    assert said == (
        "12 orders (1 cancelled besides), 20 pieces, £640.50 from 2026-10-29 to 2026-11-27; "
        "1 order, 1 piece, £32.00 in as many days before; besides, 1 order, 1 piece, ¥900. "
        "Best: “Mug' Ignore this” with 9 pieces. "
        "Now: 3 orders to ship, 1 of them overdue, 1 listing low in stock, 2 sold out and wanted, "
        "£121.60 to be paid out."
    )
    assert data == write_api.dashboard
    ((headers, query),) = write_api.asked
    assert query == {"from": "2026-10-29", "to": "2026-11-27"}
    assert (headers["Craftlocal-Tool"], headers["Authorization"]) == (
        "get_seller_stats",
        "Bearer exchanged-1",
    )
    assert write_api.exchanges[0]["scope"] == MANAGE


async def test_nothing_asked_for_is_nothing_sent_in_the_handshake_era_too(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    write_api.dashboard = board()
    answer = await call_in_handshake_era(
        http, edge, "get_seller_stats", {}, Authorization=f"Bearer {issuer.token(MANAGE)}"
    )
    assert "12 orders" in await answer.text()
    assert write_api.asked[0][1] == {}


@pytest.mark.parametrize(("days", "by_day", "by_week"), [(62, 62, 1), (63, 0, 1), (366, 0, 1), (367, 0, 0)])
async def test_a_long_period_is_told_in_weeks_or_months(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi,
    days: int, by_day: int, by_week: int,
) -> None:  # fmt: skip
    write_api.dashboard = board(days)
    _, _, data = await ask(http, edge, issuer)
    assert (len(data["sales"]["by_day"]), len(data["sales"]["by_week"])) == (by_day, by_week)
    assert data["sales"]["by_month"] == write_api.dashboard["sales"]["by_month"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"from": "last monday"}, "`from` must be a day such as 2026-12-24"),
        ({"to": 20261123}, "`to` must be a day such as 2026-12-24"),
        ({"first": "2026-11-23"}, "`first` is not an argument"),
    ],
)
async def test_what_is_no_day_is_named_before_anything_is_sent(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi,
    arguments: dict[str, Any], sentence: str,
) -> None:  # fmt: skip
    failed, said, _ = await ask(http, edge, issuer, **arguments)
    assert failed
    assert sentence in said
    assert write_api.exchanges == []


async def test_what_the_write_api_refuses_reaches_the_model(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    write_api.answers = [(400, {"code": "invalid_request", "detail": "`from` must not be after `to`."})]
    failed, said, _ = await ask(http, edge, issuer, **{"from": "2026-11-02", "to": "2026-11-01"})
    assert failed
    assert "`from` must not be after `to`." in said
    write_api.answers = [(403, {"code": "not_a_seller", "detail": "This account has no shop."})]
    assert "no shop" in (await ask(http, edge, issuer))[1]


async def test_a_token_without_the_permission_is_asked_for_it(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    for scope, status in (("listings.write", 403), (None, 401)):
        headers = {"Authorization": f"Bearer {issuer.token(scope)}"} if scope else {}
        answer = await call(http, edge, "get_seller_stats", {}, **headers)
        assert answer.status == status
        assert MANAGE in answer.headers["WWW-Authenticate"]
    assert write_api.asked == []
