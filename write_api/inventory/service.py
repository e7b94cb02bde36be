"""What happens when stock is counted, in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.inventory import StockCall, StockChange, StockReport
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import Changes, differences
from write_api.inventory import rules, store
from write_api.inventory.reports import report
from write_api.inventory.rules import Decision, Movement, Shelf, Stock
from write_api.listings import service as listings
from write_api.listings.pieces import Piece
from write_api.sellers import service as sellers

LOGGED = ("quantity", "held", "state")


async def count(connection: AsyncConnection, author: Author, call: StockCall) -> StockReport:
    """Set or adjust stock in the account's own shop.

    Raises:
        MarketError: not_a_seller.
    """
    shop = await sellers.shop_of(connection, author.account)
    return await apply(connection, author, shop.id, call.items, counted_at=None)


async def apply(
    connection: AsyncConnection,
    author: Author,
    shop_id: str,
    wanted: Sequence[StockChange],
    *,
    counted_at: datetime | None,
) -> StockReport:
    """Do what the rows want, each for itself, and tell what became of each.

    `counted_at` is the instant at which somebody else counted; None when the rows are true now. What a row
    expects of a version is that before the call: rows about variants of one listing are not in conflict.
    """
    shelves = await store.lock_by_sku(connection, shop_id, {row.sku for row in wanted})
    by_sku = {stock.sku: (shelf, stock) for shelf in shelves.values() for stock in shelf.living}
    decided: dict[str, Decision] = {}
    counted: dict[str, list[Stock]] = {}
    for row in wanted:
        if row.sku not in by_sku or row.sku in decided:
            continue
        shelf, stock = by_sku[row.sku]
        decided[row.sku] = decision = rules.decide(shelf, stock, row, counted_at)
        if decision.outcome in ("updated", "unchanged"):
            counted.setdefault(shelf.id, []).append(decision.after)
    movements = [_counted(shelves[id_], stocks) for id_, stocks in counted.items()]
    # Also where nothing changed: what was counted is true for a later instant now.
    await store.save(connection, movements, is_counted=True, counted_at=counted_at)
    await record(connection, author, "stock.counted", movements)
    now = shelves | {one.after.id: one.after for one in movements}
    return report(wanted, decided, now)


def _counted(before: Shelf, stocks: Sequence[Stock]) -> Movement:
    told = []
    for stock in stocks:
        was = before.stocks[stock.variant_id]
        is_told = was.low_stock_told or rules.is_low(before, was, stock)
        told.append(replace(stock, low_stock_told=rules.told_after_count(before, stock, is_told=is_told)))
    return rules.moved(before, told)


async def restock(
    connection: AsyncConnection, author: Author, pieces: Mapping[Piece, int], reference: str
) -> None:
    """Put pieces that were sold from stock back, as those of a cancelled order. The caller does it once.

    What is not counted any more, because its variant was taken off or its listing has variants now, stays away.
    """
    shelves = await store.lock_by_id(connection, {piece.listing_id for piece in pieces})
    back: dict[str, list[Stock]] = {}
    for piece, number in pieces.items():
        shelf = shelves.get(piece.listing_id)
        stock = shelf.stocks.get(piece.variant_id) if shelf else None
        if stock is not None and not stock.is_removed and number > 0:
            back.setdefault(piece.listing_id, []).append(rules.put_back(stock, number))
    movements = [_counted(shelves[id_], stocks) for id_, stocks in back.items()]
    await store.save(connection, movements, is_counted=True, counted_at=None)
    await record(connection, author, "stock.restocked", movements, reference)


async def record(
    connection: AsyncConnection,
    author: Author,
    action: str,
    movements: Iterable[Movement],
    reference: str = "",
) -> None:
    """Write down everywhere it belongs what has happened to stock: log, events, index."""
    moved = [(one, changes) for one in movements if (changes := _changes(one))]
    because = {"reference": {"before": None, "after": reference}} if reference else {}
    await audit.note(
        connection,
        author,
        (audit.Entry(action, one.after.id, one.after.shop_id, changes | because) for one, changes in moved),
    )
    low = [
        _low_stock(one.after, after)
        for one, _ in moved
        for before, after in one.pairs
        if rules.is_low(one.before, before, after)
    ]
    await store.add_events(connection, low)
    seen = [one.after for one, _ in moved if one.after.version != one.before.version]
    # With a variant that is sold out its colour, say, is one no more.
    await listings.announce(connection, seen, says_the_same=not any(one.has_variants for one in seen))


async def purge(engine: AsyncEngine) -> None:
    """Forget old events and holds."""
    async with engine.begin() as connection:
        await store.delete_old(connection)


def _changes(one: Movement) -> Changes:
    changes = differences(_logged(one.before), _logged(one.after))
    variants = [pair for pair in one.pairs if pair[0].variant_id and _pieces(pair[0]) != _pieces(pair[1])]
    if variants:
        changes["variants"] = {
            "before": {before.sku: _pieces(before) for before, _ in variants},
            "after": {after.sku: _pieces(after) for _, after in variants},
        }
    return changes


def _logged(shelf: Shelf) -> dict[str, object]:
    return {name: getattr(shelf, name) for name in LOGGED}


def _pieces(stock: Stock) -> dict[str, int]:
    return {"quantity": stock.quantity, "held": stock.held}


def _low_stock(shelf: Shelf, stock: Stock) -> dict[str, object]:
    which = {"variant_id": stock.variant_id, "options": dict(stock.options)} if stock.variant_id else {}
    return {
        "shop_id": shelf.shop_id,
        "kind": "low_stock",
        "object_id": shelf.id,
        "data": {
            "sku": stock.sku,
            "title": shelf.title,
            "available": stock.available,
            "low_stock_level": shelf.low_stock_level,
        }
        | which,
    }
