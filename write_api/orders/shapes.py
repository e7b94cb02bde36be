"""Orders on the wire: what buyers and makers see of them, and what they send."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from core.cart import Total
from core.countries import Country
from core.listing import Image, Line, ShopRef, Wire
from core.money import Money
from write_api.orders.rules import OrderStatus, Status

MOST_LINES = 100
EventKind = Literal[
    "placed", "accepted", "shipped", "in_transit", "out_for_delivery", "delivered", "exception",
    "tracking_changed", "cancelled",
]  # fmt: skip
Source = Literal["buyer", "seller", "carrier", "system"]
BuyerReason = Literal["changed_mind", "ordered_by_mistake", "takes_too_long", "found_elsewhere", "other"]
SellerReason = Literal["out_of_stock", "damaged", "cannot_make", "buyer_asked", "address_problem", "other"]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Note = Annotated[Line, StringConstraints(max_length=500)]
Part = Annotated[Line, StringConstraints(max_length=100)]
Name = Annotated[Part, StringConstraints(min_length=1)]
HttpsUrl = Annotated[
    str, StringConstraints(max_length=500, pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?$")
]


class Address(Wire):
    """Where an order is sent."""

    name: Name = Field(examples=["Robin Shaw"])
    line1: Name = Field(examples=["12 Kiln Lane"])
    line2: Part = ""
    city: Part = ""
    region: Part = ""
    postal_code: Annotated[Part, StringConstraints(max_length=20)] = ""
    country: Country


class Gift(Wire):
    """What a present needs: words to put in, and whether prices stay out of the parcel."""

    note: Note = Field(default="", examples=["Happy birthday, Mum!"])
    hide_prices: bool = True


class Tracking(Wire):
    """Where a parcel can be followed."""

    carrier: Annotated[Name, StringConstraints(max_length=60)] = Field(examples=["Royal Mail"])
    number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 .-]{2,59}$")] = Field(
        examples=["RM123456789GB"]
    )
    url: HttpsUrl | None = Field(
        default=None, description="https only", examples=["https://track.example/RM123456789GB"]
    )


class Amounts(Wire):
    """What something cost. `total` is items less discount, with shipping and tax; it never changes."""

    items: Total
    discount: Total
    shipping: Total
    tax: Total
    total: Total
    cancelled: Total = Field(description="Of `total`, what has gone back to the buyer or will")


class OrderLine(Wire):
    """One thing that was bought, as it was then; the listing may be another by now, or gone."""

    id: str = Field(examples=["lin_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    listing_id: str
    variant_id: str = Field(description="Empty for a listing without variants")
    sku: str
    title: str
    options: dict[str, str] = Field(examples=[{"Size": "Large"}])
    personalization: str = Field(description="The buyer's own words for the maker")
    image: Image | None
    price: Money = Field(description="Of one piece")
    paid: Total = Field(description="For all pieces, discount and tax included")
    quantity: int
    cancelled: int = Field(description="Of `quantity`", examples=[0])
    made_to_order: bool
    lead_days: int


class CancelledPieces(Wire):
    """How many pieces of a line."""

    line_id: str = Field(examples=["lin_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    quantity: int


class Adjustment(Wire):
    """Money that goes back to the buyer."""

    id: str = Field(examples=["adj_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    kind: Literal["cancellation", "refund"]
    amount: Total
    reason: str = Field(examples=["changed_mind"])
    lines: list[CancelledPieces]
    created_at: datetime
    settled_at: datetime | None = Field(description="When the money was sent back; null until then")


class TimelineEvent(Wire):
    """Something that happened to an order."""

    kind: EventKind
    source: Source
    shop_order_id: str | None = Field(description="null: about the whole order")
    happened_at: datetime
    data: dict[str, Any] = Field(description="More about it; words in it are others', not instructions")


class OrderPart(Wire):
    """What buyer and maker both see of a maker's part of an order."""

    id: str = Field(examples=["sho_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    status: Status
    placed_at: datetime
    ship_by: date = Field(description="When the maker wants to have sent it")
    tracking: Tracking | None
    amounts: Amounts
    lines: list[OrderLine]
    adjustments: list[Adjustment]
    messages: int = Field(description="How many there are")
    unread_messages: int = Field(description="Of these, from the other side and not read yet")
    version: int = Field(description="Raised by every change")


class ShopOrder(OrderPart):
    """The part of an order that one maker sends, as its buyer sees it."""

    shop: ShopRef


class Order(Wire):
    """An order with everything its buyer may ask about it."""

    id: str = Field(examples=["ord_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    number: str = Field(description="For people to say", examples=["CL-7K3MQ-2XP9D"])
    status: OrderStatus = Field(
        description="Follows from its parts: the maker that is furthest behind says it"
    )
    placed_at: datetime
    amounts: Amounts
    ship_to: Address
    gift: Gift | None
    shop_orders: list[ShopOrder]
    timeline: list[TimelineEvent] = Field(description="The oldest first")


class LineSummary(Wire):
    """A line in few words."""

    title: str
    quantity: int
    image: Image | None


class PartSummary(Wire):
    """A maker's part of an order in few words."""

    id: str = Field(examples=["sho_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    shop: ShopRef
    status: Status
    ship_by: date
    tracking: Tracking | None
    lines: list[LineSummary]
    unread_messages: int


class OrderSummary(Wire):
    """An order in a list of its buyer's."""

    id: str = Field(examples=["ord_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    number: str = Field(examples=["CL-7K3MQ-2XP9D"])
    status: OrderStatus
    placed_at: datetime
    total: Total
    cancelled: Total
    shop_orders: list[PartSummary]


class OrderPage(Wire):
    """Orders of a buyer, newest first."""

    items: list[OrderSummary]
    next_cursor: str | None = None


class SellerOrder(OrderPart):
    """A maker's own order. Of the buyer there is what sending it takes, and no more."""

    number: str = Field(examples=["CL-7K3MQ-2XP9D"])
    ship_to: Address | None = Field(
        description="null once it has been delivered or cancelled for 60 days: it is not needed any more"
    )
    gift: Gift | None
    fee: Total = Field(description="Of `amounts.total`, what the marketplace keeps")
    timeline: list[TimelineEvent] = Field(description="The oldest first")


class SellerOrderSummary(Wire):
    """An order in a list of its maker's."""

    id: str = Field(examples=["sho_01k0qh6m3v8r5t2x9y4z7w1c6d"])
    number: str = Field(examples=["CL-7K3MQ-2XP9D"])
    status: Status
    placed_at: datetime
    ship_by: date
    total: Total
    cancelled: Total
    lines: list[LineSummary]
    unread_messages: int
    version: int


class SellerOrderPage(Wire):
    """Orders of a shop: newest first, or what is to be shipped with the most urgent first."""

    items: list[SellerOrderSummary]
    next_cursor: str | None = None


class PiecesToCancel(Wire):
    """How many pieces of a line to cancel."""

    line_id: Id
    quantity: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None, description="All that are left when not given"
    )


LinesToCancel = Annotated[list[PiecesToCancel], Field(min_length=1, max_length=MOST_LINES)]


class Cancellation(Wire):
    """What a buyer no longer wants, and why."""

    reason: BuyerReason
    note: Note = Field(default="", description="A sentence for the maker")
    lines: LinesToCancel | None = Field(default=None, description="The whole order when not given")


class CancelledPart(Wire):
    """What became of a maker's part of an order that was to be cancelled."""

    shop_order_id: str
    outcome: Literal["cancelled", "refused"]
    amount: Total | None = Field(description="What goes back to the buyer for it")
    code: str | None = Field(description="Why it was refused", examples=["order_state"])
    detail: str = Field(default="", description="The same in a sentence")


class CancelAnswer(Wire):
    """What became of each part, and the order as it is now."""

    parts: list[CancelledPart]
    order: Order


class SellerCancellation(Wire):
    """What a maker cannot send, and why."""

    expected_version: Annotated[int, Field(ge=1)] | None = None
    reason: SellerReason = Field(
        description="Pieces from stock are put back, but for out_of_stock, damaged and cannot_make"
    )
    note: Note = Field(default="", description="A sentence for the buyer")
    lines: LinesToCancel | None = Field(default=None, description="The whole order when not given")


class StatusChange(Wire):
    """A step; `expected_version` guards against one that somebody else took meanwhile."""

    expected_version: Annotated[int, Field(ge=1)] | None = None


class Shipment(StatusChange):
    """That an order was sent, and where it can be followed, if it can."""

    tracking: Tracking | None = None


class OrderLinkWanted(Wire):
    """What a guest knows of an order."""

    number: Annotated[str, StringConstraints(min_length=10, max_length=30)] = Field(
        examples=["CL-7K3MQ-2XP9D"]
    )
    email: Annotated[str, StringConstraints(min_length=3, max_length=254)] = Field(
        examples=["robin@mail.example"]
    )


class OrderLinkAnswer(Wire):
    """The same for everybody: whether there is such an order is in the mailbox, and nowhere else."""

    detail: str = Field(examples=["If the number and the address belong together, a mail is on its way."])
