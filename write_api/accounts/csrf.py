"""Proof that a form was sent from our own page: a word only that page had, and what the browser says."""

import hmac
import secrets
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from core.errors import Code, MarketError
from write_api.accounts import sessions
from write_api.resources import HERE

FORM_COOKIE = "form"
MADE = web.RequestKey("MADE", str)
FROM_US = ("same-origin", "none")

log = structlog.get_logger()


async def word(request: web.Request) -> str:
    """Return the word that forms on the page for this request must carry; `keep` goes with it."""
    if session := await sessions.current(request):
        return session.csrf
    token = sessions.cookie(request, FORM_COOKIE) or request.get(MADE)
    if token is None:
        token = request[MADE] = secrets.token_urlsafe(32)
    return sessions.csrf_of(token)


def keep(request: web.Request, response: web.StreamResponse) -> None:
    """Give the browser what the word follows from, where it had nothing."""
    if token := request.get(MADE):
        sessions.set_cookie(request, response, FORM_COOKIE, token)


async def check(request: web.Request, sent: str) -> None:
    """Let a form pass that comes from our own page in the same browser.

    Raises:
        MarketError: form_refused.
    """
    reason = _foreign(request)
    if not reason and not hmac.compare_digest(sent.encode(), (await word(request)).encode()):
        reason = "word"
    if reason:
        log.warning("form.refused", reason=reason)
        raise MarketError(
            Code.FORM_REFUSED,
            "The form is too old, or it was not sent from this site. Open the page again and repeat. "
            "If that does not help, allow cookies for this site.",
        )


def _foreign(request: web.Request) -> str:
    """Say which header shows that another site sent the form; browsers send at least one of the two."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != _base(request) and origin.partition("://")[2] != request.host:
        return "origin"
    if request.headers.get("Sec-Fetch-Site", "none") not in FROM_US:
        return "fetch_site"
    return ""


def _base(request: web.Request) -> str:
    base = urlsplit(request.app[HERE].base_url)
    return f"{base.scheme}://{base.netloc}"
