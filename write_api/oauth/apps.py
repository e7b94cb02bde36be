"""The apps that an account lets in, for the account's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from write_api.accounts.connected_apps import ConnectedApp
from write_api.oauth import scopes, service, store
from write_api.oauth.rules import Grant
from write_api.oauth.server import AuthorizationServer


@dataclass(frozen=True)
class GrantedApps:
    """Grants, put together by client (write_api.accounts.connected_apps.ConnectedApps)."""

    server: AuthorizationServer

    async def of(self, connection: AsyncConnection, account_id: str) -> Sequence[ConnectedApp]:
        """Return the account's apps, newest first."""
        by_client: dict[str, list[Grant]] = {}
        for grant in await store.standing_grants(connection, account_id, datetime.now(UTC)):
            by_client.setdefault(grant.client_id, []).append(grant)
        return [_app(grants) for grants in by_client.values()]

    async def disconnect(self, connection: AsyncConnection, account_id: str, app_id: str) -> None:
        """End all that the app may do for the account; nothing happens when it is not the account's."""
        now = datetime.now(UTC)
        grants = await store.standing_grants(connection, account_id, now, codes_too=True)
        await self._end(connection, [one for one in grants if one.client_id == app_id], "disconnected")

    async def disconnect_all(self, connection: AsyncConnection, account_id: str) -> None:
        """End all that any app may do for the account."""
        now = datetime.now(UTC)
        grants = await store.standing_grants(connection, account_id, now, codes_too=True)
        await self._end(connection, grants, "credentials_changed")

    async def _end(self, connection: AsyncConnection, grants: Sequence[Grant], reason: str) -> None:
        for grant in grants:
            await service.end(connection, grant.id, reason, datetime.now(UTC))
            # Before the commit: should that fail, the app gets a new token and nobody is harmed.
            await service.spread(self.server, grant.id)


def _app(grants: Sequence[Grant]) -> ConnectedApp:
    newest = grants[0]
    allowed = frozenset[str]().union(*(grant.scopes for grant in grants))
    return ConnectedApp(
        id=newest.client_id,
        name=newest.client_name,
        may=[scope.title for scope in scopes.in_words(allowed)],
        connected_at=newest.consented_at,
    )
