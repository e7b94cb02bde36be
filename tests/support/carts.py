"""What tests of carts ask of a running write API."""

import uuid
from typing import Any

from core.auth import Scope
from tests.support.writer import Writer

CARTS = "/api/v1/carts"
PARCELS = [
    {"countries": ["US"], "price_minor": 800, "each_further_minor": 200, "days_min": 2, "days_max": 6},
    {"countries": ["FR"], "price_minor": 1900, "free_from_minor": 9000, "days_min": 5, "days_max": 12},
]


async def send(
    writer: Writer,
    method: str,
    path: str = "",
    *lines: dict[str, Any],
    who: str | None = None,
    headers: dict[str, str] | None = None,
    **body: Any,
) -> tuple[int, Any]:
    """Send lines as somebody, or as a guest; return status and body."""
    proof = writer.as_(who, Scope.ORDERS_WRITE) if who else {}
    content = None if method in ("GET", "DELETE") else {"lines": list(lines)} | body
    answer = await writer.http.request(
        method, f"{CARTS}{path}", headers=proof | (headers or {}), json=content
    )
    return answer.status, await answer.json() if answer.status != 204 else None


async def opened(writer: Writer, *lines: dict[str, Any], who: str | None = None) -> dict[str, Any]:
    """Put lines into the account's cart, or into a new one of a guest; return it."""
    status, cart = await send(writer, "POST", "", *lines, who=who)
    assert status in (200, 201), cart
    found: dict[str, Any] = cart
    return found


async def put(
    writer: Writer, cart: dict[str, Any], *lines: dict[str, Any], who: str | None = None, **body: Any
) -> dict[str, Any]:
    """Change lines of a cart; return it."""
    status, changed = await send(writer, "PUT", f"/{cart['id']}", *lines, who=who, **body)
    assert status == 200, changed
    found: dict[str, Any] = changed
    return found


async def read(
    writer: Writer,
    cart: dict[str, Any],
    who: str | None = None,
    ships_to: str | None = None,
    **headers: str,
) -> dict[str, Any]:
    """Return a cart as it is now, sent to a country or to none; `headers` with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = f"?ships_to={ships_to}" if ships_to else ""
    status, found = await send(writer, "GET", f"/{cart['id']}{asked}", who=who, headers=named)
    assert status == 200, found
    shown: dict[str, Any] = found
    return shown


def lines_of(cart: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a cart's lines, shop after shop."""
    return [line for shop in cart["shops"] for line in shop["lines"]]


def counted(cart: dict[str, Any]) -> dict[str, int]:
    """Return how many of each listing count."""
    return {line["listing_id"]: line["quantity"] for line in lines_of(cart)}


def told(cart: dict[str, Any]) -> list[str]:
    """Return the kinds of a cart's notices."""
    return [notice["kind"] for notice in cart["notices"]]


async def list_sent(writer: Writer, who: str = "ada", **fields: Any) -> dict[str, Any]:
    """List a mug that is sent by a profile of its own, to US and FR; return the listing."""
    currency = fields.get("price", {}).get("currency", "USD")
    profile = {"name": f"Parcels of {uuid.uuid4()}", "currency": currency, "rates": PARCELS}
    answer = await writer.http.post(
        "/api/v1/sellers/shipping-profiles", json=profile, headers=writer.as_(who)
    )
    assert answer.status == 201, await answer.text()
    return await writer.list_mug(who, shipping_profile_id=(await answer.json())["id"], **fields)
