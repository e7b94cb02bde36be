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

    async def disconnect_all(self, connection: AsyncConnection, account_id: str) -> None:
        """End all that any app may do for the account."""


CONNECTED_APPS = web.AppKey[ConnectedApps]("CONNECTED_APPS")
