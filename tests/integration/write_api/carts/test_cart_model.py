"""Random changes of a guest's and an account's cart, stock and prices against a plain model."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import insert, make_url, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.cart import Cart, CartChange, CartLine
from core.errors import MarketError
from core.ids import stable_id
from core.listing import ImportRow, Personalization
from core.tables import accounts, listings, metadata
from write_api.audit.authors import GUEST, Author
from write_api.carts import service
from write_api.carts.guests import GuestIds
from write_api.carts.service import Shopper
from write_api.catalogue.service import import_rows

pytestmark = pytest.mark.integration
SKUS = ("A", "B", "TO-ORDER")
SHOP_ID = stable_id("shp", "Clay & Co")
IDS = {sku: stable_id("lst", SHOP_ID, sku) for sku in SKUS}
GUESTS = GuestIds(b"0" * 32)
EXAMPLES, STEPS = 15, 30

Key = tuple[str, str]  # SKU and words


@dataclass
class Model:
    """What is wanted by cart, in the order it was put in, and what there is."""

    carts: dict[str, dict[Key, int]] = field(default_factory=lambda: {"guest": {}, "own": {}})
    stock: dict[str, int] = field(default_factory=lambda: {"A": 3, "B": 6, "TO-ORDER": 0})
    price: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SKUS, 100))

    def buyable(self, sku: str) -> bool:
        return sku == "TO-ORDER" or self.stock[sku] > 0

    def change(self, which: str, key: Key, *, quantity: int | None, add: int) -> bool:
        cart = self.carts[which]
        if quantity == 0:
            if key not in cart and any(sku == key[0] for sku, _ in cart):
                return False
            cart.pop(key, None)
            return True
        wanted = quantity if quantity is not None else cart.get(key, 0) + add
        if not self.buyable(key[0]) or wanted > 99:
            return False
        cart[key] = wanted
        return True

    def merge(self) -> None:
        for key, wanted in self.carts["guest"].items():
            own = self.carts["own"].get(key)
            if own is None:
                self.carts["own"][key] = wanted
                continue
            most = 99 if key[0] == "TO-ORDER" else self.stock[key[0]]
            self.carts["own"][key] = min(own + wanted, max(most, own, wanted), 99)
        self.carts["guest"] = {}

    def counted(self, which: str) -> list[tuple[Key, int, int]]:
        left = dict(self.stock)
        found = []
        for key, wanted in self.carts[which].items():
            sku = key[0]
            here = wanted if sku == "TO-ORDER" else min(wanted, left[sku])
            left[sku] = max(0, left[sku] - here)
            found.append((key, wanted, here))
        return found


ONE = st.sampled_from(SKUS)
WORDS = st.sampled_from(["", "Ada"])
WHICH = st.sampled_from(["guest", "own"])


class Carts(RuleBasedStateMachine):
    """Does one thing after another; `runner` and `engine` are given by the test."""

    runner: ClassVar[asyncio.Runner]
    engine: ClassVar[AsyncEngine]

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.ids: dict[str, str] = {}
        self.guest = Shopper(GUEST, through_assistant=False, site="")
        self.account = Shopper(Author("tests", "acc_eve"), through_assistant=False, site="")

    @initialize()
    def begin(self) -> None:
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(f"truncate {', '.join(metadata.tables)} restart identity"))
            await connection.execute(
                insert(accounts).values(id="acc_eve", email="eve@shoppers.example", name="Eve")
            )
        words = Personalization(allowed=True, max_length=9)
        rows = [
            ImportRow(
                sku=sku, title=f"Piece {sku}", price_minor=100, currency="GBP", shop="Clay & Co",
                quantity=self.model.stock[sku], made_to_order=sku == "TO-ORDER", personalization=words,
            )
            for sku in SKUS
        ]  # fmt: skip
        await import_rows(self.engine, rows)
        async with self.engine.begin() as connection:
            own, _ = await service.open_cart(connection, self.account, GUESTS, [])
        self.ids["own"] = own.id
        await self._open_guests()

    async def _open_guests(self) -> None:
        async with self.engine.begin() as connection:
            opened, _ = await service.open_cart(connection, self.guest, GUESTS, [])
        self.ids["guest"] = GUESTS.of(opened.id)

    def _shopper(self, which: str) -> Shopper:
        return self.account if which == "own" else self.guest

    def _run(self, work: Coroutine[Any, Any, Cart]) -> Cart | None:
        try:
            return self.runner.run(work)
        except MarketError as error:
            if error.code != "line_refused":
                raise
            return None

    async def _update(self, which: str, change: CartChange) -> Cart:
        async with self.engine.begin() as connection:
            shopper = self._shopper(which)
            return await service.update(connection, shopper, self.ids[which], [change], None)

    @rule(which=WHICH, sku=ONE, words=WORDS, quantity=st.integers(0, 8))
    def set_a_number(self, which: str, sku: str, words: str, quantity: int) -> None:
        change = CartChange(listing_id=IDS[sku], personalization=words, quantity=quantity)
        done = self._run(self._update(which, change))
        assert (done is not None) == self.model.change(which, (sku, words), quantity=quantity, add=0)

    @rule(which=WHICH, sku=ONE, words=WORDS, add=st.sampled_from([1, 2, 60]))
    def add_some(self, which: str, sku: str, words: str, add: int) -> None:
        change = CartChange(listing_id=IDS[sku], personalization=words, add=add)
        done = self._run(self._update(which, change))
        assert (done is not None) == self.model.change(which, (sku, words), quantity=None, add=add)

    @rule()
    def sign_in(self) -> None:
        async def merge(connection: AsyncConnection) -> Cart:
            return await service.merge(connection, self.account, self.ids["guest"], [])

        async def twice() -> Cart:
            async with self.engine.begin() as connection:
                first = await merge(connection)
            async with self.engine.begin() as connection:
                assert await merge(connection) == first
            await self._open_guests()
            return first

        assert self.runner.run(twice()).id == self.ids["own"]
        self.model.merge()

    @rule(sku=st.sampled_from(["A", "B"]), pieces=st.integers(0, 6), price=st.integers(100, 103))
    def a_maker_changes_it(self, sku: str, pieces: int, price: int) -> None:
        async def change() -> None:
            async with self.engine.begin() as connection:
                state = "active" if pieces else "sold_out"
                values = {"quantity": pieces, "price_minor": price, "state": state}
                await connection.execute(update(listings).where(listings.c.id == IDS[sku]).values(values))

        self.runner.run(change())
        self.model.stock[sku], self.model.price[sku] = pieces, price

    @invariant()
    def carts_are_as_they_must_be(self) -> None:
        for which in self.ids:
            cart = self.runner.run(self._read(which))
            lines = [line for shop in cart.shops for line in shop.lines]
            skus = {id_: sku for sku, id_ in IDS.items()}
            seen = [((skus[one.listing_id], one.personalization), one.wanted, one.quantity) for one in lines]
            expected = self.model.counted(which)
            assert seen == expected
            total = sum(self.model.price[key[0]] * here for key, _, here in expected)
            assert sum(one.amount_minor for one in cart.totals) == total
            told = {notice.line_id for notice in cart.notices}
            assert told == {one.id for one in lines if one.quantity < one.wanted or _costs_other(one)}

    async def _read(self, which: str) -> Cart:
        async with self.engine.connect() as connection:
            return await service.get(connection, self._shopper(which), self.ids[which])


def _costs_other(line: CartLine) -> bool:
    return line.quantity > 0 and line.price != line.price_when_added


def test_carts_are_what_was_put_in_at_what_it_costs_now(database_url: str) -> None:
    bounds = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with asyncio.Runner() as runner:
        Carts.runner = runner
        Carts.engine = create_async_engine(make_url(database_url).set(drivername="postgresql+asyncpg"))
        try:
            run_state_machine_as_test(Carts, settings=bounds)
        finally:
            runner.run(Carts.engine.dispose())
