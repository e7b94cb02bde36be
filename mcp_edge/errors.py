"""Errors as the model, a client or a browser gets them: what failed and what to do, never internals."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

import orjson
from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.responses import Response

from core import telemetry
from core.errors import TABLE, Code, MarketError
from core.faults import wanted
from core.http.middleware import SAFE_HEADERS
from core.limits import RateLimitedError

RETRY_AFTER_SECONDS = "1"
MOST_FAULTS = 5
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")


def tool_error(tool: str, error: MarketError, challenge: str | None = None) -> CallToolResult:
    """Return the result that tells the model what failed and what to do next.

    `challenge` is the WWW-Authenticate value that lets the host offer signing in.
    """
    advice = TABLE[error.code].advice
    said = error.message if error.message.endswith(advice) else f"{error.message} {advice}"
    return CallToolResult(
        content=[TextContent(type="text", text=f"{tool} did not work. {said}")],
        is_error=True,
        _meta={"mcp/www_authenticate": [challenge]} if challenge else None,
    )


def invalid_arguments(error: ValidationError, arguments: type[BaseModel]) -> MarketError:
    """Return what is wrong with a tool's arguments in our words, without what was sent."""
    faults = error.errors(include_url=False)
    said = [_say(fault, arguments) for fault in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        said.append(f"and {len(faults) - MOST_FAULTS} more")
    return MarketError(Code.INVALID_REQUEST, "; ".join(said) + ".")


def _say(fault: ErrorDetails, arguments: type[BaseModel]) -> str:
    path = fault["loc"]
    if fault["type"] == "extra_forbidden":
        return _unknown(str(path[-1]), list(arguments.model_fields))
    name = ".".join(str(part) for part in path) or "the arguments"
    return f"`{name}` {wanted(fault)}"


def _unknown(name: str, known: list[str]) -> str:
    if not _NAME.fullmatch(name):
        return f"an argument has no valid name; known are {', '.join(known)}"
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"
    return f"`{name}` is not an argument of this tool ({hint})"


def problem_response(error: MarketError, headers: Mapping[str, str] | None = None) -> Response:
    """Return the error as RFC 9457 problem+json, with the headers that go with its status."""
    own = dict(SAFE_HEADERS)
    if isinstance(error, RateLimitedError):
        own |= error.headers
    elif error.status == 503:
        own["Retry-After"] = RETRY_AFTER_SECONDS
    return Response(
        orjson.dumps(error.problem() | {"request_id": telemetry.request_id() or ""}),
        status_code=error.status,
        media_type="application/problem+json",
        headers=own | dict(headers or {}),
    )
