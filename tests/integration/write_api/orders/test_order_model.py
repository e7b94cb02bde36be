"""Random sequences of what buyers, makers and carriers do with orders: lines, amounts and stock always add up."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.errors import Code, MarketError
from core.ids import new_id, stable_id
from core.listing import ImportRow
from core.tables import metadata
from tests.support.orders import NOTICES, ROBIN
from write_api.accounts.service import Person, ensure_people
from write_api.audit.authors import Author
from write_api.catalogue.service import import_rows
from write_api.inventory import holds
from write_api.listings.pieces import Piece
from write_api.orders import cancelling, carriers, service, steps
from write_api.orders.carriers import ShipmentMessage
from write_api.orders.placing import Buyer, Charges, NewLine, NewOrder, pieces_of
from write_api.orders.shapes import (
    Cancellation,
    Order,
    PiecesToCancel,
    SellerCancellation,
    Shipment,
    StatusChange,
)

pytestmark = pytest.mark.integration
SHOPS = ("Clay & Co", "Oak & Co")
SKUS = {"A": SHOPS[0], "B": SHOPS[0], "C": SHOPS[1]}
TO_ORDER = "C"  # made to order: what it lacks in stock is made
START = 20
EXAMPLES, STEPS = 15, 25
SHOP_IDS = {shop: stable_id("shp", shop) for shop in SHOPS}
IDS = {sku: stable_id("lst", SHOP_IDS[shop], sku) for sku, shop in SKUS.items()}
# Each a query that finds what does not add up; together they are what must hold after every step.
WRONG = {
    "a part's lines are what it comes to": """
        select p.id from shop_orders p join order_lines l on l.shop_order_id = p.id group by p.id
        having sum(l.price_minor * l.quantity) <> p.items_minor or sum(l.tax_minor) <> p.tax_minor
            or sum(l.discount_minor) <> p.discount_minor""",
    "an order is the sum of its parts": """
        select o.id from orders o join shop_orders p on p.order_id = o.id group by o.id
        having sum(p.total_minor) <> o.total_minor or sum(p.items_minor) <> o.items_minor""",
    "what went back is the sum of adjustments": """
        select p.id from shop_orders p left join order_adjustments a on a.shop_order_id = p.id group by p.id
        having coalesce(sum(a.amount_minor), 0) <> p.cancelled_minor""",
    "a part is cancelled exactly when nothing is left of it, and then paid back in full": """
        select p.id from shop_orders p join order_lines l on l.shop_order_id = p.id group by p.id
        having (sum(l.quantity - l.cancelled) = 0) <> (p.status = 'cancelled')
            or (p.status = 'cancelled' and p.cancelled_minor <> p.total_minor)""",
    "cancelled pieces are those of the adjustments": """
        select l.id from order_lines l left join (
            select one ->> 'line_id' id, sum((one ->> 'quantity')::int) pieces
            from order_adjustments, jsonb_array_elements(lines) one group by 1) a on a.id = l.id
        where coalesce(a.pieces, 0) <> l.cancelled""",
    "every step of a person raised the version, once": """
        select p.id from shop_orders p left join order_events e on e.shop_order_id = p.id group by p.id
        having p.version - 1 < count(*) filter (where e.source in ('buyer', 'seller'))
            or p.version - 1 > count(e.id)""",
    "each cancellation was mailed once to the buyer": """
        select 1 from (select count(*) filter (where subject like 'Cancelled%' and recipient like 'eve@%') m
            from mails) mailed, (select count(*) a from order_adjustments) adjusted where m <> a""",
    "no parcel was announced twice": """
        select 1 from (select count(*) filter (where subject like 'On its way%') m from mails) mailed,
            (select count(shipped_at) s from shop_orders) sent where m > s""",
    "instants stand in the order of the steps": """
        select id from shop_orders where (status in ('shipped', 'delivered') and accepted_at is null)
            or (status = 'delivered' and (shipped_at is null or delivered_at is null))
            or (status = 'cancelled') <> (cancelled_at is not null)""",
    "what is in an order was sold under its reference": """
        select o.reference from orders o join shop_orders p on p.order_id = o.id
            join order_lines l on l.shop_order_id = p.id group by o.reference, l.listing_id
        having sum(l.quantity) <> (select sum(h.quantity + h.to_make) from stock_holds h
            where h.reference = o.reference and h.listing_id = l.listing_id and h.state = 'sold')""",
}
# On hand is what was there, less what was sold from stock, with what the log of stock says was put back.
STOCK = """
    select l.sku, l.quantity,
        coalesce((select sum(quantity) from stock_holds h where h.listing_id = l.id and h.state = 'sold'), 0) sold,
        coalesce((select sum((changes -> 'quantity' ->> 'after')::int - (changes -> 'quantity' ->> 'before')::int)
            from audit_log a where a.object_id = l.id and a.action = 'stock.restocked'), 0) returned
    from listings l"""


async def fill(engine: AsyncEngine) -> str:
    async with engine.begin() as connection:
        await connection.execute(text(f"truncate {', '.join(metadata.tables)} restart identity"))
    await import_rows(
        engine,
        [
            ImportRow(
                sku=sku, title=f"Piece {sku}", price_minor=1099, currency="USD", shop=shop, quantity=START,
                made_to_order=sku == TO_ORDER,
            )
            for sku, shop in SKUS.items()
        ],
    )  # fmt: skip
    people = await ensure_people(engine, [Person("eve@people.example", "Eve")])
    return people["eve@people.example"]


async def owner_of(engine: AsyncEngine, shop_id: str) -> str:
    async with engine.connect() as connection:
        found = await connection.execute(text("select owner_id from shops where id = :id"), {"id": shop_id})
        return str(found.scalar_one())


CLEAR = {Code.OUT_OF_STOCK, Code.ORDER_STATE, Code.MAKER_MUST_AGREE, Code.INVALID_REQUEST}
SKU = st.sampled_from(sorted(SKUS))
LINES = st.lists(st.tuples(SKU, st.integers(1, 4), st.sampled_from(["", "For Ada"])), min_size=1, max_size=4)
MINOR = st.integers(0, 999)


class Orders(RuleBasedStateMachine):
    """Does one thing after another; `runner` and `engine` are given by the test."""

    runner: ClassVar[asyncio.Runner]
    engine: ClassVar[AsyncEngine]

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[Order] = []
        self.buyer = ""

    @initialize()
    def begin(self) -> None:
        self.buyer = self.runner.run(fill(self.engine))

    def attempt(self, work: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
        """Do it in a transaction; a clear refusal is fine."""

        async def run() -> Any:
            try:
                async with self.engine.begin() as connection:
                    return await work(connection)
            except MarketError as error:
                if error.code not in CLEAR:
                    raise
                return None

        return self.runner.run(run())

    @rule(wanted=LINES, shipping=MINOR, tax=MINOR, discount=MINOR)
    def buy(self, wanted: list[tuple[str, int, str]], shipping: int, tax: int, discount: int) -> None:
        lines = tuple(NewLine(Piece(IDS[sku]), number, 1099, words) for sku, number, words in wanted)
        charges = {SHOP_IDS[SKUS[sku]]: Charges(shipping, tax, discount) for sku, _, _ in wanted}
        new = NewOrder(new_id("chk"), Buyer(self.buyer), "USD", ROBIN, lines, charges)

        async def work(connection: AsyncConnection) -> Order:
            pieces = pieces_of(lines)
            await holds.hold(connection, Author("tests"), new.reference, pieces, lasts=timedelta(hours=1))
            return await service.place(connection, Author("tests"), new, notices=NOTICES)

        if order := self.attempt(work):
            self.orders.append(order)

    def pick(self, data: st.DataObject) -> Order | None:
        return data.draw(st.sampled_from(self.orders)) if self.orders else None

    @rule(data=st.data(), whole=st.booleans())
    def buyer_cancels(self, data: st.DataObject, whole: bool) -> None:
        if (order := self.pick(data)) is None:
            return
        line = data.draw(st.sampled_from([line for part in order.shop_orders for line in part.lines]))
        some = [PiecesToCancel(line_id=line.id, quantity=data.draw(st.sampled_from([None, 1, 2])))]
        wanted = Cancellation(reason="other", lines=None if whole else some)
        self.attempt(
            lambda connection: cancelling.cancel_order(
                connection, Author("tests"), order.id, wanted, notices=NOTICES, at=datetime.now(UTC)
            )
        )

    @rule(data=st.data(), step=st.sampled_from(["accept", "ship", "deliver", "cancel"]))
    def maker_steps(self, data: st.DataObject, step: str) -> None:
        if (order := self.pick(data)) is None:
            return
        part = data.draw(st.sampled_from(order.shop_orders))
        maker = Author("tests", self.runner.run(owner_of(self.engine, part.shop.id)))
        now = datetime.now(UTC)
        reason = data.draw(st.sampled_from(["damaged", "other"])) if step == "cancel" else "other"
        some = [PiecesToCancel(line_id=data.draw(st.sampled_from(part.lines)).id, quantity=1)]

        async def work(connection: AsyncConnection) -> Any:
            match step:
                case "accept":
                    return await steps.accept(connection, maker, part.id, StatusChange(), at=now)
                case "ship":
                    return await steps.ship(connection, maker, part.id, Shipment(), notices=NOTICES, at=now)
                case "deliver":
                    return await steps.deliver(connection, maker, part.id, StatusChange(), at=now)
                case _:
                    cancellation = SellerCancellation(reason=reason, lines=some)
                    return await steps.cancel(
                        connection, maker, part.id, cancellation, notices=NOTICES, at=now
                    )

        self.attempt(work)

    @rule(data=st.data(), kind=st.sampled_from(["shipped", "in_transit", "delivered", "exception"]))
    def carrier_says(self, data: st.DataObject, kind: str) -> None:
        if (order := self.pick(data)) is None:
            return
        part = data.draw(st.sampled_from(order.shop_orders))
        message = ShipmentMessage.model_validate(
            {
                "type": f"shipment.{kind}",
                "occurred_at": datetime.now(UTC) + timedelta(seconds=1),
                "shipment": {"shop_order_id": part.id},
            }
        )
        self.attempt(
            lambda connection: carriers.apply(connection, Author("whe"), part.shop.id, message, NOTICES)
        )

    @invariant()
    def everything_adds_up(self) -> None:
        async def look() -> None:
            async with self.engine.connect() as connection:
                for what, query in WRONG.items():
                    assert (await connection.execute(text(query))).all() == [], what
                for sku, quantity, sold, returned in await connection.execute(text(STOCK)):
                    assert quantity == START - sold + returned, sku
                    assert 0 <= returned <= sold

        self.runner.run(look())


def test_whatever_happens_to_orders_everything_adds_up(database_url: str) -> None:
    with asyncio.Runner() as runner:
        engine = create_async_engine(make_url(database_url).set(drivername="postgresql+asyncpg"))
        Orders.runner, Orders.engine = runner, engine
        try:
            run_state_machine_as_test(
                Orders,
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(engine.dispose())
