"""A cart on the wire: what a shopper puts in, and what is in it as it can be bought now."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from core.countries import Country
from core.listing import Image, ShopRef, Wire
from core.money import Money

MOST_LINES = 50
MOST_OF_ONE = 99
LONGEST_TEXT = 1000

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Wanted = Annotated[int, Field(ge=0, le=MOST_OF_ONE)]
Availability = Literal["in_stock", "few_left", "made_to_order", "unavailable"]
ShippingState = Literal["known", "not_sent_there", "not_said"]
NoticeKind = Literal["price_changed", "quantity_lowered", "unavailable", "several_currencies"]
SHIPPING = {
    "state": "known",
    "costs": [{"amount_minor": 600, "currency": "USD"}],
    "days_max": 6,
    "line_ids": [],
    "text": "Shipping to GB costs $6.00. All of it arrives within 6 days of the order.",
}


class CartPiece(Wire):
    """Which piece: a line of the cart by its id, or a listing (and variant) with its personalisation."""

    line_id: Id | None = Field(default=None, description="A line that is in the cart already")
    listing_id: Id | None = Field(default=None, description="A listing, for a piece that is not in it yet")
    variant_id: Id | None = Field(default=None, description="Of a listing that comes in variants")
    personalization: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)] | None = Field(
        default=None,
        description="What the maker shall put on it, in the shopper's own words; with `line_id` the new words",
    )

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.line_id is None) == (self.listing_id is None):
            raise PydanticCustomError("line_or_listing", "either line_id or listing_id")
        if self.line_id is not None and self.variant_id is not None:
            raise PydanticCustomError("variant_of_listing", "variant_id goes with listing_id")
        return self


class CartItem(CartPiece):
    """How many of a piece there shall be."""

    quantity: Wanted = Field(description="How many there shall be in all; 0 takes it out")


class CartChange(CartPiece):
    """How many of a piece there shall be in all, or how many more."""

    quantity: Wanted | None = Field(
        default=None, description="How many there shall be in all; 0 takes it out"
    )
    add: Annotated[int, Field(ge=1, le=MOST_OF_ONE)] | None = Field(
        default=None, description="How many more instead"
    )

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        if (self.quantity is None) == (self.add is None):
            raise PydanticCustomError("quantity_or_add", "either quantity or add")
        return self


Changes = Annotated[list[CartChange], Field(max_length=MOST_LINES)]


class NewCart(Wire):
    """What goes into a cart at once."""

    lines: Changes = Field(default=[])
    ships_to: Country | None = Field(
        default=None,
        description="Country to send to, so that the answer says what shipping costs there; the cart does not keep it",
        examples=["GB"],
    )


class CartUpdate(NewCart):
    """Lines to set, add to or take out; lines that are not named stay as they are."""

    expected_version: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Change nothing when the cart has another version"
    )


class Total(Money):
    """Many pieces together: it may be more than any one of them could cost."""

    amount_minor: int = Field(ge=0)


class CartLine(Wire):
    """A piece in the cart, at its price of now."""

    id: str
    listing_id: str
    variant_id: str | None
    title: str
    options: dict[str, str] = Field(default={}, description="Of the variant, such as Size: Small")
    image: Image | None
    personalization: str = Field(description="What the maker shall put on it; empty for nothing")
    price: Money = Field(description="Of one, now")
    price_when_added: Money
    wanted: int = Field(description="How many were asked for")
    quantity: int = Field(description="How many of these can be bought now, and count in the totals")
    total: Total
    availability: Availability
    hint: str = Field(description="The same in words: 'Only 2 left'")


class CartShipping(Wire):
    """What it takes to have one maker's pieces sent to the country that was asked for."""

    state: ShippingState = Field(
        description="Whether all that can be bought of this maker is sent, at a price"
    )
    costs: list[Total] = Field(description="One for each currency; empty unless `state` is `known`")
    days_max: int | None = Field(
        description="Days from the order until the last of it arrives, at the latest: what is made to order is "
        "made, then all is on its way; null where the maker has not said"
    )
    line_ids: list[str] = Field(
        description="Lines that are not sent there, or of which the maker has not said what that costs"
    )
    text: str = Field(description="The same in words")


class CartShop(Wire):
    """What the cart has of one maker, who sends it."""

    shop: ShopRef
    lines: list[CartLine]
    subtotals: list[Total] = Field(description="Of the pieces, one for each currency; sending not included")
    shipping: CartShipping | None = Field(
        default=None,
        description="To the country of `ships_to`; null without one, and where nothing can be bought now",
        examples=[SHIPPING],
    )
    totals_with_shipping: list[Total] | None = Field(
        default=None,
        description="Pieces and shipping, one for each currency; null unless all of it is known",
        examples=[[{"amount_minor": 3800, "currency": "USD"}]],
    )


class CartNotice(Wire):
    """Something the shopper should know before buying, in a sentence."""

    kind: NoticeKind
    line_id: str | None
    text: str


class Cart(Wire):
    """A cart with everything in it, at what it costs now. A guest's `id` opens it: it is a secret."""

    id: str
    version: int
    shops: list[CartShop]
    notices: list[CartNotice]
    totals: list[Total] = Field(description="Of the pieces, one for each currency; sending not included")
    ships_to: str | None = Field(
        default=None,
        description="Country that shipping was asked for; the cart does not keep it",
        examples=["GB"],
    )
    totals_with_shipping: list[Total] | None = Field(
        default=None,
        description="Pieces and shipping of all makers, one for each currency; null unless all of it is known",
        examples=[[{"amount_minor": 3800, "currency": "USD"}]],
    )
    expires_at: datetime = Field(description="When it is forgotten, unless it is changed before")
