"""What ada has, one thing for each parameter of a path, and what the document says to send to an operation."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from core.auth import Scope
from core.http import openapi
from core.http.operations import Operation
from tests.support.carts import opened
from tests.support.orders import bought
from tests.support.stock import open_endpoint
from tests.support.uploads import mugs
from tests.support.writer import Writer
from write_api.app import ABOUT, OPERATIONS

PARAMETER = re.compile(r"{(\w+)}")


async def _listing(writer: Writer) -> str:
    return str((await writer.list_mug())["id"])


async def _endpoint(writer: Writer) -> str:
    return str((await open_endpoint(writer))["id"])


async def _upload(writer: Writer) -> str:
    headers = writer.as_("ada", Scope.LISTINGS_WRITE, Content_Type="application/jsonl")
    answer = await writer.http.post("/api/v1/sellers/listings/bulk", data=mugs(1), headers=headers)
    return str((await answer.json())["id"])


async def _cart(writer: Writer) -> str:
    return str((await opened(writer, who="ada"))["id"])


async def _profile(writer: Writer) -> str:
    rates = [{"everywhere_else": True, "price_minor": 500, "days_min": 2, "days_max": 9}]
    body = {"name": "Parcels", "currency": "USD", "rates": rates}
    answer = await writer.http.post("/api/v1/sellers/shipping-profiles", json=body, headers=writer.as_("ada"))
    return str((await answer.json())["id"])


async def _order(writer: Writer) -> str:
    return (await bought(writer)).id


async def _shop_order(writer: Writer) -> str:
    return (await bought(writer)).shop_orders[0].id


# For each parameter of a path: how ada comes to have one.
ADAS: dict[str, Callable[[Writer], Awaitable[str]]] = {
    "listing_id": _listing,
    "endpoint_id": _endpoint,
    "upload_id": _upload,
    "cart_id": _cart,
    "profile_id": _profile,
    "order_id": _order,
    "shop_order_id": _shop_order,
}


def parameter(operation: Operation[Any, Any]) -> str:
    """Return the name of what the operation is about."""
    (name,) = PARAMETER.findall(operation.path)
    return str(name)


def body_of(operation: Operation[Any, Any]) -> Any:
    """Return a body that is right, from the document that clients read."""
    document = openapi.document(OPERATIONS, ABOUT)
    described = document["paths"][operation.path][operation.method.lower()].get("requestBody")
    return described and described["content"]["application/json"]["example"]
