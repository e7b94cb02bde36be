"""SQL for messages. Lock order: their order (write_api/orders/store.py:lock), then they."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import order_messages, shop_orders


async def insert_message(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Insert a message."""
    await connection.execute(insert(order_messages).values(row))


async def waits(connection: AsyncConnection, shop_order_id: str, author: str) -> bool:
    """Tell whether something of this author's is not read yet."""
    unread = select(order_messages.c.id).where(
        order_messages.c.shop_order_id == shop_order_id,
        order_messages.c.author == author,
        order_messages.c.read_at.is_(None),
    )
    return bool(await connection.scalar(select(unread.exists())))


async def page(
    connection: AsyncConnection, shop_order_ids: Sequence[str], limit: int, before: str | None
) -> Sequence[RowMapping]:
    """Return messages of these parts, newest first, older than the message `before`."""
    statement = select(order_messages).where(_of(shop_order_ids))
    if before is not None:
        statement = statement.where(order_messages.c.id < before)
    rows = await connection.execute(statement.order_by(order_messages.c.id.desc()).limit(limit))
    return rows.mappings().all()


async def mark(
    connection: AsyncConnection, shop_order_ids: Sequence[str], author: str, up_to: str, at: datetime
) -> list[str]:
    """Note an author's messages up to one as read; return the parts of those that were not."""
    unread = (order_messages.c.author == author) & order_messages.c.read_at.is_(None)
    marked = update(order_messages).where(_of(shop_order_ids), unread, order_messages.c.id <= up_to)
    rows = await connection.execute(marked.values(read_at=at).returning(order_messages.c.shop_order_id))
    return list(rows.scalars())


async def shops_of(connection: AsyncConnection, shop_order_ids: Collection[str]) -> dict[str, str]:
    """Return the shops of parts, by the part."""
    found = select(shop_orders.c.id, shop_orders.c.shop_id).where(shop_orders.c.id.in_(shop_order_ids))
    return {row.id: row.shop_id for row in await connection.execute(found)}


async def parts_of(connection: AsyncConnection, order_id: str) -> list[str]:
    """Return the parts of an order."""
    own = select(shop_orders.c.id).where(shop_orders.c.order_id == order_id).order_by(shop_orders.c.position)
    return list((await connection.execute(own)).scalars())


def _of(shop_order_ids: Sequence[str]) -> ColumnElement[bool]:
    return order_messages.c.shop_order_id.in_(shop_order_ids)
