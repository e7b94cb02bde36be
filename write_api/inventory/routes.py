"""POST of stock, GET and PUT of when a maker wants to hear of it."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from core.auth import Scope
from core.errors import Code, MarketError
from core.http.operations import IDEMPOTENCY_KEY, Answer, Call, Operation
from core.inventory import LARGEST_STOCK, StockCall, StockReport
from core.listing import Wire
from write_api import idempotency
from write_api.audit.authors import author_of
from write_api.inventory import alerts, service
from write_api.resources import ENGINE

PATH = "/api/v1/sellers/inventory"
ALERTS = PATH + "/alerts"
TAG = "Inventory"


class StockAlerts(Wire):
    """When a maker wants to hear that stock runs low."""

    low_stock_level: Annotated[int, Field(ge=0, le=LARGEST_STOCK)] | None = Field(
        description="Tell me once when so few of a listing are available, or fewer; null for never"
    )


async def count_stock(call: Call[StockCall, None]) -> web.Response:
    """Set or adjust stock."""
    author = author_of(call)
    key = call.idempotency_key
    if key is None and any(row.adjust is not None for row in call.body.items):
        raise MarketError(
            Code.INVALID_REQUEST,
            f"A row with `adjust` needs an {IDEMPOTENCY_KEY}, so that a call sent twice does not count twice. "
            "Add the header, or send `set`.",
            param=IDEMPOTENCY_KEY,
        )
    request = idempotency.Request(author.account, f"POST {PATH}", key, call.body)
    async with call.request.app[ENGINE].begin() as connection:

        async def effect() -> idempotency.Outcome:
            report = await service.count(connection, author, call.body)
            return idempotency.Outcome(200, report.model_dump_json())

        outcome = await idempotency.once(connection, request, effect)
    return outcome.response()


async def get_stock_alerts(call: Call[None, None]) -> web.Response:
    """Return when the maker wants to hear of low stock."""
    async with call.request.app[ENGINE].connect() as connection:
        level = await alerts.level(connection, call.principal.account_id)
    return web.json_response({"low_stock_level": level})


async def set_stock_alerts(call: Call[StockAlerts, None]) -> web.Response:
    """Say when the maker wants to hear of low stock."""
    level = call.body.low_stock_level
    async with call.request.app[ENGINE].begin() as connection:
        await alerts.set_level(connection, author_of(call), level)
    return web.json_response({"low_stock_level": level})


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="POST",
        path=PATH,
        tag=TAG,
        summary="Set or adjust the stock of up to 1,000 SKUs; each row stands for itself",
        handler=count_stock,
        body=StockCall,
        answers={200: Answer("What became of each row", StockReport, headers=("Idempotent-Replayed",))},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER,),
        repeatable=True,
        example={"items": [{"sku": "MUG-BLUE", "set": 6}, {"sku": "WALNUT-BOARD", "adjust": -1}]},
    ),
    Operation(
        method="GET",
        path=ALERTS,
        tag=TAG,
        summary="When you hear of low stock",
        handler=get_stock_alerts,
        answers={200: Answer("The level", StockAlerts)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER,),
    ),
    Operation(
        method="PUT",
        path=ALERTS,
        tag=TAG,
        summary="Say when to hear of low stock",
        handler=set_stock_alerts,
        body=StockAlerts,
        answers={200: Answer("The level as it is now", StockAlerts)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER,),
        example={"low_stock_level": 2},
    ),
)
