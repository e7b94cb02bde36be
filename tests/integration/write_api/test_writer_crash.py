"""kill -9 of the write API at random points: what was acknowledged is there, and nothing happened twice.

A request that got no answer is sent again under its Idempotency-Key, or its message id, until it has one; that is
all that a careful client can do, and it must be enough. Makers, shoppers, buyers: all at once.
"""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.tables import audit_log, inbox, listings, outbox
from tests.support.careful import SHORT, Wire, until_over
from tests.support.careful_shoppers import Shopper, carts_are_kept
from tests.support.careful_traders import Trade, orders_are_kept
from tests.support.mortal_writer import mortal_writer
from tests.support.orders import Shopping
from tests.support.stock import ENDPOINTS, INVENTORY, signature
from tests.support.waiting import until
from tests.support.writer import MUG, Writer
from write_api.app import Settings

pytestmark = pytest.mark.integration
KILLS = 50
MOST_KILLS = 200  # where chance would have it that none fell between the work and its answer
MOST_ANSWERS = 16  # in one life
MAKERS = 3
SKUS = ("RED", "BLUE", "GREEN")
START = 1000
LISTINGS = "/api/v1/sellers/listings"
MANY = 100_000  # pieces of what is sold
BUYERS = ("bob", "eve")


@dataclass
class Promises:
    """What the makers were told has happened."""

    added: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    listed: dict[str, str] = field(default_factory=dict)  # title → id
    counted: dict[str, int] = field(default_factory=dict)  # SKU → the last count that was taken in
    changed: Counter[str] = field(default_factory=Counter)  # listing id → changes
    messages: int = 0


@dataclass
class Maker:
    """A careful maker."""

    wire: Wire
    promises: Promises
    name: str
    endpoint: dict[str, Any]
    chance: random.Random

    async def post(self, path: str, body: Any, key: str, *scopes: str) -> Any:
        headers = self.wire.writer.as_("ada", *scopes, Idempotency_Key=key)
        return await self.wire.get_done("POST", path, body, headers)

    async def work(self, number: int) -> None:
        await self.list_piece(number)
        await self.add_stock(number)
        await self.report_count(number)
        await self.change(number)

    async def add_stock(self, number: int) -> None:
        sku = self.chance.choice(SKUS)
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
        await self.wire.get_done("POST", self.endpoint["path"], body, headers)
        self.promises.counted[sku] = number + 1
        self.promises.messages += 1

    async def change(self, number: int) -> None:
        """Change a listing under its version: what was lost on the way shows as a conflict, and is looked at."""
        if not self.promises.listed:
            return
        listing_id = self.promises.listed.get(f"Mug of {self.name}, number 0")
        if listing_id is None:
            return
        wanted, version = f"Changed {number} times", 1 + self.promises.changed[listing_id]
        body = {"expected_version": version, "description": wanted}
        headers = self.wire.writer.as_("ada")
        status, told = await self.wire.ask("PUT", f"{LISTINGS}/{listing_id}", body, headers)
        now = told["current"] if status == 409 else told
        assert (now["description"], now["version"]) == (wanted, version + 1), told
        self.promises.changed[listing_id] += 1


async def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(
    writer: Writer, writer_settings: Settings, engine: AsyncEngine
) -> None:
    chance = random.Random(6)
    for sku in (*SKUS, *(f"COUNTED-{n}" for n in range(MAKERS))):
        await writer.list_mug(sku=sku, quantity=START)
    sold, wished = [await writer.list_mug(sku=sku, quantity=MANY) for sku in ("SOLD", "WISHED")]
    made = await writer.http.post(ENDPOINTS, json={}, headers=writer.as_("ada", Scope.SELLER_MANAGE))
    endpoint = await made.json()
    promises = Promises()

    async with (
        mortal_writer(writer_settings) as mortal,
        aiohttp.ClientSession(timeout=SHORT, connector=aiohttp.TCPConnector(force_close=True)) as http,
    ):
        over = asyncio.Event()
        wire = Wire(writer, mortal, http)

        async def killer() -> None:
            while mortal.lives <= KILLS or (not wire.replayed and mortal.lives <= MOST_KILLS):
                await wire.until_answered(chance.randrange(MOST_ANSWERS))
                await asyncio.sleep(chance.uniform(0, 0.03))
                await mortal.kill()
                await mortal.start()
            over.set()

        makers = [Maker(wire, promises, str(n), endpoint, random.Random(n)) for n in range(MAKERS)]
        shopping = Shopping(writer, engine)
        trades = [Trade(wire, shopping, who, sold, random.Random(n)) for n, who in enumerate(BUYERS * 2)]
        shoppers = [Shopper(wire, who, wished["id"], random.Random(who)) for who in BUYERS]
        works = [
            *(one.work for one in makers),
            *(one.trade for one in trades),
            *(one.go_shopping for one in shoppers),
        ]
        await asyncio.gather(killer(), *(until_over(work, over.is_set) for work in works))

    assert mortal.lives > KILLS
    assert wire.lost > KILLS / 2, "the kills hit nothing"
    assert wire.replayed, "no answer got lost once the work was done"
    await kept(engine, promises)
    await orders_are_kept(engine, trades, MANY)
    await carts_are_kept(engine, shoppers)
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
    assert len(rows) == len(promises.listed) + len(SKUS) + MAKERS + len(("sold", "wished"))
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
