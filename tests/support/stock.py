"""What tests of stock ask of a running write API, and of its tables."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.ids import new_id
from core.tables import listings, outbox, seller_events
from tests.support.writer import Writer

INVENTORY = "/api/v1/sellers/inventory"
ENDPOINTS = "/api/v1/sellers/webhook-endpoints"
MANAGE = Scope.SELLER_MANAGE


async def call_stock(
    writer: Writer, *items: dict[str, Any], who: str = "ada", key: str | None = None
) -> tuple[int, Any]:
    """Send a stock call; return status and body."""
    headers = writer.as_(who, MANAGE) | ({"Idempotency-Key": key} if key else {})
    answer = await writer.http.post(INVENTORY, json={"items": list(items)}, headers=headers)
    return answer.status, await answer.json()


async def outcomes(writer: Writer, *items: dict[str, Any], key: str | None = "key") -> list[str]:
    """Send a stock call; return the outcome of each row."""
    status, report = await call_stock(writer, *items, key=key)
    assert status == 200, report
    return [row["outcome"] for row in report["items"]]


async def row_of(engine: AsyncEngine, sku: str) -> Any:
    """Return a listing's row."""
    async with engine.connect() as connection:
        return (await connection.execute(select(listings).where(listings.c.sku == sku))).one()


async def stock_of(engine: AsyncEngine, sku: str) -> tuple[int, int, int]:
    """Return quantity, held and version."""
    row = await row_of(engine, sku)
    return row.quantity, row.held, row.version


async def low_stock_events(engine: AsyncEngine) -> list[dict[str, Any]]:
    """Return what makers were told, in order."""
    async with engine.connect() as connection:
        found = select(seller_events.c.data).order_by(seller_events.c.id)
        return list((await connection.execute(found)).scalars())


async def announced(engine: AsyncEngine) -> list[list[str]]:
    """Return the jobs that wait in the outbox, oldest first: the listings of each."""
    async with engine.connect() as connection:
        payloads = (await connection.execute(select(outbox.c.payload).order_by(outbox.c.id))).scalars()
        return [payload["listing_ids"] for payload in payloads]


async def open_endpoint(writer: Writer, who: str = "ada", kind: str = "inventory") -> dict[str, Any]:
    """Make a webhook endpoint; return it with its secret."""
    answer = await writer.http.post(ENDPOINTS, json={"kind": kind}, headers=writer.as_(who, MANAGE))
    made: dict[str, Any] = await answer.json()
    assert answer.status == 201, made
    return made


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of webhook-signature."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def message(*items: dict[str, Any], occurred_at: datetime | None = None, **changes: Any) -> bytes:
    """Return the body of a message about stock."""
    at = (occurred_at or datetime.now(UTC)).isoformat()
    return json.dumps(
        {"type": "inventory.updated", "occurred_at": at, "items": list(items)} | changes
    ).encode()


async def deliver(
    writer: Writer,
    endpoint: dict[str, Any],
    body: bytes,
    *,
    message_id: str | None = None,
    secrets: Sequence[str] | None = None,
    **headers: str,
) -> ClientResponse:
    """Send a signed message to an endpoint; `headers` override, with `_` for `-`."""
    message_id, now = message_id or new_id("msg"), int(time.time())
    signatures = [signature(secret, message_id, now, body) for secret in secrets or [endpoint["secret"]]]
    sent = {
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": " ".join(signatures),
        "Content-Type": "application/json",
    }
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return await writer.http.post(endpoint["path"], data=body, headers=sent)
