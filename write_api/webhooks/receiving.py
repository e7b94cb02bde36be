"""What happens when a signed message comes in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Code, MarketError
from core.http.validation import parse_json
from core.ids import is_id
from write_api import inbox
from write_api.webhooks import signatures, store
from write_api.webhooks.sealing import Sealer
from write_api.webhooks.shapes import EndpointKind, Receipt
from write_api.webhooks.signatures import TOLERANCE_SECONDS, Signed

LONGEST_NOTE = 300
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Known:
    """An endpoint that a message is for: whose shop it may change, and the keys that may sign."""

    id: str
    shop_id: str
    keys: tuple[bytes, ...]


@dataclass(frozen=True)
class Taken:
    """What a message did: how much of it changed something, changed nothing, was refused; and more for the log."""

    updated: int
    unchanged: int
    refused: int
    more: Mapping[str, Any]

    @property
    def counts(self) -> dict[str, int]:
        """Return the numbers."""
        return {"updated": self.updated, "unchanged": self.unchanged, "refused": self.refused}


@dataclass(frozen=True)
class Intake(Generic[M]):
    """What endpoints of a kind take in: the shape of messages, when they are true for, and what they do."""

    kind: EndpointKind
    model: type[M]
    occurred_at: Callable[[M], datetime]
    apply: Callable[[AsyncConnection, Known, M], Awaitable[Taken]]


async def find(engine: AsyncEngine, sealer: Sealer, endpoint_id: str, kind: EndpointKind) -> Known:
    """Return the endpoint.

    Raises:
        MarketError: invalid_signature when there is none of the kind, as for a wrong signature.
    """
    async with engine.connect() as connection:
        found = await store.endpoint(connection, endpoint_id) if is_id(endpoint_id, "whe") else None
        if found is None or found.kind != kind:
            raise MarketError(Code.INVALID_SIGNATURE)
        sealed = [one.sealed for one in await store.secrets(connection, [found.id])]
    opened = (sealer.open(one, found.id) for one in sealed)
    return Known(found.id, found.shop_id, tuple(key for key in opened if key))


async def receive(
    engine: AsyncEngine, known: Known, headers: Mapping[str, str], body: bytes, intake: Intake[M]
) -> Receipt:
    """Check a message and do what it says, once.

    Raises:
        MarketError: invalid_signature, invalid_request.
    """
    now = datetime.now(UTC)
    try:
        signed = signatures.read_headers(headers)
        signatures.check(signed, body, known.keys, now.timestamp())
    except MarketError as error:
        async with engine.begin() as connection:
            message_id = headers.get(signatures.ID, "")[: signatures.LONGEST_ID]
            await store.add_refusal(connection, known.id, _flat(message_id), {"reason": error.message})
        raise
    try:
        message = _read(body, now, intake)
    except MarketError as error:
        async with engine.begin() as connection:
            if await store.keep_endpoint(connection, known.id):
                reason = {"reason": error.message[:LONGEST_NOTE]}
                await store.add_delivery(connection, known.id, signed.id, "malformed", reason)
        raise
    return await _apply(engine, known, signed, message, intake)


def _read(body: bytes, now: datetime, intake: Intake[M]) -> M:
    message = parse_json(body, intake.model)
    if intake.occurred_at(message) > now + timedelta(seconds=TOLERANCE_SECONDS):
        raise MarketError(
            Code.INVALID_REQUEST,
            "`occurred_at` lies in the future. Set the sender's clock.",
            param="occurred_at",
        )
    return message


async def _apply(engine: AsyncEngine, known: Known, signed: Signed, message: M, intake: Intake[M]) -> Receipt:
    async with engine.begin() as connection:
        if not await store.keep_endpoint(connection, known.id):
            raise MarketError(Code.INVALID_SIGNATURE)
        if not await inbox.is_new(connection, known.id, signed.id):
            await store.add_delivery(connection, known.id, signed.id, "duplicate", {})
            return Receipt(outcome="duplicate")
        taken = await intake.apply(connection, known, message)
        detail = taken.counts | dict(taken.more)
        await store.add_delivery(connection, known.id, signed.id, "accepted", detail)
    return Receipt(outcome="accepted", **taken.counts)


def _flat(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


async def purge(engine: AsyncEngine) -> None:
    """Forget what came in more than 30 days ago."""
    await inbox.purge(engine)
    async with engine.begin() as connection:
        await store.delete_old_deliveries(connection)
