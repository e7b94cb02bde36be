"""Shoppers who fill carts through a write API that dies, and what they were told is in them."""

import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.tables import audit_log, cart_lines, carts
from tests.support.careful import Wire
from tests.support.carts import CARTS, counted
from write_api.carts.guests import hashed

EMPTY: dict[str, Any] = {"lines": []}
FULL = 60  # a line holds 99


@dataclass
class Shopper:
    """Fills a guest's cart each round, then signs in and takes it over, or leaves it."""

    wire: Wire
    who: str
    listing_id: str
    chance: random.Random
    left: dict[str, tuple[int, int]] = field(default_factory=dict)  # guest's cart → version, pieces
    guests: int = 0  # carts opened as a guest, each changed once
    merged: int = 0  # guests' carts in the present one
    own: str = ""
    version: int = 0
    pieces: int = 0
    logged: Counter[str] = field(default_factory=Counter)

    async def go_shopping(self, number: int) -> None:
        """Open a guest's cart, put more into it, and take it over or not."""
        guests, version, pieces = await self._fill_guests(number)
        if self.chance.random() < 0.3:
            self.left[guests] = version, pieces
            return
        await self._take_over(guests, pieces)
        if self.pieces >= FULL:
            await self._take_out()
            if self.chance.random() < 0.5:
                await self._give_up()

    async def _fill_guests(self, number: int) -> tuple[str, int, int]:
        key = str(uuid.UUID(int=self.chance.getrandbits(128)))
        body = {"lines": [{"listing_id": self.listing_id, "add": 1}]}
        cart = await self.wire.get_done("POST", CARTS, body, {"Idempotency-Key": key})
        assert counted(cart) == {self.listing_id: 1}
        more = self.chance.randint(1, 4)
        body = {"lines": [{"listing_id": self.listing_id, "add": more}]}
        headers = {"Idempotency-Key": f"more-{self.who}-{number}"}
        changed = await self.wire.get_done("PUT", f"{CARTS}/{cart['id']}", body, headers)
        assert counted(changed) == {self.listing_id: 1 + more}
        assert changed["version"] == cart["version"] + 1
        self.guests += 1
        return cart["id"], changed["version"], 1 + more

    async def _take_over(self, guests: str, pieces: int) -> None:
        headers = self._as_self(f"merge-{hashed(guests).hex()}")
        cart = await self.wire.get_done("POST", f"{CARTS}/{guests}/merge", EMPTY, headers)
        assert self.own in ("", cart["id"])
        self.logged["cart.changed" if self.own else "cart.opened"] += 1
        self.own = cart["id"]
        self.merged += 1
        self._see(cart, self.pieces + pieces)

    async def _take_out(self) -> None:
        """Empty the own cart under its version: what was lost on the way shows as a conflict, and is looked at."""
        body = {
            "lines": [{"listing_id": self.listing_id, "quantity": 0}],
            "expected_version": self.version,
        }
        status, told = await self.wire.ask("PUT", f"{CARTS}/{self.own}", body, self._as_self())
        assert status in (200, 409), told
        self._see(told if status == 200 else told["current"], 0)
        self.logged["cart.changed"] += 1

    async def _give_up(self) -> None:
        """Delete the own cart, and with it what tells of the guests' that went into it."""
        status, told = await self.wire.ask("DELETE", f"{CARTS}/{self.own}", None, self._as_self())
        assert status in (204, 404), told  # 404: it was done, and the answer got lost
        self.logged["cart.deleted"] += 1
        self.own, self.version, self.merged = "", 0, 0

    def _see(self, cart: dict[str, Any], pieces: int) -> None:
        assert counted(cart) == ({self.listing_id: pieces} if pieces else {})
        assert not self.version or cart["version"] == self.version + 1
        self.version, self.pieces = cart["version"], pieces

    def _as_self(self, key: str = "") -> dict[str, str]:
        named = {"Idempotency_Key": key} if key else {}
        return self.wire.writer.as_(self.who, Scope.ORDERS_WRITE, **named)


async def carts_are_kept(engine: AsyncEngine, shoppers: list[Shopper]) -> None:
    """Hold all carts there are against what their shoppers were told, to the last line of the log."""
    pieces = func.coalesce(
        select(func.sum(cart_lines.c.quantity)).where(cart_lines.c.cart_id == carts.c.id).scalar_subquery(), 0
    )
    by_action = (
        select(audit_log.c.account_id, audit_log.c.action, func.count())
        .where(audit_log.c.action.like("cart.%"))
        .group_by(audit_log.c.account_id, audit_log.c.action)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(select(carts, pieces.label("pieces")))).all()
        logged = {(who, action): many for who, action, many in await connection.execute(by_action)}
    people = shoppers[0].wire.writer.people
    left = {
        row.secret_hash: (row.version, row.pieces) for row in rows if row.secret_hash and not row.merged_into
    }
    assert left == {hashed(id_): told for one in shoppers for id_, told in one.left.items()}
    own = {row.id: (row.version, row.pieces) for row in rows if row.account_id}
    assert own == {one.own: (one.version, one.pieces) for one in shoppers if one.own}
    into = Counter(row.merged_into for row in rows if row.merged_into)
    assert into == Counter({one.own: one.merged for one in shoppers if one.own})
    guests = sum(one.guests for one in shoppers)
    assert logged == {(None, "cart.opened"): guests, (None, "cart.changed"): guests} | {
        (people[f"{one.who}@makers.example"], action): many
        for one in shoppers
        for action, many in one.logged.items()
    }
