"""Who may open an order as its buyer: the account that bought it, or a guest with its secret."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from core.http.operations import IDEMPOTENCY_KEY, Call
from core.ids import is_id
from write_api import idempotency
from write_api.audit.authors import GUEST, Author, author_of
from write_api.notifications.mails import require_mail
from write_api.orders import guests, store
from write_api.orders.guests import SECRET_HEADER
from write_api.orders.notices import Notices
from write_api.orders.shapes import PiecesToCancel

NOTICES = web.AppKey("NOTICES", Notices)
HEADERS = {
    SECRET_HEADER: "What opens a guest's order: the key in the link of the mail. Not needed by whoever is signed in"
}


async def open_order(connection: AsyncConnection, call: Call[Any, Any]) -> str:
    """Return the id of the order that the call names, for its buyer.

    Raises:
        MarketError: order_not_found, also for somebody else's.
    """
    order_id = call.request.match_info["order_id"]
    if call.caller is not None and is_id(order_id, "ord"):
        if await store.own_order(connection, call.caller.account_id, order_id):
            return order_id
        raise MarketError(Code.ORDER_NOT_FOUND)
    await guests.require(connection, order_id, call.request.headers.get(SECRET_HEADER))
    return order_id


def require_key_to_count(call: Call[Any, Any], lines: Sequence[PiecesToCancel] | None) -> None:
    """Let pieces be cancelled by number only under a key: sent twice, the call would cancel twice as many.

    Raises:
        MarketError: invalid_request.
    """
    if call.idempotency_key is None and any(line.quantity is not None for line in lines or ()):
        raise MarketError(
            Code.INVALID_REQUEST,
            f"A line with `quantity` needs an {IDEMPOTENCY_KEY}, so that a call sent twice does not cancel twice as "
            "many. Add the header, or leave `quantity` out for all that are left.",
            param=IDEMPOTENCY_KEY,
        )


def buyer_of(call: Call[Any, Any]) -> Author:
    """Return who acts, a guest too."""
    return author_of(call) if call.caller else GUEST


def require_links(app: web.Application) -> None:
    """Let pass only where a link can be mailed and leads to a page: the older link ends for it.

    Raises:
        MarketError: service_unavailable.
    """
    require_mail(app)
    if app[NOTICES].pages_url is None:
        raise MarketError(Code.SERVICE_UNAVAILABLE, "This shop has no pages that a link could open.")


async def once(
    connection: AsyncConnection,
    call: Call[Any, Any],
    whose: str,
    effect: Callable[[], Awaitable[idempotency.Outcome]],
) -> web.Response:
    """Do it once under the call's key, which is that of an account or of a guest's order."""
    operation = f"{call.request.method} {call.request.path}"
    request = idempotency.Request(whose, operation, call.idempotency_key, call.body)
    return (await idempotency.once(connection, request, effect)).response()
