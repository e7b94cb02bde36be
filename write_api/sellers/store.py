"""SQL for shops."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.listing import ShopRef
from core.tables import shops

REF = (shops.c.id, shops.c.name, shops.c.city, shops.c.country)
SETTINGS = (shops.c.ai_channels, shops.c.time_zone, shops.c.currency)


async def of_owner(connection: AsyncConnection, account_id: str) -> ShopRef | None:
    """Return the account's shop; the oldest when it has several."""
    oldest = select(*REF).where(shops.c.owner_id == account_id).order_by(shops.c.created_at, shops.c.id)
    row = (await connection.execute(oldest.limit(1))).first()
    return ShopRef(id=row.id, name=row.name, city=row.city, country=row.country) if row else None


async def by_name(connection: AsyncConnection, names: Iterable[str]) -> dict[str, ShopRef]:
    """Return the shops with these names."""
    rows = await connection.execute(select(*REF).where(shops.c.name.in_(list(names))))
    return {row.name: ShopRef(id=row.id, name=row.name, city=row.city, country=row.country) for row in rows}


async def is_taken(connection: AsyncConnection, name: str) -> bool:
    """Tell whether a shop has this name, whatever its capitals."""
    same = func.lower(shops.c.name) == func.lower(name)
    return (await connection.execute(select(shops.c.id).where(same).limit(1))).first() is not None


async def insert_missing(connection: AsyncConnection, new: Sequence[dict[str, Any]]) -> int:
    """Insert shops whose name is free; return how many were."""
    if not new:
        return 0
    statement = insert(shops).on_conflict_do_nothing().returning(shops.c.id)
    return len((await connection.execute(statement, sorted(new, key=itemgetter("name")))).all())


async def settings_of(connection: AsyncConnection, shop_id: str, *, hold: bool = False) -> dict[str, Any]:
    """Return what its maker set for a shop; hold the shop until the transaction ends if asked."""
    found = select(*SETTINGS).where(shops.c.id == shop_id)
    found = found.with_for_update(key_share=True) if hold else found
    return dict((await connection.execute(found)).mappings().one())


async def set_settings(connection: AsyncConnection, shop_id: str, changed: dict[str, Any]) -> None:
    """Set some of them. Where assistants are concerned a new version tells the indexer to look at the listings."""
    shown = {"version": shops.c.version + 1} if "ai_channels" in changed else {}
    await connection.execute(update(shops).where(shops.c.id == shop_id).values(**changed, **shown))


async def hand_over(connection: AsyncConnection, shop_id: str, owner_id: str) -> None:
    """Make the account the owner of the shop."""
    await connection.execute(update(shops).where(shops.c.id == shop_id).values(owner_id=owner_id))
