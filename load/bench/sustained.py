"""New listings, or new prices, at a steady rate, whether the shop keeps up or not, and how soon searches see them."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from load.bench.client import LARGEST_PAGE, LISTINGS, Client
from load.bench.errors import OverdueError
from load.bench.measures import Spread, spread
from load.bench.pieces import Piece, new_pieces
from load.bench.searchable import GIVE_UP_SECONDS
from load.bench.writes import Stopwatch

WATCH_EVERY_SECONDS = 0.02
LATE_AFTER_SECONDS = 3.0
LATE_AT_ONCE = 5  # more of them in one look would be load of their own
SETTLED_AFTER_SECONDS = 3.0  # vectors that came late are written by then
FIRST_PRICE_MINOR = 4000
PRICED = 25  # pieces whose prices change: looking at more of them at once would be load of its own


@dataclass
class _Watch:
    """What is still to be seen: listing id → piece and the instant it was due to be sent."""

    client: Client
    run: str
    waiting: dict[str, tuple[Piece, float]] = field(default_factory=dict)
    searchable: list[float] = field(default_factory=list)

    async def look(self) -> None:
        """Look once through the newest of the run, and for the latest pieces by their own words."""
        cursor = ""
        for _ in range(2 + len(self.waiting) // LARGEST_PAGE):
            more = {"cursor": cursor} if cursor else {}
            page = await self.client.search(self.run, sort="newest", limit=str(LARGEST_PAGE), **more)
            self._seen([item["id"] for item in page["items"]])
            cursor = page["next_cursor"] or ""
            if not cursor or not self.waiting:
                break
        for listing_id, (piece, due_at) in list(self.waiting.items())[:LATE_AT_ONCE]:
            if time.perf_counter() - due_at > GIVE_UP_SECONDS:
                raise OverdueError(f"{listing_id} was not found within {GIVE_UP_SECONDS:.0f} s")
            if time.perf_counter() - due_at > LATE_AFTER_SECONDS:
                self._seen(await self.client.found(piece))

    def _seen(self, listing_ids: list[str]) -> None:
        now = time.perf_counter()
        for listing_id in listing_ids:
            if listing_id in self.waiting:
                _, due_at = self.waiting.pop(listing_id)
                self.searchable.append(now - due_at)


async def measure(client: Client, *, rate: float, seconds: float, keep: bool) -> dict[str, Spread]:
    """Return the spreads for new listings. A duration starts when its write was due, so that a shop that lags shows it.

    Raises:
        WriteFailedError, OverdueError: the shop did not do its work.
    """
    pieces = new_pieces(round(rate * seconds), random.Random())
    watch = _Watch(client, pieces[0].run)
    await client.shop.token("write-api")  # outside what is timed
    created: list[str] = []

    async def write(number: int, due_at: float) -> None:
        listing = await client.create(pieces[number], "rest")
        created.append(listing.listing_id)
        watch.waiting[listing.listing_id] = (pieces[number], due_at)

    spreads = await _at_rate(write, watch, rate=rate, seconds=seconds, of="new listings")
    if not keep:
        await client.delete(created)
    return spreads


@dataclass
class _PriceWatch:
    """Prices that are still to be seen, by listing: each is higher than the one before."""

    client: Client
    run: str
    waiting: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    searchable: list[float] = field(default_factory=list)

    async def look(self) -> None:
        """Look once at all pieces of the run."""
        page = await self.client.search(self.run, sort="newest", limit=str(PRICED))
        now = time.perf_counter()
        for item in page["items"]:
            left = self.waiting.pop(item["id"], [])
            shown = [one for one in left if one[0] <= item["price"]["amount_minor"]]
            self.searchable += [now - due_at for _, due_at in shown]
            if len(shown) < len(left):
                self.waiting[item["id"]] = left[len(shown) :]
        if any(now - due_at > GIVE_UP_SECONDS for left in self.waiting.values() for _, due_at in left):
            raise OverdueError(f"a price was not shown within {GIVE_UP_SECONDS:.0f} s")


async def measure_prices(client: Client, *, rate: float, seconds: float, keep: bool) -> dict[str, Spread]:
    """Return the spreads for new prices of a few pieces, as `measure` does.

    Raises:
        WriteFailedError, OverdueError: the shop did not do its work.
    """
    pieces = new_pieces(PRICED, random.Random())
    ids = [(await client.create(piece, "rest")).listing_id for piece in pieces]
    await asyncio.sleep(SETTLED_AFTER_SECONDS)
    if (await client.search(pieces[0].run))["total"] < len(pieces):
        raise OverdueError(f"not all pieces were found after {SETTLED_AFTER_SECONDS:g} s")
    watch, stopwatch = _PriceWatch(client, pieces[0].run), Stopwatch(client)
    turns, versions = [asyncio.Lock() for _ in ids], dict.fromkeys(ids, 1)

    async def write(number: int, due_at: float) -> None:
        id_ = ids[number % len(ids)]
        async with turns[number % len(ids)]:
            price = {"amount_minor": FIRST_PRICE_MINOR + number, "currency": "USD"}
            body = {"expected_version": versions[id_], "price": price}
            told = await stopwatch.send("price", "PUT", f"{LISTINGS}/{id_}", body)
            versions[id_] = told["version"]
            watch.waiting.setdefault(id_, []).append((price["amount_minor"], due_at))

    spreads = await _at_rate(write, watch, rate=rate, seconds=seconds, of="new prices")
    if not keep:
        await client.delete(ids)
    return spreads


async def _at_rate(
    write: Callable[[int, float], Awaitable[None]],
    watch: _Watch | _PriceWatch,
    *,
    rate: float,
    seconds: float,
    of: str,
) -> dict[str, Spread]:
    """Have every write made when it is due, and look until all are seen; return how long that took."""
    began = time.perf_counter()
    acknowledged: list[float] = []

    async def one(number: int) -> None:
        due_at = began + number / rate
        await asyncio.sleep(max(due_at - time.perf_counter(), 0))
        await write(number, due_at)
        acknowledged.append(time.perf_counter() - due_at)

    writing = asyncio.gather(*(one(number) for number in range(round(rate * seconds))))
    while not writing.done() or watch.waiting:
        await watch.look()
        await asyncio.sleep(WATCH_EVERY_SECONDS)
    await writing
    name = f"{rate:g} {of}/s for {seconds:g} s"
    return {
        f"{name}: write → acknowledged": spread(acknowledged),
        f"{name}: write → searchable": spread(watch.searchable),
    }
