"""POST, GET, PUT and DELETE of carts, with a token or as a guest."""

from typing import Any

from aiohttp import web
from pydantic import Field

from core.auth import Scope
from core.cart import Cart, CartChange, CartUpdate, NewCart
from core.countries import Country
from core.errors import Code, MarketError
from core.http.operations import IDEMPOTENCY_KEY, RATES, Answer, Call, Operation, origin_of
from core.limits import Rule
from core.listing import Wire
from write_api import idempotency
from write_api.audit.authors import GUEST, TOOL_HEADER, author_of
from write_api.carts import service
from write_api.carts.guests import GUEST_IDS, hashed, is_guest
from write_api.carts.service import Shopper
from write_api.resources import EDGE_URL, ENGINE

PATH = "/api/v1/carts"
ONE = PATH + "/{cart_id}"
MERGE = ONE + "/merge"
TAG = "Carts"
ANY_GUEST = "guest"  # in the ledger of answers
EXAMPLE = {"lines": [], "ships_to": "GB"}
# A guest who opens a cart proves nothing but the key: whoever has it gets the answer again, and the cart.
SHORTEST_GUEST_KEY = 32
# A guest's cart is kept for days, and anybody can open one.
OPENING = Rule("guest_carts", limit=600, per_seconds=3600, burst=100, closed_when_down=True)


class CartView(Wire):
    """What a reader of a cart wants to know besides."""

    ships_to: Country | None = Field(
        default=None, description="Country to send to: says what shipping costs there", examples=["GB"]
    )


async def open_cart(call: Call[NewCart, None]) -> web.Response:
    """Put pieces into a cart, and open it where there is none."""
    shopper, guest_ids = _shopper(call, call.body.ships_to), call.request.app[GUEST_IDS]
    key = call.idempotency_key
    if shopper.account_id is None and key is not None and len(key) < SHORTEST_GUEST_KEY:
        raise MarketError(
            Code.INVALID_REQUEST,
            f"Without a token the {IDEMPOTENCY_KEY} must have {SHORTEST_GUEST_KEY} characters or more that "
            "nobody can guess, such as a UUID: whoever sends it again gets the cart.",
            param=IDEMPOTENCY_KEY,
        )
    _require_key_to_add(call, call.body.lines)
    if shopper.account_id is None and (rates := call.request.app.get(RATES)):
        await rates.admit_guest(OPENING, origin_of(call.request))
    request = idempotency.Request(shopper.account_id or ANY_GUEST, f"POST {PATH}", key, call.body)
    async with call.request.app[ENGINE].begin() as connection:

        async def effect() -> idempotency.Outcome:
            cart, is_new = await service.open_cart(connection, shopper, guest_ids, call.body.lines)
            return idempotency.Outcome(201 if is_new else 200, cart.model_dump_json())

        outcome = await idempotency.once(connection, request, effect)
    # The ledger of answers has our own id of a guest's cart, never the one that opens it.
    kept = Cart.model_validate_json(outcome.body)
    shown_id = kept.id if shopper.account_id else guest_ids.of(kept.id)
    response = _respond(outcome, shown_id)
    response.headers["Location"] = f"{PATH}/{shown_id}"
    return response


async def get_cart(call: Call[None, CartView]) -> web.Response:
    """Return a cart."""
    shopper = _shopper(call, call.query.ships_to)
    async with call.request.app[ENGINE].connect() as connection:
        found = await service.get(connection, shopper, _id(call))
    shown = found.model_copy(update={"id": _id(call)})
    return web.Response(text=shown.model_dump_json(), content_type="application/json")


async def update_cart(call: Call[CartUpdate, None]) -> web.Response:
    """Change lines of a cart."""
    shopper, wanted, cart_id = _shopper(call, call.body.ships_to), call.body, _id(call)
    if wanted.expected_version is None:
        _require_key_to_add(call, wanted.lines)
    request = _request(call, shopper, f"PUT {PATH}/{_named(cart_id)}")
    async with call.request.app[ENGINE].begin() as connection:

        async def effect() -> idempotency.Outcome:
            changed = await service.update(
                connection, shopper, cart_id, wanted.lines, wanted.expected_version
            )
            return idempotency.Outcome(200, changed.model_dump_json())

        outcome = await idempotency.once(connection, request, effect)
    return _respond(outcome, cart_id)


