"""Random stock calls, messages, holds, releases and sales against a model: everything always adds up."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import MarketError
from core.ids import stable_id
from core.inventory import StockChange, StockReport
from core.listing import ImportRow
from core.tables import audit_log, listings, metadata, stock_holds
from write_api.audit.authors import SWEEPER
from write_api.catalogue.service import import_rows
from write_api.inventory import holds, service

pytestmark = pytest.mark.integration
SKUS = ("A", "B", "C")
SHOP_ID = stable_id("shp", "Clay & Co")
IDS = {sku: stable_id("lst", SHOP_ID, sku) for sku in SKUS}
TO_ORDER = "C"  # made to order: what it lacks in stock is made
START = 5
EXAMPLES, STEPS = 30, 50  # some 1,400 steps in all


async def fill(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f"truncate {', '.join(metadata.tables)} restart identity"))
    rows = [
        ImportRow(
            sku=sku, title=f"Piece {sku}", price_minor=100, currency="GBP", shop="Clay & Co", quantity=START,
            made_to_order=sku == TO_ORDER,
        )
        for sku in SKUS
    ]  # fmt: skip
    await import_rows(engine, rows)


async def count(engine: AsyncEngine, row: StockChange, counted_at: datetime | None = None) -> str:
    async with engine.begin() as connection:
        report: StockReport = await service.apply(connection, SWEEPER, SHOP_ID, [row], counted_at=counted_at)
    return report.items[0].outcome


async def hold(engine: AsyncEngine, reference: str, wanted: dict[str, int]) -> dict[str, int] | None:
    by_id = {IDS[sku]: pieces for sku, pieces in wanted.items()}
    try:
        async with engine.begin() as connection:
            held = await holds.hold(connection, SWEEPER, reference, by_id, lasts=timedelta(hours=1))
    except MarketError:
        return None
    return {sku: one.quantity for one in held for sku, id_ in IDS.items() if id_ == one.listing_id}


async def close(engine: AsyncEngine, reference: str, *, sold: bool) -> None:
    async with engine.begin() as connection:
        await (holds.sell if sold else holds.release)(connection, SWEEPER, reference)


async def stocks(engine: AsyncEngine) -> dict[str, tuple[int, int]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(listings.c.sku, listings.c.quantity, listings.c.held))
        return {row.sku: (row.quantity, row.held) for row in rows}


async def pieces(engine: AsyncEngine, state: str) -> dict[str, int]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(stock_holds.c.listing_id, func.sum(stock_holds.c.quantity))
            .where(stock_holds.c.state == state)
            .group_by(stock_holds.c.listing_id)
        )
        by_id = {row[0]: int(row[1]) for row in rows}
    return {sku: by_id.get(id_, 0) for sku, id_ in IDS.items()}


async def everything(engine: AsyncEngine) -> tuple[object, ...]:
    return await stocks(engine), await pieces(engine, "held"), await pieces(engine, "sold")


@dataclass
class Model:
    """What the stock of each SKU must be."""

    on_hand: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SKUS, START))
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SKUS, 0))
    sold: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SKUS, 0))
    open: dict[str, dict[str, int]] = field(default_factory=dict)

    def set(self, sku: str, pieces: int) -> str:
        if pieces < self.held[sku]:
            return "below_held" if pieces >= 0 else "below_zero"
        is_same = self.on_hand[sku] == pieces
        self.on_hand[sku] = pieces
        return "unchanged" if is_same else "updated"

    def hold(self, reference: str, wanted: dict[str, int]) -> dict[str, int] | None:
        there = {sku: self.on_hand[sku] - self.held[sku] for sku in wanted}
        if any(wanted[sku] > there[sku] and sku != TO_ORDER for sku in wanted):
            return None
        taken = {sku: min(pieces, there[sku]) for sku, pieces in wanted.items()}
        self.open[reference] = taken
        for sku, pieces in taken.items():
            self.held[sku] += pieces
        return taken

    def close(self, reference: str, *, sold: bool) -> None:
        for sku, pieces in self.open.pop(reference).items():
            self.held[sku] -= pieces
            self.on_hand[sku] -= pieces if sold else 0
            self.sold[sku] += pieces if sold else 0


ONE = st.sampled_from(SKUS)
FEW = st.integers(0, 9)
CARTS = st.dictionaries(ONE, st.integers(1, 4), min_size=1)


class Stock(RuleBasedStateMachine):
    """Does one thing after another; `runner` and `engine` are given by the test."""

    runner: ClassVar[asyncio.Runner]
    engine: ClassVar[AsyncEngine]

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.references = 0
        self.counted_at = datetime.now(UTC)

    @initialize()
    def begin(self) -> None:
        self.runner.run(fill(self.engine))

    @rule(sku=ONE, pieces=FEW)
    def call_with_a_number(self, sku: str, pieces: int) -> None:
        row = StockChange(sku=sku, set=pieces)
        assert self.runner.run(count(self.engine, row)) == self.model.set(sku, pieces)

    @rule(sku=ONE, more=st.integers(-6, 6))
    def call_with_a_difference(self, sku: str, more: int) -> None:
        row = StockChange(sku=sku, adjust=more)
        wanted = self.model.on_hand[sku] + more
        assert self.runner.run(count(self.engine, row)) == self.model.set(sku, wanted)

    @rule(sku=ONE, pieces=FEW)
    def message_in_order(self, sku: str, pieces: int) -> None:
        row = StockChange(sku=sku, set=pieces)
        assert self.runner.run(count(self.engine, row, datetime.now(UTC))) == self.model.set(sku, pieces)

    @rule(sku=ONE, pieces=FEW)
    def message_that_is_late(self, sku: str, pieces: int) -> None:
        row = StockChange(sku=sku, set=pieces)
        assert self.runner.run(count(self.engine, row, self.counted_at - timedelta(hours=1))) == "late"

    @rule(wanted=CARTS)
    def hold_pieces(self, wanted: dict[str, int]) -> None:
        self.references += 1
        reference = f"chk_{self.references}"
        taken = self.model.hold(reference, wanted)
        assert self.runner.run(hold(self.engine, reference, wanted)) == taken

    @rule(number=st.integers(0, 9), sold=st.booleans())
    def end_a_hold(self, number: int, sold: bool) -> None:
        if self.model.open:
            reference = sorted(self.model.open)[number % len(self.model.open)]
            self.runner.run(close(self.engine, reference, sold=sold))
            self.model.close(reference, sold=sold)

    @invariant()
    def it_adds_up(self) -> None:
        model = self.model
        expected = {sku: (model.on_hand[sku], model.held[sku]) for sku in SKUS}
        assert self.runner.run(everything(self.engine)) == (expected, model.held, model.sold)


def test_on_hand_held_and_sold_always_add_up(database_url: str) -> None:
    bounds = settings(
        max_examples=EXAMPLES,
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
            run_state_machine_as_test(Stock, settings=bounds)
        finally:
            runner.run(Stock.engine.dispose())


async def test_of_many_at_once_nothing_is_lost_and_the_log_tells_every_step(engine: AsyncEngine) -> None:
    await fill(engine)
    chance = random.Random(13)
    added, sold = dict.fromkeys(SKUS, 0), dict.fromkeys(SKUS, 0)

    async def customer(number: int) -> None:
        for turn in range(6):
            wanted = {sku: chance.randint(1, 2) for sku in chance.sample(SKUS, chance.randint(1, 3))}
            reference = f"chk_{number}_{turn}"
            taken = await hold(engine, reference, wanted)
            if taken is not None and chance.random() < 0.8:
                is_sale = chance.random() < 0.5
                await close(engine, reference, sold=is_sale)
                for sku, pieces in taken.items():
                    sold[sku] += pieces if is_sale else 0

    async def maker() -> None:
        for _ in range(10):
            sku, more = chance.choice(SKUS), chance.randint(-2, 4)
            if await count(engine, StockChange(sku=sku, adjust=more)) == "updated":
                added[sku] += more

    await asyncio.gather(*(customer(n) for n in range(8)), *(maker() for _ in range(3)))

    still_held = await pieces(engine, "held")
    assert await stocks(engine) == {sku: (START + added[sku] - sold[sku], still_held[sku]) for sku in SKUS}
    assert await pieces(engine, "sold") == sold
    assert sum(sold.values()) > 0
    for sku in SKUS:
        assert await steps(engine, IDS[sku]) == (await stocks(engine))[sku]


async def steps(engine: AsyncEngine, listing_id: str) -> tuple[int, int]:
    """Walk the log of a listing: each step begins where the one before ended. Return where the last ends."""
    async with engine.connect() as connection:
        found = await connection.execute(
            select(audit_log.c.changes).where(audit_log.c.object_id == listing_id).order_by(audit_log.c.id)
        )
        changes = list(found.scalars())
    now = {"quantity": START, "held": 0}
    for change in changes[1:]:  # the first is its creation
        for name, value in now.items():
            if name in change:
                assert change[name]["before"] == value
                now[name] = change[name]["after"]
    return now["quantity"], now["held"]
