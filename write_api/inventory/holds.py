"""Stock that an open checkout keeps others from buying: held, then released or sold, each once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Code, MarketError
from write_api.audit.authors import SWEEPER, Author
from write_api.inventory import rules, store
from write_api.inventory.rules import Stock
from write_api.inventory.service import Movement, record
from write_api.inventory.store import Hold


async def hold(
    connection: AsyncConnection,
    author: Author,
    reference: str,
    wanted: Mapping[str, int],
    *,
    lasts: timedelta,
) -> list[Hold]:
    """Hold pieces by listing id, all or none, under a reference that is used for nothing else.

    What a made-to-order listing lacks in stock is to be made. The same again returns what is held.

    Raises:
        MarketError: out_of_stock, with `short`: what was wanted and what there is, by listing.
        ValueError: a number is not positive, or the reference was used for something else.
    """
    if not wanted or min(wanted.values()) < 1:
        raise ValueError("hold one piece or more")
    stocks = await store.lock_by_id(connection, wanted)
    if known := await store.holds_of(connection, reference):
        if {one.listing_id: one.quantity + one.to_make for one in known} != dict(wanted):
            raise ValueError(f"{reference} holds something else")
        return _unreleased(known)
    split = {id_: rules.holdable(stocks[id_], n) if id_ in stocks else None for id_, n in wanted.items()}
    holds = [Hold(reference, id_, *parts, "held") for id_, parts in split.items() if parts is not None]
    if len(holds) < len(wanted):
        raise _out_of_stock(wanted, stocks, {one.listing_id for one in holds})
    await store.insert_holds(connection, holds, lasts)
    await _move(
        connection, author, "stock.held", stocks, {one.listing_id: one.quantity for one in holds}, reference
    )
    return holds


async def release(connection: AsyncConnection, author: Author, reference: str) -> list[Hold]:
    """Give back what a reference still holds, and return it; nothing when it was released or sold before."""
    stocks, still_held = await _lock(connection, reference)
    await store.close_holds(connection, reference, "released")
    pieces = {one.listing_id: -one.quantity for one in still_held}
    await _move(connection, author, "stock.released", stocks, pieces, reference)
    return still_held


async def sell(connection: AsyncConnection, author: Author, reference: str) -> list[Hold]:
    """Take what a reference holds out of stock for good, and return it. Once more takes nothing.

    Raises:
        MarketError: hold_ended when any of it was released, or nothing was ever held.
    """
    stocks, still_held = await _lock(connection, reference)
    if not still_held:
        return _sold_before(await store.holds_of(connection, reference))
    await store.close_holds(connection, reference, "sold")
    movements = []
    for one in still_held:
        before = stocks[one.listing_id]
        after = before
        if one.quantity:
            taken = rules.with_quantity(before, before.quantity - one.quantity)
            after = replace(taken, held=before.held - one.quantity)
        movements.append(Movement(before, after))
    await store.save(connection, [one.after for one in movements], is_counted=True, counted_at=None)
    await record(connection, author, "stock.sold", movements, reference)
    return [replace(one, state="sold") for one in still_held]


async def release_expired(engine: AsyncEngine) -> int:
    """Release what has been held too long, a transaction a reference; return how many references."""
    async with engine.connect() as connection:
        references = await store.expired(connection)
    for reference in references:
        async with engine.begin() as connection:
            await release(connection, SWEEPER, reference)
    return len(references)


async def _lock(connection: AsyncConnection, reference: str) -> tuple[dict[str, Stock], list[Hold]]:
    stocks = await store.lock_by_id(connection, await store.listings_of(connection, reference))
    known = await store.holds_of(connection, reference)
    return stocks, [one for one in known if one.state == "held"]


async def _move(
    connection: AsyncConnection,
    author: Author,
    action: str,
    stocks: Mapping[str, Stock],
    pieces: Mapping[str, int],
    reference: str,
) -> None:
    movements = []
    for listing_id, more in pieces.items():
        before = stocks[listing_id]
        after = rules.with_held(before, before.held + more)
        told = before.low_stock_told or rules.is_low(before, after)
        movements.append(Movement(before, replace(after, low_stock_told=told)))
    await store.save(connection, [one.after for one in movements], is_counted=False, counted_at=None)
    await record(connection, author, action, movements, reference)


def _unreleased(known: list[Hold]) -> list[Hold]:
    if any(one.state == "released" for one in known):
        raise MarketError(Code.HOLD_ENDED)
    return known


def _sold_before(known: list[Hold]) -> list[Hold]:
    if not known or any(one.state != "sold" for one in known):
        raise MarketError(Code.HOLD_ENDED)
    return known


def _out_of_stock(wanted: Mapping[str, int], stocks: Mapping[str, Stock], held: set[str]) -> MarketError:
    short = [
        {"listing_id": id_, "wanted": number, "available": stocks[id_].available if id_ in stocks else 0}
        for id_, number in wanted.items()
        if id_ not in held
    ]
    return MarketError(Code.OUT_OF_STOCK, short=short)
