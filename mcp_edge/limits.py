"""How often one caller may ask the MCP endpoint."""

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import MarketError
from core.rates import Rates
from mcp_edge.auth import CALLER, Caller
from mcp_edge.errors import problem_response


@dataclass(frozen=True)
class LimitRate:
    """Answers HTTP 429 to a caller who asks too often. It knows the caller, and reads no body.

    A refused token is always 401, and takes nothing from those who share its address.
    """

    app: ASGIApp
    rates: Rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request, and say in the answer what is left."""
        caller: Caller = scope[CALLER]
        if caller.refusal:
            await self.app(scope, receive, send)
            return
        try:
            allowance = await self.rates.admit(caller.principal, caller.origin)
        except MarketError as error:
            await problem_response(error)(scope, receive, send)
            return
        if allowance is None:
            await self.app(scope, receive, send)
            return
        told = allowance.headers()

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(told)
            await send(message)

        await self.app(scope, receive, telling)
