"""update_cart: a shopper puts pieces of any makers into one cart, changes them, takes them out."""

import secrets
from typing import Annotated

from mcp_types import ToolAnnotations
from pydantic import Field

from core.auth import Scope
from core.cart import (
    MOST_LINES,
    Cart,
    CartChange,
    CartItem,
    CartLine,
    CartShop,
    CartUpdate,
    Id,
    Total,
)
from core.countries import Country
from core.errors import Code, MarketError
from core.listing import Wire
from mcp_edge.auth import Caller
from mcp_edge.services import Services
from mcp_edge.tools.tool import Answer, Tool
from mcp_edge.tools.wording import quoted

NAMED_IN_SENTENCE = 8
TOLD_IN_SENTENCE = 5


class UpdateCartArguments(Wire):
    """Which cart, and how many of which pieces shall be in it."""

    cart_id: Id | None = Field(
        default=None,
        description="`id` of the cart as the last answer gave it. Leave it out for the first piece. An id that "
        "begins with gst_ opens a guest's cart: pass it on here only, never show it",
    )
    lines: Annotated[list[CartItem], Field(max_length=MOST_LINES)] = Field(
        default=[],
        description="Pieces to set; lines that are not named stay as they are. Empty to look at the cart",
    )
    ships_to: Country | None = Field(
        default=None,
        description="Country it shall be sent to, ISO 3166 such as 'US': the answer says what shipping costs there. "
        "The cart does not keep it: send it in each call",
    )


async def update_cart(services: Services, caller: Caller, arguments: UpdateCartArguments) -> Answer:
    """Send the lines to the write API, in the caller's name or as a guest."""
    if caller.token is None and arguments.cart_id is None and not arguments.lines:
        raise MarketError(Code.INVALID_REQUEST, "There is no cart yet. Put something in with `lines`.")
    lines = [CartChange(**line.model_dump()) for line in arguments.lines]
    wanted = CartUpdate(lines=lines, ships_to=arguments.ships_to)
    # Numbers are set, not added to: the same call again is harmless, and may well be meant.
    cart = await services.writes.update_cart(
        caller.token, caller.origin, arguments.cart_id, wanted, secrets.token_hex(16)
    )
    return Answer(_sentence(cart), cart)


def _sentence(cart: Cart) -> str:
    known_as = f"Pass cart_id {cart.id} in the next call."
    lines = [(shop.shop.name, line) for shop in cart.shops for line in shop.lines]
    if not lines:
        return f"The cart is empty. {known_as}"
    named = "; ".join(_named(maker, line) for maker, line in lines[:NAMED_IN_SENTENCE])
    if len(lines) > NAMED_IN_SENTENCE:
        named += f"; and {len(lines) - NAMED_IN_SENTENCE} more lines"
    total = _and(cart.totals) or "nothing that can be bought now"
    told = "".join(f" {quoted(_title(cart, n.line_id))}: {n.text}" if n.line_id else f" {n.text}"
                   for n in cart.notices[:TOLD_IN_SENTENCE])  # fmt: skip
    sent = _shipping(cart) if cart.ships_to else ", sending not included."
    return f"In the cart: {named}. In all {total}{sent}{told} {known_as}"


def _shipping(cart: Cart) -> str:
    parts = [part for shop in cart.shops if (part := _sent(cart, shop))]
    if not parts:
        return "."
    said = "; ".join(parts[:NAMED_IN_SENTENCE])
    if len(parts) > NAMED_IN_SENTENCE:
        said += f"; and {len(parts) - NAMED_IN_SENTENCE} more makers"
    if cart.totals_with_shipping is None:
        total = "What all of it costs with shipping is not known"
    else:
        total = f"With shipping {_and(cart.totals_with_shipping)}"
    return f", sending not included. Shipping to {cart.ships_to}: {said}. {total}."


def _sent(cart: Cart, shop: CartShop) -> str:
    if (shipping := shop.shipping) is None:
        return ""
    maker = quoted(shop.shop.name, 40)
    titles = [quoted(_title(cart, line_id)) for line_id in shipping.line_ids[:TOLD_IN_SENTENCE]]
    if len(shipping.line_ids) > TOLD_IN_SENTENCE:
        titles.append(f"{len(shipping.line_ids) - TOLD_IN_SENTENCE} more")
    match shipping.state:
        case "not_sent_there":
            return f"{maker} does not ship {' and '.join(titles)} there"
        case "not_said":
            return f"{maker} has not said what shipping {' and '.join(titles)} costs"
        case _:
            days = "1 day" if shipping.days_max == 1 else f"{shipping.days_max} days"
            by_when = "" if shipping.days_max is None else f", there within {days} of the order"
            return f"{maker} {_and(shipping.costs)}{by_when}"


def _and(totals: list[Total]) -> str:
    return " and ".join(map(str, totals))


def _named(maker: str, line: CartLine) -> str:
    options = "".join(f", {quoted(value, 40)}" for value in line.options.values())
    words = f", personalised {quoted(line.personalization)}" if line.personalization else ""
    return f"{line.quantity} × {quoted(line.title)}{options}{words} from {quoted(maker, 40)} {line.total}"


def _title(cart: Cart, line_id: str) -> str:
    return next(line.title for shop in cart.shops for line in shop.lines if line.id == line_id)


TOOL = Tool(
    name="update_cart",
    title="Fill the cart",
    description=(
        "Use this when a shopper wants to put a piece into their cart, change how many, change what the maker "
        "shall put on it, take it out, or see the cart. One cart takes pieces of many makers. `quantity` is "
        "how many there shall be in all, not how many more; 0 takes a line out. Name a piece that is new by "
        "`listing_id` (and `variant_id`), and a line that is there by its `line_id`. Ask the shopper which "
        "variant and which words to personalise with; never guess. Tell them every notice in the answer. With "
        "`ships_to` it says what each maker's shipping costs; ask for the country, never guess it. "
        "Nothing is bought or held by this. Do not use for paying, or for makers' stock (update_inventory)."
    ),
    arguments=UpdateCartArguments,
    output=Cart,
    annotations=ToolAnnotations(
        read_only_hint=False, destructive_hint=True, open_world_hint=False, idempotent_hint=True
    ),
    invoking="Filling the cart…",
    invoked="The cart is up to date",
    function=update_cart,
    operation="update_cart",
    scopes=(Scope.ORDERS_WRITE,),
    guests=True,
    deadline_seconds=9.0,
)
