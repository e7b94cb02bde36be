"""GET /playground/mail: on a local stack without a mail server, mail is read here."""

from aiohttp import web

from core.errors import Code, MarketError
from core.settings import is_local_url
from write_api.notifications import store
from write_api.notifications.mails import READABLE
from write_api.pages import render
from write_api.resources import ENGINE

SHOWN = 50


async def get_mail(request: web.Request) -> web.Response:
    """Show the newest mails that wait."""
    # Also by the name the browser used: a foreign name may have been led to this machine.
    if not (request.app[READABLE] and is_local_url(f"http://{request.host}")):
        raise MarketError(Code.ROUTE_NOT_FOUND)
    async with request.app[ENGINE].connect() as connection:
        mails = await store.newest(connection, SHOWN)
    return render("mailbox.html", mails=mails)


ROUTES = (web.get("/playground/mail", get_mail),)
