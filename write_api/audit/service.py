"""Writing the log in the transaction of the change, and reading it as the seller of what was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from core.listing import Wire
from core.telemetry import request_id
from write_api.audit import store
from write_api.audit.authors import Author
from write_api.audit.rules import Changes

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Entry:
    """One change of one object; `shop_id` is the shop whose seller may read it, None for nobody's.

    `changes` comes from `rules.differences` and never holds a secret.
    """

    action: str
    object_id: str
    shop_id: str | None
    changes: Changes


class Difference(Wire):
    """What a field was and what it became; long texts and lists are cut."""

    before: Any
    after: Any


class AuditEntry(Wire):
    """Who changed what, and when."""

    id: int
    happened_at: datetime
    action: str = Field(examples=["stock.set"])
    object_id: str
    account_id: str | None = Field(description="Who; null for other people and for what no account did")
    client_id: str = Field(description="Through which client, or from which webhook endpoint")
    actor: str | None = Field(description="The service that acted for the account, such as mcp_edge")
    tool: str | None = Field(description="The tool that a model called, where one was")
    request_id: str | None
    changes: dict[str, Difference]


class AuditPage(Wire):
    """Changes of a shop's own objects, newest first."""

    items: list[AuditEntry]
    next_cursor: str | None = None


async def note(connection: AsyncConnection, author: Author, entries: Iterable[Entry]) -> None:
    """Write changes down in the caller's transaction: they are in the log exactly when they happened."""
    rows = [
        {
            "account_id": author.account_id,
            "client_id": author.client_id,
            "actor": author.actor,
            "tool": author.tool,
            "request_id": request_id(),
            "action": entry.action,
            "object_id": entry.object_id,
            "shop_id": entry.shop_id,
            "changes": entry.changes,
        }
        for entry in entries
    ]
    if rows:
        await store.add(connection, rows)


async def page(
    connection: AsyncConnection,
    shop_id: str,
    reader: str,
    *,
    object_id: str | None,
    limit: int,
    cursor: str | None,
) -> AuditPage:
    """Return the changes of a shop's objects. Accounts other than the reader's stay hidden: shoppers are some.

    Raises:
        MarketError: invalid_cursor.
    """
    before = _read_cursor(cursor) if cursor is not None else None
    found = await store.page(connection, shop_id, object_id=object_id, limit=limit + 1, before=before)
    more = len(found) > limit
    return AuditPage(
        items=[_entry(row, reader) for row in found[:limit]],
        next_cursor=str(found[limit - 1]["id"]) if more else None,
    )


def _entry(row: dict[str, Any], reader: str) -> AuditEntry:
    shown = {name: value for name, value in row.items() if name != "shop_id"}
    return AuditEntry(**shown | {"account_id": reader if row["account_id"] == reader else None})


def _read_cursor(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit()) or int(cursor) > LARGEST_ID:
        raise MarketError(Code.INVALID_CURSOR, param="cursor")
    return int(cursor)
