"""Taking in a file, and telling what became of it."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Code, MarketError
from core.ids import is_id, new_id
from core.listing import Wire
from core.telemetry import request_id
from write_api import idempotency
from write_api.audit.authors import Author
from write_api.bulk import store
from write_api.bulk.shapes import BulkRow, BulkRows, BulkUpload
from write_api.sellers import service as sellers

PATH = "/api/v1/sellers/listings/bulk"
MAX_BYTES = 32 * 1024 * 1024
PART_BYTES = 256 * 1024
MOST_UNFINISHED = 5

log = structlog.get_logger()


class FileSent(Wire):
    """A file as the ledger of repeated requests knows it."""

    sha256: str
    currency: str


async def receive(
    engine: AsyncEngine, author: Author, chunks: AsyncIterator[bytes], *, key: str | None, currency: str
) -> idempotency.Outcome:
    """Keep a file as it comes and have it worked on; the same key and file again get the first answer.

    No transaction stays open while a slow sender sends.

    Raises:
        MarketError: not_a_seller, uploads_waiting, body_too_large, invalid_request when it is empty.
    """
    upload_id = new_id("upl")
    async with engine.begin() as connection:
        shop = await sellers.shop_of(connection, author.account)
        # A repeated call gets its answer also while its first waits, and no unbounded room for that either.
        is_repeated = key is not None and await _came_before(connection, author, key)
        await _check_room(connection, shop.id, MOST_UNFINISHED * (2 if is_repeated else 1))
        await store.insert_upload(
            connection, upload_id, shop.id, author, currency=currency, request_id=request_id()
        )
    is_kept = False
    try:
        digest = await _keep(engine, upload_id, chunks)
        request = idempotency.Request(
            author.account, f"POST {PATH}", key, FileSent(sha256=digest, currency=currency)
        )
        async with engine.begin() as connection:

            async def effect() -> idempotency.Outcome:
                if not await store.is_received(connection, upload_id):
                    raise MarketError(Code.INVALID_REQUEST, "The file took more than an hour to arrive.")
                found = await _get(connection, shop.id, upload_id)
                return idempotency.Outcome(202, found.model_dump_json(), {"Location": found.status_url})

            outcome = await idempotency.once(connection, request, effect)
        is_kept = not outcome.replayed
    finally:
        if not is_kept:
            async with engine.begin() as connection:
                await store.delete_unreceived(connection, upload_id)
    return outcome


async def status(connection: AsyncConnection, account_id: str, upload_id: str) -> BulkUpload:
    """Return how far an upload of the account's own shop is.

    Raises:
        MarketError: not_a_seller, upload_not_found.
    """
    shop = await sellers.shop_of(connection, account_id)
    return await _get(connection, shop.id, upload_id)


async def page(
    connection: AsyncConnection,
    account_id: str,
    upload_id: str,
    *,
    outcome: str | None,
    limit: int,
    cursor: str | None,
) -> BulkRows:
    """Return what became of rows, in the order of the file.

    Raises:
        MarketError: not_a_seller, upload_not_found, invalid_cursor.
    """
    await status(connection, account_id, upload_id)
    after = _read_cursor(cursor) if cursor is not None else 0
    found = await store.rows_of(connection, upload_id, outcome=outcome, after=after, limit=limit + 1)
    more = len(found) > limit
    return BulkRows(
        items=[BulkRow(**row) for row in found[:limit]],
        next_cursor=str(found[limit - 1]["number"]) if more else None,
    )


async def purge(engine: AsyncEngine) -> None:
    """Forget old uploads."""
    async with engine.begin() as connection:
        await store.purge(connection)


async def _keep(engine: AsyncEngine, upload_id: str, chunks: AsyncIterator[bytes]) -> str:
    digest, size, number, waiting = hashlib.sha256(), 0, 0, bytearray()

    async def write(content: bytes) -> None:
        async with engine.begin() as connection:
            await store.add_part(connection, upload_id, number, content)

    async for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            raise MarketError(
                Code.BODY_TOO_LARGE, f"A file may have {MAX_BYTES >> 20} MiB at most. Send it in several."
            )
        digest.update(chunk)
        waiting += chunk
        while len(waiting) >= PART_BYTES:
            await write(bytes(waiting[:PART_BYTES]))
            del waiting[:PART_BYTES]
            number += 1
    if waiting:
        await write(bytes(waiting))
    if not size:
        raise MarketError(Code.INVALID_REQUEST, "The file is empty. Send the catalogue as the body.")
    return digest.hexdigest()


async def _check_room(connection: AsyncConnection, shop_id: str, most: int) -> None:
    if await store.count_unfinished(connection, shop_id) >= most:
        raise MarketError(Code.UPLOADS_WAITING)


async def _came_before(connection: AsyncConnection, author: Author, key: str) -> bool:
    return await idempotency.is_known(connection, author.account, f"POST {PATH}", key)


async def _get(connection: AsyncConnection, shop_id: str, upload_id: str) -> BulkUpload:
    row = await store.get(connection, shop_id, upload_id) if is_id(upload_id, "upl") else None
    if row is None:
        raise MarketError(Code.UPLOAD_NOT_FOUND)
    return _shown(row)


def _shown(row: Any) -> BulkUpload:
    address = f"{PATH}/{row['id']}"
    told = {name: row[name] for name in BulkUpload.model_fields if name in row}
    return BulkUpload(**told, status_url=address, rows_url=f"{address}/rows")


def _read_cursor(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise MarketError(Code.INVALID_CURSOR, param="cursor")
    return int(cursor)
