"""What happens when pieces of an order are cancelled, by their buyer or by their maker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from core.cart import Total
from core.errors import Code, MarketError
from core.ids import new_id
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.inventory import service as inventory
from write_api.listings.pieces import Piece
from write_api.orders import rules, store
from write_api.orders.money import given_back
from write_api.orders.notices import Notices
from write_api.orders.rules import GONE, Part
from write_api.orders.shapes import Cancellation, CancelledPart, PiecesToCancel


@dataclass(frozen=True)
class Why:
    """Who cancels, for which reason, in which words, when."""

    by: Literal["buyer", "seller"]
    reason: str
    note: str
    at: datetime


async def cancel_order(
    connection: AsyncConnection,
    author: Author,
    order_id: str,
    wanted: Cancellation,
    *,
    notices: Notices | None,
    at: datetime,
) -> list[CancelledPart]:
    """Cancel a buyer's order or some of its lines, each maker's part for itself; tell what became of each.

    Raises:
        MarketError: invalid_request for lines the order does not have; what the first part was refused for,
            when none was cancelled.
    """
    await store.lock(connection, order_id)
    parts = await store.parts_of(connection, order_id)
    by_part = _by_part(parts, wanted.lines)
    why = Why("buyer", wanted.reason, wanted.note, at)
    outcomes: dict[str, CancelledPart] = {}
    refusals: dict[str, MarketError] = {}
    to_stock: dict[Piece, int] = {}
    # By shop: a change of a part ends tallies of its shop, and two orders of the same shops must not cross.
    for part in sorted(parts, key=lambda one: one.shop_id):
        if wanted.lines is not None and part.id not in by_part:
            continue
        try:
            chosen = rules.to_cancel(part, by_part.get(part.id), "buyer")
        except MarketError as refusal:
            refusals[part.id] = refusal
            outcomes[part.id] = _refused(part, refusal)
            continue
        back = await cancel(connection, author, part, chosen, why, notices)
        outcomes[part.id] = CancelledPart(shop_order_id=part.id, outcome="cancelled", amount=back, code=None)
        to_stock |= to_put_back(part, chosen, why)
    as_listed = [part.id for part in parts if part.id in outcomes]
    if len(refusals) == len(outcomes):
        raise refusals[as_listed[0]]
    # Of all parts at once: listings are locked by id, whosever they are.
    await inventory.restock(connection, author, to_stock, order_id)
    return [outcomes[id_] for id_ in as_listed]


async def cancel(
    connection: AsyncConnection,
    author: Author,
    part: Part,
    chosen: Mapping[str, int],
    why: Why,
    notices: Notices | None,
) -> Total:
    """Cancel pieces, by line, of a part whose order is locked; return what goes back to the buyer.

    What goes back to stock is left to the caller.
    """
    back_minor = given_back(
        [(line, chosen.get(line.id, 0)) for line in part.lines], shipping_minor=part.shipping_minor
    )
    back = Total(
        amount_minor=min(back_minor, part.total_minor - part.cancelled_minor), currency=part.currency
    )
    is_all = rules.is_all(part, chosen)
    status = "cancelled" if is_all else part.status
    pieces = [{"line_id": id_, "quantity": number} for id_, number in chosen.items()]
    await store.add_cancelled(connection, chosen)
    await store.save(
        connection,
        part,
        status=status,
        cancelled_minor=part.cancelled_minor + back.amount_minor,
        cancelled_at=why.at if is_all else None,
    )
    await store.add_adjustment(
        connection,
        id=new_id("adj"),
        shop_order_id=part.id,
        kind="cancellation",
        amount_minor=back.amount_minor,
        reason=why.reason,
        lines=pieces,
        created_at=why.at,
    )
    await _record(
        connection, author, part, why, {"status": status, "pieces": pieces, "amount": back.model_dump()}
    )
    if notices is not None:
        await notices.cancelled(connection, part.order_id, part.id, chosen, back, why.by)
    return back


def to_put_back(part: Part, chosen: Mapping[str, int], why: Why) -> dict[Piece, int]:
    """Return what came from stock and goes back there; nothing where the maker says that it is not there."""
    pieces: dict[Piece, int] = {}
    for line in part.lines if why.reason not in GONE else ():
        if more := line.back_to_stock(chosen.get(line.id, 0)):
            piece = Piece(line.listing_id, line.variant_id)
            pieces[piece] = pieces.get(piece, 0) + more
    return pieces


async def _record(
    connection: AsyncConnection, author: Author, part: Part, why: Why, what: Mapping[str, object]
) -> None:
    told = {"reason": why.reason, "note": why.note, "lines": what["pieces"], "amount": what["amount"]}
    event = {
        "order_id": part.order_id,
        "shop_order_id": part.id,
        "kind": "cancelled",
        "source": why.by,
        "data": told,
        "happened_at": why.at,
    }
    await store.add_events(connection, [event])
    if why.by == "buyer":
        await store.add_seller_event(
            connection, part.shop_id, "order_cancelled", part.id, {"reason": why.reason}
        )
    changes = differences({"status": part.status}, {"status": what["status"]}) | differences(
        {}, {"cancelled": what["pieces"], "reason": why.reason}
    )
    await audit.note(connection, author, [audit.Entry("order.cancelled", part.id, part.shop_id, changes)])


def pieces_by_line(part: Part, wanted: Sequence[PiecesToCancel]) -> dict[str, int]:
    """Return how many pieces of which line, all that are left where no number is given.

    Raises:
        MarketError: invalid_request for a line that is not there, or there twice.
    """
    left = {line.id: line.left for line in part.lines}
    chosen: dict[str, int] = {}
    for one in wanted:
        if one.line_id in chosen or one.line_id not in left:
            raise MarketError(
                Code.INVALID_REQUEST,
                f"`lines` names {one.line_id} twice, or it is no line of this order.",
                param="lines",
            )
        # Nothing left counts as one too many, so that it is refused and not passed over.
        chosen[one.line_id] = one.quantity or left[one.line_id] or 1
    return chosen


def _by_part(parts: Sequence[Part], wanted: Sequence[PiecesToCancel] | None) -> dict[str, dict[str, int]]:
    if wanted is None:
        return {}
    part_of = {line.id: part for part in parts for line in part.lines}
    named: dict[str, list[PiecesToCancel]] = {}
    for one in wanted:
        part = part_of.get(one.line_id)
        if part is None:
            raise MarketError(
                Code.INVALID_REQUEST,
                f"The order has no line {one.line_id}. Name lines by their id.",
                param="lines",
            )
        named.setdefault(part.id, []).append(one)
    return {part.id: pieces_by_line(part, named[part.id]) for part in parts if part.id in named}


def _refused(part: Part, refusal: MarketError) -> CancelledPart:
    return CancelledPart(
        shop_order_id=part.id, outcome="refused", amount=None, code=str(refusal.code), detail=refusal.message
    )
