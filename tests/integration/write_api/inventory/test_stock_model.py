"""Random stock calls, messages, changes, holds, releases, sales and returns against a model: all of it adds up."""

import asyncio
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count as numbers
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import MarketError
from core.ids import stable_id
from core.inventory import StockChange
from core.listing import ImportRow, ImportVariant, ListingChange, SellerListing, VariantChange
from core.tables import audit_log, listings, metadata, shops, stock_holds, variants
from write_api.audit.authors import SWEEPER, Author
from write_api.catalogue.service import import_rows
from write_api.inventory import holds, service
from write_api.listings import service as listing_service
from write_api.listings.pieces import Piece

pytestmark = pytest.mark.integration
# What can be bought, by listing: two that are bought themselves, then one with three sizes.
PLAIN, TO_ORDER, SIZED = "A", "B", "V"  # what TO_ORDER lacks in stock is made
SIZES = ("V-S", "V-M", "V-L")
UNITS = (PLAIN, TO_ORDER, *SIZES)
COMES_AND_GOES = "V-L"  # a size that the maker takes off and adds again
START = 5
STEPS = 30
# Each is a shop of its own that up to STEPS things happen to: 1,500 here, STOCK_INTERLEAVINGS=1000 for 30,000.
INTERLEAVINGS = int(os.environ.get("STOCK_INTERLEAVINGS", "50"))


@dataclass(frozen=True)
class Shop:
    """A shop in the database, and what is done to it."""

    engine: AsyncEngine
    name: str

    @property
    def id(self) -> str:
        return stable_id("shp", self.name)

    def listing_id(self, unit: str) -> str:
        return stable_id("lst", self.id, unit.partition("-")[0])

    async def open(self) -> None:
        sizes = [ImportVariant(sku=sku, options={"Size": sku}, quantity=START) for sku in SIZES]
        usual: dict[str, Any] = {"price_minor": 100, "currency": "GBP", "shop": self.name, "quantity": START}
        rows = [
            ImportRow(sku=sku, title=f"Piece {sku}", made_to_order=sku == TO_ORDER, **usual)
            for sku in (PLAIN, TO_ORDER)
        ]
        del usual["quantity"]
        await import_rows(self.engine, [*rows, ImportRow(sku=SIZED, title="Sized", variants=sizes, **usual)])

    async def count(self, *wanted: StockChange, counted_at: datetime | None = None) -> list[str]:
        async with self.engine.begin() as connection:
            report = await service.apply(connection, SWEEPER, self.id, wanted, counted_at=counted_at)
        return [row.outcome for row in report.items]

    async def change(self, sizes: dict[str, int | None]) -> SellerListing | None:
        """Write the sized listing as its maker does, with these sizes; None when that is refused."""
        wanted = [VariantChange(sku=sku, options={"Size": sku}, quantity=n) for sku, n in sizes.items()]
        try:
            async with self.engine.begin() as connection:
                owner = await connection.scalar(select(shops.c.owner_id).where(shops.c.id == self.id))
                author, change = Author("tests", owner), ListingChange(variants=wanted)
                return await listing_service.change(connection, author, self.listing_id(SIZED), change, "")
        except MarketError:
            return None

    async def hold(self, reference: str, wanted: dict[str, int]) -> dict[str, int] | None:
        names = await self.variant_ids()
        by_piece = {Piece(self.listing_id(u), names.get(u, "")): n for u, n in wanted.items()}
        try:
            async with self.engine.begin() as connection:
                held = await holds.hold(connection, SWEEPER, reference, by_piece, lasts=timedelta(hours=1))
        except MarketError:
            return None
        units = dict(zip(by_piece, wanted, strict=True))
        return {units[one.piece]: one.quantity for one in held}

    async def close(self, reference: str, *, sold: bool) -> None:
        async with self.engine.begin() as connection:
            await (holds.sell if sold else holds.release)(connection, SWEEPER, reference)

    async def restock(self, pieces: dict[str, int]) -> None:
        names = await self.variant_ids()
        back = {Piece(self.listing_id(u), names.get(u, "")): n for u, n in pieces.items()}
        async with self.engine.begin() as connection:
            await service.restock(connection, SWEEPER, back, "ord_1")

    async def variant_ids(self) -> dict[str, str]:
        async with self.engine.connect() as connection:
            of_shop = select(variants.c.sku, variants.c.id).where(
                variants.c.shop_id == self.id, variants.c.removed_at.is_(None)
            )
            return {row.sku: row.id for row in await connection.execute(of_shop)}

    async def stocks(self) -> dict[str, tuple[int, int]]:
        """Return what is on hand and held of each unit, and of the sized listing as a whole."""
        own, sized = listings.c, variants.c
        async with self.engine.connect() as connection:
            found = select(own.sku, own.quantity, own.held).where(own.shop_id == self.id)
            living = select(sized.sku, sized.quantity, sized.held).where(
                sized.shop_id == self.id, sized.removed_at.is_(None)
            )
            return {row[0]: (row[1], row[2]) for row in await connection.execute(found.union_all(living))}

    async def pieces(self, state: str) -> Counter[str]:
        """Return how many pieces of each unit holds in this state are of."""
        unit = func.coalesce(variants.c.sku, listings.c.sku)
        of_shop = (
            select(unit, func.sum(stock_holds.c.quantity))
            .join(listings, listings.c.id == stock_holds.c.listing_id)
            .outerjoin(variants, variants.c.id == stock_holds.c.variant_id)
            .where(stock_holds.c.state == state, listings.c.shop_id == self.id)
            .group_by(unit)
        )
        async with self.engine.connect() as connection:
            return Counter({row[0]: int(row[1]) for row in await connection.execute(of_shop)})

    async def everything(self) -> tuple[object, ...]:
        return await self.stocks(), +await self.pieces("held"), +await self.pieces("sold")


