"""The worker of uploads: takes what waits, some rows a transaction."""

import asyncio
import random
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db import is_away
from core.listing import ImportRow, ShopRef
from write_api.audit.authors import Author
from write_api.bulk import store
from write_api.catalogue.files import ImportFileError, RowError, located_rows
from write_api.catalogue.service import Brought, bring_in

POLL_SECONDS = 1.0
ROWS_AT_ONCE = 200
MAX_ROWS = 10_000
MOST_FAILURES = 5
OUR_FAULT = "Something went wrong on our side. Rows done stay in; send the file again later."
WAKE = web.AppKey("WAKE", asyncio.Event)  # set when a file has arrived here

Located = tuple[int, ImportRow] | RowError
log = structlog.get_logger()


@dataclass
class _Reading:
    """A file being read: `place` rows have been taken from `rows`."""

    upload_id: str
    rows: Iterator[Located]
    folder: "TemporaryDirectory[str]"
    place: int = 0

    def take(self, count: int) -> list[Located]:
        taken = list(islice(self.rows, count))
        self.place += len(taken)
        return taken

    def close(self) -> None:
        # Closed by hand: the file is in a folder that goes next.
        with suppress(AttributeError):
            self.rows.close()  # type: ignore[attr-defined]
        self.folder.cleanup()


@dataclass
class Worker:
    """Works on uploads. Any number may run; an upload is one worker's at a time.

    What became of rows is committed with what they wrote, so whoever comes next, also after a crash, goes on
    behind the last row that was committed.
    """

    engine: AsyncEngine
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: _Reading | None = None

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                self.wake.clear()
                try:
                    while await self.step():
                        pass
                except Exception as error:
                    # Whatever it is: a worker that ends would leave every later upload where it lies.
                    self._forget()
                    if is_away(error):
                        log.warning("bulk.interrupted", error=type(error).__name__)
                    else:
                        log.exception("bulk.failed")
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS * random.uniform(0.8, 1.2)):
                        await self.wake.wait()
        finally:
            self._forget()

    async def step(self) -> bool:
        """Do the next rows of the upload that waits longest, if any; tell whether there was one."""
        upload: Mapping[str, Any] | None = None
        try:
            async with self.engine.begin() as connection:
                upload = await store.lock_next(connection)
                if upload is not None:
                    await self._go_on(connection, upload)
        except Exception as error:
            self._forget()
            if upload is None or is_away(error):
                raise
            log.exception("bulk.rows_failed", upload_id=upload["id"])
            await self._count_failure(upload["id"])
        return upload is not None

    async def _go_on(self, connection: AsyncConnection, upload: Mapping[str, Any]) -> None:
        structlog.contextvars.bind_contextvars(request_id=upload["request_id"])
        try:
            reading = await self._at_place(connection, upload)
            if reading is None:
                return
            taken = await asyncio.to_thread(reading.take, ROWS_AT_ONCE)
        except ImportFileError as error:
            await self._finish(connection, upload["id"], "refused", str(error))
            return
        if not taken:
            await self._finish(connection, upload["id"], "done")
            return
        await store.add_rows(connection, upload["id"], await _bring_in(connection, upload, taken))

    async def _at_place(self, connection: AsyncConnection, upload: Mapping[str, Any]) -> _Reading | None:
        """Return the file as far as it is done; None when it has just ended for its number of rows.

        Raises:
            ImportFileError: it is not a catalogue.
        """
        reading = self._reading
        if reading and (reading.upload_id, reading.place) == (upload["id"], upload["rows_done"]):
            return reading
        self._forget()
        folder = await asyncio.to_thread(TemporaryDirectory)
        path = Path(folder.name) / "catalogue"
        reading = self._reading = _Reading(upload["id"], iter(()), folder)
        await _write(connection, upload["id"], path)
        opened = partial(_rows, path, upload)
        if upload["rows_total"] is None:
            total, remark = await asyncio.to_thread(_counted, opened)
            if total > MAX_ROWS:
                reason = f"The file has more than {MAX_ROWS:,} rows. Send it in several; nothing was done."
                await self._finish(connection, upload["id"], "refused", reason)
                return None
            await store.change(connection, upload["id"], rows_total=total, remark=remark)
        reading.rows = await asyncio.to_thread(_without_remarks, opened)
        await asyncio.to_thread(reading.take, upload["rows_done"])
        return reading

    async def _finish(
        self, connection: AsyncConnection, upload_id: str, state: str, reason: str = ""
    ) -> None:
        self._forget()
        await store.finish(connection, upload_id, state, reason)
        log.info("bulk.finished", upload_id=upload_id, state=state)

    async def _count_failure(self, upload_id: str) -> None:
        async with self.engine.begin() as connection:
            if await store.count_failure(connection, upload_id) >= MOST_FAILURES:
                await store.finish(connection, upload_id, "failed", OUR_FAULT)

    def _forget(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None


async def _write(connection: AsyncConnection, upload_id: str, path: Path) -> None:
    file = await asyncio.to_thread(path.open, "wb")
    try:
        async for part in store.content(connection, upload_id):
            await asyncio.to_thread(file.write, part)
    finally:
        await asyncio.to_thread(file.close)


def _rows(path: Path, upload: Mapping[str, Any]) -> Iterator[Located]:
    return located_rows(path, shop=upload["shop_name"], currency=upload["currency"])


def _counted(opened: "partial[Iterator[Located]]") -> tuple[int, str]:
    """Return how many rows there are, at most one more than may be, and a remark about the file."""
    total, remark = 0, ""
    for one in opened():
        if isinstance(one, RowError) and one.is_remark:
            remark = one.reason
            continue
        total += 1
        if total > MAX_ROWS:
            break
    return total, remark


def _without_remarks(opened: "partial[Iterator[Located]]") -> Iterator[Located]:
    return (one for one in opened() if not (isinstance(one, RowError) and one.is_remark))


async def _bring_in(
    connection: AsyncConnection, upload: Mapping[str, Any], taken: list[Located]
) -> list[dict[str, Any]]:
    shop = ShopRef(
        id=upload["shop_id"], name=upload["shop_name"], city=upload["city"], country=upload["country"]
    )
    good = [one[1] for one in taken if not isinstance(one, RowError)]
    brought = iter(await bring_in(connection, Author(**upload["author"]), good, {shop.name: shop}))
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(taken, upload["rows_done"] + 1):
        if isinstance(one, RowError):
            place = (one.line, one.sku)
            result = Brought("refused", None, one.reason, one.field)
        else:
            place = (one[0], one[1].sku)
            result = next(brought)
        rows.append(
            {
                "number": number,
                "line": place[0],
                "sku": place[1],
                "outcome": result.outcome,
                "listing_id": result.listing_id,
                "param": result.param,
                "reason": result.reason,
            }
        )
    return rows
