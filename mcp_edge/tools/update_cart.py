"""update_cart: a shopper puts pieces of any makers into one cart, changes them, takes them out."""

import secrets
from typing import Annotated

from mcp_types import ToolAnnotations
from pydantic import Field

from core.auth import Scope
from core.cart import MOST_LINES, Cart, CartChange, CartItem, CartLine, CartUpdate, Id
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


async def update_cart(services: Services, caller: Caller, arguments: UpdateCartArguments) -> Answer:
    """Send the lines to the write API, in the caller's name or as a guest."""
    if caller.token is None and arguments.cart_id is None and not arguments.lines:
        raise MarketError(Code.INVALID_REQUEST, "There is no cart yet. Put something in with `lines`.")
    wanted = CartUpdate(lines=[CartChange(**line.model_dump()) for line in arguments.lines])
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
    total = " and ".join(str(total) for total in cart.totals) or "nothing that can be bought now"
    told = "".join(f" {quoted(_title(cart, n.line_id))}: {n.text}" if n.line_id else f" {n.text}"
                   for n in cart.notices[:TOLD_IN_SENTENCE])  # fmt: skip
    return f"In the cart: {named}. In all {total}, sending not included.{told} {known_as}"


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
        "variant and which words to personalise with; never guess. Tell them every notice in the answer. "
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