@dataclass
class Model:
    """What the stock of each unit must be."""

    on_hand: dict[str, int] = field(default_factory=lambda: dict.fromkeys(UNITS, START))
    held: Counter[str] = field(default_factory=Counter)
    sold: Counter[str] = field(default_factory=Counter)
    open: dict[str, dict[str, int]] = field(default_factory=dict)

    def set(self, unit: str, pieces: int) -> str:
        if unit not in self.on_hand:
            return "unknown_sku"
        if pieces < self.held[unit]:
            return "below_held" if pieces >= 0 else "below_zero"
        is_same = self.on_hand[unit] == pieces
        self.on_hand[unit] = pieces
        return "unchanged" if is_same else "updated"

    def hold(self, reference: str, wanted: dict[str, int]) -> dict[str, int] | None:
        there = {unit: self.on_hand.get(unit, 0) - self.held[unit] for unit in wanted}
        # Nothing of the sized listing is on offer when all of it is sold out: the same as none there.
        if any(wanted[unit] > there[unit] and unit != TO_ORDER for unit in wanted):
            return None
        taken = {unit: min(pieces, there[unit]) for unit, pieces in wanted.items()}
        self.open[reference] = taken
        self.held.update(taken)
        return taken

    def close(self, reference: str, *, sold: bool) -> None:
        for unit, pieces in self.open.pop(reference).items():
            self.held[unit] -= pieces
            self.on_hand[unit] -= pieces if sold else 0
            self.sold[unit] += pieces if sold else 0

    def restock(self, pieces: dict[str, int]) -> None:
        for unit, number in pieces.items():
            if unit in self.on_hand:
                self.on_hand[unit] += number

    def change(self, sizes: dict[str, int | None]) -> bool:
        wanted = {u: self.on_hand.get(u, 1) if n is None else n for u, n in sizes.items()}
        if any(wanted.get(unit, 0) < self.held[unit] for unit in SIZES):
            return False
        for unit in SIZES:
            self.on_hand.pop(unit, None)
        self.on_hand.update(wanted)
        return True

    def stocks(self) -> dict[str, tuple[int, int]]:
        by_unit = {unit: (pieces, self.held[unit]) for unit, pieces in self.on_hand.items()}
        sizes = [by_unit[unit] for unit in SIZES if unit in by_unit]
        return by_unit | {SIZED: (sum(n for n, _ in sizes), sum(held for _, held in sizes))}


ONE = st.sampled_from(UNITS)
FEW = st.integers(0, 9)
CARTS = st.dictionaries(ONE, st.integers(1, 4), min_size=1)


