"""create_listing: a maker puts a new piece up for sale in their own shop."""

import hashlib
from decimal import Decimal
from typing import Annotated

from mcp_types import ToolAnnotations
from pydantic import Field, StringConstraints

from core.auth import Scope
from core.errors import Code, MarketError
from core.listing import Category, NewListing, Personalization, SellerListing, Sku, Text, Title, Wire, Words
from core.money import Currency, Money, decimal_places, to_minor
from mcp_edge.auth import Caller
from mcp_edge.services import Services
from mcp_edge.tools.tool import Answer, Tool
from mcp_edge.tools.wording import quoted

LONGEST_PERSONALIZATION = 200


class CreateListingArguments(Wire):
    """The facts of a new piece; the shop is the caller's own."""

    title: Title = Field(description="What the piece is, as shoppers will read it")
    price: Annotated[Decimal, Field(gt=0, le=1_000_000, allow_inf_nan=False)] = Field(
        description="In whole units, such as 32 or 12.50"
    )
    currency: Currency = Field(description="ISO 4217 code of the price")
    category: Category = Field(
        description="Path from broad to narrow, such as 'Kitchen & Dining > Mugs & Cups'"
    )
    description: Text = Field(default="", description="How it is made, size, care; in the maker's words")
    quantity: Annotated[int, Field(ge=0, le=1_000_000)] = Field(default=1, description="Pieces in stock")
    materials: Words = Field(default=[], description="Such as 'stoneware' or 'walnut'")
    colors: Words = Field(default=[])
    occasions: Words = Field(default=[], description="Such as 'birthday' or 'Christmas'")
    recipients: Words = Field(default=[], description="Such as 'for gardeners'")
    tags: Words = Field(default=[])
    made_to_order: bool = Field(default=False, description="Made after it is ordered")
    lead_days: Annotated[int, Field(ge=0, le=365)] = Field(default=0, description="Days until it is sent")
    personalization_instructions: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = (
        Field(default=None, description="What a buyer may ask to have put on it; leave out when nothing")
    )
    sku: Sku | None = Field(default=None, description="The maker's own key; made up when left out")
    publish: bool = Field(default=True, description="False keeps it as a draft that only the maker sees")


async def create_listing(services: Services, caller: Caller, arguments: CreateListingArguments) -> Answer:
    """Send the new listing to the write API in the caller's name."""
    if caller.principal is None or caller.token is None:
        raise MarketError(Code.MISSING_TOKEN)
    new = _new_listing(arguments)
    key = _idempotency_key(caller.principal.account_id, new)
    listing = await services.writes.create_listing(caller.token, new, key)
    return Answer(_sentence(listing), listing)


def _new_listing(arguments: CreateListingArguments) -> NewListing:
    places = decimal_places(arguments.currency)
    if arguments.price != round(arguments.price, places):
        raise MarketError(
            Code.INVALID_REQUEST,
            f"`price` may have at most {places} decimal places in {arguments.currency}.",
            param="price",
        )
    instructions = arguments.personalization_instructions
    return NewListing(
        price=Money(amount_minor=to_minor(arguments.price, arguments.currency), currency=arguments.currency),
        personalization=Personalization(
            allowed=True, max_length=LONGEST_PERSONALIZATION, instructions=instructions
        )
        if instructions
        else Personalization(),
        state="active" if arguments.publish else "draft",
        **arguments.model_dump(exclude={"price", "currency", "personalization_instructions", "publish"}),
    )


def _idempotency_key(account_id: str, new: NewListing) -> str:
    """Return the same key for the same piece of the same maker: a host that retries lists it once."""
    return hashlib.sha256(f"create_listing\x1f{account_id}\x1f{new.model_dump_json()}".encode()).hexdigest()


def _sentence(listing: SellerListing) -> str:
    named = f"{quoted(listing.title)} at {listing.price}, {listing.quantity} in stock"
    if listing.state == "draft":
        return f"Saved as a draft that only the maker sees: {named} ({listing.id})."
    shop = quoted(listing.shop.name, 40)
    return f"Listed in {shop}: {named} ({listing.id}). Shoppers can find it within seconds."


TOOL = Tool(
    name="create_listing",
    title="List a new piece",
    description=(
        "Use this when a maker wants to put one new handmade piece up for sale in their own CraftLocal shop. "
        "Ask for title, price, currency and category when they are missing, and confirm before publishing: "
        "it is public at once unless `publish` is false. Do not use for changing an existing listing, its "
        "stock or its price, for digital goods, or for shoppers. Calling it again with exactly the same "
        "arguments is safe: the piece is listed once."
    ),
    arguments=CreateListingArguments,
    output=SellerListing,
    annotations=ToolAnnotations(
        read_only_hint=False, destructive_hint=False, open_world_hint=True, idempotent_hint=False
    ),
    invoking="Listing the piece…",
    invoked="The piece is listed",
    function=create_listing,
    operation="create_listing",
    scopes=(Scope.LISTINGS_WRITE,),
    deadline_seconds=9.0,
)
