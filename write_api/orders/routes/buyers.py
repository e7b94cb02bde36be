"""GET of one's own orders, POST of cancellations and of lost links."""

from datetime import UTC, datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, StringConstraints

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from core.listing import Wire
from write_api import idempotency
from write_api.accounts.limits import before_mail
from write_api.orders import cancelling, guests, shapes
from write_api.orders.access import (
    HEADERS,
    NOTICES,
    buyer_of,
    once,
    open_order,
    require_key_to_count,
    require_links,
)
from write_api.orders.reading import service as reading
from write_api.orders.rules import Status
from write_api.resources import EDGE_URL, ENGINE

PATH = "/api/v1/orders"
ONE = PATH + "/{order_id}"
TAG = "Orders"
SENT = "If the number and the address belong together, a mail with a link is on its way."


class PageOfOrders(Wire):
    """Which part of the list to return."""

    status: Status | None = Field(default=None, description="Orders of which some maker's part is there")
    limit: Annotated[int, Field(ge=1, le=50, description="How many at most")] = 20
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, description="`next_cursor` of the page before"
    )


async def list_orders(call: Call[None, PageOfOrders]) -> web.Response:
    """Return the buyer's orders."""
    asked = call.query
    async with call.request.app[ENGINE].connect() as connection:
        found = await reading.bought(
            connection,
            call.principal.account_id,
            status=asked.status,
            limit=asked.limit,
            cursor=asked.cursor,
            site=call.request.app[EDGE_URL],
        )
    return json_of(found)


async def get_order(call: Call[None, None]) -> web.Response:
    """Return one of the buyer's orders."""
    async with call.request.app[ENGINE].connect() as connection:
        order_id = await open_order(connection, call)
        found = await reading.order(connection, order_id, call.request.app[EDGE_URL])
    return json_of(found)


async def cancel_order(call: Call[shapes.Cancellation, None]) -> web.Response:
    """Cancel an order or lines of it."""
    require_key_to_count(call, call.body.lines)
    app = call.request.app
    async with app[ENGINE].begin() as connection:
        order_id = await open_order(connection, call)

        async def effect() -> idempotency.Outcome:
            parts = await cancelling.cancel_order(
                connection, buyer_of(call), order_id, call.body, notices=app[NOTICES], at=datetime.now(UTC)
            )
            order = await reading.order(connection, order_id, app[EDGE_URL])
            return idempotency.Outcome(200, shapes.CancelAnswer(parts=parts, order=order).model_dump_json())

        return await once(connection, call, call.caller.account_id if call.caller else order_id, effect)


async def send_order_link(call: Call[shapes.OrderLinkWanted, None]) -> web.Response:
    """Mail a guest the link to an order."""
    app = call.request.app
    require_links(app)
    await before_mail(call.request, call.body.email)
    async with app[ENGINE].begin() as connection:
        await guests.send_link(connection, app[NOTICES], call.body.number, call.body.email)
    return json_of(shapes.OrderLinkAnswer(detail=SENT), 202)


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET",
        path=PATH,
        tag=TAG,
        summary="Your orders, newest first",
        handler=list_orders,
        query=PageOfOrders,
        answers={200: Answer("A page of them", shapes.OrderPage)},
        scopes=(Scope.ORDERS_READ,),
        errors=(Code.INVALID_CURSOR,),
    ),
    Operation(
        method="GET",
        path=ONE,
        tag=TAG,
        summary="One of your orders, with each maker's part and its timeline",
        handler=get_order,
        answers={200: Answer("The order", shapes.Order)},
        scopes=(Scope.ORDERS_READ,),
        guests=True,
        headers=HEADERS,
        errors=(Code.ORDER_NOT_FOUND,),
    ),
    Operation(
        method="POST",
        path=ONE + "/cancel",
        tag=TAG,
        summary="Cancel an order or some of its lines, as long as they are not sent",
        handler=cancel_order,
        body=shapes.Cancellation,
        answers={
            200: Answer(
                "What became of each maker's part", shapes.CancelAnswer, headers=("Idempotent-Replayed",)
            )
        },
        scopes=(Scope.ORDERS_WRITE,),
        guests=True,
        headers=HEADERS,
        errors=(Code.ORDER_NOT_FOUND, Code.ORDER_STATE, Code.MAKER_MUST_AGREE),
        repeatable=True,
        example={
            "reason": "changed_mind",
            "lines": [{"line_id": "lin_01k0qh6m3v8r5t2x9y4z7w1c6d", "quantity": 1}],
        },
    ),
    Operation(
        method="POST",
        path="/api/v1/order-links",
        tag=TAG,
        summary="Have the link to a guest's order mailed once more; older links end",
        handler=send_order_link,
        body=shapes.OrderLinkWanted,
        answers={202: Answer("The same for everybody", shapes.OrderLinkAnswer)},
        errors=(Code.RATE_LIMITED,),
    ),
)
