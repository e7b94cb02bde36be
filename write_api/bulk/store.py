"""SQL for uploads. Lock order: the upload, then what its rows write."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import bulk_upload_parts as parts
from core.tables import bulk_upload_rows as rows
from core.tables import bulk_uploads as uploads
from core.tables import shops
from write_api.audit.authors import Author

UNFINISHED = ("receiving", "waiting")
FORGOTTEN_AFTER = timedelta(days=7)
# A file arrives in minutes; whoever has not sent it by then has gone.
ABANDONED_AFTER = timedelta(hours=1)
WITH_SHOP = select(uploads, shops.c.name.label("shop_name"), shops.c.city, shops.c.country).join(
    shops, shops.c.id == uploads.c.shop_id
)


async def count_unfinished(connection: AsyncConnection, shop_id: str) -> int:
    """Return how many uploads of a shop are on their way; holds the shop, so that two calls count in turn."""
    held = select(shops.c.id).where(shops.c.id == shop_id).with_for_update(key_share=True)
    await connection.execute(held)
    mine = select(func.count()).where(uploads.c.shop_id == shop_id, uploads.c.state.in_(UNFINISHED))
    return int(await connection.scalar(mine) or 0)


async def insert_upload(
    connection: AsyncConnection, upload_id: str, shop_id: str, author: Author, **given: Any
) -> None:
    """Insert an upload whose bytes are still to come."""
    row = {"id": upload_id, "shop_id": shop_id, "author": asdict(author)} | given
    await connection.execute(insert(uploads).values(row))


async def add_part(connection: AsyncConnection, upload_id: str, number: int, content: bytes) -> None:
    """Keep a part of the file."""
    await connection.execute(insert(parts).values(upload_id=upload_id, number=number, content=content))


async def delete_unreceived(connection: AsyncConnection, upload_id: str) -> None:
    """Forget an upload and its bytes, unless it has arrived: its commit may have gone through unheard of."""
    arriving = (uploads.c.id == upload_id) & (uploads.c.state == "receiving")
    await connection.execute(delete(uploads).where(arriving))


async def is_received(connection: AsyncConnection, upload_id: str) -> bool:
    """Have a worker take the upload once the transaction commits; False when it was purged meanwhile."""
    ready = update(uploads).where(uploads.c.id == upload_id, uploads.c.state == "receiving")
    return (await connection.execute(ready.values(state="waiting"))).rowcount == 1


async def get(connection: AsyncConnection, shop_id: str, upload_id: str) -> Mapping[str, Any] | None:
    """Return a shop's own upload that has arrived, as columns by name."""
    own = select(uploads).where(
        uploads.c.id == upload_id, uploads.c.shop_id == shop_id, uploads.c.state != "receiving"
    )
    row = (await connection.execute(own)).mappings().first()
    return dict(row) if row else None


async def rows_of(
    connection: AsyncConnection, upload_id: str, *, outcome: str | None, after: int, limit: int
) -> list[dict[str, Any]]:
    """Return rows behind the number `after`, in the order of the file."""
    found = select(*(column for column in rows.c if column.name != "upload_id")).where(
        rows.c.upload_id == upload_id, rows.c.number > after
    )
    if outcome is not None:
        found = found.where(rows.c.outcome == outcome)
    page = await connection.execute(found.order_by(rows.c.number).limit(limit))
    return [dict(row) for row in page.mappings()]


async def lock_next(connection: AsyncConnection) -> Mapping[str, Any] | None:
    """Return the upload that waits longest and that no other worker has, held until the transaction ends."""
    waiting = WITH_SHOP.where(uploads.c.state == "waiting").order_by(uploads.c.created_at, uploads.c.id)
    one = waiting.limit(1).with_for_update(of=uploads, skip_locked=True)
    row = (await connection.execute(one)).mappings().first()
    return dict(row) if row else None


async def content(connection: AsyncConnection, upload_id: str) -> AsyncIterator[bytes]:
    """Yield the file part by part."""
    number = 0
    one = select(parts.c.content).where(parts.c.upload_id == upload_id)
    while (part := await connection.scalar(one.where(parts.c.number == number))) is not None:
        yield part
        number += 1


async def add_rows(connection: AsyncConnection, upload_id: str, done: Sequence[Mapping[str, Any]]) -> None:
    """Write down what became of rows, and count them."""
    if not done:
        return
    await connection.execute(insert(rows), [{"upload_id": upload_id} | dict(row) for row in done])
    outcomes = [row["outcome"] for row in done]
    counted = {
        name: uploads.c[name] + outcomes.count(name)
        for name in ("created", "updated", "unchanged", "refused")
    }
    await change(connection, upload_id, **counted, rows_done=uploads.c.rows_done + len(done), failures=0)


async def change(connection: AsyncConnection, upload_id: str, **values: Any) -> None:
    """Write columns of an upload."""
    await connection.execute(update(uploads).where(uploads.c.id == upload_id).values(**values))


async def finish(connection: AsyncConnection, upload_id: str, state: str, reason: str = "") -> None:
    """End an upload; its bytes go, what became of its rows stays."""
    await change(connection, upload_id, state=state, reason=reason, finished_at=func.now())
    await connection.execute(delete(parts).where(parts.c.upload_id == upload_id))


async def count_failure(connection: AsyncConnection, upload_id: str) -> int:
    """Count a failure of ours since the last row that went in; return how many there were."""
    counted = update(uploads).where(uploads.c.id == upload_id).values(failures=uploads.c.failures + 1)
    return int(await connection.scalar(counted.returning(uploads.c.failures)) or 0)


async def purge(connection: AsyncConnection) -> None:
    """Forget uploads a week after they ended, and those that never arrived."""
    old = or_(
        uploads.c.finished_at < func.now() - FORGOTTEN_AFTER,
        (uploads.c.state == "receiving") & (uploads.c.created_at < func.now() - ABANDONED_AFTER),
    )
    await connection.execute(delete(uploads).where(old))