async def merge_cart(call: Call[NewCart, None]) -> web.Response:
    """Take a guest's cart into the account's own."""
    shopper, cart_id = _shopper(call, call.body.ships_to), _id(call)
    _require_key_to_add(call, call.body.lines)
    request = _request(call, shopper, f"POST {PATH}/{_named(cart_id)}/merge")
    async with call.request.app[ENGINE].begin() as connection:

        async def effect() -> idempotency.Outcome:
            cart = await service.merge(connection, shopper, cart_id, call.body.lines)
            return idempotency.Outcome(200, cart.model_dump_json())

        outcome = await idempotency.once(connection, request, effect)
    return outcome.response()


async def delete_cart(call: Call[None, None]) -> web.Response:
    """Delete a cart."""
    async with call.request.app[ENGINE].begin() as connection:
        await service.delete(connection, _shopper(call), _id(call))
    return web.Response(status=204)


def _shopper(call: Call[Any, Any], ships_to: str | None = None) -> Shopper:
    author = author_of(call) if call.caller else GUEST
    # Believed from anybody: it can only take away.
    through_assistant = TOOL_HEADER in call.request.headers or author.actor is not None
    return Shopper(author, through_assistant, call.request.app[EDGE_URL], ships_to)


def _require_key_to_add(call: Call[Any, Any], lines: list[CartChange]) -> None:
    if call.idempotency_key is None and any(line.add is not None for line in lines):
        raise MarketError(
            Code.INVALID_REQUEST,
            f"A row with `add` needs an {IDEMPOTENCY_KEY}, so that a call sent twice does not count twice. "
            "Add the header, or send `quantity`.",
            param=IDEMPOTENCY_KEY,
        )


def _request(call: Call[Any, Any], shopper: Shopper, operation: str) -> idempotency.Request:
    return idempotency.Request(shopper.account_id or ANY_GUEST, operation, call.idempotency_key, call.body)


def _named(cart_id: str) -> str:
    """Return a cart's name for the ledger, which keeps no guest's id."""
    return hashed(cart_id).hex() if is_guest(cart_id) else cart_id


def _respond(outcome: idempotency.Outcome, cart_id: str) -> web.Response:
    kept = Cart.model_validate_json(outcome.body)
    return outcome.response(kept.model_copy(update={"id": cart_id}).model_dump_json())


def _id(call: Call[Any, Any]) -> str:
    return call.request.match_info["cart_id"]


REPLAYED = ("Idempotent-Replayed",)

OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="POST",
        path=PATH,
        tag=TAG,
        summary="Put pieces into your one cart, or, without a token, into a new one whose id only you know",
        handler=open_cart,
        body=NewCart,
        answers={
            201: Answer("The cart, opened now", Cart, headers=("Location", *REPLAYED)),
            200: Answer("Your cart, which was there", Cart, headers=("Location", *REPLAYED)),
        },
        scopes=(Scope.ORDERS_WRITE,),
        guests=True,
        errors=(Code.LINE_REFUSED,),
        repeatable=True,
        example=EXAMPLE,
    ),
    Operation(
        method="GET",
        path=ONE,
        tag=TAG,
        summary="A cart, at what it costs now",
        handler=get_cart,
        query=CartView,
        answers={200: Answer("The cart", Cart)},
        scopes=(Scope.ORDERS_READ,),
        guests=True,
        errors=(Code.CART_NOT_FOUND,),
    ),
    Operation(
        method="PUT",
        path=ONE,
        tag=TAG,
        summary="Set, add to or take out the lines you name",
        handler=update_cart,
        body=CartUpdate,
        answers={200: Answer("The cart as it is now", Cart, headers=REPLAYED)},
        scopes=(Scope.ORDERS_WRITE,),
        guests=True,
        errors=(Code.CART_NOT_FOUND, Code.VERSION_CONFLICT, Code.LINE_REFUSED),
        repeatable=True,
        example=EXAMPLE,
    ),
    Operation(
        method="POST",
        path=MERGE,
        tag=TAG,
        summary="After signing in: take a guest's cart into your own",
        handler=merge_cart,
        body=NewCart,
        answers={200: Answer("Your cart with what was in both", Cart, headers=REPLAYED)},
        scopes=(Scope.ORDERS_WRITE,),
        errors=(Code.CART_NOT_FOUND, Code.LINE_REFUSED),
        repeatable=True,
        example=EXAMPLE,
    ),
    Operation(
        method="DELETE",
        path=ONE,
        tag=TAG,
        summary="Delete a cart",
        handler=delete_cart,
        answers={204: Answer("Deleted")},
        scopes=(Scope.ORDERS_WRITE,),
        guests=True,
        errors=(Code.CART_NOT_FOUND,),
    ),
)
