"""The edge as a caller of the write API: its own tokens, deadlines, and problems turned into MarketError."""

import asyncio
from dataclasses import dataclass

import aiohttp
import structlog
from pydantic import BaseModel, ValidationError

from core.auth import Scope
from core.errors import Code, MarketError
from core.listing import NewListing, SellerListing
from core.telemetry import request_id
from mcp_edge.token_exchange import TokenExchange

TIMEOUT = aiohttp.ClientTimeout(total=5.5, connect=1)
RETRY_AFTER_SECONDS = 0.2
LONGEST_DETAIL = 400
UNSURE = (
    "The shop's system did not answer. Repeating the call with the same arguments is safe: "
    "it does not list the piece twice."
)

log = structlog.get_logger()


@dataclass(frozen=True)
class WriteClient:
    """Calls the write API for a signed-in caller. The caller's own token never goes along."""

    session: aiohttp.ClientSession
    base_url: str
    tokens: TokenExchange

    async def create_listing(self, caller_token: str, new: NewListing, idempotency_key: str) -> SellerListing:
        """List a piece in the caller's shop; the same key and body again return the same listing.

        Raises:
            MarketError: what the write API answered, or service_unavailable when it did not answer.
        """
        body = new.model_dump_json(exclude_none=True).encode()
        answer = await self._post(
            "/api/v1/sellers/listings", body, caller_token, (Scope.LISTINGS_WRITE,), idempotency_key
        )
        try:
            # Fields that a newer write API adds are not ours to refuse.
            return SellerListing.model_validate_json(answer, extra="ignore")
        except ValidationError:
            log.error("write_api.unreadable", path="/api/v1/sellers/listings")
            raise MarketError(Code.INTERNAL) from None

    async def _post(
        self, path: str, body: bytes, caller_token: str, scopes: tuple[Scope, ...], idempotency_key: str
    ) -> bytes:
        """Post once, and once more after a lost connection or an outlived token: the key makes that safe."""
        last_try = False
        while True:
            token = await self.tokens.token_for(caller_token, scopes)
            try:
                status, answer = await self._send(path, body, token, idempotency_key)
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("write_api.unreachable", error=type(error).__name__, last_try=last_try)
                if last_try or isinstance(error, TimeoutError):
                    raise MarketError(Code.SERVICE_UNAVAILABLE, UNSURE) from None
                await asyncio.sleep(RETRY_AFTER_SECONDS)
            else:
                if status < 300:
                    return answer
                if status != 401 or last_try:
                    raise problem(status, answer)
                self.tokens.forget(caller_token, scopes)
            last_try = True

    async def _send(self, path: str, body: bytes, token: str, idempotency_key: str) -> tuple[int, bytes]:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": idempotency_key,
            "X-Request-Id": request_id() or "",
        }
        async with self.session.post(
            self.base_url + path, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()


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
