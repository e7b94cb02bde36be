"""The ledger of messages taken in from outside: a repeated delivery happens once."""

from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.tables import inbox
from write_api.idempotency import claim

KEPT = text("interval '30 days'")
TAKE_IN = insert(inbox).on_conflict_do_nothing().returning(inbox.c.message_id)


async def is_new(connection: AsyncConnection, source: str, message_id: str) -> bool:
    """Note a message of a source in the caller's transaction; tell whether it came for the first time.

    A transaction that fails forgets it, so that the next delivery is the first again.

    Raises:
        MarketError: request_in_flight when the same message is just being worked on and that takes long.
    """
    return await claim(connection, TAKE_IN, {"source": source, "message_id": message_id})


async def purge(engine: AsyncEngine) -> int:
    """Forget messages older than 30 days; return how many."""
    async with engine.begin() as connection:
        gone = await connection.execute(delete(inbox).where(inbox.c.received_at < func.now() - KEPT))
    return gone.rowcount
