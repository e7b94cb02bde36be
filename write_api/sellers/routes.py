"""GET and PATCH of a maker's own shop."""

from typing import Any

from aiohttp import web

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from write_api.audit.authors import author_of
from write_api.resources import ENGINE
from write_api.sellers import settings

PATH = "/api/v1/sellers/shop"
TAG = "Shop"


async def get_own_shop(call: Call[None, None]) -> web.Response:
    """Return the maker's shop."""
    async with call.request.app[ENGINE].connect() as connection:
        found = await settings.read(connection, call.principal.account_id)
    return json_of(found)


async def update_shop(call: Call[settings.ShopChange, None]) -> web.Response:
    """Change the maker's shop."""
    async with call.request.app[ENGINE].begin() as connection:
        changed = await settings.change(connection, author_of(call), call.body)
    return json_of(changed)


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET",
        path=PATH,
        tag=TAG,
        summary="Your shop",
        handler=get_own_shop,
        answers={200: Answer("The shop", settings.SellerShop)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER,),
    ),
    Operation(
        method="PATCH",
        path=PATH,
        tag=TAG,
        summary="Change your shop: whether assistants may show it, its time zone and currency",
        handler=update_shop,
        body=settings.ShopChange,
        answers={200: Answer("The shop as it is now", settings.SellerShop)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER,),
        example={"ai_channels": True, "time_zone": "Europe/London", "currency": "GBP"},
    ),
)
