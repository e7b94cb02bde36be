"""Errors on pages: what a person reads when something is in the way."""

from aiohttp import web

from core import telemetry
from core.errors import TABLE, Code, MarketError
from write_api.pages.rendering import render

FOR_PEOPLE = ("/account", "/playground/", "/oauth/authorize", "/oauth/consent")
RETRY_AFTER_SECONDS = "5"


def problem_page(request: web.Request, error: MarketError) -> web.Response | None:
    """Return the error as a page where people are expected, None elsewhere."""
    if not request.path.startswith(FOR_PEOPLE):
        return None
    retry = error.code is Code.FORM_REFUSED or error.status >= 500
    response = render(
        "problem.html",
        status=error.status,
        heading=TABLE[error.code].title,
        message=error.message,
        request_id=telemetry.request_id() if error.status >= 500 else None,
        way_on=request.path if retry else None,
        way_on_label="Open the page again" if retry else None,
    )
    if error.status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response
