"""What the index has not heard of yet: PostgreSQL alone says.

Triggers put a line into `index_changes` in the transaction that makes an entry of the index stale, so that the net
need not compare all listings each time. Lock order: entries by listing and generation, then lines, which are only
added and deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, FromClause, Text, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import index_changes, index_entries, listing_vectors, listings, outbox, shops
from indexer.arrays import among, array, rows_of
from search.writing import Generation


@dataclass(frozen=True)
class Figures:
    """How far the index is behind."""

    stale: int  # listings whose change, or vector, is not in the index
    lag_seconds: float  # since the oldest change of a listing that is not
    waiting_vectors: int
    parked: int
    outbox: int  # jobs that wait to be handed to the queue


def of_generation(generation: str) -> ColumnElement[bool]:
    """Return the condition that an entry tells what this generation holds of a listing."""
    return and_(index_entries.c.listing_id == listings.c.id, index_entries.c.generation == generation)


def of_model(model: str) -> ColumnElement[bool]:
    """Return the condition that a vector is a listing's, of this model."""
    return and_(listing_vectors.c.listing_id == listings.c.id, listing_vectors.c.model == model)


async def stale(
    connection: AsyncConnection, generation: Generation, older_than: timedelta, limit: int
) -> list[str]:
    """Return listings whose change, or whose vector, has not reached this generation for so long; compares all."""
    query = select(listings.c.id).select_from(_with_entries(generation)).where(_behind())
    old = listings.c.updated_at < func.now() - older_than
    # Those without a vector last, for it may be long before they have one.
    in_order = query.where(old).order_by(_of_other_version().desc(), listings.c.updated_at)
    rows = await connection.execute(in_order.limit(limit))
    return [row[0] for row in rows]


async def lately_stale(
    connection: AsyncConnection, generation: Generation, older_than: timedelta, limit: int
) -> list[str]:
    """Return the same, but for what was changed with triggers off, and look only at what was changed.

    Changes that the index has are struck off the list. One that commits meanwhile brings its own line, which
    this does not see.
    """
    old = index_changes.c.changed_at < func.now() - older_than
    changed = (
        select(listings.c.id)
        .select_from(listings.join(shops).outerjoin(index_entries, of_generation(generation.name)))
        .where(listings.c.id == index_changes.c.listing_id, _of_other_version())
    )
    waits = changed.correlate(index_changes).exists()
    await connection.execute(delete(index_changes).where(old, ~waits))
    by_age = func.min(index_changes.c.id)
    listed = select(index_changes.c.listing_id).where(old, waits).group_by(index_changes.c.listing_id)
    behind = list(await connection.scalars(listed.order_by(by_age).limit(limit)))
    vector = listing_vectors.c
    without = (
        select(vector.listing_id)
        .join(listings)
        .where(vector.model == generation.model, vector.vector.is_(None))
    )
    without = without.where(listings.c.updated_at < func.now() - older_than)
    missing = await connection.scalars(without.order_by(listings.c.updated_at).limit(limit))
    return list(dict.fromkeys([*behind, *missing]))


def _with_entries(generation: Generation) -> FromClause:
    with_entries = listings.join(shops).outerjoin(index_entries, of_generation(generation.name))
    return with_entries.outerjoin(listing_vectors, of_model(generation.model))


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


async def figures(connection: AsyncConnection, generation: Generation) -> Figures:
    """Return how far a generation is behind; one without a name is behind with everything."""
    vector, entry = listing_vectors.c, index_entries.c
    changed = or_(entry.listing_id.is_(None), entry.listing_version != listings.c.version)
    behind = select(
        func.count(), func.extract("epoch", func.now() - func.min(listings.c.updated_at).filter(changed))
    )
    stale_now, lag = (
        await connection.execute(behind.select_from(_with_entries(generation)).where(_behind()))
    ).one()
    waiting = select(func.count()).where(vector.model == generation.model, vector.vector.is_(None))
    of_it = and_(entry.generation == generation.name, entry.parked_at.is_not(None))
    parked_now = select(func.count()).where(of_it)
    return Figures(
        stale=stale_now,
        lag_seconds=round(float(lag or 0), 3),
        waiting_vectors=await connection.scalar(waiting) or 0,
        parked=await connection.scalar(parked_now) or 0,
        outbox=await connection.scalar(select(func.count()).select_from(outbox)) or 0,
    )


async def hold(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Lock these entries, in the one order in which everybody does."""
    entry = index_entries.c
    held = select(entry.listing_id).where(which).order_by(entry.listing_id, entry.generation)
    await connection.execute(select(func.count()).select_from(held.with_for_update().subquery()))


async def mark_stale(connection: AsyncConnection, listing_ids: Sequence[str]) -> None:
    """Have these listings seen as changed, by every generation: whoever keeps one true brings them in again."""
    if listing_ids:
        these = among(index_entries.c.listing_id, listing_ids)
        await hold(connection, these)
        await connection.execute(update(index_entries).where(these).values(listing_version=0))
        rows = rows_of(listing_id=array(listing_ids, Text))
        await connection.execute(insert(index_changes).from_select(["listing_id"], select(rows.c.listing_id)))


async def marked(connection: AsyncConnection, generation: Generation, listing_ids: Sequence[str]) -> int:
    """Return how many of these a generation still sees as changed since `mark_stale`."""
    entry = index_entries.c
    of_it = and_(entry.generation == generation.name, entry.listing_version == 0)
    waiting = select(func.count()).where(of_it, among(entry.listing_id, listing_ids))
    return int(await connection.scalar(waiting) or 0)
