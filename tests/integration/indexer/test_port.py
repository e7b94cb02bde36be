"""The indexer's port says whether changes go through, and how far they are."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from core import jobs
from core.settings import Redis
from indexer.metrics import Measures
from indexer.port import create_app
from indexer.verifying import Drift
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.waiting import until

Client = TestClient[Any, Any]


@pytest.fixture
async def port(shop: IndexedShop, redis: Redis) -> AsyncIterator[tuple[Client, Measures]]:
    queue = await jobs.connect(redis)
    measures = Measures(shop.indexing)
    app = create_app(shop.engine, queue, shop.indexing, measures)
    async with TestClient(TestServer(app)) as client:
        yield client, measures
    await queue.aclose()


async def figures(client: Client) -> dict[str, float]:
    text = await (await client.get("/metrics")).text()
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


async def test_what_is_behind_parked_and_drifted_is_counted(
    shop: IndexedShop, port: tuple[Client, Measures]
) -> None:
    client, measures = port
    await shop.stock(row("mug", "Blue mug"), row("jug", "Blue jug"))
    assert (await figures(client))["craftlocal_index_stale"] == 2
    await shop.rebuild()
    shop.writer.refused.add("Poison")
    await shop.indexing.index(await shop.change("mug", title="Poison"))
    await shop.change("jug", price_minor=3)
    measures.found(Drift(missing=["a", "b"]))
    found = await figures(client)
    assert found["craftlocal_index_stale"] == found["craftlocal_index_parked"] == 1
    assert found["craftlocal_index_lag_seconds"] > 0
    assert found["craftlocal_index_batch_seconds_count"] == 1
    assert found['craftlocal_index_drift{kind="missing"}'] == 2


async def test_it_is_ready_only_while_changes_go_through(
    shop: IndexedShop, port: tuple[Client, Measures]
) -> None:
    client, _ = port

    async def status() -> int:
        return (await client.get("/ready")).status

    assert await status() == 503  # there is no index yet
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    assert await status() == 200
    shop.writer.away = True
    waiting = asyncio.create_task(shop.indexing.index(await shop.change("mug", title="Green mug")))
    await until(lambda: _is(status, 503))
    assert (await client.get("/health")).status == 200
    shop.writer.away = False
    await waiting
    assert await status() == 200


async def _is(status: Any, wanted: int) -> bool:
    return bool(await status() == wanted)


async def test_a_model_of_another_name_stops_the_indexer_and_says_so(
    shop: IndexedShop, port: tuple[Client, Measures]
) -> None:
    client, _ = port
    await shop.stock(row("mug", "Blue mug"))
    await shop.rebuild()
    shop.embedder.model = "another"
    report = await shop.rebuild()
    assert (report.model, report.embedded) == ("another", 1)
    assert (await client.get("/ready")).status == 503
    shop.embedder.model = "canned"
    assert (await shop.rebuild()).embedded == 0
    assert (await client.get("/ready")).status == 200
