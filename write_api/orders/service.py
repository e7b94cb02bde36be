"""What happens when an order is placed, in order."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import new_id
from write_api.accounts.rules import normal_email
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.inventory import holds
from write_api.listings.offers import Offer, offers
from write_api.listings.pieces import Piece
from write_api.orders import guests, rules, store
from write_api.orders.notices import Notices
from write_api.orders.numbers import new_number
from write_api.orders.placing import NewOrder, NewPart, Sums, divide, pieces_of
from write_api.orders.reading import service as reading
from write_api.orders.shapes import Order
from write_api.orders.store import Shop


async def place(
    connection: AsyncConnection,
    author: Author,
    new: NewOrder,
    *,
    notices: Notices | None,
    at: datetime | None = None,
) -> Order:
    """Sell what the checkout holds and write the order down, all in the caller's transaction.

    Again with the same reference it is the same order. `at` is another instant than now for what was bought
    before; without `notices` nobody is told.

    Raises:
        MarketError: hold_ended when the pieces are not held any more.
        ValueError: the lines are not what is held, or amounts are impossible.
    """
    # Whoever sells waits here for another who sells the same: so the look that follows finds their order.
    sold = await holds.sell(connection, author, new.reference)
    if known := await store.by_reference(connection, new.reference):
        return await reading.order(connection, known)
    to_make = {one.piece: one.to_make for one in sold}
    if pieces_of(new.lines) != {one.piece: one.quantity + one.to_make for one in sold}:
        raise ValueError(f"{new.reference} holds something else")
    at = at or datetime.now(UTC)
    found = await offers(connection, to_make)
    if wrong := {one.price.currency for one in found.values()} - {new.currency}:
        raise ValueError(f"an order in {new.currency} cannot hold pieces in {wrong}")
    copies = await store.copies(connection, (piece.listing_id for piece in to_make))
    parts = divide(new, {piece: one.shop.id for piece, one in found.items()}, to_make)
    shops = await store.shops_of(connection, (part.shop_id for part in parts), at)
    order_id = new_id("ord")
    await store.insert_order(
        connection,
        await _order_row(connection, author, new, parts) | {"id": order_id, "placed_at": at},
        [
            _part_row(part, shops[part.shop_id], found)
            | {"order_id": order_id, "position": position, "currency": new.currency, "placed_at": at}
            for position, part in enumerate(parts)
        ],
        [_line_row(line, found[_piece(line)], copies) for part in parts for line in part.lines],
    )
    await _record(connection, author, order_id, parts, at)
    order = await reading.order(connection, order_id)
    if notices is not None:
        await notices.placed(connection, order, secret=new.buyer.secret)
    return order


async def is_placed(connection: AsyncConnection, reference: str) -> bool:
    """Tell whether there is an order under a checkout's reference."""
    return await store.by_reference(connection, reference) is not None


async def _order_row(
    connection: AsyncConnection, author: Author, new: NewOrder, parts: list[NewPart]
) -> dict[str, Any]:
    sums = [part.sums for part in parts]
    whole = Sums(
        sum(one.items_minor for one in sums),
        sum(one.discount_minor for one in sums),
        sum(one.shipping_minor for one in sums),
        sum(one.tax_minor for one in sums),
    )
    buyer = new.buyer
    if (buyer.account_id is None) == (buyer.secret is None):
        raise ValueError("a buyer has an account, or as a guest a secret")
    email = normal_email(buyer.email) or await store.email_of(connection, buyer.account_id or "")
    return whole.columns() | {
        "number": new_number(),
        "reference": new.reference,
        "account_id": buyer.account_id,
        "email": email,
        "secret_hash": guests.hashed(buyer.secret) if buyer.secret else None,
        "client_id": author.client_id,
        "currency": new.currency,
        "ship_to": new.ship_to.model_dump(),
        "gift": new.gift.model_dump() if new.gift else None,
    }


def _part_row(part: NewPart, shop: Shop, found: Mapping[Piece, Offer]) -> dict[str, Any]:
    lead_days = [found[_piece(line)].lead_days for line in part.lines]
    return part.sums.columns() | {
        "id": part.id,
        "shop_id": part.shop_id,
        "fee_minor": part.fee_minor,
        "ship_by": rules.ship_by(shop.today, lead_days),
    }


def _line_row(
    line: Mapping[str, Any], offer: Offer, copies: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    return dict(line) | {
        "sku": offer.sku,
        "title": offer.title,
        "options": dict(offer.options),
        "image": offer.image.model_dump(),
        "made_to_order": offer.made_to_order,
        "lead_days": offer.lead_days,
        "copy": dict(copies[line["listing_id"]]) | {"shop": offer.shop.name},
    }


def _piece(line: Mapping[str, Any]) -> Piece:
    return Piece(line["listing_id"], line["variant_id"])


async def _record(
    connection: AsyncConnection, author: Author, order_id: str, parts: list[NewPart], at: datetime
) -> None:
    placed = {"order_id": order_id, "kind": "placed", "source": "buyer", "happened_at": at}
    await store.add_events(connection, [placed])
    for part in parts:
        told = {"total_minor": part.sums.total_minor, "pieces": sum(line["quantity"] for line in part.lines)}
        await store.add_seller_event(connection, part.shop_id, "order_placed", part.id, told)
    # What makers may read: nothing of the buyer is in there.
    await audit.note(
        connection,
        author,
        [
            audit.Entry(
                "order.placed",
                part.id,
                part.shop_id,
                differences({}, {"status": "placed"} | part.sums.columns()),
            )
            for part in parts
        ],
    )
