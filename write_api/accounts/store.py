"""SQL for accounts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import accounts


async def insert_missing(connection: AsyncConnection, new: Sequence[dict[str, str]]) -> None:
    """Insert accounts (id, email, name) whose address has none."""
    await connection.execute(insert(accounts).on_conflict_do_nothing(), list(new))


async def ids_by_email(connection: AsyncConnection, emails: Iterable[str]) -> dict[str, str]:
    """Return account ids by address."""
    wanted = select(accounts.c.email, accounts.c.id).where(accounts.c.email.in_(list(emails)))
    return {row.email: row.id for row in await connection.execute(wanted)}
