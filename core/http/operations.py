"""The table of operations: what registers the routes is what documents them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import structlog
from aiohttp import web
from pydantic import BaseModel

from core.auth import Principal, Scope, TokenVerifier, bearer
from core.errors import Code, MarketError
from core.http.problems import OAuthError
from core.http.validation import parse_form, parse_json, parse_pairs
from core.limits import Allowance
from core.rates import Origin, Rates

B = TypeVar("B", bound=BaseModel | None)
Q = TypeVar("Q", bound=BaseModel | None)
VERIFIER = web.AppKey("VERIFIER", TokenVerifier)
RATES = web.AppKey("RATES", Rates)  # without it nothing is counted
ALLOWANCE = web.RequestKey[Allowance | None]("ALLOWANCE")  # what every answer tells, problems too
IDEMPOTENCY_KEY = "Idempotency-Key"
MAX_KEY_LENGTH = 255
SIGNED_HEADERS = {  # of Standard Webhooks
    "webhook-id": "The same whenever the same message is sent again",
    "webhook-timestamp": "When this was sent, in Unix seconds; good for five minutes",
    "webhook-signature": "v1,… : base64 of HMAC-SHA256 over id.timestamp.body; several are separated by blanks",
}


def json_of(found: BaseModel, status: int = 200) -> web.Response:
    """Return a shape as the answer."""
    return web.Response(text=found.model_dump_json(), status=status, content_type="application/json")


@dataclass(frozen=True)
class Call(Generic[B, Q]):
    """A request that is allowed and well-formed; `caller` is None for a guest, and where nobody is asked."""

    request: web.Request
    caller: Principal | None
    body: B
    query: Q

    @property
    def principal(self) -> Principal:
        """Who is asking, in an operation that needs scopes and takes no guests."""
        assert self.caller is not None, "an operation that takes guests asks for `caller`"
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
    example: Mapping[str, Any] | None = None  # made from the model when not given


@dataclass(frozen=True, kw_only=True)
class Operation(Generic[B, Q]):
    """One method on one path.

    `guests` says that it also works without a token. A token that is sent must be good all the same, and whoever
    is signed in needs the scopes.
    """

    method: str
    path: str
    tag: str
    summary: str
    handler: Callable[[Call[B, Q]], Awaitable[web.StreamResponse]]
    answers: Mapping[int, Answer]
    body: type[B] | None = None
    query: type[Q] | None = None
    scopes: tuple[Scope, ...] = ()
    guests: bool = False
    errors: tuple[Code, ...] = ()
    repeatable: bool = False  # honours Idempotency-Key
    headers: Mapping[str, str] = field(default_factory=dict)  # that may be sent, and what each is for
    # Of a body that the handler reads as it comes, with a limit of its own: an example of each type, of a form
    # its fields. With `body` as well, JSON is that one.
    media: Mapping[str, Any] = field(default_factory=dict)
    is_signed: bool = False  # the handler checks the raw body before it parses it as `body`
    face: Literal["problem", "oauth"] = "problem"  # oauth: RFC 6749 errors
    encoding: Literal["json", "form"] = "json"  # of the body
    proof: Literal["scopes", "token", "client"] = "scopes"  # token: any; client: of itself, or public
    malformed: str = "invalid_request"  # what RFC 6749 or RFC 7591 calls a body that does not fit
    example: Mapping[str, Any] | None = None
    counted: bool = True  # under the usual limits

    @property
    def name(self) -> str:
        """The operation's id: the name of its handler."""
        return getattr(self.handler, "__name__", "")

    @property
    def knows_callers(self) -> bool:
        """Whether a token says who is asking."""
        return bool(self.scopes) or self.guests

    @property
    def is_counted(self) -> bool:
        """Whether the usual limits hold; sign-in and tokens have rules of their own, probes have none."""
        return self.counted and self.face == "problem"

    @property
    def counted_by(self) -> tuple[str, ...]:
        """The usual limits that hold here, by name; none where there are no or other ones."""
        if not self.is_counted:
            return ()
        signed_in = ("subject", "client") if self.knows_callers else ()
        return (*signed_in, "address") if self.guests or not self.scopes else signed_in

    def every_error(self) -> tuple[Code, ...]:
        """Every code this operation can answer with, its own first."""
        codes = list(self.errors)
        if self.is_counted:
            codes.append(Code.RATE_LIMITED)
        if self.knows_callers:
            codes += [] if self.guests else [Code.MISSING_TOKEN]
            codes.append(Code.INVALID_TOKEN)
            codes += [Code.INSUFFICIENT_SCOPE, Code.ROLE_NEEDED] if self.scopes else []
        if self.body or self.query:
            codes.append(Code.INVALID_REQUEST)
        if self.body:
            codes.append(Code.BODY_TOO_LARGE)
            codes += [Code.UNSUPPORTED_MEDIA_TYPE] if self.encoding == "json" and not self.is_signed else []
        if self.media:
            codes += [Code.INVALID_REQUEST, Code.BODY_TOO_LARGE, Code.UNSUPPORTED_MEDIA_TYPE]
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
        caller = await _admit(request, operation) if operation.knows_callers else None
        if operation.is_counted:
            await _count(request, caller)
        if caller:
            caller.require(*operation.scopes)
            caller.require_confirmed()
        query = operation.query and parse_pairs(request.query.items(), operation.query, what="parameter")
        body = None
        if operation.body and not operation.is_signed and request.content_type not in operation.media:
            body = await _body(request, operation)
        elif operation.media and request.content_type not in operation.media:
            raise _unsupported(operation)
        return await operation.handler(Call(request, caller, body, query))

    return handle


def origin_of(request: web.Request) -> Origin:
    """Return where the request comes from."""
    return Origin(
        request.remote,
        tuple(request.headers.getall("X-Forwarded-For", ())),
        request.headers.get("X-Openai-Subject"),
    )


async def _count(request: web.Request, caller: Principal | None) -> None:
    if rates := request.app.get(RATES):
        request[ALLOWANCE] = await rates.admit(caller, origin_of(request))


async def _admit(request: web.Request, operation: Operation[Any, Any]) -> Principal | None:
    token = bearer(request.headers.getall("Authorization", ()))
    if token is None:
        if operation.guests:
            return None
        raise MarketError(Code.MISSING_TOKEN)
    principal = await request.app[VERIFIER].verify(token)
    structlog.contextvars.bind_contextvars(account_id=principal.account_id, client_id=principal.client_id)
    return principal


async def _body(request: web.Request, operation: Operation[Any, Any]) -> BaseModel:
    model: type[BaseModel] = operation.body  # type: ignore[assignment]
    try:
        if operation.encoding == "form":
            return await _form(request, model)
        if request.content_type != "application/json":
            raise _unsupported(operation)
        return parse_json(await request.read(), model)
    except MarketError as error:
        if operation.face == "oauth" and error.code is Code.INVALID_REQUEST:
            raise OAuthError(operation.malformed, error.message) from None
        raise


def _unsupported(operation: Operation[Any, Any]) -> MarketError:
    sendable = ", ".join([*operation.media, *(["application/json"] if operation.body else [])])
    return MarketError(Code.UNSUPPORTED_MEDIA_TYPE, f"Send the body with a Content-Type of {sendable}.")


async def _form(request: web.Request, model: type[BaseModel]) -> BaseModel:
    if request.content_type != "application/x-www-form-urlencoded":
        raise MarketError(Code.INVALID_REQUEST, "Send the fields as application/x-www-form-urlencoded.")
    return parse_form(await request.read(), model)
