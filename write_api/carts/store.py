"""SQL for carts. Lock order: an account's cart, then a guest's; then their lines."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import new_id
from core.money import Money
from core.tables import cart_lines, carts
from write_api.carts.rules import Line
from write_api.carts.view import Kept
from write_api.listings.pieces import Piece

ACCOUNT_LASTS, GUEST_LASTS = timedelta(days=30), timedelta(days=7)
KEPT = select(*(carts.c[name] for name in ("id", "account_id", "merged_into", "version", "expires_at")))
ALIVE = carts.c.expires_at > func.now()
LINES = (
    select(
        *(cart_lines.c[name] for name in ("id", "listing_id", "variant_id", "personalization", "quantity")),
        *(cart_lines.c[name] for name in ("title", "price_minor", "currency")),
    )
    .order_by(cart_lines.c.position)
)  # fmt: skip


async def open_guests(connection: AsyncConnection, cart_id: str, secret_hash: bytes) -> Kept:
    """Insert a guest's cart and return it; nobody else knows it yet."""
    row = {"id": cart_id, "secret_hash": secret_hash, "expires_at": func.now() + GUEST_LASTS}
    await connection.execute(insert(carts).values(row))
    return Kept(*(await connection.execute(KEPT.where(carts.c.id == cart_id))).one())


async def lock_or_open(connection: AsyncConnection, account_id: str) -> tuple[Kept, bool]:
    """Return the account's cart, held, and whether it was opened now; one that has expired is forgotten."""
    own = carts.c.account_id == account_id
    await connection.execute(delete(carts).where(own, ~ALIVE))
    new = upsert(carts).values(id=new_id("crt"), account_id=account_id, expires_at=func.now() + ACCOUNT_LASTS)
    # An update that changes nothing takes the row's lock, also of one that was opened a moment ago.
    locked = new.on_conflict_do_update(
        index_elements=[carts.c.account_id],
        index_where=carts.c.account_id.is_not(None),
        set_={"account_id": new.excluded.account_id},
    ).returning(*KEPT.selected_columns, (literal_column("carts.xmax") == 0).label("is_new"))
    *kept, is_new = (await connection.execute(locked)).one()
    return Kept(*kept), is_new


async def own(
    connection: AsyncConnection, cart_id: str, account_id: str, *, lock: bool = False
) -> Kept | None:
    """Return an account's cart that has not expired."""
    return await _find(connection, carts.c.id == cart_id, carts.c.account_id == account_id, lock=lock)


async def guests(connection: AsyncConnection, secret_hash: bytes, *, lock: bool = False) -> Kept | None:
    """Return the guest's cart with this secret that has not expired."""
    return await _find(connection, carts.c.secret_hash == secret_hash, lock=lock)


async def _find(connection: AsyncConnection, *which: ColumnElement[bool], lock: bool) -> Kept | None:
    statement = KEPT.where(*which, ALIVE)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    return Kept(*row) if row else None


async def lines_of(connection: AsyncConnection, cart_id: str) -> list[Line]:
    """Return the lines of a cart in their order."""
    rows = await connection.execute(LINES.where(cart_lines.c.cart_id == cart_id))
    return [
        Line(
            id=row.id,
            piece=Piece(row.listing_id, row.variant_id),
            personalization=row.personalization,
            wanted=row.quantity,
            title=row.title,
            price=Money(amount_minor=row.price_minor, currency=row.currency),
        )
        for row in rows
    ]


async def replace_lines(connection: AsyncConnection, cart: Kept, lines: Sequence[Line]) -> Kept:
    """Write the lines of a cart whose row is held; return it, a version on."""
    await connection.execute(delete(cart_lines).where(cart_lines.c.cart_id == cart.id))
    if lines:
        await connection.execute(
            insert(cart_lines), [_columns(cart.id, n, line) for n, line in enumerate(lines)]
        )
    lasts = ACCOUNT_LASTS if cart.account_id else GUEST_LASTS
    touched = (
        update(carts)
        .where(carts.c.id == cart.id)
        .values(version=carts.c.version + 1, updated_at=func.now(), expires_at=func.now() + lasts)
        .returning(*KEPT.selected_columns)
    )
    return Kept(*(await connection.execute(touched)).one())


async def mark_merged(connection: AsyncConnection, guest_cart_id: str, into: str) -> None:
    """Empty a guest's cart whose row is held, and note where its lines have gone."""
    await connection.execute(delete(cart_lines).where(cart_lines.c.cart_id == guest_cart_id))
    await connection.execute(update(carts).where(carts.c.id == guest_cart_id).values(merged_into=into))


async def remove(connection: AsyncConnection, cart_id: str) -> None:
    """Delete a cart with its lines."""
    await connection.execute(delete(carts).where(carts.c.id == cart_id))


async def purge(connection: AsyncConnection) -> int:
    """Delete carts that have expired; return how many."""
    return (await connection.execute(delete(carts).where(~ALIVE))).rowcount


def _columns(cart_id: str, position: int, line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "cart_id": cart_id,
        "position": position,
        "listing_id": line.piece.listing_id,
        "variant_id": line.piece.variant_id,
        "quantity": line.wanted,
        "personalization": line.personalization,
        "title": line.title,
        "price_minor": line.price.amount_minor,
        "currency": line.price.currency,
    }
