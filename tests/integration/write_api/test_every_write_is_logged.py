"""Every operation that writes leaves a line in the audit log that says who, through what, and what changed.

The requests are those of the generated collection, so an operation that comes new is asked here by itself.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.reference.collection import in_order
from core.auth import Scope
from core.http.operations import Operation
from core.tables import audit_log
from tests.integration.write_api.test_collection import FOLDER, run
from tests.support.carts import opened, put, send
from tests.support.orders import bought, word
from tests.support.stock import deliver, message, open_endpoint
from tests.support.waiting import until
from tests.support.writer import Writer
from write_api.app import OPERATIONS
from write_api.audit.authors import GUEST

pytestmark = pytest.mark.integration
NOT_LOGGED = {
    "issue_token": "a token is no object of a shop; sign-in has its own log lines, and grants their own table",
    "revoke_token": "ends what its owner holds; the grant's row says when",
    "register_client": "anybody's, before anybody signs in; the client's row says when",
    "send_order_link": "answers everybody alike; where there is such an order, its link is in the log as sent",
    "post_userinfo": "reads; OpenID Connect wants POST as well",
}
# In the log for the operator only: no maker may read what shoppers do with their carts.
SHOPPERS_OWN = {"open_cart", "update_cart", "merge_cart", "delete_cart"}
LATER = {"upload_listings"}  # answered before the work is done


async def send_stock(writer: Writer, variables: dict[str, str]) -> None:
    """Send a message that counts something; that of the example is too old to."""
    endpoint = {
        "path": f"/webhooks/inventory?endpoint={variables['endpoint_id']}",
        "secret": variables["endpoint_secret"],
    }
    await deliver(writer, endpoint, message({"sku": "MUG-BLUE", "set": 77}))


async def send_shipment(writer: Writer, variables: dict[str, str]) -> None:
    """Send a message about the parcel of an order that there is."""
    endpoint = {
        "path": f"/webhooks/orders?endpoint={variables['parcels_id']}",
        "secret": variables["parcels_secret"],
    }
    await deliver(writer, endpoint, word("delivered", shop_order_id=variables["other_shop_order_id"]))


async def publish_draft(writer: Writer, variables: dict[str, str]) -> None:
    """Publish a draft; the collection's listing is on offer already."""
    url = f"/api/v1/sellers/listings/{variables['draft_id']}/publish"
    answer = await writer.http.post(url, json={"expected_version": 1}, headers=writer.as_("ada"))
    assert answer.status == 200


async def rename_profile(writer: Writer, variables: dict[str, str]) -> None:
    """Change a profile; what the example sends is there already."""
    url = f"/api/v1/sellers/shipping-profiles/{variables['profile_id']}"
    answer = await writer.http.put(url, json={"name": "Letters"}, headers=writer.as_("ada"))
    assert answer.status == 200


async def fill_cart(writer: Writer, variables: dict[str, str]) -> None:
    """Put something into the cart; the example names no line."""
    line = {"listing_id": variables["sold_id"], "quantity": 1}
    await put(writer, {"id": variables["cart_id"]}, line, who="ada")


async def merge_guests_cart(writer: Writer, variables: dict[str, str]) -> None:
    """Take over a guest's cart that holds something."""
    assert (await send(writer, "POST", f"/{variables['guests_cart_id']}/merge", who="ada"))[0] == 200


OTHERWISE: dict[str, Callable[[Writer, dict[str, str]], Awaitable[None]]] = {
    "receive_stock": send_stock,
    "receive_shipment": send_shipment,
    "publish_listing": publish_draft,
    "update_shipping_profile": rename_profile,
    "update_cart": fill_cart,
    "merge_cart": merge_guests_cart,
}
ENDPOINT_OF = {"receive_stock": "endpoint_id", "receive_shipment": "parcels_id"}


