"""The table of operations: what registers the routes is what documents them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import structlog
from aiohttp import web
from pydantic import BaseModel

from core.auth import Principal, Scope, TokenVerifier, bearer
from core.errors import Code, MarketError
from core.http.validation import parse_json, parse_pairs

B = TypeVar("B", bound=BaseModel | None)
Q = TypeVar("Q", bound=BaseModel | None)
VERIFIER = web.AppKey("VERIFIER", TokenVerifier)
IDEMPOTENCY_KEY = "Idempotency-Key"
MAX_KEY_LENGTH = 255
SIGNED_HEADERS = {  # of Standard Webhooks
    "webhook-id": "The same whenever the same message is sent again",
    "webhook-timestamp": "When this was sent, in Unix seconds; good for five minutes",
    "webhook-signature": "v1,… : base64 of HMAC-SHA256 over id.timestamp.body; several are separated by blanks",
}


@dataclass(frozen=True)
class Call(Generic[B, Q]):
    """A request that is allowed and well-formed; the caller of an open operation is nobody."""

    request: web.Request
    caller: Principal | None
    body: B
    query: Q

    @property
    def principal(self) -> Principal:
        """Who is asking, in an operation that needs scopes."""
        assert self.caller is not None, "only an operation with scopes has a caller"
        return self.caller

    @property
    def idempotency_key(self) -> str | None:
        """The caller's key for this request, opaque.

        Raises:
            MarketError: invalid_request when it is empty, too long or not printable ASCII.
        """
        key = self.request.headers.get(IDEMPOTENCY_KEY)
        if key is not None and not (1 <= len(key) <= MAX_KEY_LENGTH and key.isascii() and key.isprintable()):
            raise MarketError(
                Code.INVALID_REQUEST,
                f"The {IDEMPOTENCY_KEY} must have 1 to {MAX_KEY_LENGTH} printable ASCII characters.",
                param=IDEMPOTENCY_KEY,
            )
        return key


@dataclass(frozen=True)
class Answer:
    """One way an operation answers when all is well."""

    description: str
    model: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    media_type: str = "application/json"


@dataclass(frozen=True, kw_only=True)
class Operation(Generic[B, Q]):
    """One method on one path."""

    method: str
    path: str
    tag: str
    summary: str
    handler: Callable[[Call[B, Q]], Awaitable[web.StreamResponse]]
    answers: Mapping[int, Answer]
    body: type[B] | None = None
    query: type[Q] | None = None
    scopes: tuple[Scope, ...] = ()
    errors: tuple[Code, ...] = ()
    repeatable: bool = False  # honours Idempotency-Key
    is_signed: bool = False  # the handler checks the raw body before it parses it as `body`
    face: Literal["problem", "oauth"] = "problem"  # oauth: form-encoded, RFC 6749 errors
    example: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """The operation's id: the name of its handler."""
        return getattr(self.handler, "__name__", "")

    def every_error(self) -> tuple[Code, ...]:
        """Every code this operation can answer with, its own first."""
        codes = list(self.errors)
        if self.scopes:
            codes += [Code.MISSING_TOKEN, Code.INVALID_TOKEN, Code.INSUFFICIENT_SCOPE]
        if self.body or self.query:
            codes.append(Code.INVALID_REQUEST)
        if self.body:
            codes.append(Code.BODY_TOO_LARGE)
            codes += [] if self.is_signed else [Code.UNSUPPORTED_MEDIA_TYPE]
        if self.repeatable:
            codes += [Code.REQUEST_IN_FLIGHT, Code.IDEMPOTENCY_KEY_REUSED]
        return tuple(dict.fromkeys([*codes, Code.SERVICE_UNAVAILABLE, Code.INTERNAL]))


def register(app: web.Application, operations: Iterable[Operation[Any, Any]]) -> None:
    """Add a route for each operation."""
    for operation in operations:
        if operation.method == "GET":
            app.router.add_get(operation.path, _handler(operation))  # HEAD too
        else:
            app.router.add_route(operation.method, operation.path, _handler(operation))


def _handler(operation: Operation[Any, Any]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        # In this order: a stranger learns nothing about bodies, and costs us none of their reading.
        caller = await _admit(request, operation.scopes) if operation.scopes else None
        query = operation.query and parse_pairs(request.query.items(), operation.query, what="parameter")
        body = None
        if operation.body and not operation.is_signed:
            body = await _body(request, operation)
        return await operation.handler(Call(request, caller, body, query))

    return handle


async def _admit(request: web.Request, scopes: tuple[Scope, ...]) -> Principal:
    token = bearer(request.headers.get("Authorization"))
    if token is None:
        raise MarketError(Code.MISSING_TOKEN)
    principal = await request.app[VERIFIER].verify(token)
    structlog.contextvars.bind_contextvars(account_id=principal.account_id, client_id=principal.client_id)
    principal.require(*scopes)
    return principal


async def _body(request: web.Request, operation: Operation[Any, Any]) -> BaseModel:
    model: type[BaseModel] = operation.body  # type: ignore[assignment]
    if operation.face == "oauth":
        if request.content_type != "application/x-www-form-urlencoded":
            raise MarketError(
                Code.INVALID_REQUEST, "Send the fields as application/x-www-form-urlencoded.", param=None
            )
        fields = [(name, str(value)) for name, value in (await request.post()).items()]
        return parse_pairs(fields, model, what="field")
    if request.content_type != "application/json":
        raise MarketError(Code.UNSUPPORTED_MEDIA_TYPE)
    return parse_json(await request.read(), model)
