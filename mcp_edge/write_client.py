"""The edge as a caller of the write API: its own tokens, deadlines, and problems turned into MarketError."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar
from urllib.parse import quote

import aiohttp
import structlog
from pydantic import BaseModel, ValidationError

from core.auth import Scope
from core.cart import Cart, CartUpdate
from core.dashboard import Asked, SellerDashboard
from core.errors import Code, MarketError
from core.inventory import StockCall, StockReport
from core.listing import NewListing, SellerListing
from core.rates import Origin
from core.telemetry import request_id
from mcp_edge.token_exchange import TokenExchange

TIMEOUT = aiohttp.ClientTimeout(total=5.5, connect=1)
RETRY_AFTER_SECONDS = 0.2
LONGEST_DETAIL = 1000
UNSURE = (
    "The shop's system did not answer. Repeating the call with the same arguments is safe: "
    "nothing happens twice."
)
TOOL = "Craftlocal-Tool"  # whoever reads the write API's log sees which tool a model used

M = TypeVar("M", bound=BaseModel)
log = structlog.get_logger()


@dataclass(frozen=True)
class WriteClient:
    """Calls the write API for a signed-in caller, or for a guest. A caller's own token never goes along.

    For a guest it is nobody too: no secret of ours goes along, only where the guest comes from.
    """

    session: aiohttp.ClientSession
    base_url: str
    tokens: TokenExchange

    async def create_listing(self, caller_token: str, new: NewListing, idempotency_key: str) -> SellerListing:
        """List a piece in the caller's shop; the same key and body again return the same listing.

        Raises:
            MarketError: what the write API answered, or service_unavailable when it did not answer.
        """
        request = _Request(
            "POST",
            "/api/v1/sellers/listings",
            Scope.LISTINGS_WRITE,
            "create_listing",
            content=new,
            idempotency_key=idempotency_key,
        )
        return _read(SellerListing, request, await self._ask(request, caller_token))

    async def update_inventory(
        self, caller_token: str, wanted: StockCall, idempotency_key: str
    ) -> tuple[StockReport, bool]:
        """Set or adjust stock in the caller's shop; tell also whether this is the answer of an earlier call.

        Raises:
            MarketError: what the write API answered, or service_unavailable when it did not answer.
        """
        request = _Request(
            "POST",
            "/api/v1/sellers/inventory",
            Scope.SELLER_MANAGE,
            "update_inventory",
            content=wanted,
            idempotency_key=idempotency_key,
        )
        answer = await self._ask(request, caller_token)
        return _read(StockReport, request, answer), answer.is_replayed

    async def update_cart(
        self, caller_token: str | None, origin: Origin, cart_id: str | None, wanted: CartUpdate, key: str
    ) -> Cart:
        """Change a cart: the one named, else the caller's own, else a new one of a guest.

        A guest's cart that is named by somebody signed in goes into theirs.

        Raises:
            MarketError: what the write API answered, or service_unavailable when it did not answer.
        """
        method, path = "POST", "/api/v1/carts"
        if cart_id is not None:
            path += f"/{quote(cart_id, safe='')}"
            if caller_token is not None and cart_id.startswith("gst_"):
                path += "/merge"
            else:
                method = "PUT"
        request = _Request(
            method,
            path,
            Scope.ORDERS_WRITE,
            "update_cart",
            content=wanted,
            idempotency_key=key,
            origin=origin,
        )
        return _read(Cart, request, await self._ask(request, caller_token))

    async def get_dashboard(self, caller_token: str, asked: Asked) -> SellerDashboard:
        """Return the figures of the caller's shop.

        Raises:
            MarketError: what the write API answered, or service_unavailable when it did not answer.
        """
        request = _Request(
            "GET",
            "/api/v1/sellers/dashboard",
            Scope.SELLER_MANAGE,
            "get_seller_stats",
            query=asked.model_dump(mode="json", by_alias=True, exclude_none=True),
        )
        return _read(SellerDashboard, request, await self._ask(request, caller_token))

    async def _ask(self, request: "_Request", caller_token: str | None) -> "_Answer":
        """Ask once, and once more after a lost connection or an outlived token: that is safe.

        What writes has a key, under which it happens once.
        """
        last_try = False
        while True:
            token = await self.tokens.token_for(caller_token, (request.scope,)) if caller_token else None
            try:
                answer = await self._send(request, token)
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("write_api.unreachable", error=type(error).__name__, last_try=last_try)
                if last_try or isinstance(error, TimeoutError):
                    raise MarketError(Code.SERVICE_UNAVAILABLE, UNSURE) from None
                await asyncio.sleep(RETRY_AFTER_SECONDS)
            else:
                if answer.status < 300:
                    return answer
                if answer.status != 401 or last_try or caller_token is None:
                    raise problem(answer.status, answer.body)
                self.tokens.forget(caller_token, (request.scope,))
            last_try = True

    async def _send(self, request: "_Request", token: str | None) -> "_Answer":
        headers = {
            "X-Request-Id": request_id() or "",
            TOOL: request.tool,
        }
        headers |= {"Authorization": f"Bearer {token}"} if token else _came_from(request.origin)
        body = None
        if request.content is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": request.idempotency_key}
            body = request.content.model_dump_json(exclude_none=True).encode()
        async with self.session.request(
            request.method,
            self.base_url + request.path,
            params=request.query,
            data=body,
            headers=headers,
            timeout=TIMEOUT,
            allow_redirects=False,
        ) as answer:
            return _Answer(answer.status, await answer.read(), "Idempotent-Replayed" in answer.headers)


def _came_from(origin: Origin | None) -> dict[str, str]:
    """Return what a proxy says of a request, so that each guest is counted for themselves."""
    if origin is None:
        return {}
    hops = [*origin.forwarded_for, *([origin.peer] if origin.peer else [])]
    forwarded = {"X-Forwarded-For": ", ".join(hops)} if hops else {}
    return forwarded | ({"X-Openai-Subject": origin.openai_subject} if origin.openai_subject else {})


class _Request(NamedTuple):
    """A request that is safe to repeat: it reads, or its key makes it happen once."""

    method: str
    path: str
    scope: Scope
    tool: str
    query: Mapping[str, str] | None = None
    content: BaseModel | None = None
    idempotency_key: str = ""
    origin: Origin | None = None  # of a guest


class _Answer(NamedTuple):
    status: int
    body: bytes
    is_replayed: bool


def _read(shape: type[M], request: _Request, answer: _Answer) -> M:
    try:
        # Fields that a newer write API adds are not ours to refuse.
        return shape.model_validate_json(answer.body, extra="ignore")
    except ValidationError:
        log.error("write_api.unreadable", path=request.path)
        raise MarketError(Code.INTERNAL) from None


class _Problem(BaseModel):
    """What we read of an RFC 9457 problem; the rest is for people."""

    code: Code
    detail: str = ""
    param: str | None = None


def problem(status: int, body: bytes) -> MarketError:
    """Turn the write API's problem document into the MarketError with the same code.

    A body that is none, or has a code unknown here, becomes service_unavailable (5xx) or internal.
    """
    try:
        said = _Problem.model_validate_json(body)
    except ValidationError:
        log.error("write_api.unreadable_problem", status=status)
        code = Code.SERVICE_UNAVAILABLE if status >= 500 else Code.INTERNAL
        return MarketError(code, UNSURE if status >= 500 else "")
    return MarketError(said.code, " ".join(said.detail.split())[:LONGEST_DETAIL], param=said.param)