async def orders(writer: Writer) -> dict[str, str]:
    """Return what requests about orders name: one of ada's with a message in it, another, an endpoint for parcels."""
    order, other = await bought(writer), await bought(writer)
    part = order.shop_orders[0]
    url = f"/api/v1/sellers/orders/{part.id}/messages"
    await writer.http.post(url, json={"text": "Hello"}, headers=writer.as_("ada", Scope.SELLER_MANAGE))
    parcels = await open_endpoint(writer, kind="orders")
    return {
        "order_id": order.id,
        "shop_order_id": part.id,
        "line_id": part.lines[0].id,
        "other_shop_order_id": other.shop_orders[0].id,
        "parcels_id": parcels["id"],
        "parcels_secret": parcels["secret"],
    }


def writes() -> list[Operation[Any, Any]]:
    return [one for one in OPERATIONS if one.method not in ("GET", "HEAD")]


async def lines(engine: AsyncEngine, after: int) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(select(audit_log).where(audit_log.c.id > after).order_by("id")))


async def test_every_operation_that_writes_is_in_the_log(writer: Writer, engine: AsyncEngine) -> None:
    """In the order of the collection: what one makes the next ones change."""
    for sku in ("MUG-BLUE", "WALNUT-BOARD"):
        sold = await writer.list_mug(sku=sku, quantity=50)
    draft = await writer.list_mug(sku="DRAFT", state="draft")
    variables = {
        "write_api": str(writer.http.make_url("")).rstrip("/"),
        "writer": writer.token("ada", *Scope, "openid"),
        "draft_id": draft["id"],
        "sold_id": sold["id"],
        "guests_cart_id": (await opened(writer, {"listing_id": sold["id"], "quantity": 2}))["id"],
    } | await orders(writer)
    silent, seen = [], (await lines(engine, 0))[-1].id
    async with aiohttp.ClientSession() as http:
        for operation in in_order(writes()):
            if operation.name in NOT_LOGGED:
                continue
            if sent_otherwise := OTHERWISE.get(operation.name):
                await sent_otherwise(writer, variables)
            else:
                assert await run(http, [Path(FOLDER, "write_api", f"{operation.name}.bru")], variables) == []
            if operation.name in LATER:
                await until(partial(lines, engine, seen))
            if not (found := await lines(engine, seen)):
                silent.append(operation.name)
                continue
            seen = found[-1].id
            by_endpoint = operation.is_signed
            for line in found:
                who = (
                    (None, variables[ENDPOINT_OF[operation.name]])
                    if by_endpoint
                    else (writer.people["ada@makers.example"], "tests")
                )
                assert (line.account_id, line.client_id) == who, operation.name
                assert line.action, operation.name
                assert line.object_id, operation.name
                is_shops = operation.name not in SHOPPERS_OWN
                assert bool(line.shop_id) == is_shops, f"{operation.name}: who can read it?"
                # The collection's cart is empty: that it came and went is all there is to say.
                assert line.changes or operation.name in SHOPPERS_OWN, operation.name
                assert line.request_id or operation.name in LATER, operation.name
    assert silent == [], "These write and leave no line; add one, or say above why there is none"


async def test_what_guests_do_with_carts_is_in_the_log_too(writer: Writer, engine: AsyncEngine) -> None:
    """What guests do with orders is tested there: these open with the key of a mail."""
    sold = await writer.list_mug(quantity=50)
    seen = (await lines(engine, 0))[-1].id
    cart = await opened(writer)
    for operation in in_order([one for one in writes() if one.guests and one.name in SHOPPERS_OWN]):
        if operation.name == "update_cart":
            await put(writer, cart, {"listing_id": sold["id"], "quantity": 1})
        elif operation.name == "delete_cart":
            assert (await send(writer, "DELETE", f"/{cart['id']}"))[0] == 204
        [line] = await lines(engine, seen)
        who = (line.account_id, line.client_id, line.shop_id)
        assert who == (None, GUEST.client_id, None), operation.name
        seen = line.id


def test_what_is_not_logged_is_there_and_said_why() -> None:
    names = {one.name for one in writes()}
    assert NOT_LOGGED.keys() <= names
    assert not NOT_LOGGED.keys() & (LATER | OTHERWISE.keys())
    assert all(NOT_LOGGED.values())
