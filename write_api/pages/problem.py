"""Errors on pages: what a person reads when something is in the way."""

from aiohttp import web

from core import telemetry
from core.errors import TABLE, Code, MarketError
from write_api.pages.rendering import render

FOR_PEOPLE = ("/account", "/orders/", "/playground/", "/oauth/authorize", "/oauth/consent")
RETRY_AFTER_SECONDS = "5"


# Where another link is asked for, by the page whose link did not work.
ASK_AGAIN = {"/account/reset": "/account/forgot", "/account/confirm": "/account/sign-up"}


def problem_page(request: web.Request, error: MarketError) -> web.Response | None:
    """Return the error as a page where people are expected, None elsewhere."""
    if not request.path.startswith(FOR_PEOPLE):
        return None
    heading = TABLE[error.code].title
    way_on, label = _way_on(request, error)
    response = render(
        "problem.html",
        status=error.status,
        heading=heading,
        message=error.message.removeprefix(f"{heading}. "),
        request_id=telemetry.request_id() if error.status >= 500 else None,
        way_on=way_on,
        way_on_label=label,
    )
    if error.status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _way_on(request: web.Request, error: MarketError) -> tuple[str | None, str | None]:
    if error.code is Code.LINK_GONE and request.path in ASK_AGAIN:
        return ASK_AGAIN[request.path], "Ask for a new link"
    if error.code is Code.FORM_REFUSED or error.status >= 500:
        return request.path, "Open the page again"
    return None, None
