"""SQL for webhook endpoints, their secrets and deliveries. Lock order: the endpoint, then the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Select, cast, delete, func, insert, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import webhook_deliveries, webhook_endpoints, webhook_secrets
from write_api.webhooks.shapes import EndpointKind

DELIVERIES_KEPT = text("interval '30 days'")
REFUSED = "refused"
BETWEEN_REFUSALS = text("interval '1 minute'")
STILL_GOOD = or_(webhook_secrets.c.expires_at.is_(None), webhook_secrets.c.expires_at > func.now())


@dataclass(frozen=True)
class Secret:
    """A secret an endpoint may sign with, sealed; it never ends when `expires_at` is None."""

    id: int
    endpoint_id: str
    sealed: bytes
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class Endpoint:
    """Where a shop's own system reports stock, or a carrier parcels."""

    id: str
    shop_id: str
    name: str
    kind: EndpointKind
    created_at: datetime


ENDPOINT = select(*(webhook_endpoints.c[name] for name in ("id", "shop_id", "name", "kind", "created_at")))
SECRET = select(
    *(webhook_secrets.c[name] for name in ("id", "endpoint_id", "sealed", "created_at", "expires_at"))
)


async def insert_endpoint(
    connection: AsyncConnection, endpoint_id: str, shop_id: str, name: str, kind: EndpointKind
) -> Endpoint:
    """Insert an endpoint without a secret."""
    new = insert(webhook_endpoints).values(id=endpoint_id, shop_id=shop_id, name=name, kind=kind)
    row = (await connection.execute(new.returning(*ENDPOINT.selected_columns))).one()
    return Endpoint(*row)


async def endpoints(connection: AsyncConnection, shop_id: str) -> list[Endpoint]:
    """Return a shop's endpoints, the oldest first."""
    own = ENDPOINT.where(webhook_endpoints.c.shop_id == shop_id)
    rows = await connection.execute(own.order_by(webhook_endpoints.c.created_at, webhook_endpoints.c.id))
    return [Endpoint(*row) for row in rows]


async def endpoint(connection: AsyncConnection, endpoint_id: str) -> Endpoint | None:
    """Return an endpoint."""
    row = (await connection.execute(_one(endpoint_id))).first()
    return Endpoint(*row) if row else None


async def lock_endpoint(connection: AsyncConnection, endpoint_id: str) -> Endpoint | None:
    """Return an endpoint, and let nobody else change it until the transaction ends."""
    row = (await connection.execute(_one(endpoint_id).with_for_update())).first()
    return Endpoint(*row) if row else None


async def keep_endpoint(connection: AsyncConnection, endpoint_id: str) -> bool:
    """Tell whether an endpoint is there, and keep it from being deleted until the transaction ends."""
    found = _one(endpoint_id).with_for_update(read=True, key_share=True)
    return (await connection.execute(found)).first() is not None


def _one(endpoint_id: str) -> Select[Any]:
    return ENDPOINT.where(webhook_endpoints.c.id == endpoint_id)


async def delete_endpoint(connection: AsyncConnection, endpoint_id: str) -> None:
    """Delete an endpoint with its secrets and deliveries."""
    await connection.execute(delete(webhook_endpoints).where(webhook_endpoints.c.id == endpoint_id))


async def add_secret(connection: AsyncConnection, endpoint_id: str, sealed: bytes) -> None:
    """Add a secret that does not end."""
    await connection.execute(insert(webhook_secrets).values(endpoint_id=endpoint_id, sealed=sealed))


async def end_secrets(connection: AsyncConnection, endpoint_id: str, after: timedelta, most: int) -> None:
    """Let an endpoint's secrets end after that time, where they do not end sooner, and keep the newest only."""
    of_endpoint = webhook_secrets.c.endpoint_id == endpoint_id
    end = func.least(webhook_secrets.c.expires_at, func.now() + after)
    await connection.execute(update(webhook_secrets).where(of_endpoint).values(expires_at=end))
    newest = select(webhook_secrets.c.id).where(of_endpoint, STILL_GOOD)
    newest = newest.order_by(webhook_secrets.c.id.desc()).limit(most)
    await connection.execute(delete(webhook_secrets).where(of_endpoint, webhook_secrets.c.id.not_in(newest)))


async def secrets(connection: AsyncConnection, endpoint_ids: Sequence[str]) -> list[Secret]:
    """Return the secrets that are good now, the newest first."""
    good = SECRET.where(webhook_secrets.c.endpoint_id.in_(endpoint_ids), STILL_GOOD)
    rows = await connection.execute(good.order_by(webhook_secrets.c.id.desc()))
    return [Secret(*row) for row in rows]


async def secret(connection: AsyncConnection, secret_id: int) -> Secret | None:
    """Return one secret."""
    row = (await connection.execute(SECRET.where(webhook_secrets.c.id == secret_id))).first()
    return Secret(*row) if row else None


async def add_delivery(
    connection: AsyncConnection, endpoint_id: str, message_id: str, outcome: str, detail: dict[str, Any]
) -> None:
    """Note what became of a message whose signature was right."""
    row = {"endpoint_id": endpoint_id, "message_id": message_id, "outcome": outcome, "detail": detail}
    await connection.execute(insert(webhook_deliveries).values(row))


async def add_refusal(
    connection: AsyncConnection, endpoint_id: str, message_id: str, detail: dict[str, Any]
) -> None:
    """Note a message whose signature was wrong, one a minute at most: anybody can send those."""
    deliveries = webhook_deliveries.c
    recently = (deliveries.outcome == REFUSED) & (deliveries.received_at > func.now() - BETWEEN_REFUSALS)
    is_noted = select(deliveries.id).where(deliveries.endpoint_id == endpoint_id, recently).exists()
    row = select(
        webhook_endpoints.c.id,
        literal(message_id),
        literal(REFUSED),
        cast(literal(detail, JSON), JSONB),
    ).where(webhook_endpoints.c.id == endpoint_id, ~is_noted)
    columns = ["endpoint_id", "message_id", "outcome", "detail"]
    await connection.execute(
        insert(webhook_deliveries).from_select(columns, row.with_for_update(read=True, key_share=True))
    )


async def deliveries(connection: AsyncConnection, endpoint_id: str, limit: int) -> list[dict[str, Any]]:
    """Return what came in at an endpoint, the newest first."""
    columns = [webhook_deliveries.c[name] for name in ("message_id", "received_at", "outcome", "detail")]
    own = select(*columns).where(webhook_deliveries.c.endpoint_id == endpoint_id)
    rows = await connection.execute(own.order_by(webhook_deliveries.c.id.desc()).limit(limit))
    return [dict(row) for row in rows.mappings()]


async def delete_old_deliveries(connection: AsyncConnection) -> None:
    """Delete deliveries older than 30 days."""
    received_at = webhook_deliveries.c.received_at
    await connection.execute(delete(webhook_deliveries).where(received_at < func.now() - DELIVERIES_KEPT))
