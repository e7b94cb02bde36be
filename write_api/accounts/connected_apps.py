"""Where the account page learns which apps may act for somebody, and takes that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class ConnectedApp:
    """An app that somebody let in. `may` says in plain words what it may do."""

    id: str
    name: str
    may: Sequence[str]
    connected_at: datetime


class ConnectedApps(Protocol):
    """Whoever keeps the grants."""

    async def of(self, connection: AsyncConnection, account_id: str) -> Sequence[ConnectedApp]:
        """Return the account's apps, newest first."""

    async def disconnect(self, connection: AsyncConnection, account_id: str, app_id: str) -> None:
        """End all that the app may do for the account; nothing happens when it is not the account's."""


class NoApps:
    """Nothing is ever connected: as long as no tokens are given to apps."""

    async def of(self, _connection: AsyncConnection, _account_id: str) -> Sequence[ConnectedApp]:
        """Return none."""
        return ()

    async def disconnect(self, _connection: AsyncConnection, _account_id: str, _app_id: str) -> None:
        """Do nothing."""


CONNECTED_APPS = web.AppKey[ConnectedApps]("CONNECTED_APPS")
