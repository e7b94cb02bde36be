"""What buyers and makers find of orders."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from core.ids import is_id
from write_api.orders import store as writing
from write_api.orders.reading import shown, store
from write_api.orders.rules import Status
from write_api.orders.shapes import Order, OrderPage, SellerOrder, SellerOrderPage
from write_api.paging import Place, read_cursor, write_cursor
from write_api.sellers import service as sellers


async def order(connection: AsyncConnection, order_id: str, site: str = "") -> Order:
    """Return an order whose reader was found to be its buyer; `site` is where our own pictures are."""
    row = await writing.order_row(connection, order_id)
    found = await store.find(connection, store.of_orders([order_id]), "buyer")
    return shown.order(row, found, await store.timeline(connection, order_id), site)


async def bought(
    connection: AsyncConnection,
    account_id: str,
    *,
    status: Status | None,
    limit: int,
    cursor: str | None,
    site: str,
) -> OrderPage:
    """Return an account's orders, newest first.

    Raises:
        MarketError: invalid_cursor.
    """
    after = read_cursor(cursor, "ord")
    places = await store.page_of_buyer(connection, account_id, status, limit + 1, after)
    ids = [place.id for place in places[:limit]]
    found = await store.find(connection, store.of_orders(ids), "buyer", whole=False)
    rows = await store.order_rows(connection, ids)
    return OrderPage(
        items=[shown.summary(row, found, site) for row in rows], next_cursor=_next(places, limit)
    )


async def own_part(connection: AsyncConnection, account_id: str, shop_order_id: str) -> str:
    """Return the order that a part of the account's shop belongs to.

    Raises:
        MarketError: not_a_seller; order_not_found, also for another shop's.
    """
    shop = await sellers.shop_of(connection, account_id)
    known = is_id(shop_order_id, "sho") and await writing.order_of(connection, shop.id, shop_order_id)
    if not known:
        raise MarketError(Code.ORDER_NOT_FOUND)
    return known


async def seller_order(
    connection: AsyncConnection, shop_order_id: str, now: datetime, site: str = ""
) -> SellerOrder:
    """Return a part whose reader was found to be its maker."""
    found = await store.find(connection, store.these([shop_order_id]), "seller")
    events = await store.timeline(connection, found.parts[0]["order_id"], shop_order_id)
    return shown.seller_order(found, events, now, site)


async def sold(
    connection: AsyncConnection,
    account_id: str,
    *,
    status: str | None,
    limit: int,
    cursor: str | None,
    site: str,
) -> SellerOrderPage:
    """Return the orders of the account's shop, newest first; with `to_ship` the most urgent first.

    Raises:
        MarketError: not_a_seller, invalid_cursor.
    """
    shop = await sellers.shop_of(connection, account_id)
    after = read_cursor(cursor, "sho")
    if status == "to_ship":
        places = await store.page_to_ship(connection, shop.id, limit + 1, after)
    else:
        places = await store.page_of_shop(connection, shop.id, status, limit + 1, after)
    ids = [place.id for place in places[:limit]]
    found = await store.find(connection, store.these(ids), "seller", whole=False)
    parts = sorted(found.parts, key=lambda part: ids.index(part["id"]))
    return SellerOrderPage(
        items=[shown.seller_summary(part, found, site) for part in parts], next_cursor=_next(places, limit)
    )


def _next(places: list[Place], limit: int) -> str | None:
    return write_cursor(places[limit - 1]) if len(places) > limit else None