class Stock(RuleBasedStateMachine):
    """Does one thing after another; `runner` and `engine` are given by the test."""

    runner: ClassVar[asyncio.Runner]
    engine: ClassVar[AsyncEngine]
    opened: ClassVar["numbers[int]"] = numbers()

    @initialize()
    def begin(self) -> None:
        self.model = Model()
        self.references = 0
        self.started_at = datetime.now(UTC)
        self.shop = Shop(self.engine, f"Clay & Co {next(self.opened)}")
        self.runner.run(self.shop.open())

    def count(self, *rows: StockChange, counted_at: datetime | None = None) -> list[str]:
        return self.runner.run(self.shop.count(*rows, counted_at=counted_at))

    @rule(unit=ONE, pieces=FEW)
    def call_with_a_number(self, unit: str, pieces: int) -> None:
        assert self.count(StockChange(sku=unit, set=pieces)) == [self.model.set(unit, pieces)]

    @rule(unit=ONE, more=st.integers(-6, 6))
    def call_with_a_difference(self, unit: str, more: int) -> None:
        wanted = self.model.on_hand.get(unit, 0) + more
        assert self.count(StockChange(sku=unit, adjust=more)) == [self.model.set(unit, wanted)]

    @rule(wanted=st.dictionaries(ONE, FEW, min_size=2))
    def call_with_many_rows(self, wanted: dict[str, int]) -> None:
        rows = [StockChange(sku=unit, set=pieces) for unit, pieces in wanted.items()]
        assert self.count(*rows) == [self.model.set(unit, pieces) for unit, pieces in wanted.items()]

    @rule(pieces=FEW)
    def call_about_a_listing_with_sizes(self, pieces: int) -> None:
        expected = "has_variants" if set(SIZES) & set(self.model.on_hand) else "updated"
        assert self.count(StockChange(sku=SIZED, set=pieces)) == [expected]

    @rule(unit=ONE, pieces=FEW)
    def message_in_order(self, unit: str, pieces: int) -> None:
        row = StockChange(sku=unit, set=pieces)
        assert self.count(row, counted_at=datetime.now(UTC)) == [self.model.set(unit, pieces)]

    @rule(unit=ONE, pieces=FEW)
    def message_that_is_late(self, unit: str, pieces: int) -> None:
        row = StockChange(sku=unit, set=pieces)
        expected = "late" if unit in self.model.on_hand else "unknown_sku"
        assert self.count(row, counted_at=self.started_at - timedelta(hours=1)) == [expected]

    @rule(small=FEW, medium=st.none() | FEW, large=st.none() | FEW, without=st.booleans())
    def maker_writes_the_sizes(
        self, small: int, medium: int | None, large: int | None, without: bool
    ) -> None:
        sizes: dict[str, int | None] = {"V-S": small, "V-M": medium, COMES_AND_GOES: large}
        if without:
            del sizes[COMES_AND_GOES]
        changed = self.runner.run(self.shop.change(sizes))
        assert (changed is not None) == self.model.change(sizes)

    @rule(wanted=CARTS)
    def hold_pieces(self, wanted: dict[str, int]) -> None:
        self.references += 1
        reference = f"{self.shop.name} {self.references}"
        taken = self.model.hold(reference, wanted)
        assert self.runner.run(self.shop.hold(reference, wanted)) == taken

    @rule(number=st.integers(0, 9), sold=st.booleans())
    def end_a_hold(self, number: int, sold: bool) -> None:
        if self.model.open:
            reference = sorted(self.model.open)[number % len(self.model.open)]
            self.runner.run(self.shop.close(reference, sold=sold))
            self.model.close(reference, sold=sold)

    @rule(pieces=CARTS)
    def an_order_is_cancelled(self, pieces: dict[str, int]) -> None:
        self.runner.run(self.shop.restock(pieces))
        self.model.restock(pieces)

    @invariant()
    def it_adds_up(self) -> None:
        model = self.model
        expected = (model.stocks(), +model.held, +model.sold)
        assert self.runner.run(self.shop.everything()) == expected


async def empty(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f"truncate {', '.join(metadata.tables)} restart identity"))


def test_on_hand_held_and_sold_always_add_up(database_url: str) -> None:
    bounds = settings(
        max_examples=INTERLEAVINGS,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with asyncio.Runner() as runner:
        Stock.runner = runner
        Stock.engine = create_async_engine(make_url(database_url).set(drivername="postgresql+asyncpg"))
        try:
            runner.run(empty(Stock.engine))
            run_state_machine_as_test(Stock, settings=bounds)
        finally:
            runner.run(Stock.engine.dispose())


async def test_of_many_at_once_nothing_is_lost_and_the_log_tells_every_step(engine: AsyncEngine) -> None:
    shop = Shop(engine, "Clay & Co")
    await shop.open()
    chance = random.Random(13)
    added, sold, returned = Counter[str](), Counter[str](), Counter[str]()

    async def customer(number: int) -> None:
        for turn in range(6):
            wanted = {unit: chance.randint(1, 2) for unit in chance.sample(UNITS, chance.randint(1, 3))}
            reference = f"chk_{number}_{turn}"
            taken = await shop.hold(reference, wanted)
            if taken is not None and chance.random() < 0.8:
                is_sale = chance.random() < 0.5
                await shop.close(reference, sold=is_sale)
                if is_sale:
                    sold.update(taken)
                    if chance.random() < 0.3:
                        await shop.restock(taken)
                        returned.update(taken)

    async def maker() -> None:
        for _ in range(10):
            unit, more = chance.choice(UNITS), chance.randint(-2, 4)
            if await shop.count(StockChange(sku=unit, adjust=more)) == ["updated"]:
                added[unit] += more

    await asyncio.gather(*(customer(n) for n in range(8)), *(maker() for _ in range(3)))

    held, found = await shop.pieces("held"), await shop.stocks()
    sums = tuple(sum(found[unit][place] for unit in SIZES) for place in (0, 1))
    assert found == {SIZED: sums} | {
        unit: (START + added[unit] - sold[unit] + returned[unit], held[unit]) for unit in UNITS
    }
    assert +await shop.pieces("sold") == +sold
    assert min(sold.total(), returned.total()) > 0
    for sku in (PLAIN, TO_ORDER, SIZED):
        assert await steps(engine, shop.listing_id(sku)) == found[sku]


async def steps(engine: AsyncEngine, listing_id: str) -> tuple[int, int]:
    """Walk the log of a listing: each step begins where the one before ended. Return where the last ends."""
    async with engine.connect() as connection:
        found = await connection.execute(
            select(audit_log.c.changes).where(audit_log.c.object_id == listing_id).order_by(audit_log.c.id)
        )
        first, *changes = found.scalars()
    now = {"quantity": first["quantity"]["after"], "held": 0}
    for change in changes:  # the first is its creation
        for name, value in now.items():
            if name in change:
                assert change[name]["before"] == value
                now[name] = change[name]["after"]
    return now["quantity"], now["held"]
