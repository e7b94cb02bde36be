"""What happens when stock is counted, in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.inventory import StockCall, StockChange, StockReport, StockRow
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.inventory import rules, store
from write_api.inventory.rules import Stock
from write_api.listings import service as listings
from write_api.listings.pieces import Piece
from write_api.sellers import service as sellers

LOGGED = ("quantity", "held", "state")


@dataclass(frozen=True)
class Movement:
    """The stock of a listing before and after something happened to it."""

    before: Stock
    after: Stock


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

    `counted_at` is the instant at which somebody else counted; None when the rows are true now.
    """
    stocks = await store.lock_by_sku(connection, shop_id, {row.sku for row in wanted})
    rows: list[StockRow] = []
    counted: list[Movement] = []
    seen: set[str] = set()
    for row in wanted:
        if row.sku in seen or row.sku not in stocks:
            rows.append(_unusable(row.sku, is_repeated=row.sku in seen))
            continue
        seen.add(row.sku)
        before = stocks[row.sku]
        decision = rules.decide(before, row, counted_at)
        rows.append(_shown(decision))
        if decision.outcome in ("updated", "unchanged"):
            counted.append(Movement(before, decision.after))
    await _save_counted(connection, author, counted, counted_at)
    tally = [row.outcome for row in rows]
    updated, unchanged = tally.count("updated"), tally.count("unchanged")
    return StockReport(
        items=rows, updated=updated, unchanged=unchanged, refused=len(rows) - updated - unchanged
    )


async def _save_counted(
    connection: AsyncConnection, author: Author, counted: Iterable[Movement], counted_at: datetime | None
) -> None:
    movements = []
    for one in counted:
        is_told = one.before.low_stock_told or rules.is_low(one.before, one.after)
        told = rules.told_after_count(one.after, is_told=is_told)
        movements.append(Movement(one.before, replace(one.after, low_stock_told=told)))
    # Also where nothing changed: what was counted is true for a later instant now.
    after = [one.after for one in movements]
    await store.save(connection, after, is_counted=True, counted_at=counted_at)
    await record(connection, author, "stock.counted", movements)


async def restock(
    connection: AsyncConnection, author: Author, pieces: Mapping[Piece, int], reference: str
) -> None:
    """Put pieces back that were sold and are not taken; `reference` is the order they were sold with."""
    stocks = await store.lock_by_id(connection, {piece.listing_id for piece in pieces})
    movements = []
    for piece, more in pieces.items():
        before = stocks[piece.listing_id]
        after = rules.with_quantity(before, before.quantity + more)
        told = rules.told_after_count(after, is_told=before.low_stock_told)
        movements.append(Movement(before, replace(after, low_stock_told=told)))
    await store.save(connection, [one.after for one in movements], is_counted=True, counted_at=None)
    await record(connection, author, "stock.returned", movements, reference)


async def record(
    connection: AsyncConnection,
    author: Author,
    action: str,
    movements: Iterable[Movement],
    reference: str = "",
) -> None:
    """Write down everywhere it belongs what has happened to stock: log, events, index."""
    moved = [one for one in movements if _logged(one.before) != _logged(one.after)]
    because = {"reference": {"before": None, "after": reference}} if reference else {}
    await audit.note(
        connection,
        author,
        (
            audit.Entry(
                action,
                one.after.id,
                one.after.shop_id,
                differences(_logged(one.before), _logged(one.after)) | because,
            )
            for one in moved
        ),
    )
    await store.add_events(
        connection, [_low_stock(one.after) for one in moved if rules.is_low(one.before, one.after)]
    )
    await listings.announce(
        connection, [one.after for one in moved if one.after.version != one.before.version]
    )


async def purge(engine: AsyncEngine) -> None:
    """Forget old events and holds."""
    async with engine.begin() as connection:
        await store.delete_old(connection)


def _logged(stock: Stock) -> dict[str, object]:
    return {name: getattr(stock, name) for name in LOGGED}


def _low_stock(stock: Stock) -> dict[str, object]:
    return {
        "shop_id": stock.shop_id,
        "kind": "low_stock",
        "object_id": stock.id,
        "data": {
            "sku": stock.sku,
            "title": stock.title,
            "available": stock.available,
            "low_stock_level": stock.low_stock_level,
        },
    }


def _shown(decision: rules.Decision) -> StockRow:
    stock = decision.after
    return StockRow(
        sku=stock.sku,
        outcome=decision.outcome,
        detail=decision.detail,
        listing_id=stock.id,
        quantity=stock.quantity,
        held=stock.held,
        available=stock.available,
        state=stock.state,
        version=stock.version,
    )


def _unusable(sku: str, *, is_repeated: bool) -> StockRow:
    if is_repeated:
        detail = "An earlier row of this call names the SKU already, and only the first counts."
        return StockRow(sku=sku, outcome="repeated_sku", detail=detail)
    detail = "Your shop has no listing with this SKU. Check its spelling, capitals included."
    return StockRow(sku=sku, outcome="unknown_sku", detail=detail)
