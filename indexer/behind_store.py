"""What the index has not heard of yet: PostgreSQL alone says.

Triggers put a line into `index_changes` in the transaction that makes an entry of the index stale, so that the net
need not compare all listings each time. Lock order: entries, then lines, which are only added and deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, FromClause, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import index_changes, index_entries, listing_vectors, listings, outbox, shops


@dataclass(frozen=True)
class Figures:
    """How far the index is behind."""

    stale: int  # listings whose change, or vector, is not in the index
    lag_seconds: float  # since the oldest change of a listing that is not
    waiting_vectors: int
    parked: int
    outbox: int  # jobs that wait to be handed to the queue


def of_model(model: str) -> ColumnElement[bool]:
    """Return the condition that a vector is a listing's, of this model."""
    return and_(listing_vectors.c.listing_id == listings.c.id, listing_vectors.c.model == model)


async def stale(connection: AsyncConnection, model: str, older_than: timedelta, limit: int) -> list[str]:
    """Return listings whose change, or whose vector, has not reached the index for this long; compares all."""
    query = select(listings.c.id).select_from(_with_entries(model)).where(_behind())
    old = listings.c.updated_at < func.now() - older_than
    # Those without a vector last, for it may be long before they have one.
    in_order = query.where(old).order_by(_of_other_version().desc(), listings.c.updated_at)
    rows = await connection.execute(in_order.limit(limit))
    return [row[0] for row in rows]


async def lately_stale(
    connection: AsyncConnection, model: str, older_than: timedelta, limit: int
) -> list[str]:
    """Return the same, but for what was changed with triggers off, and look only at what was changed.

    Changes that the index has are struck off the list. One that commits meanwhile brings its own line, which
    this does not see.
    """
    old = index_changes.c.changed_at < func.now() - older_than
    entry = index_entries.c.listing_id == listings.c.id
    changed = (
        select(listings.c.id)
        .select_from(listings.join(shops).outerjoin(index_entries, entry))
        .where(listings.c.id == index_changes.c.listing_id, _of_other_version())
    )
    waits = changed.correlate(index_changes).exists()
    await connection.execute(delete(index_changes).where(old, ~waits))
    by_age = func.min(index_changes.c.id)
    listed = select(index_changes.c.listing_id).where(old, waits).group_by(index_changes.c.listing_id)
    behind = list(await connection.scalars(listed.order_by(by_age).limit(limit)))
    vector = listing_vectors.c
    without = select(vector.listing_id).join(listings).where(vector.model == model, vector.vector.is_(None))
    without = without.where(listings.c.updated_at < func.now() - older_than)
    missing = await connection.scalars(without.order_by(listings.c.updated_at).limit(limit))
    return list(dict.fromkeys([*behind, *missing]))


def _with_entries(model: str) -> FromClause:
    entries = index_entries.c.listing_id == listings.c.id
    return listings.join(shops).outerjoin(index_entries, entries).outerjoin(listing_vectors, of_model(model))


def _behind() -> ColumnElement[bool]:
    vector = listing_vectors.c
    return or_(_of_other_version(), and_(vector.listing_id.is_not(None), vector.vector.is_(None)))


def _of_other_version() -> ColumnElement[bool]:
    entry = index_entries.c
    return or_(
        entry.listing_id.is_(None),
        entry.listing_version != listings.c.version,
        entry.shop_version != shops.c.version,
    )


async def figures(connection: AsyncConnection, model: str) -> Figures:
    """Return how far the index is behind."""
    vector, entry = listing_vectors.c, index_entries.c
    changed = or_(entry.listing_id.is_(None), entry.listing_version != listings.c.version)
    behind = select(
        func.count(), func.extract("epoch", func.now() - func.min(listings.c.updated_at).filter(changed))
    )
    stale_now, lag = (
        await connection.execute(behind.select_from(_with_entries(model)).where(_behind()))
    ).one()
    waiting = select(func.count()).where(vector.model == model, vector.vector.is_(None))
    parked_now = select(func.count()).where(entry.parked_at.is_not(None))
    return Figures(
        stale=stale_now,
        lag_seconds=round(float(lag or 0), 3),
        waiting_vectors=await connection.scalar(waiting) or 0,
        parked=await connection.scalar(parked_now) or 0,
        outbox=await connection.scalar(select(func.count()).select_from(outbox)) or 0,
    )


async def mark_stale(connection: AsyncConnection, listing_ids: Sequence[str]) -> None:
    """Have these listings seen as changed: whoever keeps the index true brings them in again."""
    if listing_ids:
        entry = index_entries.c
        await connection.execute(
            update(index_entries).where(entry.listing_id.in_(listing_ids)).values(listing_version=0)
        )
        changes = [{"listing_id": listing_id} for listing_id in listing_ids]
        await connection.execute(insert(index_changes), changes)


async def marked(connection: AsyncConnection, listing_ids: Sequence[str]) -> int:
    """Return how many of these are still seen as changed since `mark_stale`."""
    entry = index_entries.c
    waiting = and_(entry.listing_id.in_(listing_ids), entry.listing_version == 0)
    return int(await connection.scalar(select(func.count()).where(waiting)) or 0)
