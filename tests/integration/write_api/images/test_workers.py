"""Reading a picture can hang, die or be asked for too often; nothing else suffers."""

import asyncio
from pathlib import Path

import pytest

from core.errors import MarketError
from tests.support.pictures import picture
from write_api.images import workers
from write_api.images.storage import Arrival, Storage
from write_api.images.workers import AT_ONCE, MOST_WAITING, Workers


async def arrive(arrival: Arrival) -> Arrival:
    await arrival.write(picture())
    await arrival.flush()
    return arrival


async def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    async with Storage(tmp_path).arrival(10**6) as arrival:
        with pytest.raises(MarketError, match="too much time or memory"):
            await Workers(patience_seconds=0.0).reencode(await arrive(arrival))


async def test_one_that_dies_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "dies.py"
    script.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(workers, "SCRIPT", script)
    async with Storage(tmp_path).arrival(10**6) as arrival:
        with pytest.raises(MarketError, match="too much time or memory"):
            await Workers().reencode(await arrive(arrival))


async def test_it_knows_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    script = tmp_path / "tells.py"
    script.write_text("import json, os\nprint(json.dumps({'refused': repr(sorted(os.environ)) + '.'}))\n")
    monkeypatch.setattr(workers, "SCRIPT", script)
    async with Storage(tmp_path).arrival(10**6) as arrival:
        with pytest.raises(MarketError) as refusal:
            await Workers().reencode(await arrive(arrival))
    assert "DATABASE" not in refusal.value.message


async def test_a_few_are_read_at_once_some_wait_and_one_too_many_is_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = 0, 0
    go_on = asyncio.Event()

    async def run(_self: Workers, _arrival: Arrival) -> dict[str, object]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await go_on.wait()
        running -= 1
        return {"name": "n", "width": 1, "height": 1, "bytes": 1}

    monkeypatch.setattr(Workers, "_run", run)
    pool = Workers()
    arrival = Arrival(tmp_path, 1)
    waiting = [asyncio.create_task(pool.reencode(arrival)) for _ in range(AT_ONCE + MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(MarketError, match="Try again") as refusal:
        await pool.reencode(arrival)
    assert refusal.value.status == 503
    go_on.set()
    await asyncio.gather(*waiting)
    assert most == AT_ONCE
    await pool.reencode(arrival)
