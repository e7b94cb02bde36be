"""POST of signed messages; endpoints, their secrets and deliveries for makers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from core.listing import Wire
from write_api import idempotency
from write_api.audit.authors import author_of
from write_api.orders.access import NOTICES
from write_api.orders.carriers import ShipmentMessage
from write_api.resources import ENGINE
from write_api.webhooks import endpoints, receiving, shapes
from write_api.webhooks.intakes import STOCK, shipments
from write_api.webhooks.receiving import Intake
from write_api.webhooks.sealing import Sealer

SEALER = web.AppKey("SEALER", Sealer)
PATH = "/api/v1/sellers/webhook-endpoints"
ONE = PATH + "/{endpoint_id}"
TAG = "Webhooks"


class PageOfDeliveries(Wire):
    """How much of the log to return."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many at most")] = 50


async def receive_stock(call: Call[shapes.StockMessage, shapes.Address]) -> web.Response:
    """Take in a signed message about stock."""
    return await _receive(call, STOCK)


async def receive_shipment(call: Call[ShipmentMessage, shapes.Address]) -> web.Response:
    """Take in a signed message about a parcel."""
    return await _receive(call, shipments(call.request.app[NOTICES]))


async def _receive(call: Call[Any, shapes.Address], intake: Intake[Any]) -> web.Response:
    app, request = call.request.app, call.request
    known = await receiving.find(app[ENGINE], app[SEALER], call.query.endpoint, intake.kind)
    receipt = await receiving.receive(app[ENGINE], known, request.headers, await request.read(), intake)
    return json_of(receipt, 202)


async def create_webhook_endpoint(call: Call[shapes.NewEndpoint, None]) -> web.Response:
    """Make an endpoint."""
    sealer, author = call.request.app[SEALER], author_of(call)

    async def make(connection: AsyncConnection) -> shapes.WebhookEndpoint:
        return await endpoints.create(connection, sealer, author, call.body.name, call.body.kind)

    return await _once_with_secret(call, f"POST {PATH}", make)


async def rotate_webhook_secret(call: Call[shapes.Rotation, None]) -> web.Response:
    """Replace an endpoint's secret."""
    sealer, author = call.request.app[SEALER], author_of(call)
    keep_old = timedelta(hours=call.body.keep_old_hours)

    async def turn(connection: AsyncConnection) -> shapes.WebhookEndpoint:
        return await endpoints.rotate(connection, sealer, author, _id(call), keep_old)

    return await _once_with_secret(call, f"POST {PATH}/{_id(call)}/rotate", turn)


async def list_webhook_endpoints(call: Call[None, None]) -> web.Response:
    """Return the shop's endpoints."""
    async with call.request.app[ENGINE].connect() as connection:
        return json_of(await endpoints.own(connection, call.principal.account_id))


async def delete_webhook_endpoint(call: Call[None, None]) -> web.Response:
    """Delete an endpoint."""
    async with call.request.app[ENGINE].begin() as connection:
        await endpoints.delete(connection, author_of(call), _id(call))
    return web.Response(status=204)


async def list_deliveries(call: Call[None, PageOfDeliveries]) -> web.Response:
    """Return what came in at an endpoint."""
    async with call.request.app[ENGINE].connect() as connection:
        found = await endpoints.deliveries(connection, call.principal.account_id, _id(call), call.query.limit)
    return json_of(found)


async def _once_with_secret(
    call: Call[Any, None],
    operation: str,
    effect: Callable[[AsyncConnection], Awaitable[shapes.WebhookEndpoint]],
) -> web.Response:
    """Answer with the new secret, also when the answer was given before; the ledger of answers has no secret."""
    request = idempotency.Request(call.principal.account_id, operation, call.idempotency_key, call.body)
    async with call.request.app[ENGINE].begin() as connection:

        async def kept() -> idempotency.Outcome:
            return idempotency.Outcome(201, (await effect(connection)).model_dump_json())

        outcome = await idempotency.once(connection, request, kept)
        shown = shapes.WebhookEndpoint.model_validate_json(outcome.body)
        answer = await endpoints.with_secret(connection, call.request.app[SEALER], shown)
    return outcome.response(answer.model_dump_json())


def _id(call: Call[Any, Any]) -> str:
    return call.request.match_info["endpoint_id"]


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="POST",
        path="/webhooks/inventory",
        tag=TAG,
        summary="Report counted stock, signed as Standard Webhooks",
        handler=receive_stock,
        body=shapes.StockMessage,
        is_signed=True,
        query=shapes.Address,
        answers={202: Answer("Taken in, now or before", shapes.Receipt)},
        errors=(Code.INVALID_SIGNATURE, Code.REQUEST_IN_FLIGHT),
        example={
            "type": "inventory.updated",
            "occurred_at": "2026-11-23T12:00:00Z",
            "items": [{"sku": "MUG-BLUE", "set": 6}],
        },
    ),
    Operation(
        method="POST",
        path="/webhooks/orders",
        tag=TAG,
        summary="Report what becomes of a parcel, signed as Standard Webhooks",
        handler=receive_shipment,
        body=ShipmentMessage,
        is_signed=True,
        query=shapes.Address,
        answers={202: Answer("Taken in, now or before", shapes.Receipt)},
        errors=(Code.INVALID_SIGNATURE, Code.REQUEST_IN_FLIGHT),
        example={
            "type": "shipment.delivered",
            "occurred_at": "2026-11-23T12:00:00Z",
            "shipment": {"tracking_number": "RM123456789GB", "detail": "Left with a neighbour"},
        },
    ),
    Operation(
        method="POST",
        path=PATH,
        tag=TAG,
        summary="Make an endpoint for your own system; its secret is shown this once",
        handler=create_webhook_endpoint,
        body=shapes.NewEndpoint,
        answers={201: Answer("Made", shapes.NewSecret, headers=("Idempotent-Replayed",))},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER,),
        repeatable=True,
        example={"name": "Till at the market"},
    ),
    Operation(
        method="GET",
        path=PATH,
        tag=TAG,
        summary="Your endpoints",
        handler=list_webhook_endpoints,
        answers={200: Answer("They", shapes.WebhookEndpoints)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER,),
    ),
    Operation(
        method="POST",
        path=ONE + "/rotate",
        tag=TAG,
        summary="Replace the secret of an endpoint; the old one counts for a while",
        handler=rotate_webhook_secret,
        body=shapes.Rotation,
        answers={201: Answer("Replaced", shapes.NewSecret, headers=("Idempotent-Replayed",))},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER, Code.ENDPOINT_NOT_FOUND),
        repeatable=True,
        example={"keep_old_hours": 24},
    ),
    Operation(
        method="DELETE",
        path=ONE,
        tag=TAG,
        summary="Delete an endpoint with its secrets and its log",
        handler=delete_webhook_endpoint,
        answers={204: Answer("Deleted")},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER, Code.ENDPOINT_NOT_FOUND),
    ),
    Operation(
        method="GET",
        path=ONE + "/deliveries",
        tag=TAG,
        summary="What came in at an endpoint and what became of it, newest first",
        handler=list_deliveries,
        query=PageOfDeliveries,
        answers={200: Answer("The log", shapes.Deliveries)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER, Code.ENDPOINT_NOT_FOUND),
    ),
)
