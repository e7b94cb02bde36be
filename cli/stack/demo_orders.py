"""Placing the demo's orders through the services, as they happened: bought then, sent since."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cli.demo.orders import DemoLine, DemoOrder, demo_orders
from cli.demo.people import maker_of
from core.errors import MarketError
from core.ids import stable_id
from core.listing import ImportRow
from write_api.accounts.rules import normal_email
from write_api.audit.authors import Author
from write_api.inventory import holds
from write_api.listings.pieces import Piece
from write_api.orders import cancelling, service, steps
from write_api.orders.money import FeeRule
from write_api.orders.placing import Buyer, Charges, NewLine, NewOrder, pieces_of
from write_api.orders.shapes import Address, Cancellation, Gift, Order, Shipment, StatusChange, Tracking

CLIENT = "craftlocal_demo"
SHIPPING_MINOR = 495
FEE = FeeRule(basis_points=650)
A_MOMENT = timedelta(minutes=5)


async def seed_orders(
    engine: AsyncEngine, rows: Sequence[ImportRow], accounts: Mapping[str, str], now: datetime
) -> None:
    """Put the demo's orders in; those that are there stay as they are. Nobody gets mail about them."""
    async with engine.begin() as connection:
        for order in demo_orders(rows):
            if await service.is_placed(connection, _reference(order)):
                continue
            try:
                async with connection.begin_nested():
                    await _live(connection, order, accounts, now)
            except MarketError:
                # Somebody has bought, changed or removed what it wants: this shop has a life of its own.
                continue


async def _live(
    connection: AsyncConnection, order: DemoOrder, accounts: Mapping[str, str], now: datetime
) -> None:
    at = now - timedelta(days=order.days_ago)
    new = _new(order, accounts[normal_email(order.buyer.email)])
    pieces = pieces_of(new.lines)
    buyer = Author(CLIENT, new.buyer.account_id)
    await holds.hold(connection, buyer, new.reference, pieces, lasts=A_MOMENT)
    placed = await service.place(connection, buyer, new, notices=None, at=at)
    if order.ends == "cancelled":
        wanted = Cancellation(reason="ordered_by_mistake")
        await cancelling.cancel_order(
            connection, buyer, placed.id, wanted, notices=None, at=min(now, at + timedelta(hours=3))
        )
        return
    for part in placed.shop_orders:
        maker = Author(CLIENT, accounts[normal_email(maker_of(part.shop.name).email)])
        await _advance(connection, maker, order, placed, part.id, at, now)


async def _advance(
    connection: AsyncConnection,
    maker: Author,
    order: DemoOrder,
    placed: Order,
    part_id: str,
    at: datetime,
    now: datetime,
) -> None:
    def later(days: float) -> datetime:
        return min(now, at + timedelta(days=days))

    if order.ends == "placed":
        return
    if order.ends == "accepted":
        await steps.accept(connection, maker, part_id, StatusChange(), at=later(0.4))
        return
    number = f"DEMO{placed.number.replace('-', '')}"
    tracking = Tracking(carrier="Demo Post", number=number, url=f"https://track.example/{number}")
    await steps.ship(connection, maker, part_id, Shipment(tracking=tracking), notices=None, at=later(2.2))
    if order.ends == "delivered":
        await steps.deliver(connection, maker, part_id, StatusChange(), at=later(6.5))


def _new(order: DemoOrder, account_id: str) -> NewOrder:
    city, region, postal_code = order.town
    return NewOrder(
        reference=_reference(order),
        buyer=Buyer(account_id),
        currency="USD",
        ship_to=Address(
            name=order.buyer.name,
            line1=order.street,
            city=city,
            region=region,
            postal_code=postal_code,
            country="US",
        ),
        lines=tuple(
            NewLine(_piece(line), line.quantity, line.price_minor, line.personalization)
            for line in order.lines
        ),
        charges={_shop_id(line.shop): Charges(shipping_minor=SHIPPING_MINOR) for line in order.lines},
        gift=Gift(note=order.gift_note) if order.gift_note else None,
        fee=FEE,
    )


def _reference(order: DemoOrder) -> str:
    return stable_id("chk", "demo", order.key)


def _piece(line: DemoLine) -> Piece:
    return Piece(stable_id("lst", _shop_id(line.shop), line.sku))


def _shop_id(shop: str) -> str:
    return stable_id("shp", shop)
