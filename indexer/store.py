"""What the indexer reads and notes down in PostgreSQL.

Lock order: the advisory lock INDEX first, rows after: vectors by listing, entries as in `behind_store`. A batch holds
it, and so does a swap of generations.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    RowMapping,
    Select,
    Text,
    and_,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, Insert, aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import index_entries, index_generations, listing_vectors, listings, shops, variants
from indexer.arrays import among, array, rows_of
from indexer.behind_store import hold, mark_stale, of_generation, of_model
from indexer.documents import Reading, Source, to_source
from search.writing import Generation

INDEX_LOCK = 7_001
REBUILD_LOCK = 7_002
GENERATIONS_LOCK = 7_003  # whoever fills or deletes generations aside holds it, for a session
PAGE = 500
LONGEST_REASON = 500  # characters
KNOWN_GENERATIONS = 4  # one for each engine that was filled lately, and may be gone back to
ENTRY = ("listing_version", "shop_version", "parked_reason")
ENTRY_KEY = ("listing_id", "generation")
VECTOR_KEY, VECTOR = ("listing_id", "model"), ("text_hash", "vector")


class Parked(NamedTuple):
    """A listing whose document the engine refuses."""

    listing_id: str
    reason: str
    parked_at: datetime


@cache
def _rows(model: str) -> Select[Any]:
    # Kept: putting it together takes as long as asking for a row.
    shop = [
        shops.c[name].label(f"shop_{name}")
        for name in ("name", "city", "country", "lat", "lng", "rating", "ai_channels", "suspended", "version")
    ]
    vector = [listing_vectors.c.text_hash, listing_vectors.c.vector]
    joined = listings.join(shops).outerjoin(listing_vectors, of_model(model))
    return select(listings, *shop, *vector, _variants()).select_from(joined)


def _variants() -> ColumnElement[Any]:
    """Return a column with the variants of a listing, in order, as of the same instant as its row."""
    of_it = and_(variants.c.listing_id == listings.c.id, variants.c.removed_at.is_(None))
    names = ("id", "sku", "options", "price_minor")
    shown = func.json_build_object(
        *(part for name in names for part in (name, variants.c[name])),
        "available",
        variants.c.quantity - variants.c.held,
        type_=JSON,
    )
    in_order = func.json_agg(aggregate_order_by(shown, variants.c.position), type_=JSON)
    found = select(func.coalesce(in_order, text("'[]'::json"), type_=JSON)).where(of_it)
    return found.correlate(listings).scalar_subquery().label("variants")


async def load(connection: AsyncConnection, listing_ids: Sequence[str], reading: Reading) -> list[Source]:
    """Return the present state of these listings; ids without a row are left out."""
    if not listing_ids:
        return []
    rows = await connection.execute(_rows(reading.model).where(among(listings.c.id, listing_ids)))
    return [to_source(row, reading) for row in rows.mappings()]


async def load_all(connection: AsyncConnection, reading: Reading) -> AsyncIterator[list[Source]]:
    """Yield every listing, in pages, by id."""
    last = ""
    while True:
        rows = await connection.execute(
            _rows(reading.model).where(listings.c.id > last).order_by(listings.c.id).limit(PAGE)
        )
        page = [to_source(row, reading) for row in rows.mappings()]
        if not page:
            return
        yield page
        last = page[-1].listing_id


async def count(connection: AsyncConnection) -> int:
    """Return how many listings there are, shown or not."""
    return int(await connection.scalar(select(func.count()).select_from(listings)) or 0)


async def versions(connection: AsyncConnection) -> dict[str, tuple[int, int]]:
    """Return the versions of every listing and its shop, as they are now."""
    rows = await connection.execute(select(listings.c.id, listings.c.version, shops.c.version).join(shops))
    return {row[0]: (row[1], row[2]) for row in rows}


async def note_missing(connection: AsyncConnection, model: str, hashes: Mapping[str, str]) -> None:
    """Note down, with the hash of its text, that the index holds each of these without a vector for now."""
    if not hashes:
        return
    new = _put_vectors(model, {id_: (hash_, None) for id_, hash_ in hashes.items()})
    await connection.execute(
        new.on_conflict_do_update(index_elements=VECTOR_KEY, set_=_excluded(new, VECTOR))
    )


async def save_vectors(
    connection: AsyncConnection, model: str, vectors: Mapping[str, tuple[str, bytes]]
) -> list[str]:
    """Keep vectors of a model with the hash of their text; return whose had been noted as missing.

    The index holds these without, or another text by now: they are behind until they are written once more.
    """
    if not vectors:
        return []
    new = _put_vectors(model, vectors)
    there = listing_vectors.c.vector.is_not(None)
    # Leaves notes as they are, but locks them.
    kept = new.on_conflict_do_update(index_elements=VECTOR_KEY, set_=_excluded(new, VECTOR), where=there)
    saved = set(await connection.scalars(kept.returning(listing_vectors.c.listing_id)))
    noted = {id_: vectors[id_] for id_ in vectors if id_ not in saved}
    if noted:
        new = _put_vectors(model, noted)
        await connection.execute(
            new.on_conflict_do_update(index_elements=VECTOR_KEY, set_=_excluded(new, VECTOR))
        )
    await mark_stale(connection, list(noted))
    return list(noted)


def _put_vectors(model: str, vectors: Mapping[str, tuple[str, bytes | None]]) -> Insert:
    ids = sorted(vectors)
    rows = rows_of(
        listing_id=array(ids, Text),
        text_hash=array([vectors[id_][0] for id_ in ids], Text),
        vector=array([vectors[id_][1] for id_ in ids], LargeBinary),
    )
    return insert(listing_vectors).from_select(["model", *rows.c.keys()], select(literal(model), *rows.c))


def _excluded(new: Insert, names: Sequence[str]) -> dict[str, Any]:
    return {name: new.excluded[name] for name in names}


async def forget_missing(connection: AsyncConnection, model: str, listing_ids: Sequence[str]) -> None:
    """Wait no longer for the vectors of these listings: they are not shown."""
    if not listing_ids:
        return
    vector = listing_vectors.c
    waiting = and_(among(vector.listing_id, listing_ids), vector.model == model, vector.vector.is_(None))
    held = select(vector.listing_id).where(waiting).order_by(vector.listing_id).with_for_update()
    await connection.execute(delete(listing_vectors).where(waiting, vector.listing_id.in_(held)))


async def forget_vectors(connection: AsyncConnection, kept: Sequence[str]) -> None:
    """Delete the vectors of every model but these and those of the generations we know of."""
    vector, known = listing_vectors.c, select(index_generations.c.model)
    await connection.execute(
        delete(listing_vectors).where(vector.model.not_in(kept), vector.model.not_in(known))
    )


async def mark_indexed(
    connection: AsyncConnection,
    generation: Generation,
    indexed: Mapping[str, tuple[int, int]],
    parked: Mapping[str, str],
) -> None:
    """Note which versions of listing and shop a generation has seen, and why it holds nothing of the parked ones."""
    noted = insert(index_generations).values(name=generation.name, model=generation.model)
    again = {"written_at": func.now()}
    await connection.execute(noted.on_conflict_do_update(index_elements=["name"], set_=again))
    if not indexed:
        return
    ids = sorted(indexed)
    rows = rows_of(
        listing_id=array(ids, Text),
        listing_version=array([indexed[id_][0] for id_ in ids], Integer),
        shop_version=array([indexed[id_][1] for id_ in ids], Integer),
        parked_reason=array([parked[id_][:LONGEST_REASON] if id_ in parked else None for id_ in ids], Text),
    )
    parked_at = case((rows.c.parked_reason.is_not(None), func.now()))
    seen = select(*rows.c, literal(generation.name), parked_at)
    new = insert(index_entries).from_select([*rows.c.keys(), "generation", "parked_at"], seen)
    changed = {"indexed_at": func.now()} | _excluded(new, (*ENTRY, "parked_at"))
    await connection.execute(new.on_conflict_do_update(index_elements=ENTRY_KEY, set_=changed))


async def forget_generations(connection: AsyncConnection, replaced: Generation | None) -> None:
    """Forget what this generation holds, which nobody reads any more, and what those left long ago hold."""
    known = index_generations.c
    lately = select(known.name).order_by(known.written_at.desc()).limit(KNOWN_GENERATIONS)
    over = or_(known.name.not_in(lately), known.name == (replaced.name if replaced else ""))
    names = list(await connection.scalars(delete(index_generations).where(over).returning(known.name)))
    if names:
        theirs = index_entries.c.generation.in_(names)
        await hold(connection, theirs)
        await connection.execute(delete(index_entries).where(theirs))


async def lock_index(connection: AsyncConnection) -> None:
    """Keep every other batch, and every swap of generations, out until this transaction ends."""
    await connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": INDEX_LOCK})


async def parked(connection: AsyncConnection, generation: Generation | None) -> list[Parked]:
    """Return the listings whose present version a generation's engine refuses, those parked longest first."""
    entry = index_entries.c
    present = and_(entry.listing_version == listings.c.version, entry.parked_at.is_not(None))
    of_it = of_generation(generation.name if generation else "")
    query = select(entry.listing_id, entry.parked_reason, entry.parked_at).select_from(listings)
    query = query.join(index_entries, of_it).where(present)
    return [Parked(*row) for row in await connection.execute(query.order_by(entry.parked_at))]


