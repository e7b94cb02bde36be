"""SQL for accounts and their browser sessions. Lock order: the account, then its sessions and links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import accounts, browser_sessions, shops

IDLE = text("interval '14 days'")
LONGEST = text("interval '60 days'")
NOTED_EVERY = text("interval '1 hour'")
SELLS = exists().where(shops.c.owner_id == accounts.c.id).label("sells")
ALIVE = (
    browser_sessions.c.seen_at > func.now() - IDLE,
    browser_sessions.c.signed_in_at > func.now() - LONGEST,
)


@dataclass(frozen=True)
class FoundSession:
    """A session that has not ended, and its account."""

    account_id: str
    name: str
    email: str
    roles: frozenset[str]
    signed_in_at: datetime


async def insert_missing(connection: AsyncConnection, new: Sequence[dict[str, str]]) -> None:
    """Insert accounts (id, email, name) whose address has none."""
    await connection.execute(insert(accounts).on_conflict_do_nothing(), sorted(new, key=itemgetter("email")))


async def ids_by_email(connection: AsyncConnection, emails: Iterable[str]) -> dict[str, str]:
    """Return account ids by address."""
    wanted = select(accounts.c.email, accounts.c.id).where(accounts.c.email.in_(list(emails)))
    return {row.email: row.id for row in await connection.execute(wanted)}


async def insert_session(connection: AsyncConnection, token_hash: bytes, account_id: str) -> None:
    """Insert a session that begins now."""
    await connection.execute(insert(browser_sessions).values(token_hash=token_hash, account_id=account_id))


async def find_session(
    connection: AsyncConnection, token_hash: bytes, *, demo_too: bool
) -> FoundSession | None:
    """Return the session, and note that it is in use; at most once an hour, so that reading stays cheap."""
    wanted = (
        select(
            accounts.c.id,
            accounts.c.name,
            accounts.c.email,
            accounts.c.admin,
            SELLS,
            browser_sessions.c.signed_in_at,
            (browser_sessions.c.seen_at < func.now() - NOTED_EVERY).label("is_old_news"),
        )
        .join(accounts, accounts.c.id == browser_sessions.c.account_id)
        .where(browser_sessions.c.token_hash == token_hash, *ALIVE)
    )
    if not demo_too:
        wanted = wanted.where(~accounts.c.demo)
    row = (await connection.execute(wanted)).first()
    if row is None:
        return None
    if row.is_old_news:
        this = browser_sessions.c.token_hash == token_hash
        await connection.execute(update(browser_sessions).where(this).values(seen_at=func.now()))
    return FoundSession(row.id, row.name, row.email, _roles(row), row.signed_in_at)


async def delete_session(connection: AsyncConnection, token_hash: bytes) -> None:
    """Delete a session, if it is there."""
    await connection.execute(delete(browser_sessions).where(browser_sessions.c.token_hash == token_hash))


def _roles(row: Row[Any]) -> frozenset[str]:
    roles = {"buyer": True, "seller": row.sells, "admin": row.admin}
    return frozenset(role for role, held in roles.items() if held)
