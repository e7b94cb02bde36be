"""SQL for accounts, their browser sessions and links. Lock order: the account, its links, its sessions."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import accounts, browser_sessions, external_identities, mail_links, shops

IDLE = text("interval '14 days'")
LONGEST = text("interval '60 days'")
NOTED_EVERY = text("interval '1 hour'")
SELLS = exists().where(shops.c.owner_id == accounts.c.id).label("sells")
LINK = tuple(mail_links.c[name] for name in ("purpose", "email", "account_id", "return_to"))
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


@dataclass(frozen=True)
class Kept:
    """What an account keeps for signing in."""

    id: str
    name: str
    email: str
    password_hash: str | None
    demo: bool


@dataclass(frozen=True)
class Link:
    """What a link in a mail is good for."""

    purpose: str
    email: str
    account_id: str | None
    return_to: str


async def insert_missing(connection: AsyncConnection, new: Sequence[dict[str, str]]) -> None:
    """Insert accounts (id, email, name) whose address has none."""
    await connection.execute(upsert(accounts).on_conflict_do_nothing(), sorted(new, key=itemgetter("email")))


async def ids_by_email(connection: AsyncConnection, emails: Iterable[str]) -> dict[str, str]:
    """Return account ids by address."""
    wanted = select(accounts.c.email, accounts.c.id).where(accounts.c.email.in_(list(emails)))
    return {row.email: row.id for row in await connection.execute(wanted)}


async def find(
    connection: AsyncConnection, *, email: str | None = None, account_id: str | None = None
) -> Kept | None:
    """Return the account with this address, or with this id."""
    this = accounts.c.email == email if account_id is None else accounts.c.id == account_id
    wanted = select(*(accounts.c[name] for name in ("id", "name", "email", "password_hash", "demo")))
    row = (await connection.execute(wanted.where(this))).first()
    return Kept(*row) if row else None


async def lock(connection: AsyncConnection, account_id: str) -> None:
    """Let nobody else change the account until the transaction ends."""
    this = select(accounts.c.id).where(accounts.c.id == account_id)
    await connection.execute(this.with_for_update(key_share=True))


async def still_has(connection: AsyncConnection, account_id: str, password_hash: str | None) -> bool:
    """Tell whether the account has this hash, and keep it so until the transaction ends."""
    this = (accounts.c.id == account_id, accounts.c.password_hash == password_hash)
    found = await connection.execute(select(accounts.c.id).where(*this).with_for_update(read=True))
    return found.first() is not None


async def replace_hash(connection: AsyncConnection, account_id: str, old: str | None, new: str) -> None:
    """Put one hash of the same password in the place of another."""
    this = (accounts.c.id == account_id, accounts.c.password_hash == old)
    await connection.execute(update(accounts).where(*this).values(password_hash=new))


async def insert(connection: AsyncConnection, new: dict[str, str]) -> bool:
    """Insert an account (id, email, name, password_hash); False when its address has one."""
    statement = upsert(accounts).values(new).on_conflict_do_nothing().returning(accounts.c.id)
    return (await connection.execute(statement)).first() is not None


async def set_fields(connection: AsyncConnection, account_id: str, **fields: object) -> None:
    """Set columns of the account."""
    await connection.execute(update(accounts).where(accounts.c.id == account_id).values(fields))


async def set_email(connection: AsyncConnection, account_id: str, email: str) -> bool:
    """Give the account another address; False when that has an account."""
    try:
        async with connection.begin_nested():
            await set_fields(connection, account_id, email=email)
    except IntegrityError:
        return False
    return True


async def insert_session(connection: AsyncConnection, token_hash: bytes, account_id: str) -> None:
    """Insert a session that begins now."""
    await connection.execute(upsert(browser_sessions).values(token_hash=token_hash, account_id=account_id))


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


async def delete_sessions(connection: AsyncConnection, account_id: str, *, but: bytes | None = None) -> None:
    """Delete every session of the account but the one with this hash."""
    gone = delete(browser_sessions).where(browser_sessions.c.account_id == account_id)
    if but is not None:
        gone = gone.where(browser_sessions.c.token_hash != but)
    await connection.execute(gone)


async def hold_session(connection: AsyncConnection, token_hash: bytes) -> bool:
    """Tell whether the session is still there, and keep it so until the transaction ends."""
    this = select(browser_sessions.c.token_hash).where(browser_sessions.c.token_hash == token_hash)
    return (await connection.execute(this.with_for_update(read=True))).first() is not None


async def insert_link(
    connection: AsyncConnection, token_hash: bytes, link: Link, lifetime: timedelta
) -> None:
    """Insert a link that is good from now on."""
    row = asdict(link) | {"token_hash": token_hash, "expires_at": func.now() + lifetime}
    await connection.execute(upsert(mail_links).values(row))


async def find_link(connection: AsyncConnection, token_hash: bytes, purpose: str) -> Link | None:
    """Return a link that is still good."""
    row = (await connection.execute(select(*LINK).where(*_good(token_hash, purpose)))).first()
    return Link(*row) if row else None


async def take_link(connection: AsyncConnection, token_hash: bytes, purpose: str) -> Link | None:
    """Return a link and make it useless; of two at once one gets it."""
    statement = delete(mail_links).where(*_good(token_hash, purpose)).returning(*LINK)
    row = (await connection.execute(statement)).first()
    return Link(*row) if row else None


async def delete_links(connection: AsyncConnection, account_id: str) -> None:
    """Make every link of the account useless."""
    await connection.execute(delete(mail_links).where(mail_links.c.account_id == account_id))


async def find_external(connection: AsyncConnection, issuer: str, subject: str) -> str | None:
    """Return the account of the person whom `issuer` calls `subject`."""
    table = external_identities
    wanted = select(table.c.account_id).where(table.c.issuer == issuer, table.c.subject == subject)
    found: str | None = (await connection.execute(wanted)).scalar_one_or_none()
    return found


async def lock_joinable(connection: AsyncConnection, email: str, issuer: str) -> str | None:
    """Return the account with this address, locked; not an administrator's, a demo's or another person's."""
    this = select(accounts.c.id).where(accounts.c.email == email, ~accounts.c.admin, ~accounts.c.demo)
    account_id: str | None = (
        await connection.execute(this.with_for_update(key_share=True))
    ).scalar_one_or_none()
    table = external_identities
    # Asked when the lock is ours: of two who come at once, one is there by now.
    taken = exists().where(table.c.account_id == account_id, table.c.issuer == issuer)
    if account_id is None or (await connection.execute(select(taken))).scalar_one():
        return None
    return account_id


async def insert_external(connection: AsyncConnection, issuer: str, subject: str, account_id: str) -> bool:
    """Note whose account it is; False when somebody was faster."""
    row = {"issuer": issuer, "subject": subject, "account_id": account_id}
    statement = upsert(external_identities).values(row).on_conflict_do_nothing()
    done = await connection.execute(statement.returning(external_identities.c.account_id))
    return done.first() is not None


async def purge(connection: AsyncConnection) -> int:
    """Forget links and sessions that have ended; return how many."""
    links = await connection.execute(delete(mail_links).where(mail_links.c.expires_at < func.now()))
    ended = or_(*(~alive for alive in ALIVE))
    return links.rowcount + (await connection.execute(delete(browser_sessions).where(ended))).rowcount


def _good(token_hash: bytes, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        mail_links.c.token_hash == token_hash,
        mail_links.c.purpose == purpose,
        mail_links.c.expires_at > func.now(),
    )


def _roles(row: Row[Any]) -> frozenset[str]:
    roles = {"buyer": True, "seller": row.sells, "admin": row.admin}
    return frozenset(role for role, held in roles.items() if held)
