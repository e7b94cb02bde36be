"""Whoever asks for what is somebody else's hears the same as for what is not there, in every operation."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.auth import Scope
from core.http import openapi
from core.http.operations import Operation
from core.ids import new_id
from tests.support.carts import opened
from tests.support.orders import bought
from tests.support.stock import MANAGE, open_endpoint
from tests.support.uploads import mugs
from tests.support.writer import Writer
from write_api.app import ABOUT, OPERATIONS

pytestmark = pytest.mark.integration
PARAMETER = re.compile(r"{(\w+)}")
ABOUT_AN_OBJECT = [one for one in OPERATIONS if PARAMETER.search(one.path)]
TOLD_APART_BY = {"request_id", "instance", "x-request-id", "date", "ratelimit"}


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
    (name,) = PARAMETER.findall(operation.path)
    return str(name)


def body_of(operation: Operation[Any, Any]) -> Any:
    """Return a body that is right, from the document that clients read."""
    document = openapi.document(OPERATIONS, ABOUT)
    described = document["paths"][operation.path][operation.method.lower()].get("requestBody")
    return described and described["content"]["application/json"]["example"]


async def heard(writer: Writer, operation: Operation[Any, Any], object_id: str, who: str) -> dict[str, Any]:
    path = operation.path.replace(f"{{{parameter(operation)}}}", object_id)
    headers = writer.as_(who, *operation.scopes, MANAGE)
    answer = await writer.http.request(operation.method, path, json=body_of(operation), headers=headers)
    text = await answer.text()
    assert object_id not in text
    problem: dict[str, Any] = await answer.json()
    headers_told = {name.lower(): value for name, value in answer.headers.items()}
    told = {"status": answer.status} | problem | headers_told
    return {name: value for name, value in told.items() if name not in TOLD_APART_BY}


def test_every_parameter_of_a_path_is_tried() -> None:
    assert {parameter(one) for one in ABOUT_AN_OBJECT} == set(ADAS)


@pytest.mark.parametrize("operation", ABOUT_AN_OBJECT, ids=lambda operation: operation.name)
async def test_somebody_elses_and_nothing_look_alike(writer: Writer, operation: Operation[Any, Any]) -> None:
    adas = await ADAS[parameter(operation)](writer)
    nothing = new_id(adas.partition("_")[0])

    as_a_maker = [await heard(writer, operation, one, "bob") for one in (adas, nothing, "x' or 1=1 --")]
    assert as_a_maker[0]["status"] == 404
    assert as_a_maker[0] == as_a_maker[1] == as_a_maker[2]
    without_a_shop = [await heard(writer, operation, one, "eve") for one in (adas, nothing)]
    assert without_a_shop[0] == without_a_shop[1]
    assert without_a_shop[0]["status"] in (403, 404)
