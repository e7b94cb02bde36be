"""SQL for the audit log. Rows are only added; inserting locks nothing that others wait for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import audit_log

ADD = insert(audit_log)


async def add(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows, each with the same columns."""
    await connection.execute(ADD, rows)


async def page(
    connection: AsyncConnection, shop_id: str, *, object_id: str | None, limit: int, before: int | None
) -> list[dict[str, Any]]:
    """Return a shop's rows, newest first, older than the row `before`."""
    statement = select(audit_log).where(audit_log.c.shop_id == shop_id)
    if object_id is not None:
        statement = statement.where(audit_log.c.object_id == object_id)
    if before is not None:
        statement = statement.where(audit_log.c.id < before)
    newest = statement.order_by(audit_log.c.id.desc()).limit(limit)
    return [dict(row) for row in (await connection.execute(newest)).mappings()]
