"""What assistants show and open, from a tool call to the maker's dashboard, each batch once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.redis import open_redis
from core.settings import Redis
from core.sightings import MOST_WAITING, QUARTER_SECONDS, TAKEN, WAITING, Sighting, pack
from core.tables import listing_sightings
from mcp_edge import sightings as edge_sightings
from mcp_edge.app import build_app
from mcp_edge.sightings import DROPPED, Sightings
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.write_client import WriteClient
from tests.integration.mcp_edge.stand_ins import MUG, CannedReads, Issuer, page, running, services_of
from tests.integration.mcp_edge.wire import call
from tests.support.sales import add_listings, shop_id_of
from tests.support.writer import Writer
from write_api.statistics.sightings import service, store

pytestmark = pytest.mark.integration


@pytest.fixture
async def client(redis: Redis) -> AsyncIterator[Any]:
    client = open_redis(redis.url)
    yield client
    await client.aclose()


@pytest.fixture
async def mug(people: dict[str, str], engine: AsyncEngine) -> str:
    """Put the mug that the canned edge shows into ada's shop."""
    async with engine.begin() as connection:
        await add_listings(connection, await shop_id_of(engine), 1, id=MUG.id, sku="MUG-1")
    return MUG.id


async def seen(engine: AsyncEngine) -> dict[tuple[str, date], tuple[int, int]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(listing_sightings))
        return {(row.span, row.starts_on): (row.shown, row.viewed) for row in rows}


