"""SQL for what there is to do in a shop: orders to ship, stock, payouts. Reads only."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from core.dashboard import LISTED, WARNED
from core.tables import listings, order_lines, orders, shop_orders

AVAILABLE = listings.c.quantity - listings.c.held
WAITS = shop_orders.c.status.in_(["placed", "accepted"])
NAMED = (listings.c.id, listings.c.sku, listings.c.title)


async def to_ship(connection: AsyncConnection, shop_id: str, today: date) -> tuple[int, int, list[Row[Any]]]:
    """Return how many orders wait, how many of them are overdue, and those to be sent first."""
    waiting = (shop_orders.c.shop_id == shop_id, WAITS)
    overdue = func.count().filter(shop_orders.c.ship_by < today)
    counts = (await connection.execute(select(func.count(), overdue).where(*waiting))).one()
    first = (
        select(shop_orders.c.id, shop_orders.c.order_id, shop_orders.c.placed_at, shop_orders.c.ship_by)
        .where(*waiting)
        .order_by(shop_orders.c.ship_by)
        .limit(LISTED)
        .cte("first")
    )
    pieces = (
        select(func.sum(order_lines.c.quantity - order_lines.c.cancelled))
        .where(order_lines.c.shop_order_id == first.c.id)
        .scalar_subquery()
    )
    shown = select(first, orders.c.number, func.coalesce(pieces, 0).label("pieces")).join(
        orders, orders.c.id == first.c.order_id
    )
    rows = await connection.execute(shown.order_by(first.c.ship_by, first.c.placed_at, first.c.id))
    return counts[0], counts[1], list(rows)


async def payouts(connection: AsyncConnection, shop_id: str) -> list[Row[Any]]:
    """Return what is not paid out yet, by currency and whether it was delivered."""
    delivered = shop_orders.c.status == "delivered"
    amount = shop_orders.c.total_minor - shop_orders.c.fee_minor - shop_orders.c.cancelled_minor
    sums = (
        select(
            shop_orders.c.currency,
            delivered.label("is_due"),
            func.count().label("orders"),
            cast(func.sum(amount), BigInteger).label("amount_minor"),
        )
        .where(
            shop_orders.c.shop_id == shop_id,
            shop_orders.c.paid_out_at.is_(None),
            shop_orders.c.status != "cancelled",
        )
        .group_by(shop_orders.c.currency, delivered)
        .order_by(shop_orders.c.currency)
    )
    return list(await connection.execute(sums))


async def named(connection: AsyncConnection, listing_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return SKU and title of listings, also of deleted ones."""
    found = select(*NAMED).where(listings.c.id == func.any(_texts(listing_ids)))
    return {row.id: (row.sku, row.title) for row in await connection.execute(found)}


async def unsold(connection: AsyncConnection, shop_id: str, sold: Collection[str]) -> list[Row[Any]]:
    """Return what is on offer longest and not among the sold."""
    found = _on_offer(shop_id, *NAMED, listings.c.created_at).where(listings.c.id != func.all(_texts(sold)))
    return list(await connection.execute(found.order_by(listings.c.created_at, listings.c.id).limit(LISTED)))


async def low(connection: AsyncConnection, shop_id: str, level: int) -> list[Row[Any]]:
    """Return what is nearly gone, the fewest first; `of` is how many there are in all."""
    found = _stock(shop_id).where(AVAILABLE > 0, level >= AVAILABLE)
    return list(await connection.execute(found.order_by(AVAILABLE, listings.c.id).limit(WARNED)))


async def sold_out(connection: AsyncConnection, shop_id: str, wanted: Mapping[str, int]) -> list[Row[Any]]:
    """Return what is gone and wanted, the most wanted first; `of` is how many there are in all."""
    demand = (
        func.unnest(_texts(wanted), literal(list(wanted.values()), ARRAY(BigInteger)))
        .table_valued("listing_id", "demand", name="demand")
        .render_derived()
    )
    found = _stock(shop_id).join(demand, demand.c.listing_id == listings.c.id).where(AVAILABLE == 0)
    ordered = found.order_by(demand.c.demand.desc(), listings.c.id)
    return list(await connection.execute(ordered.limit(WARNED)))


def _stock(shop_id: str) -> Select[Any]:
    of = func.count().over().label("of")
    stock = _on_offer(shop_id, *NAMED, listings.c.state, AVAILABLE.label("available"), of)
    return stock.where(~listings.c.made_to_order)


def _on_offer(shop_id: str, *columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).where(listings.c.shop_id == shop_id, listings.c.state.in_(["active", "sold_out"]))


def _texts(values: Collection[str]) -> ColumnElement[Any]:
    return literal(list(values), ARRAY(Text))
