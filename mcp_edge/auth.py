"""Who calls: a Bearer token becomes a Caller, and what the call needs is asked for at the HTTP level."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.auth import Principal, TokenVerifier, bearer
from core.errors import Code, MarketError
from core.rates import Origin
from mcp_edge.errors import problem_response
from mcp_edge.json_rpc import NoMessageError, called_tool

CALLER = "craftlocal.caller"

log = structlog.get_logger()


class Needs(NamedTuple):
    """What a tool takes: all these scopes from whoever is signed in, and somebody signed in unless it has guests."""

    scopes: tuple[str, ...] = ()
    guests: bool = False


@dataclass(frozen=True)
class Caller:
    """The caller of one request: anonymous, or a person with the token that says so.

    `answers_in_results` is true for hosts that start signing in on a tool result instead of HTTP 401.
    `refusal` is why the token that came is not accepted: such a caller may do nothing, not even browse.
    `origin` is where the request comes from.
    """

    principal: Principal | None = None
    token: str | None = None
    answers_in_results: bool = False
    refusal: MarketError | None = None
    origin: Origin = field(default_factory=partial(Origin, None))

    def require(self, needs: Needs) -> None:
        """Let the caller pass only with what the tool needs.

        Raises:
            MarketError: missing_token, insufficient_scope; whatever the token was refused with.
        """
        if self.refusal:
            raise self.refusal
        if not needs.scopes and not needs.guests:
            return
        if self.principal is None:
            if needs.guests:
                return
            raise MarketError(Code.MISSING_TOKEN, "This needs the user to sign in.")
        self.principal.require(*needs.scopes)
        self.principal.require_confirmed()


def challenge(
    resource_metadata: str, error: MarketError, scopes: tuple[str, ...], *, in_result: bool = False
) -> str:
    """Return the WWW-Authenticate value that lets a client sign in and come back.

    It names every scope to ask for: what the tool needs, and what the token has already. A caller without
    a token did nothing wrong, and RFC 6750 names no error then; hosts that read results want one always.
    """
    parts = [f'resource_metadata="{resource_metadata}"']
    if error.code is not Code.MISSING_TOKEN or in_result:
        oauth_error = "invalid_token" if error.code is Code.INVALID_TOKEN else "insufficient_scope"
        parts.append(f'error="{oauth_error}"')
        parts.append(f'error_description="{error.message.translate({34: 39, 92: 47})}"')
    if asked := error.extra.get("scope") or " ".join(scopes):
        parts.append(f'scope="{asked}"')
    return "Bearer " + ", ".join(parts)


@dataclass(frozen=True)
class Identify:
    """Verifies the token where there is one. No token is an anonymous caller.

    A bad one is HTTP 401 for every call; AskForScopes answers that, when it has read what to ask for.
    """

    app: ASGIApp
    verifier: TokenVerifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the Caller into the scope."""
        headers = Headers(scope=scope)
        from_openai = "openai-mcp" in headers.get("user-agent", "").lower()
        origin = _origin(scope, headers)
        try:
            token = bearer(headers.getlist("authorization"))
            principal = await self.verifier.verify(token) if token else None
            scope[CALLER] = Caller(principal, token, answers_in_results=from_openai, origin=origin)
        except MarketError as error:
            scope[CALLER] = Caller(refusal=error, origin=origin)
        else:
            if principal:
                structlog.contextvars.bind_contextvars(client_id=principal.client_id)
        await self.app(scope, receive, send)


def _origin(scope: Scope, headers: Headers) -> Origin:
    client = scope.get("client")
    return Origin(
        peer=client[0] if client else None,
        forwarded_for=tuple(headers.getlist("x-forwarded-for")),
        openai_subject=headers.get("x-openai-subject"),
    )


@dataclass(frozen=True)
class AskForScopes:
    """Answers a call that the caller may not make yet with HTTP 401 or 403 and what is needed.

    A token that is not accepted ends every call here, and so does what is no message. What else is missing the tool
    refuses itself; this only moves the refusal to where OAuth clients look for it.
    The request body has been read and put together before (see transport.py).
    """

    app: ASGIApp
    needs_of: Mapping[str, Needs]
    resource_metadata: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at which tool is called."""
        caller: Caller = scope[CALLER]
        first = await receive()
        try:
            called = called_tool(first.get("body", b""))
        except NoMessageError as error:
            if caller.refusal is None:
                await error.response()(scope, receive, send)
                return
            called = ""
        needs = self.needs_of.get(called, Needs())
        refusal = None if caller.answers_in_results else _refusal(caller, needs)
        if refusal is None:
            await self.app(scope, _replayed(first, receive), send)
            return
        log.info("auth.challenged", code=refusal.code, scope=" ".join(needs.scopes))
        headers = {}
        if refusal.status in (401, 403):
            headers["WWW-Authenticate"] = challenge(self.resource_metadata, refusal, needs.scopes)
        await problem_response(refusal, headers)(scope, receive, send)


def _refusal(caller: Caller, needs: Needs) -> MarketError | None:
    try:
        caller.require(needs)
    except MarketError as error:
        # Signing in again would give nobody another role: the tool says so.
        return None if error.code is Code.ROLE_NEEDED else error
    return None


def _replayed(first: Message, receive: Receive) -> Receive:
    waiting = [first]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
