"""What tests of carts ask of a running write API."""

from typing import Any

from core.auth import Scope
from tests.support.writer import Writer

CARTS = "/api/v1/carts"


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
    writer: Writer, cart: dict[str, Any], who: str | None = None, **headers: str
) -> dict[str, Any]:
    """Return a cart as it is now; `headers` with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    status, found = await send(writer, "GET", f"/{cart['id']}", who=who, headers=named)
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
