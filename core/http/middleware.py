"""What every request gets: an id, a summary line, errors as documents, safe headers."""

import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import ClientPayloadError, web
from aiohttp.typedefs import Middleware
from aiohttp.web_exceptions import HTTPRequestEntityTooLarge

from core import telemetry
from core.errors import Code, MarketError
from core.http.operations import ALLOWANCE
from core.http.problems import OAuthError, as_oauth, oauth_response, problem_response

REQUEST_ID = "X-Request-Id"
OUR_NAME = "craftlocal"  # as the server: no versions of what we stand on
SAFE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
IsAway = Callable[[Exception], bool]
Face = Callable[[web.Request, MarketError], web.Response | None]
LONGEST_ADDRESS = 65_536  # bytes: what is too long for us is refused by us, in words
log = structlog.get_logger()


@web.middleware
async def log_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Bind the request id, and write one line when the request is done."""
    structlog.contextvars.unbind_contextvars("account_id", "client_id")
    request_id = telemetry.bind_request(request.headers.get(REQUEST_ID))
    started = time.perf_counter()
    response = await handler(request)
    response.headers[REQUEST_ID] = request_id
    resource = request.match_info.route.resource
    log.info(
        "request.done",
        method=request.method,
        route=resource.canonical if resource else "unknown",
        status=response.status,
        duration_ms=round((time.perf_counter() - started) * 1000, 1),
    )
    return response


def render_errors(
    is_away: IsAway = lambda _error: False, face: Face = lambda _request, _error: None
) -> Middleware:
    """Return the middleware that turns whatever a handler raises into the document its callers expect.

    `is_away` tells which errors mean that a store cannot be reached just now. `face` returns an answer for
    requests that want another than ours, such as a page for people.
    """

    def show(request: web.Request, error: MarketError) -> web.Response:
        return face(request, error) or _render(request, error)

    @web.middleware
    async def render(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except OAuthError as error:
            return oauth_response(error)
        except MarketError as error:
            return show(request, error)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return _of_framework(error, show(request, _in_our_words(error)))
        except (ClientPayloadError, web.RequestPayloadError):
            return show(request, MarketError(Code.INVALID_REQUEST, "The body could not be read to its end."))
        except Exception as error:  # noqa: BLE001 - logged, and answered as our own fault
            return show(request, _unexpected(error, is_away))

    return render


def _unexpected(error: Exception, is_away: IsAway) -> MarketError:
    if is_away(error):
        log.warning("request.store_away", error=type(error).__name__)
        return MarketError(Code.SERVICE_UNAVAILABLE)
    log.exception("request.failed", exc_info=error)
    return MarketError(Code.INTERNAL)


async def set_safe_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal before the headers go out: what a handler has not decided itself, and what is left of a limit."""
    allowance = request.get(ALLOWANCE)
    for name, value in (SAFE_HEADERS | (allowance.headers() if allowance else {})).items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = OUR_NAME


def _render(request: web.Request, error: MarketError) -> web.Response:
    if request.path.startswith("/oauth/"):
        return oauth_response(as_oauth(error))
    return problem_response(error, telemetry.request_id() or "")


def _of_framework(error: web.HTTPException, response: web.Response) -> web.Response:
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


def _in_our_words(error: web.HTTPException) -> MarketError:
    if isinstance(error, HTTPRequestEntityTooLarge):
        return MarketError(Code.BODY_TOO_LARGE)
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(error.allowed_methods))
        return MarketError(Code.METHOD_NOT_ALLOWED, f"{error.method} is not allowed here, but {allowed} is.")
    if error.status == 404:
        return MarketError(Code.ROUTE_NOT_FOUND)
    return MarketError(Code.INVALID_REQUEST, "The request could not be understood.")
