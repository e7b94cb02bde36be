"""Endpoints and their secrets: what happens when a maker looks after them."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from core.ids import is_id, new_id
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.sellers import service as sellers
from write_api.webhooks import store
from write_api.webhooks.sealing import Sealer
from write_api.webhooks.shapes import (
    Deliveries,
    Delivery,
    EndpointKind,
    EndpointSecret,
    NewSecret,
    WebhookEndpoint,
    WebhookEndpoints,
)
from write_api.webhooks.signatures import KEY_BYTES, as_secret

Find = Callable[[AsyncConnection, str], Awaitable[store.Endpoint | None]]
MOST_ENDPOINTS = 10
MOST_SECRETS = 4  # the new one and three older


async def create(
    connection: AsyncConnection, sealer: Sealer, author: Author, name: str, kind: EndpointKind
) -> WebhookEndpoint:
    """Make an endpoint of the author's shop with its first secret.

    Raises:
        MarketError: not_a_seller, invalid_request when the shop has too many.
    """
    shop = await sellers.shop_of(connection, author.account)
    if len(await store.endpoints(connection, shop.id)) >= MOST_ENDPOINTS:
        raise MarketError(
            Code.INVALID_REQUEST, f"A shop has {MOST_ENDPOINTS} endpoints at most. Delete one first."
        )
    made = await store.insert_endpoint(connection, new_id("whe"), shop.id, name, kind)
    await _add_secret(connection, sealer, made.id)
    changes = differences({}, {"name": made.name, "kind": made.kind})
    await audit.note(connection, author, [audit.Entry("webhook.created", made.id, shop.id, changes)])
    return (await _shown(connection, [made]))[0]


async def rotate(
    connection: AsyncConnection, sealer: Sealer, author: Author, endpoint_id: str, keep_old: timedelta
) -> WebhookEndpoint:
    """Give an endpoint a new secret; those until now count for `keep_old` longer.

    Raises:
        MarketError: not_a_seller, endpoint_not_found.
    """
    found = await _own(connection, author.account, endpoint_id, store.lock_endpoint)
    await store.end_secrets(connection, found.id, keep_old, MOST_SECRETS - 1)
    await _add_secret(connection, sealer, found.id)
    # Not the secrets themselves: the log says that there is a new one, and how long others count.
    changes = differences({}, {"old_secrets_end_after_hours": keep_old // timedelta(hours=1)})
    await audit.note(connection, author, [audit.Entry("webhook.rotated", found.id, found.shop_id, changes)])
    return (await _shown(connection, [found]))[0]


async def delete(connection: AsyncConnection, author: Author, endpoint_id: str) -> None:
    """Delete an endpoint: its secrets count no more, its deliveries are forgotten.

    Raises:
        MarketError: not_a_seller, endpoint_not_found.
    """
    found = await _own(connection, author.account, endpoint_id, store.lock_endpoint)
    await store.delete_endpoint(connection, found.id)
    changes = differences({"name": found.name}, {})
    await audit.note(connection, author, [audit.Entry("webhook.deleted", found.id, found.shop_id, changes)])


async def own(connection: AsyncConnection, account_id: str) -> WebhookEndpoints:
    """Return the endpoints of the account's shop.

    Raises:
        MarketError: not_a_seller.
    """
    shop = await sellers.shop_of(connection, account_id)
    return WebhookEndpoints(items=await _shown(connection, await store.endpoints(connection, shop.id)))


async def deliveries(
    connection: AsyncConnection, account_id: str, endpoint_id: str, limit: int
) -> Deliveries:
    """Return what came in at an endpoint of the account's shop.

    Raises:
        MarketError: not_a_seller, endpoint_not_found.
    """
    found = await _own(connection, account_id, endpoint_id, store.endpoint)
    rows = await store.deliveries(connection, found.id, limit)
    return Deliveries(items=[Delivery(**row) for row in rows])


async def with_secret(connection: AsyncConnection, sealer: Sealer, shown: WebhookEndpoint) -> NewSecret:
    """Return an endpoint as it was answered, with the secret that was newest then: it is not kept in answers."""
    kept = await store.secret(connection, shown.secrets[0].id)
    key = sealer.open(kept.sealed, kept.endpoint_id) if kept else None
    return NewSecret(**shown.model_dump(), secret=as_secret(key) if key else None)


async def _own(connection: AsyncConnection, account_id: str, endpoint_id: str, find: Find) -> store.Endpoint:
    shop = await sellers.shop_of(connection, account_id)
    found = await find(connection, endpoint_id) if is_id(endpoint_id, "whe") else None
    if found is None or found.shop_id != shop.id:
        raise MarketError(Code.ENDPOINT_NOT_FOUND)
    return found


async def _add_secret(connection: AsyncConnection, sealer: Sealer, endpoint_id: str) -> None:
    key = secrets.token_bytes(KEY_BYTES)
    await store.add_secret(connection, endpoint_id, sealer.seal(key, endpoint_id))


async def _shown(connection: AsyncConnection, found: Sequence[store.Endpoint]) -> list[WebhookEndpoint]:
    good = await store.secrets(connection, [one.id for one in found])
    return [
        WebhookEndpoint(
            id=one.id,
            name=one.name,
            kind=one.kind,
            path=f"/webhooks/{one.kind}?endpoint={one.id}",
            created_at=one.created_at,
            secrets=[
                EndpointSecret(id=s.id, created_at=s.created_at, expires_at=s.expires_at)
                for s in good
                if s.endpoint_id == one.id
            ],
        )
        for one in found
    ]