async def offered(connection: AsyncConnection) -> list[tuple[RowMapping, int]]:
    """Return how many listings there are for each combination of what decides whether they are shown."""
    flags = [
        listings.c.state,
        listings.c.ai_channels,
        listings.c.category,
        shops.c.ai_channels.label("shop_ai_channels"),
        shops.c.suspended.label("shop_suspended"),
    ]
    query = select(*flags, func.count().label("listings")).select_from(listings.join(shops)).group_by(*flags)
    return [(row, int(row["listings"])) for row in (await connection.execute(query)).mappings()]


async def try_lock_rebuild(connection: AsyncConnection) -> bool:
    """Claim the one rebuild there may be at a time, for as long as this connection lives."""
    return await _try_lock(connection, REBUILD_LOCK)


async def lock_generations(connection: AsyncConnection) -> None:
    """Keep out whoever deletes generations, for as long as this connection lives; waits for one who does."""
    await connection.execute(text("select pg_advisory_lock(:key)"), {"key": GENERATIONS_LOCK})


async def try_lock_generations(connection: AsyncConnection) -> bool:
    """Do the same where nobody fills or deletes generations; return False where somebody does."""
    return await _try_lock(connection, GENERATIONS_LOCK)


async def _try_lock(connection: AsyncConnection, key: int) -> bool:
    return bool(await connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": key}))


async def release(connection: AsyncConnection) -> None:
    """Let go of what this connection claimed for its life, whatever became of its transaction."""
    await connection.rollback()
    await connection.execute(text("select pg_advisory_unlock_all()"))
