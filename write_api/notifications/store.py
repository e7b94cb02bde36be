"""SQL for mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy import insert as into
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import mails

WAITING = (mails.c.sent_at.is_(None), mails.c.given_up_at.is_(None))
FORGOTTEN_AFTER = timedelta(days=7)
# Not now(): that is the start of the transaction, and a mail server may have taken its time since.
NOW = func.clock_timestamp()


@dataclass(frozen=True)
class Mail:
    """A mail that waits."""

    id: int
    recipient: str
    subject: str
    text: str
    html: str
    attempts: int
    created_at: datetime
    is_useless: bool


COLUMNS = (
    *(mails.c[name] for name in ("id", "recipient", "subject", "text", "html", "attempts", "created_at")),
    (mails.c.useless_at <= NOW).label("is_useless"),
)


async def insert(
    connection: AsyncConnection, recipient: str, subject: str, *, text: str, html: str, good_for: timedelta
) -> None:
    """Insert a mail that is due now."""
    row = {"recipient": recipient, "subject": subject, "text": text, "html": html}
    await connection.execute(into(mails).values(**row, useless_at=func.now() + good_for))


async def lock_next(connection: AsyncConnection) -> Mail | None:
    """Return the mail that is due longest and that no other sender has, locked until the transaction ends."""
    due = select(*COLUMNS).where(*WAITING, mails.c.due_at <= NOW).order_by(mails.c.due_at, mails.c.id)
    row = (await connection.execute(due.limit(1).with_for_update(skip_locked=True))).first()
    return Mail(*row) if row else None


async def mark_sent(connection: AsyncConnection, mail_id: int) -> None:
    """Note that a mail has gone, and forget its words: they hold a link."""
    gone = update(mails).where(mails.c.id == mail_id)
    await connection.execute(gone.values(sent_at=NOW, attempts=mails.c.attempts + 1, text="", html=""))


async def give_up(connection: AsyncConnection, mail_id: int) -> None:
    """Note that a mail will not be sent, and forget its words."""
    lost = update(mails).where(mails.c.id == mail_id)
    await connection.execute(lost.values(given_up_at=NOW, text="", html=""))


async def put_off(connection: AsyncConnection, mail_id: int, pause: timedelta) -> None:
    """Note an attempt that failed, and when the next may be."""
    later = update(mails).where(mails.c.id == mail_id)
    await connection.execute(later.values(attempts=mails.c.attempts + 1, due_at=NOW + pause))


async def newest(connection: AsyncConnection, limit: int) -> Sequence[Mail]:
    """Return the newest mails that wait."""
    rows = await connection.execute(select(*COLUMNS).where(*WAITING).order_by(mails.c.id.desc()).limit(limit))
    return [Mail(*row) for row in rows]


async def purge(connection: AsyncConnection) -> int:
    """Forget mails a week after they have gone, or could have; return how many."""
    past = func.now() - FORGOTTEN_AFTER
    old = or_(mails.c.sent_at < past, mails.c.given_up_at < past, mails.c.useless_at < past)
    return (await connection.execute(delete(mails).where(old))).rowcount
