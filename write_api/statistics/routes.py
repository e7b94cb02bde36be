"""GET of a maker's dashboard."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from core.auth import Scope
from core.dashboard import Asked, SellerDashboard
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from write_api.resources import ENGINE
from write_api.sellers import service as sellers
from write_api.statistics import service
from write_api.statistics.sales.tallying import TALLYING


async def get_dashboard(call: Call[None, Asked]) -> web.Response:
    """Return how the maker's shop does."""
    app = call.request.app
    async with app[ENGINE].connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        shop = await sellers.shop_of(connection, call.principal.account_id)
        board, days, is_costly = await service.dashboard(connection, shop, call.query, datetime.now(UTC))
    if is_costly:
        app[TALLYING].ask(shop.id, days)
    return json_of(board)


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET",
        path="/api/v1/sellers/dashboard",
        tag="Statistics",
        summary="How your shop does: sales, orders to ship, listings, stock, assistants, payouts",
        handler=get_dashboard,
        query=Asked,
        answers={200: Answer("The dashboard", SellerDashboard)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER,),
    ),
)
