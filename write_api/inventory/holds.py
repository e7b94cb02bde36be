"""Stock that an open checkout keeps others from buying: held, then released or sold, each once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Code, MarketError
from write_api.audit.authors import SWEEPER, Author
from write_api.inventory import rules, store
from write_api.inventory.rules import Shelf, Stock
from write_api.inventory.service import record
from write_api.inventory.store import Hold
from write_api.listings.pieces import Piece


async def hold(
    connection: AsyncConnection,
    author: Author,
    reference: str,
    wanted: Mapping[Piece, int],
    *,
    lasts: timedelta,
) -> list[Hold]:
    """Hold pieces, all or none, under a reference that is used for nothing else.

    What a made-to-order listing lacks in stock is to be made. The same again returns what is held.

    Raises:
        MarketError: out_of_stock, with `short`: what was wanted and what there is, by piece.
        ValueError: a number is not positive, or the reference was used for something else.
    """
    if not wanted or min(wanted.values()) < 1:
        raise ValueError("hold one piece or more")
    shelves = await store.lock_by_id(connection, {piece.listing_id for piece in wanted})
    if known := await store.holds_of(connection, reference):
        if {one.piece: one.quantity + one.to_make for one in known} != dict(wanted):
            raise ValueError(f"{reference} holds something else")
        return _unreleased(known)
    split = {piece: _holdable(shelves, piece, number) for piece, number in wanted.items()}
    holds = [Hold(reference, *piece, *parts, "held") for piece, parts in split.items() if parts is not None]
    if len(holds) < len(wanted):
        raise _out_of_stock(wanted, shelves, {one.piece for one in holds})
    await store.insert_holds(connection, holds, lasts)
    await _move(connection, author, "stock.held", shelves, holds, reference)
    return holds


async def release(connection: AsyncConnection, author: Author, reference: str) -> list[Hold]:
    """Give back what a reference still holds, and return it; nothing when it was released or sold before."""
    shelves, still_held = await _lock(connection, reference)
    await store.close_holds(connection, reference, "released")
    await _move(connection, author, "stock.released", shelves, still_held, reference)
    return still_held


async def sell(connection: AsyncConnection, author: Author, reference: str) -> list[Hold]:
    """Take what a reference holds out of stock for good, and return it. Once more takes nothing.

    Raises:
        MarketError: hold_ended when any of it was released, or nothing was ever held.
    """
    shelves, still_held = await _lock(connection, reference)
    if not still_held:
        return _sold_before(await store.holds_of(connection, reference))
    await store.close_holds(connection, reference, "sold")
    await _move(connection, author, "stock.sold", shelves, still_held, reference)
    return [replace(one, state="sold") for one in still_held]


async def release_expired(engine: AsyncEngine) -> int:
    """Release what has been held too long, a transaction a reference; return how many references."""
    async with engine.connect() as connection:
        references = await store.expired(connection)
    for reference in references:
        async with engine.begin() as connection:
            await release(connection, SWEEPER, reference)
    return len(references)


async def _lock(connection: AsyncConnection, reference: str) -> tuple[dict[str, Shelf], list[Hold]]:
    shelves = await store.lock_by_id(connection, await store.listings_of(connection, reference))
    known = await store.holds_of(connection, reference)
    return shelves, [one for one in known if one.state == "held"]


def _holdable(shelves: Mapping[str, Shelf], piece: Piece, number: int) -> tuple[int, int] | None:
    shelf = shelves.get(piece.listing_id)
    return rules.holdable(shelf, piece.variant_id, number) if shelf else None


Move = Literal["stock.held", "stock.released", "stock.sold"]


async def _move(
    connection: AsyncConnection,
    author: Author,
    action: Move,
    shelves: Mapping[str, Shelf],
    holds: Iterable[Hold],
    reference: str,
) -> None:
    moved: dict[str, list[Stock]] = {}
    for one in holds:
        if one.quantity:  # what is to be made moves nothing
            shelf = shelves[one.listing_id]
            moved.setdefault(shelf.id, []).append(_after(action, shelf, one))
    movements = [rules.moved(shelves[id_], stocks) for id_, stocks in moved.items()]
    await store.save(connection, movements, is_counted=action == "stock.sold")
    await record(connection, author, action, movements, reference)


def _after(action: Move, shelf: Shelf, one: Hold) -> Stock:
    before = shelf.stocks[one.variant_id]
    if action == "stock.sold":
        return replace(before, quantity=before.quantity - one.quantity, held=before.held - one.quantity)
    more = one.quantity if action == "stock.held" else -one.quantity
    after = replace(before, held=before.held + more)
    return replace(after, low_stock_told=before.low_stock_told or rules.is_low(shelf, before, after))


def _unreleased(known: list[Hold]) -> list[Hold]:
    if any(one.state == "released" for one in known):
        raise MarketError(Code.HOLD_ENDED)
    return known


def _sold_before(known: list[Hold]) -> list[Hold]:
    if not known or any(one.state != "sold" for one in known):
        raise MarketError(Code.HOLD_ENDED)
    return known


def _out_of_stock(wanted: Mapping[Piece, int], shelves: Mapping[str, Shelf], held: set[Piece]) -> MarketError:
    short = [
        {**piece._asdict(), "wanted": number, "available": _available(shelves, piece)}
        for piece, number in wanted.items()
        if piece not in held
    ]
    return MarketError(Code.OUT_OF_STOCK, short=short)


def _available(shelves: Mapping[str, Shelf], piece: Piece) -> int:
    shelf = shelves.get(piece.listing_id)
    stock = shelf.stocks.get(piece.variant_id) if shelf else None
    return 0 if stock is None or stock.is_removed else stock.available
