"""A maker's dashboard, put together in the order in which it is read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from core.dashboard import (
    LISTED,
    Asked,
    AssistantFigures,
    BestListing,
    CurrencySales,
    OrderToShip,
    Payout,
    Payouts,
    Period,
    Sales,
    SalesFigures,
    SellerDashboard,
    SlowListing,
    StockWarning,
    StockWarnings,
    ToShip,
)
from core.listing import ShopRef
from write_api.statistics import store
from write_api.statistics.rules import (
    Days,
    Figures,
    days_asked,
    first_of_month,
    monday_of,
    rate,
    series,
    total,
)
from write_api.statistics.sales import service as sales
from write_api.statistics.sales.service import Sold
from write_api.statistics.sales.store import ListingTotal, settings_of
from write_api.statistics.sightings import service as sightings
from write_api.statistics.sightings.store import Seen


async def dashboard(
    connection: AsyncConnection, shop: ShopRef, asked: Asked, now: datetime
) -> tuple[SellerDashboard, Days, bool]:
    """Return a shop's dashboard, its days, and whether tallies of them would save much.

    The transaction must see one state of everything (repeatable read).

    Raises:
        MarketError: invalid_request.
    """
    zone_name, currency, low_level = await settings_of(connection, shop.id)
    days = days_asked(asked, now, ZoneInfo(zone_name))
    sold = await sales.sold(connection, shop.id, days)
    seen = await sightings.of_shop(connection, shop.id, days)
    board = SellerDashboard(
        period=Period(
            first_day=days.first,
            last_day=days.last,
            previous_first_day=days.before.first,
            previous_last_day=days.before.last,
            time_zone=zone_name,
        ),
        sales=_sales(sold.by_day.get(currency, {}), days, currency),
        other_currencies=[
            other
            for code in sorted(sold.by_day.keys() - {currency})
            if _happened(other := _in_currency(sold.by_day[code], days, code))
        ],
        to_ship=await _to_ship(connection, shop.id, now.astimezone(days.zone).date()),
        best=await _best(connection, sold.listings, seen, currency),
        slow=await _slow(connection, shop.id, sold.listings, seen, days),
        stock=await _stock(connection, shop.id, low_level, sold.listings, seen),
        assistants=_assistants(sold, seen, days, currency),
        payouts=_payouts(await store.payouts(connection, shop.id)),
    )
    return board, days, sold.is_costly


def _within(by_day: Mapping[date, Figures], days: Days) -> Figures:
    return total([figures for day, figures in by_day.items() if days.first <= day <= days.last])


def _in_currency(by_day: Mapping[date, Figures], days: Days, currency: str) -> CurrencySales:
    return CurrencySales(
        currency=currency,
        total=SalesFigures(**_within(by_day, days).told()),
        previous=SalesFigures(**_within(by_day, days.before).told()),
    )


def _happened(sales_: CurrencySales) -> bool:
    return any(one.orders or one.cancelled_orders for one in (sales_.total, sales_.previous))


def _sales(by_day: Mapping[date, Figures], days: Days, currency: str) -> Sales:
    return Sales(
        **dict(_in_currency(by_day, days, currency)),
        by_day=series(days, by_day),
        by_week=series(days, by_day, monday_of),
        by_month=series(days, by_day, first_of_month),
    )


async def _to_ship(connection: AsyncConnection, shop_id: str, today: date) -> ToShip:
    count, overdue, rows = await store.to_ship(connection, shop_id, today)
    return ToShip(
        count=count,
        overdue=overdue,
        next=[
            OrderToShip(
                id=row.id,
                number=row.number,
                placed_at=row.placed_at,
                ship_by=row.ship_by,
                is_overdue=row.ship_by is not None and row.ship_by < today,
                pieces=row.pieces,
            )
            for row in rows
        ],
    )


async def _best(
    connection: AsyncConnection, sold: list[ListingTotal], seen: Mapping[str, Seen], currency: str
) -> list[BestListing]:
    # Amounts of two currencies cannot be compared: what sold in the shop's own comes first.
    ranked = sorted(
        sold,
        key=lambda one: (
            one.currency != currency,
            one.currency,
            -one.revenue_minor,
            -one.pieces,
            one.listing_id,
        ),
    )[:LISTED]
    known = await store.named(connection, [one.listing_id for one in ranked])
    return [
        BestListing(
            **one._asdict(),
            sku=known[one.listing_id][0],
            title=known[one.listing_id][1],
            viewed=seen.get(one.listing_id, Seen()).viewed,
        )
        for one in ranked
        if one.listing_id in known
    ]


async def _slow(
    connection: AsyncConnection, shop_id: str, sold: list[ListingTotal], seen: Mapping[str, Seen], days: Days
) -> list[SlowListing]:
    rows = await store.unsold(connection, shop_id, {one.listing_id for one in sold})
    return [
        SlowListing(
            listing_id=row.id,
            sku=row.sku,
            title=row.title,
            listed_on=row.created_at.astimezone(days.zone).date(),
            **seen.get(row.id, Seen())._asdict(),
        )
        for row in rows
    ]


async def _stock(
    connection: AsyncConnection,
    shop_id: str,
    level: int | None,
    sold: list[ListingTotal],
    seen: Mapping[str, Seen],
) -> StockWarnings:
    pieces: dict[str, int] = {}
    for one in sold:
        pieces[one.listing_id] = pieces.get(one.listing_id, 0) + one.pieces
    wanted = {
        id_: pieces.get(id_, 0) + seen.get(id_, Seen()).viewed
        for id_ in pieces.keys() | {id_ for id_, one in seen.items() if one.viewed}
    }

    def warned(row: Row[Any]) -> StockWarning:
        return StockWarning(
            listing_id=row.id,
            sku=row.sku,
            title=row.title,
            state=row.state,
            available=row.available,
            pieces=pieces.get(row.id, 0),
            viewed=seen.get(row.id, Seen()).viewed,
        )

    low = await store.low(connection, shop_id, level) if level else []
    gone = await store.sold_out(connection, shop_id, wanted) if wanted else []
    return StockWarnings(
        low_stock_level=level,
        low=[warned(row) for row in low],
        low_count=low[0].of if low else 0,
        sold_out=[warned(row) for row in gone],
        sold_out_count=gone[0].of if gone else 0,
    )


def _assistants(sold: Sold, seen: Mapping[str, Seen], days: Days, currency: str) -> AssistantFigures:
    by_currency = {code: _within(by_day, days) for code, by_day in sold.by_day.items()}
    every = total(list(by_currency.values()))
    shown, viewed = sum(one.shown for one in seen.values()), sum(one.viewed for one in seen.values())
    return AssistantFigures(
        shown=shown,
        viewed=viewed,
        orders=every.assistant_orders,
        all_orders=every.orders,
        revenue_minor=by_currency.get(currency, Figures()).assistant_revenue_minor,
        view_rate=rate(viewed, shown),
        order_rate=rate(every.assistant_orders, viewed),
    )


def _payouts(rows: list[Row[Any]]) -> Payouts:
    due, on_its_way = (
        [
            Payout(currency=row.currency, orders=row.orders, amount_minor=row.amount_minor)
            for row in rows
            if row.is_due is is_due
        ]
        for is_due in (True, False)
    )
    return Payouts(due=due, on_its_way=on_its_way)
