"""A rebuild of the index while shoppers search: how long it takes, and what they notice."""

import asyncio
import itertools
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from load.bench.client import LARGEST_PAGE, Client
from load.bench.errors import BenchError
from load.bench.measures import Spread, spread
from load.wishes import Wish, read_wishes

BEFORE_SECONDS = 10.0
AFTERWARDS_SECONDS = 5.0
SHOWN = 5


@dataclass
class Watched:
    """What became of the searches; each query of the list finds something, so an empty answer is a fault."""

    searches: int = 0
    failed: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Rebuilt:
    """The report of `craftlocal reindex`, and how searches went meanwhile."""

    report: dict[str, Any]
    watched: Watched

    @property
    def held(self) -> bool:
        """Whether no search failed or was empty."""
        return not self.watched.failed and not self.watched.empty

    def rows(self) -> dict[str, Spread]:
        """Return how long searches took."""
        return {
            "search before": spread(self.watched.before),
            "search meanwhile": spread(self.watched.meanwhile),
        }


async def measure(client: Client, *, shoppers: int) -> Rebuilt:
    """Rebuild the index once, with this many shoppers who search without a pause.

    Raises:
        BenchError: the rebuild failed.
    """
    watched = Watched()
    # Not one question twice: an answer that was kept would not notice the index.
    questions = itertools.cycle(itertools.product(range(1, LARGEST_PAGE + 1), read_wishes()))
    times = watched.before
    over = asyncio.Event()

    async def shop() -> None:
        while not over.is_set():
            limit, wish = next(questions)
            times.append(await _search(client, watched, wish, limit))

    shopping = [asyncio.create_task(shop()) for _ in range(shoppers)]
    await asyncio.sleep(BEFORE_SECONDS)
    times = watched.meanwhile
    try:
        report = await _rebuild(client.shop.data)
        await asyncio.sleep(AFTERWARDS_SECONDS)
    finally:
        over.set()
        await asyncio.gather(*shopping)
    return Rebuilt(report, watched)


async def _search(client: Client, watched: Watched, wish: Wish, limit: int) -> float:
    began = time.perf_counter()
    watched.searches += 1
    try:
        page = await client.search(wish.query, limit=str(limit))
    except (aiohttp.ClientError, TimeoutError) as error:
        watched.failed.append(f"{wish.query}: {type(error).__name__}: {error}")
    else:
        if not page["items"]:
            watched.empty.append(wish.query)
    return time.perf_counter() - began


async def _rebuild(data: Path) -> dict[str, Any]:
    craftlocal = Path(sys.executable).with_name("craftlocal")
    process = await asyncio.create_subprocess_exec(
        str(craftlocal), "reindex", "--json", "--data", str(data),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, complaint = await process.communicate()
    if process.returncode != 0:
        raise BenchError(complaint.decode().strip() or "craftlocal reindex failed")
    report: dict[str, Any] = json.loads(printed)
    return report


def spoken(rebuilt: Rebuilt) -> str:
    """Return what was seen, in words."""
    report, watched = rebuilt.report, rebuilt.watched
    lines = [
        f"{report['shown']:,} of {report['listings']:,} listings rebuilt on {report['engine']}: {report['seconds']} s",
        f"{watched.searches:,} searches: {len(watched.failed)} failed, {len(watched.empty)} empty",
        *(f"  {fault}" for fault in [*watched.failed, *watched.empty][:SHOWN]),
    ]
    return "\n".join(lines)
