"""What happens when a signed message about stock comes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import Code, MarketError
from core.http.validation import parse_json
from core.ids import is_id
from core.inventory import StockReport
from write_api import inbox
from write_api.audit.authors import Author
from write_api.inventory import service as inventory
from write_api.webhooks import signatures, store
from write_api.webhooks.sealing import Sealer
from write_api.webhooks.shapes import Receipt, StockMessage
from write_api.webhooks.signatures import TOLERANCE_SECONDS, Signed

REFUSED_ROWS_LOGGED = 20
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Known:
    """An endpoint that a message is for: whose shop it may change, and the keys that may sign."""

    id: str
    shop_id: str
    keys: tuple[bytes, ...]


async def find(engine: AsyncEngine, sealer: Sealer, endpoint_id: str) -> Known:
    """Return the endpoint.

    Raises:
        MarketError: invalid_signature when there is none, as for a wrong signature.
    """
    async with engine.connect() as connection:
        found = await store.endpoint(connection, endpoint_id) if is_id(endpoint_id, "whe") else None
        if found is None:
            raise MarketError(Code.INVALID_SIGNATURE)
        sealed = [one.sealed for one in await store.secrets(connection, [found.id])]
    opened = (sealer.open(one, found.id) for one in sealed)
    return Known(found.id, found.shop_id, tuple(key for key in opened if key))


async def receive(engine: AsyncEngine, known: Known, headers: Mapping[str, str], body: bytes) -> Receipt:
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
        message = _read(body, now)
    except MarketError as error:
        async with engine.begin() as connection:
            if await store.keep_endpoint(connection, known.id):
                reason = {"reason": error.message[:LONGEST_NOTE]}
                await store.add_delivery(connection, known.id, signed.id, "malformed", reason)
        raise
    return await _apply(engine, known, signed, message)


def _read(body: bytes, now: datetime) -> StockMessage:
    message = parse_json(body, StockMessage)
    if message.occurred_at > now + timedelta(seconds=TOLERANCE_SECONDS):
        raise MarketError(
            Code.INVALID_REQUEST,
            "`occurred_at` lies in the future. Set the sender's clock.",
            param="occurred_at",
        )
    return message


async def _apply(engine: AsyncEngine, known: Known, signed: Signed, message: StockMessage) -> Receipt:
    async with engine.begin() as connection:
        if not await store.keep_endpoint(connection, known.id):
            raise MarketError(Code.INVALID_SIGNATURE)
        if not await inbox.is_new(connection, known.id, signed.id):
            await store.add_delivery(connection, known.id, signed.id, "duplicate", {})
            return Receipt(outcome="duplicate")
        report = await inventory.apply(
            connection,
            Author(client_id=known.id),
            known.shop_id,
            [row.as_change() for row in message.items],
            counted_at=message.occurred_at,
        )
        await store.add_delivery(connection, known.id, signed.id, "accepted", _detail(report))
    return Receipt(
        outcome="accepted", updated=report.updated, unchanged=report.unchanged, refused=report.refused
    )


def _detail(report: StockReport) -> dict[str, Any]:
    refused = [row for row in report.items if row.outcome not in ("updated", "unchanged")]
    return {
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "refused_rows": [{"sku": row.sku, "outcome": row.outcome} for row in refused[:REFUSED_ROWS_LOGGED]],
    }


def _flat(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


async def purge(engine: AsyncEngine) -> None:
    """Forget what came in more than 30 days ago."""
    await inbox.purge(engine)
    async with engine.begin() as connection:
        await store.delete_old_deliveries(connection)
