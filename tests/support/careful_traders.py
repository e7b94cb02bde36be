"""Buyers and a maker who go through orders with a write API that dies, and what they were told has happened."""

import asyncio
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.tables import (
    audit_log,
    listings,
    mails,
    order_adjustments,
    order_events,
    order_messages,
    seller_events,
    shop_orders,
)
from tests.support.careful import Wire
from tests.support.orders import SELLING, Shopping

PIECES = 5
MAKER = "ada@makers.example"
BACK, GONE = "other", "damaged"  # reasons of a maker: one puts pieces back into stock
What = tuple[str, ...]


@dataclass
class Told:
    """What the two were told of an order."""

    order_id: str
    part_id: str
    number: str
    line_id: str
    buyer: str
    version: int = 1
    status: str = "placed"
    tracking: dict[str, str] | None = None
    cancelled: int = 0
    put_back: list[int] = field(default_factory=list)
    given_back: int = 0  # times
    logged: Counter[What] = field(default_factory=lambda: Counter({("order.placed",): 1}))
    happened: Counter[What] = field(default_factory=lambda: Counter({("placed", "buyer"): 1}))
    shop_heard: Counter[What] = field(default_factory=lambda: Counter({("order_placed",): 1}))
    written: Counter[What] = field(default_factory=Counter)
    mailed: Counter[What] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.mailed.update([(self.buyer, "Your order"), (MAKER, "New order")])


@dataclass
class Trade:
    """A buyer and ada: one order after the other, from its first message to its end."""

    wire: Wire
    shopping: Shopping
    buyer: str
    mug: dict[str, Any]
    chance: random.Random
    told: list[Told] = field(default_factory=list)
    keys: int = 0

    async def trade(self, _: int) -> None:
        """Go through an order, and write to each other meanwhile."""
        order = await self.shopping.buy(self.shopping.line(self.mug, PIECES), buyer=self.buyer)
        part = order.shop_orders[0]
        email = f"{self.buyer}@makers.example"
        told = Told(order.id, part.id, order.number, part.lines[0].id, email)
        self.told.append(told)
        await asyncio.gather(self._go_through(told), self._talk(told))

    async def _go_through(self, told: Told) -> None:
        chance = self.chance
        if chance.random() < 0.7:
            await self._step(told, "accept", "accepted")
        for _ in range(chance.randint(0, 2)):
            await self._maker_cancels(told, 1)
        if chance.random() < 0.5:
            await self._buyer_cancels(told, 1)
        end = chance.choice(("ship", "ship", "maker", "buyer"))
        if end == "maker":
            await self._maker_cancels(told, PIECES - told.cancelled)
        elif end == "buyer":
            await self._buyer_cancels(told, PIECES - told.cancelled)
        else:
            await self._send(told)

    async def _send(self, told: Told) -> None:
        told.mailed[told.buyer, "On its way"] += 1
        await self._step(told, "ship", "shipped", tracking=_tracking("WRONG1"))
        if self.chance.random() < 0.5:
            await self._step(told, "ship", "shipped", "tracking_changed", tracking=_tracking("RIGHT1"))
        if self.chance.random() < 0.5:
            await self._step(told, "deliver", "delivered")

    async def _step(self, told: Told, action: str, status: str, kind: str = "", **body: Any) -> None:
        """Take a maker's step, under a key or the version, or plainly where once more changes nothing."""
        told.status, told.tracking = status, body.get("tracking", told.tracking)
        await self._ask_as_maker(told, action, body, ("key", "version", "both", "neither"))
        told.logged[f"order.{kind or status}",] += 1
        told.happened[kind or status, "seller"] += 1

    async def _maker_cancels(self, told: Told, pieces: int) -> None:
        reason = self.chance.choice((BACK, GONE))
        self._will_cancel(told, pieces, "seller", is_back=reason == BACK)
        body = {"reason": reason, "lines": [{"line_id": told.line_id, "quantity": pieces}]}
        await self._ask_as_maker(told, "cancel", body, ("key", "version", "both"))

    async def _buyer_cancels(self, told: Told, pieces: int) -> None:
        self._will_cancel(told, pieces, "buyer", is_back=True)
        told.mailed[MAKER, "Cancelled"] += 1
        told.shop_heard["order_cancelled",] += 1
        body = {"reason": "changed_mind", "lines": [{"line_id": told.line_id, "quantity": pieces}]}
        headers = self._as_buyer()
        answer = await self.wire.get_done("POST", f"/api/v1/orders/{told.order_id}/cancel", body, headers)
        _see(told, answer["order"]["shop_orders"][0])

    def _will_cancel(self, told: Told, pieces: int, by: str, *, is_back: bool) -> None:
        told.cancelled += pieces
        told.given_back += 1
        if told.cancelled == PIECES:
            told.status = "cancelled"
        if is_back:
            told.put_back.append(pieces)
        told.logged["order.cancelled",] += 1
        told.happened["cancelled", by] += 1
        told.mailed[told.buyer, "Cancelled"] += 1

    async def _ask_as_maker(
        self, told: Told, action: str, body: dict[str, Any], ways: tuple[str, ...]
    ) -> None:
        way = self.chance.choice(ways)
        if way in ("version", "both"):
            body |= {"expected_version": told.version}
        headers = self._as_maker(with_key=way in ("key", "both"))
        path = f"/api/v1/sellers/orders/{told.part_id}/{action}"
        status, answer = await self.wire.ask("POST", path, body, headers)
        # Under the version alone, what was lost on the way shows as a conflict, and is looked at.
        assert status == 200 or (status, way) == (409, "version"), answer
        _see(told, answer if status == 200 else answer["current"])

    async def _talk(self, told: Told) -> None:
        """Write to each other. There is one mail until what waits has been read, and then another."""
        of_buyer = f"/api/v1/orders/{told.order_id}/messages"
        of_maker = f"/api/v1/sellers/orders/{told.part_id}/messages"
        await self._write(told, of_buyer, self._as_buyer(), "buyer", "Is it dishwasher-safe?")
        sent = await self._write(told, of_buyer, self._as_buyer(), "buyer", "And is it blue?")
        up_to = {"up_to": sent["id"]}
        for marked in (2, 0):
            answer = await self.wire.get_done("POST", f"{of_maker}/read", up_to, self._as_maker())
            assert answer["marked"] in (marked, 0)  # 0: it was done, and the answer got lost
        told.logged["message.read",] += 1
        await self._write(told, of_maker, self._as_maker(with_key=True), "seller", "It is, both.")
        told.mailed[told.buyer, "A message about your order"] += 1
        await self._write(told, of_buyer, self._as_buyer(), "buyer", "Thank you!")
        told.mailed[MAKER, "A message about order"] += 2
        told.shop_heard["order_message",] += 2

    async def _write(
        self, told: Told, path: str, headers: dict[str, str], author: str, text: str
    ) -> dict[str, Any]:
        message = await self.wire.get_done("POST", path, {"text": text}, headers)
        assert message["text"] == text
        told.written[author, text] += 1
        told.logged["message.sent",] += 1
        return message

    def _as_buyer(self) -> dict[str, str]:
        return self.shopping.as_buyer(self.buyer) | self._new_key()

    def _as_maker(self, *, with_key: bool = False) -> dict[str, str]:
        return self.wire.writer.as_("ada", SELLING) | (self._new_key() if with_key else {})

    def _new_key(self) -> dict[str, str]:
        self.keys += 1
        return {"Idempotency-Key": f"{self.buyer}-{self.keys}"}


