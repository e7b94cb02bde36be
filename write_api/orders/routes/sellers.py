"""GET of a maker's own orders, POST of the steps with them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncConnection

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from core.listing import Wire
from write_api import idempotency
from write_api.audit.authors import author_of
from write_api.orders import shapes, steps
from write_api.orders.access import NOTICES, once, require_key_to_count
from write_api.orders.reading import service as reading
from write_api.orders.rules import Status
from write_api.resources import EDGE_URL, ENGINE

PATH = "/api/v1/sellers/orders"
ONE = PATH + "/{shop_order_id}"
TAG = "Orders"
ERRORS = (Code.NOT_A_SELLER, Code.ORDER_NOT_FOUND, Code.VERSION_CONFLICT, Code.ORDER_STATE)


class PageOfSellerOrders(Wire):
    """Which part of the list to return."""

    status: Status | Literal["to_ship"] | None = Field(
        default=None, description="to_ship: placed and accepted, the most urgent first"
    )
    limit: Annotated[int, Field(ge=1, le=100, description="How many at most")] = 50
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, description="`next_cursor` of the page before, asked for with the same `status`"
    )


async def list_shop_orders(call: Call[None, PageOfSellerOrders]) -> web.Response:
    """Return the shop's orders."""
    asked = call.query
    async with call.request.app[ENGINE].connect() as connection:
        found = await reading.sold(
            connection,
            call.principal.account_id,
            status=asked.status,
            limit=asked.limit,
            cursor=asked.cursor,
            site=_site(call),
        )
    return json_of(found)


async def get_shop_order(call: Call[None, None]) -> web.Response:
    """Return one of the shop's orders."""
    async with call.request.app[ENGINE].connect() as connection:
        await reading.own_part(connection, call.principal.account_id, _id(call))
        found = await reading.seller_order(connection, _id(call), datetime.now(UTC), _site(call))
    return json_of(found)


async def accept_shop_order(call: Call[shapes.StatusChange, None]) -> web.Response:
    """Take an order on."""

    async def step(connection: AsyncConnection) -> None:
        await steps.accept(
            connection, author_of(call), _id(call), call.body, at=datetime.now(UTC), site=_site(call)
        )

    return await _step(call, step)


async def ship_shop_order(call: Call[shapes.Shipment, None]) -> web.Response:
    """Say that an order was sent."""
    notices = call.request.app[NOTICES]

    async def step(connection: AsyncConnection) -> None:
        await steps.ship(
            connection, author_of(call), _id(call), call.body,
            notices=notices, at=datetime.now(UTC), site=_site(call),
        )  # fmt: skip

    return await _step(call, step)


async def deliver_shop_order(call: Call[shapes.StatusChange, None]) -> web.Response:
    """Say that an order has arrived."""

    async def step(connection: AsyncConnection) -> None:
        await steps.deliver(
            connection, author_of(call), _id(call), call.body, at=datetime.now(UTC), site=_site(call)
        )

    return await _step(call, step)


async def cancel_shop_order(call: Call[shapes.SellerCancellation, None]) -> web.Response:
    """Cancel what cannot be sent."""
    if call.body.expected_version is None:
        require_key_to_count(call, call.body.lines)
    notices = call.request.app[NOTICES]

    async def step(connection: AsyncConnection) -> None:
        await steps.cancel(
            connection, author_of(call), _id(call), call.body,
            notices=notices, at=datetime.now(UTC), site=_site(call),
        )  # fmt: skip

    return await _step(call, step)


async def _step(call: Call[Any, None], step: Callable[[AsyncConnection], Awaitable[None]]) -> web.Response:
    async with call.request.app[ENGINE].begin() as connection:

        async def effect() -> idempotency.Outcome:
            await step(connection)
            found = await reading.seller_order(connection, _id(call), datetime.now(UTC), _site(call))
            return idempotency.Outcome(200, found.model_dump_json())

        return await once(connection, call, call.principal.account_id, effect)


def _site(call: Call[Any, Any]) -> str:
    return call.request.app[EDGE_URL]


def _id(call: Call[Any, Any]) -> str:
    return call.request.match_info["shop_order_id"]


def _step_operation(
    name: str,
    summary: str,
    handler: Callable[[Call[Any, None]], Awaitable[web.Response]],
    body: type[Wire],
    example: dict[str, Any],
) -> Operation[Any, Any]:
    return Operation(
        method="POST",
        path=f"{ONE}/{name}",
        tag=TAG,
        summary=summary,
        handler=handler,
        body=body,
        answers={200: Answer("The order as it is now", shapes.SellerOrder, headers=("Idempotent-Replayed",))},
        scopes=(Scope.SELLER_MANAGE,),
        errors=ERRORS,
        repeatable=True,
        example=example,
    )


TRACKING = {
    "carrier": "Royal Mail",
    "number": "RM123456789GB",
    "url": "https://track.example/RM123456789GB",
}
OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET",
        path=PATH,
        tag=TAG,
        summary="Orders of your shop, newest first, or to ship with the most urgent first",
        handler=list_shop_orders,
        query=PageOfSellerOrders,
        answers={200: Answer("A page of them", shapes.SellerOrderPage)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER, Code.INVALID_CURSOR),
    ),
    Operation(
        method="GET",
        path=ONE,
        tag=TAG,
        summary="One order of your shop: what to make, where to send it, what has happened",
        handler=get_shop_order,
        answers={200: Answer("The order", shapes.SellerOrder)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER, Code.ORDER_NOT_FOUND),
    ),
    _step_operation(
        "accept", "Take an order on; its buyer cannot take back what is made for them alone", accept_shop_order,
        shapes.StatusChange, {},
    ),
    _step_operation(
        "cancel", "Cancel an order or lines of it that you cannot send; the buyer gets the money back",
        cancel_shop_order, shapes.SellerCancellation,
        {"reason": "damaged", "note": "It broke in the kiln. I am sorry!",
         "lines": [{"line_id": "lin_01k0qh6m3v8r5t2x9y4z7w1c6d", "quantity": 1}]},
    ),
    _step_operation(
        "ship", "Say that you have sent an order; again to correct where it can be followed", ship_shop_order,
        shapes.Shipment, {"tracking": TRACKING},
    ),
    _step_operation(
        "deliver", "Say that an order has arrived", deliver_shop_order, shapes.StatusChange, {},
    ),
)  # fmt: skip
