"""GET and POST of messages about an order, for its buyer and for its makers."""

from datetime import UTC, datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, StringConstraints

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from core.limits import Rule
from core.listing import Wire
from write_api import idempotency
from write_api.accounts.limits import LIMITER
from write_api.audit.authors import author_of
from write_api.messages import service, shapes
from write_api.orders.access import HEADERS, NOTICES, buyer_of, once, open_order
from write_api.orders.reading import service as orders
from write_api.resources import ENGINE

OF_BUYER = "/api/v1/orders/{order_id}/messages"
OF_SELLER = "/api/v1/sellers/orders/{shop_order_id}/messages"
TAG = "Messages"
# Each may cause a mail to somebody else.
MESSAGES = Rule("order_messages", limit=60, per_seconds=3600, burst=20, closed_when_down=True)


class PageOfMessages(Wire):
    """Which messages to return."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many at most")] = 50
    cursor: shapes.MessageId | None = Field(default=None, description="`next_cursor` of the page before")


class PageOfBuyersMessages(PageOfMessages):
    """Which messages of an order to return."""

    shop_order_id: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="Those with one maker only"
    )


async def list_order_messages(call: Call[None, PageOfBuyersMessages]) -> web.Response:
    """Return the messages of a buyer's order."""
    asked = call.query
    async with call.request.app[ENGINE].connect() as connection:
        parts = await service.parts(connection, await open_order(connection, call), asked.shop_order_id)
        found = await service.page(connection, parts, limit=asked.limit, cursor=asked.cursor)
    return json_of(found)


async def send_order_message(call: Call[shapes.BuyerMessage, None]) -> web.Response:
    """Write to a maker."""
    app = call.request.app
    async with app[ENGINE].begin() as connection:
        order_id = await open_order(connection, call)
        whose = call.caller.account_id if call.caller else order_id
        await app[LIMITER].take(MESSAGES, whose)

        async def effect() -> idempotency.Outcome:
            part = await service.one_part(connection, order_id, call.body.shop_order_id)
            sent = await service.send(
                connection, buyer_of(call), order_id, part,
                side="buyer", text=call.body.text, at=datetime.now(UTC), notices=app[NOTICES],
            )  # fmt: skip
            return idempotency.Outcome(201, sent.model_dump_json())

        return await once(connection, call, whose, effect)


async def mark_order_messages_read(call: Call[shapes.ReadMarker, None]) -> web.Response:
    """Say up to where the buyer has read."""
    async with call.request.app[ENGINE].begin() as connection:
        parts = await service.parts(connection, await open_order(connection, call), None)
        marked = await service.mark_read(
            connection, buyer_of(call), parts, side="buyer", up_to=call.body.up_to, at=datetime.now(UTC)
        )
    return json_of(shapes.Marked(marked=marked))


async def list_shop_order_messages(call: Call[None, PageOfMessages]) -> web.Response:
    """Return the messages of a maker's order."""
    async with call.request.app[ENGINE].connect() as connection:
        await orders.own_part(connection, call.principal.account_id, _part(call))
        found = await service.page(
            connection, [_part(call)], limit=call.query.limit, cursor=call.query.cursor
        )
    return json_of(found)


async def send_shop_order_message(call: Call[shapes.SellerMessage, None]) -> web.Response:
    """Write to the buyer."""
    app = call.request.app
    async with app[ENGINE].begin() as connection:
        order_id = await orders.own_part(connection, call.principal.account_id, _part(call))
        await app[LIMITER].take(MESSAGES, call.principal.account_id)

        async def effect() -> idempotency.Outcome:
            sent = await service.send(
                connection, author_of(call), order_id, _part(call),
                side="seller", text=call.body.text, at=datetime.now(UTC), notices=app[NOTICES],
            )  # fmt: skip
            return idempotency.Outcome(201, sent.model_dump_json())

        return await once(connection, call, call.principal.account_id, effect)


async def mark_shop_order_messages_read(call: Call[shapes.ReadMarker, None]) -> web.Response:
    """Say up to where the maker has read."""
    async with call.request.app[ENGINE].begin() as connection:
        await orders.own_part(connection, call.principal.account_id, _part(call))
        marked = await service.mark_read(
            connection, author_of(call), [_part(call)],
            side="seller", up_to=call.body.up_to, at=datetime.now(UTC),
        )  # fmt: skip
    return json_of(shapes.Marked(marked=marked))


def _part(call: Call[Any, Any]) -> str:
    return call.request.match_info["shop_order_id"]


def _of_buyer(**fields: Any) -> Operation[Any, Any]:
    return Operation(tag=TAG, guests=True, headers=HEADERS, errors=(Code.ORDER_NOT_FOUND,), **fields)


def _of_seller(**fields: Any) -> Operation[Any, Any]:
    errors = (Code.NOT_A_SELLER, Code.ORDER_NOT_FOUND)
    return Operation(tag=TAG, scopes=(Scope.SELLER_MANAGE,), errors=errors, **fields)


PAGE = {200: Answer("A page of them", shapes.MessagePage)}
SENT = {201: Answer("Sent", shapes.Message, headers=("Idempotent-Replayed",))}
MARKED = {200: Answer("Noted", shapes.Marked)}
OPERATIONS: tuple[Operation[Any, Any], ...] = (
    _of_buyer(
        method="POST", path=OF_BUYER, summary="Write to a maker of your order",
        handler=send_order_message, body=shapes.BuyerMessage, answers=SENT, scopes=(Scope.ORDERS_WRITE,),
        repeatable=True, example={"text": "Could it be wrapped as a present?"},
    ),
    _of_buyer(
        method="GET", path=OF_BUYER, summary="Messages with the makers of your order, newest first",
        handler=list_order_messages, query=PageOfBuyersMessages, answers=PAGE, scopes=(Scope.ORDERS_READ,),
    ),
    _of_buyer(
        method="POST", path=OF_BUYER + "/read", summary="Say up to which message you have read",
        handler=mark_order_messages_read, body=shapes.ReadMarker, answers=MARKED, scopes=(Scope.ORDERS_WRITE,),
    ),
    _of_seller(
        method="POST", path=OF_SELLER, summary="Write to the buyer of an order",
        handler=send_shop_order_message, body=shapes.SellerMessage, answers=SENT, repeatable=True,
    ),
    _of_seller(
        method="GET", path=OF_SELLER, summary="Messages with the buyer of an order, newest first",
        handler=list_shop_order_messages, query=PageOfMessages, answers=PAGE,
    ),
    _of_seller(
        method="POST", path=OF_SELLER + "/read", summary="Say up to which message you have read",
        handler=mark_shop_order_messages_read, body=shapes.ReadMarker, answers=MARKED,
    ),
)  # fmt: skip
