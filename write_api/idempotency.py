"""The ledger of answers given under an Idempotency-Key: a repeated request happens once."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Executable, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Code, MarketError
from core.tables import idempotency_keys as ledger

KEPT = text("interval '24 hours'")
WAIT = "5s"
LOCK_NOT_AVAILABLE = "55P03"
CLAIM = insert(ledger).on_conflict_do_nothing().returning(ledger.c.key)


@dataclass(frozen=True)
class Outcome:
    """What was answered: enough to give the same answer again."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    replayed: bool = False

    def response(self, body: str | None = None) -> web.Response:
        """Return the answer, with a body of its own where one is given; one given before says so."""
        headers = self.headers | ({"Idempotent-Replayed": "true"} if self.replayed else {})
        return web.Response(
            text=self.body if body is None else body,
            status=self.status,
            headers=headers,
            content_type="application/json",
        )


@dataclass(frozen=True)
class Request:
    """One request as the ledger knows it. Without a key it is new each time."""

    account_id: str
    operation: str
    key: str | None
    body: BaseModel

    @property
    def hash(self) -> str:
        """The same for bodies that are the same JSON: the order of keys does not count, what was left out does.

        A field that is null, or spelled out with its default, is another body than one without it.
        """
        sent = self.body.model_dump(mode="json", exclude_unset=True)
        return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


async def once(
    connection: AsyncConnection, request: Request, effect: Callable[[], Awaitable[Outcome]]
) -> Outcome:
    """Run `effect` in this transaction, or return what it answered when the same request came before.

    Two at once: the second waits on the first one's row, then reads its answer. An effect that raises
    leaves no trace, so a retry starts fresh.

    Raises:
        MarketError: idempotency_key_reused for another body under the key, request_in_flight when the
            first is not done in time.
    """
    if request.key is None:
        return await effect()
    if not await _claim(connection, request):
        return await _answered(connection, request)
    outcome = await effect()
    await connection.execute(
        update(ledger)
        .where(*_this(request))
        .values(status=outcome.status, headers=outcome.headers, body=outcome.body)
    )
    return outcome


async def is_known(connection: AsyncConnection, account_id: str, operation: str, key: str) -> bool:
    """Tell whether the account has used this key for the operation; before a large body has come."""
    this = (ledger.c.account_id == account_id, ledger.c.operation == operation, ledger.c.key == key)
    return await connection.scalar(select(ledger.c.key).where(*this)) is not None


async def purge(engine: AsyncEngine) -> int:
    """Forget answers older than a day; return how many."""
    async with engine.begin() as connection:
        gone = await connection.execute(delete(ledger).where(ledger.c.created_at < func.now() - KEPT))
    return gone.rowcount


async def _claim(connection: AsyncConnection, request: Request) -> bool:
    row = {
        "account_id": request.account_id,
        "operation": request.operation,
        "key": request.key,
        "request_hash": request.hash,
    }
    return await claim(connection, CLAIM, row)


async def claim(connection: AsyncConnection, insertion: Executable, row: dict[str, Any]) -> bool:
    """Run an insertion that does nothing when the row is there; tell whether it is ours now.

    When another transaction has just inserted it, this waits for how that one ends.

    Raises:
        MarketError: request_in_flight when it does not end in time.
    """
    await connection.execute(select(func.set_config("lock_timeout", WAIT, True)))
    try:
        return (await connection.execute(insertion, row)).first() is not None
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise MarketError(Code.REQUEST_IN_FLIGHT) from None


async def _answered(connection: AsyncConnection, request: Request) -> Outcome:
    row = (await connection.execute(select(ledger).where(*_this(request)))).one()
    if row.request_hash != request.hash:
        raise MarketError(Code.IDEMPOTENCY_KEY_REUSED)
    return Outcome(row.status, row.body, row.headers, replayed=True)


def _this(request: Request) -> tuple[ColumnElement[bool], ...]:
    return (
        ledger.c.account_id == request.account_id,
        ledger.c.operation == request.operation,
        ledger.c.key == request.key,
    )
