"""What happens when a maker takes a step with an order: accept, ship, deliver, cancel.

`site` is where our own pictures are, for the order that a conflict shows.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.inventory import service as inventory
from write_api.orders import cancelling, rules, store
from write_api.orders.cancelling import Why
from write_api.orders.notices import Notices
from write_api.orders.reading import service as reading
from write_api.orders.rules import Part, Status
from write_api.orders.shapes import SellerCancellation, Shipment, StatusChange

DONE: Mapping[Literal["accept", "deliver"], str] = {"accept": "accepted", "deliver": "delivered"}


async def accept(
    connection: AsyncConnection,
    author: Author,
    shop_order_id: str,
    wanted: StatusChange,
    *,
    at: datetime,
    site: str = "",
) -> None:
    """Say that the maker takes the order on. Once more changes nothing.

    Raises:
        MarketError: not_a_seller, order_not_found, version_conflict, order_state.
    """
    await _plain_step(connection, author, shop_order_id, wanted, "accept", at, site)


async def deliver(
    connection: AsyncConnection,
    author: Author,
    shop_order_id: str,
    wanted: StatusChange,
    *,
    at: datetime,
    site: str = "",
) -> None:
    """Say that the order has arrived. Once more changes nothing.

    Raises:
        MarketError: not_a_seller, order_not_found, version_conflict, order_state.
    """
    await _plain_step(connection, author, shop_order_id, wanted, "deliver", at, site)


async def ship(
    connection: AsyncConnection,
    author: Author,
    shop_order_id: str,
    wanted: Shipment,
    *,
    notices: Notices | None,
    at: datetime,
    site: str = "",
) -> None:
    """Say that the order was sent. Once more corrects where it can be followed, or changes nothing.

    Raises:
        MarketError: not_a_seller, order_not_found, version_conflict, order_state.
    """
    part = await _lock(connection, author, shop_order_id, wanted, at, site)
    status = rules.after(part.status, "ship", "seller")
    tracking = wanted.tracking.model_dump() if wanted.tracking else None
    if part.status != status:
        await advance(connection, author, part, status, at, tracking=tracking)
        await add_event(connection, part, "shipped", "seller", at, {"tracking": tracking} if tracking else {})
        if notices is not None:
            await notices.shipped(connection, part.order_id, part.id)
    elif tracking and tracking != part.tracking:
        await advance(connection, author, part, status, at, tracking=tracking)
        await add_event(connection, part, "tracking_changed", "seller", at, {"tracking": tracking})


async def cancel(
    connection: AsyncConnection,
    author: Author,
    shop_order_id: str,
    wanted: SellerCancellation,
    *,
    notices: Notices | None,
    at: datetime,
    site: str = "",
) -> None:
    """Cancel what the maker cannot send.

    Raises:
        MarketError: not_a_seller, order_not_found, version_conflict, order_state, invalid_request.
    """
    part = await _lock(connection, author, shop_order_id, wanted, at, site)
    lines = cancelling.pieces_by_line(part, wanted.lines) if wanted.lines is not None else None
    chosen = rules.to_cancel(part, lines, "seller")
    why = Why("seller", wanted.reason, wanted.note, at)
    await cancelling.cancel(connection, author, part, chosen, why, notices)
    await inventory.restock(connection, author, cancelling.to_put_back(part, chosen, why), part.order_id)


async def advance(
    connection: AsyncConnection,
    author: Author,
    part: Part,
    status: Status,
    at: datetime,
    *,
    tracking: Mapping[str, str] | None = None,
) -> None:
    """Write where a part is now, with the steps that lie before that, and note who said so."""
    reached: dict[str, Any] = {"status": status}
    if status != part.status:
        reached[f"{status}_at"] = at
        # What is on its way was taken on, and what has arrived was sent.
        passed = (
            ("accepted",) if status == "shipped" else ("accepted", "shipped") if status == "delivered" else ()
        )
        reached |= {f"{one}_at": at for one in passed if getattr(part, f"{one}_at") is None}
    if tracking:
        reached["tracking"] = dict(tracking)
    await store.save(connection, part, **reached)
    changes = differences(
        {"status": part.status, "tracking": part.tracking},
        {"status": status, "tracking": dict(tracking) if tracking else part.tracking},
    )
    happened = status if status != part.status else "tracking_changed"
    await audit.note(connection, author, [audit.Entry(f"order.{happened}", part.id, part.shop_id, changes)])


async def add_event(
    connection: AsyncConnection,
    part: Part,
    kind: str,
    source: str,
    happened_at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Add a row to the timeline of a part."""
    event = {
        "order_id": part.order_id,
        "shop_order_id": part.id,
        "kind": kind,
        "source": source,
        "data": dict(data or {}),
        "happened_at": happened_at,
    }
    await store.add_events(connection, [event])


async def _plain_step(
    connection: AsyncConnection,
    author: Author,
    shop_order_id: str,
    wanted: StatusChange,
    action: Literal["accept", "deliver"],
    at: datetime,
    site: str,
) -> None:
    part = await _lock(connection, author, shop_order_id, wanted, at, site)
    status = rules.after(part.status, action, "seller")
    if status != part.status:
        await advance(connection, author, part, status, at)
        await add_event(connection, part, DONE[action], "seller", at)


async def _lock(
    connection: AsyncConnection,
    author: Author,
    shop_order_id: str,
    wanted: StatusChange | SellerCancellation,
    at: datetime,
    site: str,
) -> Part:
    order_id = await reading.own_part(connection, author.account, shop_order_id)
    await store.lock(connection, order_id)
    part = next(one for one in await store.parts_of(connection, order_id) if one.id == shop_order_id)
    if wanted.expected_version not in (None, part.version):
        current = await reading.seller_order(connection, part.id, at, site)
        raise MarketError(
            Code.VERSION_CONFLICT,
            f"You expected version {wanted.expected_version}, but the order is at {part.version}. Look at `current` "
            "and decide again.",
            param="expected_version",
            current=current.model_dump(mode="json"),
        )
    return part
