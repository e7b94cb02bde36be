"""What a carrier or a fulfilment service says of a parcel: into the timeline, and the status goes forwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.listing import Wire
from write_api.audit.authors import Author
from write_api.orders import rules, store
from write_api.orders.notices import Notices
from write_api.orders.numbers import normal_number
from write_api.orders.rules import Action, Part
from write_api.orders.shapes import Id, Note, Tracking
from write_api.orders.steps import add_event, advance

ShipmentEvent = Literal[
    "shipment.shipped",
    "shipment.in_transit",
    "shipment.out_for_delivery",
    "shipment.delivered",
    "shipment.exception",
]
Refusal = Literal["unknown_order", "ambiguous", "before_order", "too_many_events"]
# What a word says of how far an order is: on the way means that it was sent.
MEANS: Mapping[ShipmentEvent, Action | None] = {
    "shipment.shipped": "ship",
    "shipment.in_transit": "ship",
    "shipment.out_for_delivery": "ship",
    "shipment.delivered": "deliver",
    "shipment.exception": None,
}
MOST_EVENTS = 200  # of a part: a parcel has a few dozen


class Parcel(Wire):
    """Which order of the shop it is about, by one of three names, and what else is known."""

    shop_order_id: Id | None = Field(default=None, examples=["sho_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    order_number: Annotated[str, StringConstraints(min_length=10, max_length=30)] | None = None
    tracking_number: Annotated[str, StringConstraints(min_length=3, max_length=60)] | None = None
    tracking: Tracking | None = Field(
        default=None, description="Where it can be followed, if that is not known yet"
    )
    detail: Note = Field(
        default="", description="A sentence for the timeline", examples=["Left with a neighbour"]
    )

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (
            sum(name is not None for name in (self.shop_order_id, self.order_number, self.tracking_number))
            != 1
        ):
            raise PydanticCustomError("one_name", "one of the three")
        return self


class ShipmentMessage(Wire):
    """What happened to a parcel, and when."""

    type: ShipmentEvent
    occurred_at: AwareDatetime = Field(
        description="When it happened; what comes late stands where it belongs"
    )
    shipment: Parcel


async def apply(
    connection: AsyncConnection, author: Author, shop_id: str, message: ShipmentMessage, notices: Notices
) -> Refusal | None:
    """Write a carrier's word down, for the shop's own orders only; return why not, if it was not."""
    names = await _find(connection, shop_id, message.shipment)
    if len(names) != 1:
        return "ambiguous" if names else "unknown_order"
    order_id, part_id = names[0]
    await store.lock(connection, order_id)
    part = next(one for one in await store.parts_of(connection, order_id) if one.id == part_id)
    if refusal := await _refusal(connection, part, message.occurred_at):
        return refusal
    status = rules.carried(part.status, MEANS[message.type])
    tracking = (
        message.shipment.tracking.model_dump() if message.shipment.tracking and not part.tracking else None
    )
    if status != part.status or tracking:
        await advance(connection, author, part, status, message.occurred_at, tracking=tracking)
    told = {"detail": message.shipment.detail, "tracking": tracking}
    kind = message.type.removeprefix("shipment.")
    await add_event(
        connection,
        part,
        kind,
        "carrier",
        message.occurred_at,
        {name: one for name, one in told.items() if one},
    )
    if status == "shipped" != part.status:
        await notices.shipped(connection, order_id, part_id)
    return None


async def _find(connection: AsyncConnection, shop_id: str, parcel: Parcel) -> list[tuple[str, str]]:
    if parcel.shop_order_id is not None:
        order_id = await store.order_of(connection, shop_id, parcel.shop_order_id)
        return [(order_id, parcel.shop_order_id)] if order_id else []
    number = normal_number(parcel.order_number) if parcel.order_number else ""
    return await store.named(connection, shop_id, number=number, tracking=parcel.tracking_number or "")


async def _refusal(connection: AsyncConnection, part: Part, occurred_at: datetime) -> Refusal | None:
    if occurred_at < part.placed_at:
        return "before_order"
    return "too_many_events" if await store.events_of(connection, part) >= MOST_EVENTS else None
