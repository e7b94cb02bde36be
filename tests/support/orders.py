"""What tests of orders ask of a running write API, and of its tables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.db import open_engine
from core.ids import new_id
from core.tables import mails, order_adjustments, order_events
from tests.support.writer import Writer
from write_api.audit.authors import Author
from write_api.inventory import holds
from write_api.listings.pieces import Piece
from write_api.orders import guests, service
from write_api.orders.money import FeeRule
from write_api.orders.notices import Notices
from write_api.orders.placing import Buyer, Charges, NewLine, NewOrder, pieces_of
from write_api.orders.shapes import Address, Gift, Order

BUYING = (Scope.ORDERS_READ, Scope.ORDERS_WRITE)
SELLING = Scope.SELLER_MANAGE
ROBIN = Address(
    name="Robin Shaw", line1="12 Kiln Lane", city="Portland", region="OR", postal_code="97201", country="US"
)
NOTICES = Notices("https://id.craftlocal.example")


@dataclass(frozen=True)
class Guest:
    """Somebody without an account, and what opens their order."""

    email: str
    secret: str


def guest(email: str = "guest@mail.example") -> Guest:
    return Guest(email, guests.new_secret())


@dataclass(frozen=True)
class Shopping:
    """Places orders, as a checkout will."""

    writer: Writer
    engine: AsyncEngine

    def line(self, listing: Mapping[str, Any], quantity: int = 1, personalization: str = "") -> NewLine:
        """Return a line at the listing's own price."""
        return NewLine(Piece(listing["id"]), quantity, listing["price"]["amount_minor"], personalization)

    def order(self, lines: Sequence[NewLine], buyer: str | Guest = "eve", **changed: Any) -> NewOrder:
        if isinstance(buyer, Guest):
            who = Buyer(email=buyer.email, secret=buyer.secret)
        else:
            who = Buyer(self.writer.people[f"{buyer}@makers.example"])
        fields: dict[str, Any] = {
            "reference": new_id("chk"),
            "buyer": who,
            "currency": "USD",
            "ship_to": ROBIN,
            "lines": tuple(lines),
        }
        return NewOrder(**fields | changed)

    async def hold(self, new: NewOrder) -> None:
        """Hold what the order wants."""
        wanted = pieces_of(new.lines)
        async with self.engine.begin() as connection:
            await holds.hold(connection, self.author, new.reference, wanted, lasts=timedelta(hours=1))

    async def place(self, new: NewOrder) -> Order:
        """Place what is held."""
        async with self.engine.begin() as connection:
            return await service.place(connection, self.author, new, notices=NOTICES)

    async def buy(self, *lines: NewLine, buyer: str | Guest = "eve", **changed: Any) -> Order:
        """Hold and place."""
        new = self.order(lines, buyer, **changed)
        await self.hold(new)
        return await self.place(new)

    @property
    def author(self) -> Author:
        return Author("chatgpt")

    async def step(
        self, part_id: str, action: str, who: str = "ada", key: str | None = None, **body: Any
    ) -> tuple[int, Any]:
        """Take a maker's step, under a new key when none is given; return status and body."""
        headers = self.writer.as_(who, SELLING) | _keyed(key)
        url = f"/api/v1/sellers/orders/{part_id}/{action}"
        answer = await self.writer.http.post(url, json=body, headers=headers)
        return answer.status, await answer.json()

    async def cancel(
        self, order_id: str, who: str | Guest = "eve", key: str | None = None, **body: Any
    ) -> tuple[int, Any]:
        """Cancel as the buyer, under a new key when none is given; return status and body."""
        headers = self.as_buyer(who) | _keyed(key)
        sent = {"reason": "changed_mind"} | body
        answer = await self.writer.http.post(f"/api/v1/orders/{order_id}/cancel", json=sent, headers=headers)
        return answer.status, await answer.json()

    def as_buyer(self, who: str | Guest) -> dict[str, str]:
        if isinstance(who, Guest):
            return {guests.SECRET_HEADER: who.secret}
        return self.writer.as_(who, *BUYING)

    async def get(self, path: str, headers: Mapping[str, str]) -> tuple[int, Any]:
        answer = await self.writer.http.get(path, headers=dict(headers))
        return answer.status, await answer.json()

    async def order_of(self, order_id: str, who: str | Guest = "eve") -> dict[str, Any]:
        """Return an order as its buyer gets it."""
        status, body = await self.get(f"/api/v1/orders/{order_id}", self.as_buyer(who))
        assert status == 200, body
        found: dict[str, Any] = body
        return found

    async def part_of(self, part_id: str, who: str = "ada") -> dict[str, Any]:
        """Return a maker's order as its maker gets it."""
        status, body = await self.get(f"/api/v1/sellers/orders/{part_id}", self.writer.as_(who, SELLING))
        assert status == 200, body
        found: dict[str, Any] = body
        return found

    async def mailed(self) -> list[tuple[str, str]]:
        """Return recipient and subject of every mail, in order."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(select(mails.c.recipient, mails.c.subject).order_by(mails.c.id))
            return [(row[0], row[1]) for row in rows]

    async def events(self, order_id: str) -> list[tuple[str, str]]:
        """Return kind and source of what happened, in the order it was written down."""
        found = select(order_events.c.kind, order_events.c.source).where(order_events.c.order_id == order_id)
        async with self.engine.connect() as connection:
            return [(row[0], row[1]) for row in await connection.execute(found.order_by(order_events.c.id))]

    async def unsettled(self) -> list[int]:
        """Return the amounts that wait to go back."""
        found = select(order_adjustments.c.amount_minor).where(order_adjustments.c.settled_at.is_(None))
        async with self.engine.connect() as connection:
            return list((await connection.execute(found.order_by(order_adjustments.c.id))).scalars())

    async def run(self, sql: str) -> None:
        """Change the database as nobody can over HTTP."""
        async with self.engine.begin() as connection:
            await connection.execute(text(sql))


def _keyed(key: str | None) -> dict[str, str]:
    key = new_id("key") if key is None else key
    return {"Idempotency-Key": key} if key else {}


def word(kind: str, at: datetime | None = None, **shipment: Any) -> bytes:
    """Return the body of a message about a parcel."""
    occurred_at = (at or datetime.now(UTC)).isoformat()
    return json.dumps({"type": f"shipment.{kind}", "occurred_at": occurred_at, "shipment": shipment}).encode()


async def bought(writer: Writer, pieces: int = 4) -> Order:
    """Return an order that ada has placed in her own shop."""
    engine = open_engine(writer.settings.postgres)
    try:
        shopping = Shopping(writer, engine)
        mug = await writer.list_mug(quantity=pieces + 5)
        return await shopping.buy(shopping.line(mug, pieces), buyer="ada")
    finally:
        await engine.dispose()


CHARGES = Charges(shipping_minor=500, tax_minor=333, discount_minor=100)
FEE = FeeRule(basis_points=650)
PRESENT = Gift(note="Happy birthday!", hide_prices=True)
