"""The outer layers: a request id and a log line for every request, POST only for MCP."""

import time
from dataclasses import dataclass

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import Code, MarketError
from core.telemetry import bind_request
from mcp_edge.errors import problem_response

BODY_LIMIT_BYTES = 256 * 1024

log = structlog.get_logger()


@dataclass(frozen=True)
class Requests:
    """Binds the request id, names it in the answer, and writes one line (a tool call writes its own)."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry the caller's X-Request-Id, or a new one."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        bound = bind_request(Headers(scope=scope).get("x-request-id"))
        started = time.perf_counter()

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = bound
                _note(scope, message["status"], started)
            await send(message)

        await self.app(scope, receive, named)


def _note(scope: Scope, status: int, started: float) -> None:
    if status >= 400 or not scope["path"].startswith("/mcp"):
        ms = round((time.perf_counter() - started) * 1000, 1)
        log.info("http.answered", method=scope["method"], path=scope["path"][:200], status=status, ms=ms)


@dataclass(frozen=True)
class PostOnly:
    """Answers everything but POST with 405: there are no sessions to delete and no stream to hold open."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let POST through."""
        if scope["method"] == "POST":
            await self.app(scope, receive, send)
            return
        error = MarketError(Code.METHOD_NOT_ALLOWED, "This is an MCP endpoint: send JSON-RPC with POST.")
        await problem_response(error, {"Allow": "POST"})(scope, receive, send)
