"""SQL for telling makers. Lock order: the events of one shop, then the mail."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Text, and_, cast, func, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import accounts, external_identities, listings, seller_events, shops, variants
from write_api.alerts.rules import News, Piece

# An event waits until nothing more has happened in its shop for a while, but not for ever; what nobody could be
# told for a day, because there was no mail, is old.
QUIET, LONGEST, OLD = timedelta(minutes=1), timedelta(minutes=10), timedelta(days=1)
AT_ONCE = 100
NEW = and_(
    seller_events.c.kind == "low_stock",
    seller_events.c.told_at.is_(None),
    seller_events.c.created_at > func.now() - OLD,
)
# An account that a catalogue brought and nobody has signed in to is nobody yet to be written to; and there are
# people of another provider whose address nobody knows.
IS_SOMEBODY = or_(
    accounts.c.password_hash.is_not(None),
    select(external_identities.c.account_id)
    .where(external_identities.c.account_id == accounts.c.id)
    .exists(),
)
RECIPIENT = (
    select(accounts.c.email, accounts.c.name, shops.c.name.label("shop"))
    .join(shops, shops.c.owner_id == accounts.c.id)
    .where(IS_SOMEBODY, ~accounts.c.email.endswith("@no-address.invalid"), ~shops.c.suspended)
)  # fmt: skip
_VARIANT = func.coalesce(seller_events.c.data["variant_id"].astext, cast("", Text))
PIECES = (
    select(
        listings.c.title,
        func.coalesce(variants.c.sku, listings.c.sku).label("sku"),
        variants.c.options,
        (
            func.coalesce(variants.c.quantity, listings.c.quantity)
            - func.coalesce(variants.c.held, listings.c.held)
        ).label("available"),
        shops.c.low_stock_level.label("level"),
        and_(
            listings.c.state.in_(("active", "sold_out")),
            ~listings.c.made_to_order,
            variants.c.removed_at.is_(None),
        ).label("is_on_offer"),
    )
    .select_from(seller_events)
    .join(listings, listings.c.id == seller_events.c.object_id)
    .join(shops, shops.c.id == listings.c.shop_id)
    .outerjoin(variants, and_(variants.c.listing_id == listings.c.id, variants.c.id == _VARIANT))
    .ext(distinct_on(listings.c.id, _VARIANT))
    .order_by(listings.c.id, _VARIANT)
)


async def shops_with_news(connection: AsyncConnection) -> list[str]:
    """Return shops in which something ran low that its maker should hear of now."""
    ripe = or_(
        func.max(seller_events.c.created_at) < func.now() - QUIET,
        func.min(seller_events.c.created_at) < func.now() - LONGEST,
    )
    found = select(seller_events.c.shop_id).where(NEW).group_by(seller_events.c.shop_id).having(ripe)
    return list((await connection.execute(found.limit(AT_ONCE))).scalars())


async def take_news(connection: AsyncConnection, shop_id: str) -> list[int]:
    """Mark what a shop's maker has not been told as told, and return its events: each is taken once."""
    untold = select(seller_events.c.id).where(seller_events.c.shop_id == shop_id, NEW)
    taken = (
        update(seller_events)
        .where(seller_events.c.id.in_(untold.order_by(seller_events.c.id).with_for_update(skip_locked=True)))
        .values(told_at=func.now())
        .returning(seller_events.c.id)
    )
    return list((await connection.execute(taken)).scalars())


async def news_of(connection: AsyncConnection, shop_id: str, event_ids: list[int]) -> News | None:
    """Return what these events come to now, None when there is nobody to tell."""
    to: Any = (await connection.execute(RECIPIENT.where(shops.c.id == shop_id))).first()
    if to is None:
        return None
    rows = await connection.execute(PIECES.where(seller_events.c.id.in_(event_ids)))
    pieces = [Piece(**dict(row) | {"options": row["options"] or {}}) for row in rows.mappings()]
    return News(recipient=to.email, name=to.name, shop=to.shop, pieces=pieces)