def _tracking(number: str) -> dict[str, str]:
    return {"carrier": "Royal Mail", "number": number, "url": f"https://track.example/{number}"}


def _see(told: Told, part: dict[str, Any]) -> None:
    """Hold an answer against what was asked: one version on, and nothing else."""
    told.version += 1
    seen = (part["version"], part["status"], part["tracking"], part["lines"][0]["cancelled"])
    assert seen == (told.version, told.status, told.tracking, told.cancelled), part


async def orders_are_kept(engine: AsyncEngine, trades: list[Trade], pieces_at_start: int) -> None:
    """Hold all orders against what was told of them, to the last mail and the last line of the log."""
    told = [one for trade in trades for one in trade.told]
    price_minor = trades[0].mug["price"]["amount_minor"]
    mug_id = trades[0].mug["id"]
    a = order_adjustments.c
    async with engine.connect() as connection:
        parts = {row.id: row for row in await connection.execute(select(shop_orders))}
        logged = await _by_first(connection, select(audit_log.c.object_id, audit_log.c.action))
        happened = await _by_first(
            connection, select(*(order_events.c[n] for n in ("order_id", "kind", "source")))
        )
        heard = await _by_first(connection, select(seller_events.c.object_id, seller_events.c.kind))
        m = order_messages.c
        written = await _by_first(connection, select(m.shop_order_id, m.author, m.text))
        back = await _by_first(connection, select(a.shop_order_id, a.amount_minor))
        letters = (await connection.execute(select(mails.c.recipient, mails.c.subject))).all()
        mug = (await connection.execute(select(listings).where(listings.c.id == mug_id))).one()
    mailed: dict[str, Counter[What]] = defaultdict(Counter)
    for recipient, subject in letters:
        what, _, number = subject.rpartition(" ")
        mailed[number][recipient, what.partition(":")[0]] += 1
    assert parts.keys() == {one.part_id for one in told}
    for one in told:
        part = parts[one.part_id]
        assert (part.version, part.status, part.tracking) == (one.version, one.status, one.tracking)
        assert part.cancelled_minor == one.cancelled * price_minor
        given = back[one.part_id]
        assert sum(amount * times for (amount,), times in given.items()) == part.cancelled_minor
        assert given.total() == one.given_back
        assert logged[one.part_id] == one.logged
        assert happened[one.order_id] == one.happened
        assert written[one.part_id] == one.written
        assert heard[one.part_id] == one.shop_heard
    assert mailed == {one.number: one.mailed for one in told}, "one mail for each event, and no other"
    put_back = [pieces for one in told for pieces in one.put_back]
    assert (mug.quantity, mug.held) == (pieces_at_start - PIECES * len(told) + sum(put_back), 0)
    assert logged[mug_id]["stock.restocked",] == len(put_back)


async def _by_first(connection: AsyncConnection, rows: Select[Any]) -> dict[str, Counter[Any]]:
    """Return how often what stands in the further columns is there, by the first one."""
    found: dict[str, Counter[Any]] = defaultdict(Counter)
    for first, *rest in await connection.execute(rows):
        found[first][tuple(rest)] += 1
    return found