def at(instant: datetime, kind: Any = "shown", listing_id: str = MUG.id) -> Sighting:
    return Sighting(int(instant.timestamp()) // QUARTER_SECONDS, kind, listing_id)


def dropped() -> float:
    return float(next(iter(DROPPED.collect())).samples[0].value)


async def test_what_an_assistant_shows_and_opens_is_on_the_makers_dashboard(
    writer: Writer, mug: str, engine: AsyncEngine, client: Any
) -> None:
    counted, issuer, reads = Sightings(client), Issuer(), CannedReads()
    async with aiohttp.ClientSession() as http:
        writes = WriteClient(http, "http://write.invalid", TokenExchange(http, "", "", "", ""))
        services = replace(services_of(reads, writes, issuer), sightings=counted)
        async with running(build_app(services, ["127.0.0.1:*"], [])) as edge:
            for _ in range(3):
                await call(http, edge, "search_listings", {"query": "mug"})
            await call(http, edge, "get_listing", {"listing_id": mug})
            await call(http, edge, "get_listing", {"listing_id": "lst_none"})  # not found: nothing was seen
            reads.answer = page()
            await call(http, edge, "search_listings", {"query": "nothing"})
    await counted.flush()
    assert await service.drain(client, engine) == 1

    answer = await writer.http.get(
        "/api/v1/sellers/dashboard", headers=writer.as_("ada", Scope.SELLER_MANAGE)
    )
    board = await answer.json()
    assert board["assistants"] | {"view_rate": None} == {
        "shown": 3, "viewed": 1, "orders": 0, "all_orders": 0, "revenue_minor": 0,
        "view_rate": None, "order_rate": 0.0,
    }  # fmt: skip
    assert board["assistants"]["view_rate"] == 0.3333
    assert [(one["listing_id"], one["shown"], one["viewed"]) for one in board["slow"]] == [(mug, 3, 1)]
    bobs = await writer.http.get("/api/v1/sellers/dashboard", headers=writer.as_("bob", Scope.SELLER_MANAGE))
    assert (await bobs.json())["assistants"]["shown"] == 0


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Asia/Kolkata", datetime(2026, 10, 31, 18, 29, tzinfo=UTC), date(2026, 10, 31)),
        ("Asia/Kolkata", datetime(2026, 10, 31, 18, 30, tzinfo=UTC), date(2026, 11, 1)),
        ("Asia/Kathmandu", datetime(2026, 10, 31, 18, 15, tzinfo=UTC), date(2026, 11, 1)),
        ("America/New_York", datetime(2026, 11, 2, 4, 59, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
async def test_they_are_counted_in_days_and_months_of_the_shop(
    mug: str, engine: AsyncEngine, client: Any, zone: str, instant: datetime, day: date
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("update shops set time_zone = :zone"), {"zone": zone})
    for _ in range(2):
        await client.rpush(WAITING, pack({at(instant): 2, at(instant, "viewed"): 1}))
        await service.drain(client, engine)
    assert await seen(engine) == {("day", day): (4, 2), ("month", day.replace(day=1)): (4, 2)}


async def test_a_crash_at_any_step_loses_nothing_and_counts_nothing_twice(
    mug: str, engine: AsyncEngine, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    batch = pack({at(now): 1})
    await client.rpush(WAITING, batch)

    async def dies(*_: object) -> None:
        raise OperationalError("", None, Exception())

    # In the transaction, and after its commit while new batches are waiting.
    with monkeypatch.context() as broken:
        broken.setattr(store, "add", dies)
        with pytest.raises(OperationalError):
            await service.drain(client, engine)
    assert await seen(engine) == {}
    with monkeypatch.context() as broken:
        broken.setattr(service, "DONE", "return redis.error_reply('gone')")
        with pytest.raises(Exception, match="gone"):
            await service.drain(client, engine)
    await client.rpush(WAITING, batch)
    assert await client.exists(TAKEN)
    assert [await service.drain(client, engine) for _ in range(3)] == [1, 1, 0]
    assert set((await seen(engine)).values()) == {(2, 0)}


async def test_two_processes_that_take_at_once_count_once(mug: str, engine: AsyncEngine, client: Any) -> None:
    now = datetime.now(UTC)
    for _ in range(20):
        await client.rpush(WAITING, pack({at(now): 1}))
        await asyncio.gather(*(service.drain(client, engine) for _ in range(3)))
    while await service.drain(client, engine):
        pass
    assert set((await seen(engine)).values()) == {(20, 0)}


async def test_what_cannot_be_read_or_is_not_ours_is_left_out(
    mug: str, engine: AsyncEngine, client: Any
) -> None:
    now = datetime.now(UTC)
    for bad in (b"", b"{}", b"[1]", b'[[1,"sold","lst_1",1]]', b'[[99999999999,"shown","lst_1",1]]', b"\xff"):
        await client.rpush(WAITING, bad)
    await client.rpush(WAITING, pack({at(now): 1, at(now, "viewed", "lst_of_nobody"): 5}))
    assert await service.drain(client, engine) == 7
    assert set((await seen(engine)).values()) == {(1, 0)}
    await client.rpush(WAITING, pack({at(now, "viewed", "lst_of_nobody"): 5}))
    assert await service.drain(client, engine) == 1


async def test_without_redis_counts_are_dropped_quietly_and_counted(tmp_path: Path) -> None:
    away = open_redis(SecretStr(f"unix://{tmp_path}/nobody.sock"))
    counted, before = Sightings(away), dropped()
    counted.shown(["a", "b", "a"])
    counted.viewed("a")
    await counted.flush()
    await away.aclose()
    assert dropped() - before == 4
    none = Sightings(None)
    none.shown(["a"])
    await none.flush()
    assert dropped() - before == 4


async def test_neither_memory_nor_redis_grows_without_bound(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_sightings, "MOST_KEPT", 3)
    counted, before = Sightings(client), dropped()
    counted.shown(["a", "b", "c", "d", "a"])
    assert dropped() - before == 1
    await client.rpush(WAITING, *[b"[]"] * MOST_WAITING)
    await counted.flush()
    assert dropped() - before == 5
    assert await client.llen(WAITING) == MOST_WAITING
    assert await client.ttl(WAITING) > 0


async def test_the_edge_flushes_by_itself_and_at_its_end(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_sightings, "FLUSH_EVERY_SECONDS", 0.01)
    counted = Sightings(client)
    async with counted.counting():
        counted.shown(["a"])
        async with asyncio.timeout(10):
            while not await client.llen(WAITING):  # noqa: ASYNC110 - the event happens in a store
                await asyncio.sleep(0.01)
        monkeypatch.setattr(edge_sightings, "FLUSH_EVERY_SECONDS", 3600.0)
    counted = Sightings(client)
    async with counted.counting():
        counted.viewed("a")
    assert await client.llen(WAITING) == 2
