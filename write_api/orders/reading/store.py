"""SQL for reading orders, as buyers and makers list them. Nothing is locked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import (
    order_adjustments,
    order_events,
    order_lines,
    order_messages,
    orders,
    shop_orders,
    shops,
)
from write_api.paging import Place

TO_SHIP = ("placed", "accepted")


@dataclass(frozen=True)
class Found:
    """Makers' parts of orders with all that belongs to them, each by the part's id."""

    parts: Sequence[RowMapping]
    lines: Mapping[str, list[RowMapping]]
    adjustments: Mapping[str, list[RowMapping]] = field(default_factory=dict)
    messages: Mapping[str, RowMapping] = field(default_factory=dict)


async def page_of_buyer(
    connection: AsyncConnection, account_id: str, status: str | None, limit: int, after: Place | None
) -> list[Place]:
    """Return an account's orders, newest first; with a status those of which some part has it."""
    statement = select(orders.c.placed_at, orders.c.id).where(orders.c.account_id == account_id)
    if status is not None:
        has_it = (shop_orders.c.order_id == orders.c.id) & (shop_orders.c.status == status)
        statement = statement.where(select(shop_orders.c.id).where(has_it).exists())
    if after is not None:
        statement = statement.where(tuple_(orders.c.placed_at, orders.c.id) < tuple_(*after))
    rows = await connection.execute(
        statement.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(limit)
    )
    return [Place(*row) for row in rows]


async def page_of_shop(
    connection: AsyncConnection, shop_id: str, status: str | None, limit: int, after: Place | None
) -> list[Place]:
    """Return a shop's orders, newest first."""
    statement = select(shop_orders.c.placed_at, shop_orders.c.id).where(shop_orders.c.shop_id == shop_id)
    if status is not None:
        statement = statement.where(shop_orders.c.status == status)
    if after is not None:
        statement = statement.where(tuple_(shop_orders.c.placed_at, shop_orders.c.id) < tuple_(*after))
    rows = await connection.execute(
        statement.order_by(shop_orders.c.placed_at.desc(), shop_orders.c.id.desc()).limit(limit)
    )
    return [Place(*row) for row in rows]


async def page_to_ship(
    connection: AsyncConnection, shop_id: str, limit: int, after: Place | None
) -> list[Place]:
    """Return a shop's orders that are not sent yet, the most urgent first."""
    statement = select(shop_orders.c.ship_by, shop_orders.c.id).where(
        shop_orders.c.shop_id == shop_id, shop_orders.c.status.in_(TO_SHIP)
    )
    if after is not None:
        statement = statement.where(
            tuple_(shop_orders.c.ship_by, shop_orders.c.id) > tuple_(after.at.date(), after.id)
        )
    rows = await connection.execute(statement.order_by(shop_orders.c.ship_by, shop_orders.c.id).limit(limit))
    return [Place(datetime.combine(row[0], time.min, UTC), row[1]) for row in rows]


async def order_rows(connection: AsyncConnection, order_ids: Sequence[str]) -> list[RowMapping]:
    """Return orders in the order of the ids."""
    rows = (await connection.execute(select(orders).where(orders.c.id.in_(order_ids)))).mappings()
    return sorted(rows, key=lambda row: order_ids.index(row["id"]))


async def timeline(
    connection: AsyncConnection, order_id: str, shop_order_id: str | None = None
) -> Sequence[RowMapping]:
    """Return what happened to an order, or to one part of it, the oldest first."""
    statement = select(order_events).where(order_events.c.order_id == order_id)
    if shop_order_id is not None:
        about_it = order_events.c.shop_order_id == shop_order_id
        statement = statement.where(or_(about_it, order_events.c.shop_order_id.is_(None)))
    rows = await connection.execute(statement.order_by(order_events.c.happened_at, order_events.c.id))
    return rows.mappings().all()


def of_orders(order_ids: Sequence[str]) -> ColumnElement[bool]:
    """Name all parts of these orders."""
    return shop_orders.c.order_id.in_(order_ids)


def these(shop_order_ids: Sequence[str]) -> ColumnElement[bool]:
    """Name these parts."""
    return shop_orders.c.id.in_(shop_order_ids)


async def find(
    connection: AsyncConnection, wanted: ColumnElement[bool], reader: str, *, whole: bool = True
) -> Found:
    """Return parts of orders for a reader (buyer or seller); without `whole` no adjustments."""
    statement = (
        select(
            shop_orders,
            *(orders.c[name] for name in ("number", "ship_to", "gift")),
            shops.c.name.label("shop_name"),
            shops.c.city.label("shop_city"),
            shops.c.country.label("shop_country"),
        )
        .join(orders, orders.c.id == shop_orders.c.order_id)
        .join(shops, shops.c.id == shop_orders.c.shop_id)
        .where(wanted)
        .order_by(shop_orders.c.position)
    )
    parts = (await connection.execute(statement)).mappings().all()
    ids = [part["id"] for part in parts]
    lines = select(order_lines).where(order_lines.c.shop_order_id.in_(ids)).order_by(order_lines.c.position)
    unread = (order_messages.c.author != reader) & order_messages.c.read_at.is_(None)
    counts = select(
        order_messages.c.shop_order_id,
        func.count().label("messages"),
        func.count().filter(unread).label("unread"),
    ).where(order_messages.c.shop_order_id.in_(ids))
    counted = (await connection.execute(counts.group_by(order_messages.c.shop_order_id))).mappings()
    adjustments: dict[str, list[RowMapping]] = {}
    if whole:
        given = select(order_adjustments).where(order_adjustments.c.shop_order_id.in_(ids))
        adjustments = await _by_part(connection, given.order_by(order_adjustments.c.id))
    return Found(
        parts, await _by_part(connection, lines), adjustments, {row["shop_order_id"]: row for row in counted}
    )


async def _by_part(connection: AsyncConnection, statement: Any) -> dict[str, list[RowMapping]]:
    found: dict[str, list[RowMapping]] = defaultdict(list)
    for row in (await connection.execute(statement)).mappings():
        found[row["shop_order_id"]].append(row)
    return found
