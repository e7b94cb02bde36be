"""Errors on the wire: RFC 9457 problem documents, and RFC 6749 errors on the OAuth routes."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from core.errors import Code, MarketError
from core.limits import RateLimitedError

RETRY_AFTER_SECONDS = "1"
PROBLEM_JSON = "application/problem+json"
CLIENT_CHALLENGE = 'Basic realm="craftlocal", charset="UTF-8"'


class Problem(BaseModel):
    """What went wrong (RFC 9457). Branch on `code`; show `detail`; send `request_id` when you report it."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["https://craftlocal.net/errors#listing_not_found"])
    title: str = Field(examples=["There is no such listing"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no such listing. Search again; it may have been removed."])
    code: Code
    param: str | None = Field(default=None, description="The field at fault")
    request_id: str


class OAuthProblem(BaseModel):
    """What went wrong (RFC 6749, section 5.2)."""

    error: str = Field(examples=["invalid_client"])
    error_description: str


class OAuthError(Exception):
    """A token request that is refused, in the words of RFC 6749 and RFC 8693.

    `headers` go with the answer; with a WWW-Authenticate of its own, a 401 is not the one for clients.
    """

    def __init__(
        self, error: str, description: str, *, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        self.error = error
        self.description = description
        self.status = status
        self.headers = headers or {}
        super().__init__(description)


def problem_response(error: MarketError, request_id: str) -> web.Response:
    """Return the RFC 9457 answer, with the headers that go with its status."""
    response = web.json_response(
        error.problem() | {"request_id": request_id}, status=error.status, content_type=PROBLEM_JSON
    )
    if challenge := _challenge(error):
        response.headers["WWW-Authenticate"] = challenge
    if error.status == 503 or error.code is Code.REQUEST_IN_FLIGHT:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    if isinstance(error, RateLimitedError):
        response.headers.update(error.headers)
    return response


def oauth_response(error: OAuthError) -> web.Response:
    """Return the RFC 6749 answer."""
    body: dict[str, Any] = {"error": error.error, "error_description": error.description}
    response = web.json_response(body, status=error.status, headers=error.headers)
    if error.status == 401:
        response.headers.setdefault("WWW-Authenticate", CLIENT_CHALLENGE)
    return response


def as_oauth(error: MarketError) -> OAuthError:
    """Say a MarketError in the words of RFC 6749."""
    if isinstance(error, RateLimitedError):
        return OAuthError("temporarily_unavailable", error.message, status=429, headers=error.headers)
    if error.status == 503:
        retry = {"Retry-After": RETRY_AFTER_SECONDS}
        return OAuthError("temporarily_unavailable", error.message, status=503, headers=retry)
    if challenge := _challenge(error):
        return OAuthError(
            str(error.code), error.message, status=error.status, headers={"WWW-Authenticate": challenge}
        )
    word = "server_error" if error.status >= 500 else "invalid_request"
    return OAuthError(word, error.message, status=error.status)


def _challenge(error: MarketError) -> str | None:
    match error.code:
        case Code.MISSING_TOKEN:
            return 'Bearer realm="craftlocal"'
        case Code.INVALID_TOKEN:
            return 'Bearer realm="craftlocal", error="invalid_token"'
        case Code.INSUFFICIENT_SCOPE:
            return f'Bearer realm="craftlocal", error="insufficient_scope", scope="{error.extra["scope"]}"'
        case _:
            return None
