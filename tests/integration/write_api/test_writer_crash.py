"""kill -9 of the write API at random points: what was acknowledged is there, and nothing happened twice.

A request that got no answer is sent again under its Idempotency-Key, or its message id, until it has one; that is
all that a careful client can do, and it must be enough.
"""

import asyncio
import itertools
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.tables import audit_log, inbox, listings, outbox
from tests.support.mortal_writer import MortalWriter, mortal_writer
from tests.support.stock import ENDPOINTS, INVENTORY, signature
from tests.support.waiting import until
from tests.support.writer import MUG, Writer
from write_api.app import Settings

pytestmark = pytest.mark.integration
KILLS = 50
MAKERS = 6
SKUS = ("RED", "BLUE", "GREEN")
START = 1000
LISTINGS = "/api/v1/sellers/listings"
NO_ANSWER = (aiohttp.ClientError, TimeoutError)
SHORT = aiohttp.ClientTimeout(total=5)


@dataclass
class Promises:
    """What the makers were told has happened."""

    added: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    listed: dict[str, str] = field(default_factory=dict)  # title → id
    counted: dict[str, int] = field(default_factory=dict)  # SKU → the last count that was taken in
    changed: Counter[str] = field(default_factory=Counter)  # listing id → changes
    messages: int = 0
    unanswered: int = 0


@dataclass
class Maker:
    """A careful client."""

    writer: Writer
    mortal: MortalWriter
    http: aiohttp.ClientSession
    promises: Promises
    name: str
    endpoint: dict[str, Any]

    async def until_answered(self, send: Callable[[], Awaitable[Any]]) -> Any:
        """Send again until there is an answer."""
        while True:
            try:
                return await send()
            except NO_ANSWER:
                self.promises.unanswered += 1
                await asyncio.sleep(0.01)

    async def post(self, path: str, body: Any, key: str, *scopes: str) -> Any:
        headers = self.writer.as_("ada", *scopes, Idempotency_Key=key)

        async def send() -> Any:
            async with self.http.post(self.mortal.url + path, json=body, headers=headers) as answer:
                if answer.status == 503:  # it is just coming up
                    raise aiohttp.ClientError
                assert answer.status in (200, 201), await answer.text()
                return await answer.json()

        return await self.until_answered(send)

    async def add_stock(self, number: int, chance: random.Random) -> None:
        sku = chance.choice(SKUS)
        item = {"sku": sku, "adjust": 1}
        report = await self.post(INVENTORY, {"items": [item]}, f"{self.name}-{number}", Scope.SELLER_MANAGE)
        assert report["updated"] == 1
        self.promises.added[sku] += 1
        self.promises.calls += 1

    async def list_piece(self, number: int) -> None:
        title = f"Mug of {self.name}, number {number}"
        made = await self.post(LISTINGS, MUG | {"title": title}, f"list-{self.name}-{number}")
        self.promises.listed[title] = made["id"]

    async def report_count(self, number: int) -> None:
        sku = f"COUNTED-{self.name}"
        body = json.dumps(
            {
                "type": "inventory.updated",
                "occurred_at": datetime.now(UTC).isoformat(),
                "items": [{"sku": sku, "set": number + 1}],
            }
        ).encode()
        message_id, now = f"msg-{self.name}-{number}", int(time.time())
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(now),
            "webhook-signature": signature(self.endpoint["secret"], message_id, now, body),
            "Content-Type": "application/json",
        }

        async def send() -> None:
            url = self.mortal.url + self.endpoint["path"]
            async with self.http.post(url, data=body, headers=headers) as answer:
                if answer.status == 503:
                    raise aiohttp.ClientError
                assert answer.status == 202, await answer.text()

        await self.until_answered(send)
        self.promises.counted[sku] = number + 1
        self.promises.messages += 1

    async def change(self, number: int) -> None:
        """Change a listing under its version: what was lost on the way shows as a conflict, and is looked at."""
        if not self.promises.listed:
            return
        listing_id = self.promises.listed.get(f"Mug of {self.name}, number 0")
        if listing_id is None:
            return
        url = f"{self.mortal.url}{LISTINGS}/{listing_id}"
        wanted = f"Changed {number} times"

        async def send() -> None:
            headers = self.writer.as_("ada")
            version = 1 + self.promises.changed[listing_id]
            body = {"expected_version": version, "description": wanted}
            async with self.http.put(url, json=body, headers=headers) as answer:
                if answer.status == 503:
                    raise aiohttp.ClientError
                told = await answer.json()
                now = told["current"] if answer.status == 409 else told
                assert (now["description"], now["version"]) == (wanted, version + 1), told

        await self.until_answered(send)
        self.promises.changed[listing_id] += 1

    async def work(self, chance: random.Random, is_over: Callable[[], bool]) -> None:
        for number in itertools.count():
            if is_over():
                return
            await self.list_piece(number)
            await self.add_stock(number, chance)
            await self.report_count(number)
            await self.change(number)


async def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(
    writer: Writer, writer_settings: Settings, engine: AsyncEngine
) -> None:
    chance = random.Random(6)
    for sku in (*SKUS, *(f"COUNTED-{n}" for n in range(MAKERS))):
        await writer.list_mug(sku=sku, quantity=START)
    made = await writer.http.post(ENDPOINTS, json={}, headers=writer.as_("ada", Scope.SELLER_MANAGE))
    endpoint = await made.json()
    promises = Promises()

    async with (
        mortal_writer(writer_settings) as mortal,
        aiohttp.ClientSession(timeout=SHORT, connector=aiohttp.TCPConnector(force_close=True)) as http,
    ):
        over = asyncio.Event()

        async def killer() -> None:
            for _ in range(KILLS):
                await asyncio.sleep(chance.uniform(0, 0.25))
                await mortal.kill()
                await mortal.start()
            over.set()

        makers = [Maker(writer, mortal, http, promises, str(n), endpoint) for n in range(MAKERS)]
        works = (maker.work(random.Random(n), over.is_set) for n, maker in enumerate(makers))
        await asyncio.gather(killer(), *works)

    assert mortal.lives == KILLS + 1
    assert promises.unanswered > KILLS / 2, "the kills hit nothing"
    await kept(engine, promises)
    await until(lambda: none_left(engine))


async def kept(engine: AsyncEngine, promises: Promises) -> None:
    """Hold the database against what was promised, to the last piece and the last line of the log."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(listings))).all()
        by_action = select(audit_log.c.action, func.count()).group_by(audit_log.c.action)
        logged = (await connection.execute(by_action)).all()
        messages = await connection.scalar(select(func.count()).select_from(inbox))
    stock = {row.sku: row.quantity for row in rows}
    assert {sku: stock[sku] - START for sku in SKUS} == {sku: promises.added[sku] for sku in SKUS}
    assert {sku: stock[sku] for sku in promises.counted} == promises.counted
    found = {row.title: row.id for row in rows if row.title.startswith("Mug of")}
    assert found == promises.listed
    assert len(rows) == len(promises.listed) + len(SKUS) + MAKERS
    assert messages == promises.messages
    versions = {row.id: row.version - 1 for row in rows if row.id in promises.changed}
    assert versions == promises.changed
    actions: dict[str, int] = dict(logged)
    assert actions["listing.created"] == len(rows)
    assert actions["listing.changed"] == sum(promises.changed.values())
    # A count that found the same number changed nothing, and nothing is logged of it.
    assert actions["stock.counted"] == promises.calls + promises.messages


async def none_left(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return (await connection.scalar(select(func.count()).select_from(outbox))) == 0
