"""Decisions about orders, pure: who may do what when, and what follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from core.errors import Code, MarketError
from core.money import Currency
from write_api.orders.money import PaidLine

Status = Literal["placed", "accepted", "shipped", "delivered", "cancelled"]
OrderStatus = Literal["placed", "accepted", "partly_shipped", "shipped", "delivered", "cancelled"]
Action = Literal["accept", "ship", "deliver", "cancel"]
Actor = Literal["buyer", "seller", "carrier"]

# What an action leads to. A status that is missing refuses it; the same status again is harmless, and of a
# cancellation it says that pieces are left.
NEXT: Mapping[tuple[Action, Actor], Mapping[Status, Status]] = {
    ("accept", "seller"): {"placed": "accepted", "accepted": "accepted"},
    ("ship", "seller"): {"placed": "shipped", "accepted": "shipped", "shipped": "shipped"},
    ("deliver", "seller"): {"shipped": "delivered", "delivered": "delivered"},
    ("cancel", "seller"): {"placed": "placed", "accepted": "accepted"},
    ("cancel", "buyer"): {"placed": "placed", "accepted": "accepted"},
    ("ship", "carrier"): {"placed": "shipped", "accepted": "shipped"},
    ("deliver", "carrier"): {"placed": "delivered", "accepted": "delivered", "shipped": "delivered"},
}
SO_FAR: Mapping[Status, str] = {
    "placed": "The maker has not accepted this order yet",
    "accepted": "The maker is preparing this order",
    "shipped": "This order is on its way",
    "delivered": "This order has arrived",
    "cancelled": "Nothing is left of this order: it was cancelled",
}
ON_THEIR_WAY = ("shipped", "delivered")
PACKING_DAYS = 3
ADDRESS_SHOWN_FOR = timedelta(days=60)
# What a maker takes back for these reasons is not there to be sold again.
GONE = frozenset({"out_of_stock", "damaged", "cannot_make"})


@dataclass(frozen=True)
class Line(PaidLine):
    """One thing of a maker's order; of its pieces, `to_make` did not come from stock."""

    listing_id: str
    variant_id: str
    title: str
    to_make: int
    personalization: str

    @property
    def left(self) -> int:
        """How many pieces are still to be had."""
        return self.quantity - self.cancelled

    def back_to_stock(self, more: int) -> int:
        """Return how many of `more` cancelled pieces came from stock. Those not made yet go first."""
        return max(0, self.cancelled + more - self.to_make) - max(0, self.cancelled - self.to_make)


@dataclass(frozen=True)
class Part:
    """A maker's part of an order, with all that is decided on."""

    id: str
    order_id: str
    shop_id: str
    status: Status
    version: int
    currency: Currency
    placed_at: datetime
    shipping_minor: int
    total_minor: int
    cancelled_minor: int
    tracking: Mapping[str, str] | None
    accepted_at: datetime | None
    shipped_at: datetime | None
    lines: tuple[Line, ...]


def after(status: Status, action: Action, actor: Actor) -> Status:
    """Return the status that an action leads to.

    Raises:
        MarketError: order_state, saying how far it is and what can still be done.
    """
    known = NEXT.get((action, actor), {})
    if status not in known:
        raise MarketError(Code.ORDER_STATE, f"{SO_FAR[status]}. {_way_on(status, action)}")
    return known[status]


def carried(status: Status, action: Action | None) -> Status:
    """Return the status after a carrier's word: forwards only, for words come late and in any order."""
    return NEXT[action, "carrier"].get(status, status) if action else status


def _way_on(status: Status, action: Action) -> str:
    if status == "cancelled":
        return "There is nothing to do."
    if action == "deliver":
        return "Ship it first."
    if action == "cancel":
        return "It cannot be cancelled any more; write to the other side about sending it back."
    return "It cannot go back to that."


def to_cancel(part: Part, wanted: Mapping[str, int] | None, actor: Actor) -> dict[str, int]:
    """Return how many pieces of which lines are cancelled, by line id; None wants all that are left.

    Raises:
        MarketError: order_state, maker_must_agree, or invalid_request for more pieces than are left.
    """
    after(part.status, "cancel", actor)
    chosen = dict(wanted) if wanted is not None else {line.id: line.left for line in part.lines if line.left}
    for line in part.lines:
        if chosen.get(line.id, 0) > line.left:
            raise MarketError(
                Code.INVALID_REQUEST,
                f"Only {line.left} of line {line.id} can still be cancelled. Ask for so many or fewer.",
                param="lines",
            )
        if actor == "buyer" and part.status == "accepted" and line.id in chosen and line.personalization:
            raise MarketError(Code.MAKER_MUST_AGREE, line_id=line.id)
    return chosen


def is_all(part: Part, cancelled: Mapping[str, int]) -> bool:
    """Tell whether nothing is left of a maker's order once these pieces are cancelled."""
    return all(line.left == cancelled.get(line.id, 0) for line in part.lines)


def status_of(parts: Sequence[Status]) -> OrderStatus:
    """Return where an order as a whole is: what its makers have still to do says it."""
    living = [status for status in parts if status != "cancelled"]
    if not living:
        return "cancelled"
    if any(status in ON_THEIR_WAY for status in living):
        if not all(status in ON_THEIR_WAY for status in living):
            return "partly_shipped"
        return "delivered" if all(status == "delivered" for status in living) else "shipped"
    return "accepted" if all(status == "accepted" for status in living) else "placed"


def ship_by(placed_on: date, lead_days: Iterable[int]) -> date:
    """Return until when a maker sends everything: the slowest piece says it, and packing takes its time."""
    return placed_on + timedelta(days=max(PACKING_DAYS, *lead_days))


def shows_address(status: Status, ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether a maker still sees where an order goes: until some time after it has arrived or ended."""
    return status not in ("delivered", "cancelled") or ended_at is None or now - ended_at < ADDRESS_SHOWN_FOR
