"""A committed write reaches the queue, whatever dies on the way."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import jobs
from core.settings import Redis
from core.tables import outbox as table
from tests.support.stores import CUT_OFF_OTHERS, redis_at, start_valkey
from tests.support.waiting import until
from tests.support.writer import Writer
from write_api import outbox

pytestmark = pytest.mark.integration
PATIENCE_SECONDS = 20


class Sent:
    """A queue that remembers, and fails when told to."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.fail_after: int | None = None
        self.news = asyncio.Event()

    async def __call__(self, _name: str, job_id: str, _payload: dict[str, Any]) -> None:
        if self.fail_after is not None and len(self.ids) >= self.fail_after:
            raise ConnectionResetError
        self.ids.append(job_id)
        self.news.set()

    async def until(self, amount: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(set(self.ids)) < amount:
                self.news.clear()
                await self.news.wait()


def some_jobs(amount: int) -> list[outbox.Job]:
    return [outbox.Job("index_listings", f"job-{n}", {"listing_id": f"lst_{n}"}) for n in range(amount)]


async def left(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def all_gone(engine: AsyncEngine) -> bool:
    return await left(engine) == 0


async def write(engine: AsyncEngine, *written: outbox.Job) -> None:
    async with engine.begin() as connection:
        await outbox.add(connection, written)


async def test_a_new_listing_is_a_job_on_the_real_queue(writer: Writer, redis: Redis) -> None:
    mug = await writer.list_mug()
    job_id = jobs.index_listings_job_id({mug["id"]: 1})
    queue = await jobs.connect(redis)
    await until(lambda: queue.exists(f"arq:job:{job_id}"))
    (job,) = await queue.queued_jobs()
    await queue.aclose()

    assert (job.function, job.job_id) == (jobs.INDEX_LISTINGS, job_id)
    assert job.kwargs == {"listing_ids": [mug["id"]], "says_the_same": False}


async def test_the_index_is_told_which_change_says_nothing_new(writer: Writer, redis: Redis) -> None:
    mug = await writer.list_mug()
    url = f"/api/v1/sellers/listings/{mug['id']}"
    changes: list[dict[str, Any]] = [
        {"price": {"amount_minor": 5, "currency": "USD"}}, {"title": "Jug"}, {"price": mug["price"]}
    ]  # fmt: skip
    for version, change in enumerate(changes, start=1):
        body = change | {"expected_version": version}
        assert (await writer.http.put(url, json=body, headers=writer.as_("ada"))).status == 200
    queue = await jobs.connect(redis)
    ids = [jobs.index_listings_job_id({mug["id"]: version}) for version in (1, 2, 3, 4)]
    await until(lambda: queue.exists(f"arq:job:{ids[-1]}"))
    told = {job.job_id: job.kwargs["says_the_same"] for job in await queue.queued_jobs()}
    await queue.aclose()
    assert [told[job_id] for job_id in ids] == [False, True, False, True]


async def test_a_relay_wakes_on_commit_and_not_before(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "POLL_SECONDS", 3600.0)
    sent = Sent()
    relay = asyncio.create_task(outbox.Relay(engine, sent).run())
    await write(engine, *some_jobs(1))
    await sent.until(1)
    async with engine.begin() as connection:
        await outbox.add(connection, [outbox.Job("index_listings", "second", {})])
        assert sent.ids == ["job-0"]
    await sent.until(2)
    relay.cancel()


async def test_a_transaction_that_fails_asks_for_nothing(engine: AsyncEngine) -> None:
    async def fail() -> None:
        async with engine.begin() as connection:
            await outbox.add(connection, some_jobs(3))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await left(engine) == 0


async def test_a_crash_between_queue_and_delete_repeats_jobs_and_loses_none(engine: AsyncEngine) -> None:
    await write(engine, *some_jobs(60))
    sent = Sent()
    sent.fail_after = 40
    with pytest.raises(ConnectionResetError):
        await outbox.Relay(engine, sent).drain()
    assert len(sent.ids) == 40
    assert await left(engine) == 60

    sent.fail_after = None
    assert await outbox.Relay(engine, sent).drain() == 60
    assert set(sent.ids) == {f"job-{n}" for n in range(60)}
    assert await left(engine) == 0


async def test_two_relays_share_the_work_without_doing_it_twice(engine: AsyncEngine) -> None:
    await write(engine, *some_jobs(1200))
    sent = Sent()
    relays = [asyncio.create_task(outbox.Relay(engine, sent).run()) for _ in range(2)]
    await sent.until(1200)
    assert len(sent.ids) == 1200
    for relay in relays:
        relay.cancel()


async def test_a_job_the_queue_cannot_take_does_not_end_the_relay(engine: AsyncEngine) -> None:
    sent = Sent()
    refused: list[str] = []

    async def take(name: str, job_id: str, payload: dict[str, Any]) -> None:
        if not refused:
            refused.append(job_id)
            raise ValueError(job_id)
        await sent(name, job_id, payload)

    relay = asyncio.create_task(outbox.Relay(engine, take).run())
    await write(engine, *some_jobs(1))
    await sent.until(1)
    assert refused == ["job-0"]
    relay.cancel()


async def test_jobs_of_one_object_come_in_order_past_a_failure_and_others_do_not_wait(
    engine: AsyncEngine,
) -> None:
    sent, broken = Sent(), {"a-1"}

    async def take(name: str, job_id: str, payload: dict[str, Any]) -> None:
        if job_id in broken:
            raise ValueError(job_id)
        await asyncio.sleep(0)  # others get their turn
        await sent(name, job_id, payload)

    await write(
        engine,
        *(outbox.Job("index_listings", f"{one}-{n}", {}, object_id=one) for n in range(4) for one in "abc"),
    )
    relay = outbox.Relay(engine, take)
    assert await relay.drain() == 12
    assert sorted(sent.ids) == ["a-0", *(f"{one}-{n}" for one in "bc" for n in range(4))]
    assert await relay.drain() == 0  # a-1 has its time to wait, and a-2 waits for a-1
    await write(engine, outbox.Job("index_listings", "a-4", {}, object_id="a"))
    assert await relay.drain() == 0

    broken.clear()
    await due_now(engine)
    assert await relay.drain() == 4
    for one in "abc":
        assert [job_id for job_id in sent.ids if job_id[0] == one] == [
            f"{one}-{n}" for n in range(4 + (one == "a"))
        ]


async def due_now(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(table).values(next_try_at=None))


async def test_two_relays_keep_the_order_of_an_object(engine: AsyncEngine) -> None:
    sent = Sent()
    relays = [asyncio.create_task(outbox.Relay(engine, sent).run()) for _ in range(3)]
    for n in range(60):
        await write(engine, outbox.Job("index_listings", f"job-{n}", {}, object_id="lst_1"))
    await sent.until(60)
    assert sent.ids == [f"job-{n}" for n in range(60)]
    for relay in relays:
        relay.cancel()


async def test_a_job_nobody_can_take_is_parked_and_holds_up_nothing(engine: AsyncEngine) -> None:
    sent, poison = Sent(), {"poison"}

    async def take(name: str, job_id: str, payload: dict[str, Any]) -> None:
        if job_id in poison:
            raise TypeError("cannot be written as JSON " + "x" * 1000)
        await sent(name, job_id, payload)

    jobs_of_one = [
        outbox.Job("index_listings", job_id, {}, object_id="lst_1") for job_id in ("poison", "next")
    ]
    await write(engine, *jobs_of_one)
    relay = outbox.Relay(engine, take)
    waits = []
    for _ in range(outbox.MOST_ATTEMPTS):
        await due_now(engine)
        await relay.drain()
        (row, *_) = await rows(engine)
        waits.append((row["attempts"], row["next_try_at"] and row["next_try_at"] > row["created_at"]))
    assert waits == [*((n, True) for n in range(1, outbox.MOST_ATTEMPTS)), (outbox.MOST_ATTEMPTS, None)]
    (parked, _) = await rows(engine)
    assert parked["parked_at"] is not None
    assert parked["last_error"].startswith("TypeError: cannot be written as JSON")
    assert len(parked["last_error"]) == outbox.LONGEST_ERROR

    await relay.drain()
    assert sent.ids == ["next"]
    async with engine.begin() as connection:
        assert await outbox.discard(connection, [parked["id"] + 1]) == []
        poison.clear()
        assert await outbox.replay(connection, None) == [parked["id"]]
    await relay.drain()
    assert sent.ids == ["next", "poison"]
    assert await left(engine) == 0


async def rows(engine: AsyncEngine) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        return await outbox.waiting(connection, parked_only=False, limit=10)


async def test_while_the_queue_is_away_no_job_is_counted_as_failed(engine: AsyncEngine) -> None:
    await write(engine, *some_jobs(3))
    sent = Sent()
    sent.fail_after = 0
    for _ in range(2 * outbox.MOST_ATTEMPTS):
        with pytest.raises(ConnectionResetError):
            await outbox.Relay(engine, sent).drain()
    assert {row["attempts"] for row in await rows(engine)} == {0}


async def test_a_relay_comes_back_after_postgresql_cut_it_off(engine: AsyncEngine) -> None:
    sent = Sent()
    relay = asyncio.create_task(outbox.Relay(engine, sent).run())
    await write(engine, *some_jobs(1))
    await sent.until(1)
    async with engine.connect() as connection:
        await connection.execute(text(CUT_OFF_OTHERS))
    await write(engine, outbox.Job("index_listings", "after", {}))
    await sent.until(2)
    relay.cancel()


async def test_a_relay_comes_back_after_the_queue_was_away(engine: AsyncEngine, short_dir: Path) -> None:
    folder = short_dir / "vk-restarted"
    server = start_valkey(folder)
    queue = await jobs.connect(redis_at(folder / "v.sock"))
    relay = asyncio.create_task(outbox.Relay(engine, partial(jobs.enqueue, queue)).run())
    server.stop()
    await write(engine, *some_jobs(5))
    server = start_valkey(folder)
    await until(lambda: all_gone(engine))
    assert await queue.zcard(jobs.QUEUE) == 5
    relay.cancel()
    await queue.aclose()
    server.stop()
