"""/orders/{id}: an order as a page, for its buyer or for a guest who has the link of a mail."""

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import MarketError
from core.ids import is_id
from core.limits import RateLimitedError
from write_api.accounts import sessions
from write_api.accounts.forms import read, show, show_again
from write_api.accounts.limits import before_mail
from write_api.accounts.routes.sign_in import too_many
from write_api.accounts.rules import email_problem
from write_api.accounts.sessions import Session
from write_api.orders import guests, store
from write_api.orders.access import NOTICES, require_links
from write_api.orders.letters import address_lines, worth
from write_api.orders.reading import service as reading
from write_api.resources import ENGINE

LINK = "/orders/link"
STATUS = {
    "placed": "Placed",
    "accepted": "Being made ready",
    "partly_shipped": "Partly on its way",
    "shipped": "On its way",
    "delivered": "Arrived",
    "cancelled": "Cancelled",
}
HAPPENED = {
    "placed": "Order placed",
    "accepted": "Taken on by the maker",
    "shipped": "Sent",
    "in_transit": "On its way",
    "out_for_delivery": "Out for delivery",
    "delivered": "Arrived",
    "exception": "Held up on its way",
    "tracking_changed": "Tracking corrected",
    "cancelled": "Cancelled",
}


async def get_order_page(request: web.Request) -> web.Response:
    """Show the order; whoever may not see it is led to sign-in, or to having the link mailed."""
    order_id, key = request.match_info["order_id"], request.query.get("key")
    session = await sessions.current(request)
    async with request.app[ENGINE].connect() as connection:
        if not await _may_see(connection, order_id, session, key):
            is_asked = session is None and key is None
            status = 200 if is_asked else 404
            return await show(
                request, "orders/closed.html", status=status, return_to=request.path, gone=not is_asked
            )
        order = await reading.order(connection, order_id)
    return await show(
        request,
        "orders/order.html",
        order=order,
        worth=worth,
        goes_to=address_lines(order.ship_to),
        status_words=STATUS,
        event_words=HAPPENED,
    )


async def _may_see(
    connection: AsyncConnection, order_id: str, session: Session | None, key: str | None
) -> bool:
    if session and is_id(order_id, "ord") and await store.own_order(connection, session.account_id, order_id):
        return True
    try:
        await guests.require(connection, order_id, key)
    except MarketError:
        return False
    return True


async def get_link_page(request: web.Request) -> web.Response:
    """Show the form in which a guest asks for the link."""
    return await show(request, "orders/link.html")


async def send_link(request: web.Request) -> web.Response:
    """Mail the link, if number and address belong together; the answer is the same if not."""
    require_links(request.app)
    form = await read(request, "number", "email")
    if form.refuse(
        number="" if 10 <= len(form["number"].strip()) <= 30 else "Enter a number such as CL-7K3MQ-2XP9D.",
        email=email_problem(form["email"]),
    ):
        return await show_again(request, "orders/link.html", form)
    try:
        await before_mail(request, form["email"])
    except RateLimitedError as error:
        return await too_many(request, "orders/link.html", form, error)
    async with request.app[ENGINE].begin() as connection:
        await guests.send_link(connection, request.app[NOTICES], form["number"], form["email"])
    return await show(request, "orders/link-sent.html", form)


ROUTES = (
    web.get(LINK, get_link_page),
    web.post(LINK, send_link),
    web.get("/orders/{order_id}", get_order_page),
)
