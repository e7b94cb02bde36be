"""SQL for uploaded pictures. Lock order: the files, the shop, its pictures by name."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import images, shops

# Whoever puts files into the folder shares it until the row is committed; who takes files away has it alone.
FILES_LOCK = 7_236_514_023
UNUSED_FOR = text("interval '1 day'")


async def hold_files(connection: AsyncConnection) -> None:
    """Have no file removed until the transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock_shared(FILES_LOCK)))


async def hold_files_alone(connection: AsyncConnection) -> None:
    """Have no file added until the transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(FILES_LOCK)))


async def count(connection: AsyncConnection, shop_id: str) -> int:
    """Return how many pictures a shop has; holds the shop, so that two uploads count in turn."""
    await connection.execute(select(shops.c.id).where(shops.c.id == shop_id).with_for_update(key_share=True))
    mine = select(func.count()).where(images.c.shop_id == shop_id)
    return int(await connection.scalar(mine) or 0)


async def again(
    connection: AsyncConnection, shop_id: str, source_sha256: str, alt: str
) -> Mapping[str, Any] | None:
    """Return the picture that a shop made of a file before; it counts as uploaded now, with these words."""
    changed = {"uploaded_at": func.now()} | ({"alt": alt} if alt else {})
    same = update(images).where(images.c.shop_id == shop_id, images.c.source_sha256 == source_sha256)
    row = (await connection.execute(same.values(changed).returning(*images.c))).mappings().first()
    return dict(row) if row else None


async def add(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Add a picture."""
    await connection.execute(insert(images).values(row))


async def use(connection: AsyncConnection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Keep pictures, by (shop id, name), for good; return the words of those that the shops have."""
    pairs = sorted(set(wanted))
    if not pairs:
        return {}
    mine = tuple_(images.c.shop_id, images.c.name).in_(pairs)
    held = select(images.c.shop_id, images.c.name, images.c.alt).where(mine)
    rows = (await connection.execute(held.order_by(images.c.id).with_for_update(key_share=True))).all()
    await connection.execute(
        update(images).where(mine, images.c.used_at.is_(None)).values(used_at=func.now())
    )
    return {(row.shop_id, row.name): row.alt for row in rows}


async def forget_unused(connection: AsyncConnection) -> int:
    """Delete pictures that no listing has ever named and that were uploaded more than a day ago."""
    old = images.c.uploaded_at < func.now() - UNUSED_FOR
    return (await connection.execute(delete(images).where(images.c.used_at.is_(None), old))).rowcount


async def known(connection: AsyncConnection, names: Collection[str]) -> set[str]:
    """Return which of these names some shop has."""
    found = select(images.c.name).where(images.c.name.in_(names))
    return set((await connection.execute(found)).scalars())
