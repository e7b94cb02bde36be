"""SQL for shipping profiles. Lock order: the shop, the profile, then its listings by id."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import listings, shops
from core.tables import shipping_profiles as profiles
from write_api.shipping.shapes import NewShippingProfile, ShippingProfile, ShippingRate

IN_USE = (
    select(func.count())
    .where(listings.c.shipping_profile_id == profiles.c.id)
    .scalar_subquery()
    .label("listings")
)


class Written(NamedTuple):
    """A listing at the version it has now."""

    id: str
    version: int


class Held(NamedTuple):
    """A profile as a listing needs it, which stays as it is until the transaction ends."""

    shop_id: str
    currency: str
    rates: list[ShippingRate]


async def count(connection: AsyncConnection, shop_id: str) -> int:
    """Return how many profiles a shop has; holds the shop, so that names and numbers are looked at in turn."""
    await connection.execute(select(shops.c.id).where(shops.c.id == shop_id).with_for_update(key_share=True))
    return int(await connection.scalar(select(func.count()).where(profiles.c.shop_id == shop_id)) or 0)


async def add(connection: AsyncConnection, shop_id: str, new: ShippingProfile) -> bool:
    """Add a profile; False when the shop has one of its name."""
    row = {"id": new.id, "shop_id": shop_id, "version": new.version} | _columns(new)
    free = insert(profiles).values(row).on_conflict_do_nothing().returning(profiles.c.id)
    return (await connection.execute(free)).first() is not None


async def of_shop(connection: AsyncConnection, shop_id: str) -> list[ShippingProfile]:
    """Return a shop's profiles by name."""
    rows = await connection.execute(_profiles(shop_id).order_by(profiles.c.name, profiles.c.id))
    return [_to_profile(row) for row in rows]


async def get(connection: AsyncConnection, shop_id: str, profile_id: str) -> ShippingProfile | None:
    """Return a shop's own profile."""
    row = (await connection.execute(_profiles(shop_id).where(profiles.c.id == profile_id))).first()
    return _to_profile(row) if row else None


async def by_id(connection: AsyncConnection, profile_ids: Collection[str]) -> dict[str, NewShippingProfile]:
    """Return what these profiles say, whosever they are."""
    said = select(profiles.c.id, profiles.c.name, profiles.c.currency, profiles.c.rates)
    rows = await connection.execute(said.where(profiles.c.id.in_(profile_ids)))
    return {
        row.id: NewShippingProfile(
            name=row.name, currency=row.currency, rates=[ShippingRate(**rate) for rate in row.rates]
        )
        for row in rows
    }


async def lock(
    connection: AsyncConnection, shop_id: str, profile_id: str, *, for_good: bool = False
) -> ShippingProfile | None:
    """Return a shop's own profile and hold it: whoever lists by it waits. `for_good` is for one that is to go."""
    row = profiles.c.id == profile_id
    held = select(profiles.c.id).where(row, profiles.c.shop_id == shop_id)
    await connection.execute(held.with_for_update(key_share=not for_good))
    # Another statement, so that it counts the listings of those we have waited for.
    return await get(connection, shop_id, profile_id)


async def hold(connection: AsyncConnection, account_id: str, profile_id: str) -> Held | None:
    """Return an account's own profile, which nobody can change until the transaction ends."""
    mine = (
        select(profiles.c.shop_id, profiles.c.currency, profiles.c.rates)
        .join(shops, shops.c.id == profiles.c.shop_id)
        .where(profiles.c.id == profile_id, shops.c.owner_id == account_id)
    )
    row = (await connection.execute(mine.with_for_update(read=True, of=profiles))).first()
    return Held(row.shop_id, row.currency, [ShippingRate(**rate) for rate in row.rates]) if row else None


async def is_taken(connection: AsyncConnection, shop_id: str, name: str) -> bool:
    """Tell whether a shop has a profile of this name. The caller holds the shop."""
    same = select(profiles.c.id).where(profiles.c.shop_id == shop_id, profiles.c.name == name)
    return (await connection.execute(same)).first() is not None


async def save(connection: AsyncConnection, profile: ShippingProfile) -> None:
    """Write a profile that the caller holds."""
    this = update(profiles).where(profiles.c.id == profile.id)
    await connection.execute(this.values(version=profile.version, **_columns(profile)))


async def delete(connection: AsyncConnection, profile_id: str) -> None:
    """Delete a profile that the caller holds, and by which nothing is sent."""
    await connection.execute(delete_from(profiles).where(profiles.c.id == profile_id))


async def lock_listings(connection: AsyncConnection, profile_id: str) -> list[str]:
    """Return the listings that are sent by a profile, by id, and hold them."""
    mine = select(listings.c.id).where(listings.c.shipping_profile_id == profile_id)
    return list((await connection.execute(mine.order_by(listings.c.id).with_for_update())).scalars())


async def send_to(
    connection: AsyncConnection, listing_ids: Sequence[str], countries: Sequence[str]
) -> list[Written]:
    """Have listings that the caller holds sent to these countries; return their new versions."""
    changed = (
        update(listings)
        .where(listings.c.id.in_(listing_ids))
        .values(ships_to=list(countries), version=listings.c.version + 1, updated_at=func.now())
        .returning(listings.c.id, listings.c.version)
    )
    return sorted(Written(*row) for row in await connection.execute(changed))


def _profiles(shop_id: str) -> Select[Any]:
    return select(profiles, IN_USE).where(profiles.c.shop_id == shop_id)


def _columns(profile: ShippingProfile) -> dict[str, Any]:
    rates = [rate.model_dump() for rate in profile.rates]
    return {"name": profile.name, "currency": profile.currency, "rates": rates}


def _to_profile(row: Any) -> ShippingProfile:
    return ShippingProfile(
        id=row.id,
        name=row.name,
        currency=row.currency,
        rates=[ShippingRate(**rate) for rate in row.rates],
        listings=row.listings,
        version=row.version,
    )
