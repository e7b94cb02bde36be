"""Answers to what aiohttp refuses before any handler sees it: a problem document as for everything else."""

import structlog
from aiohttp import http_exceptions, web

from core import telemetry
from core.errors import Code, MarketError
from core.http.middleware import OUR_NAME, REQUEST_ID, SAFE_HEADERS
from core.http.problems import problem_response

log = structlog.get_logger()


def answer_unreadable() -> None:
    """Let this process answer so, instead of with aiohttp's own text.

    That text repeats what was sent, and bears aiohttp's version. An application has no say in it: the method
    of the protocol is the only place.
    """
    web.RequestHandler.handle_error = _handle_error  # type: ignore[assignment, method-assign]


def _handle_error(
    _protocol: web.RequestHandler,
    request: web.BaseRequest,
    status: int = 500,
    exc: BaseException | None = None,
    _message: str | None = None,
) -> web.StreamResponse:
    if request.writer.output_size > 0:
        raise ConnectionError("a part of another answer is sent already")
    request_id = telemetry.bind_request(None)
    if status < 500:
        log.info("request.unreadable", error=type(exc).__name__)
    else:
        log.error("request.failed", exc_info=exc)
    response = problem_response(_refusal(status, exc), request_id)
    response.headers.update(SAFE_HEADERS | {REQUEST_ID: request_id, "Server": OUR_NAME})
    response.force_close()
    return response


def _refusal(status: int, exc: BaseException | None) -> MarketError:
    if status >= 500:
        return MarketError(Code.INTERNAL)
    if isinstance(exc, http_exceptions.LineTooLong):
        return MarketError(Code.INVALID_REQUEST, "The address or a header is too long: send less.")
    return MarketError(
        Code.INVALID_REQUEST,
        "This cannot be read as HTTP: write the address in ASCII ('£' as %C2%A3), and check headers and length.",
    )
