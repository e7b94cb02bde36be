"""What happens when somebody writes or reads about an order that was found to be theirs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from core.ids import new_id
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.messages import shapes, store
from write_api.messages.shapes import Message, MessagePage
from write_api.orders import store as orders
from write_api.orders.notices import Notices

OTHER: dict[shapes.Author, shapes.Author] = {"buyer": "seller", "seller": "buyer"}


async def send(
    connection: AsyncConnection,
    author: Author,
    order_id: str,
    shop_order_id: str,
    *,
    side: shapes.Author,
    text: str,
    at: datetime,
    notices: Notices,
) -> Message:
    """Send a message. The other side gets one mail until it has read what there is, and it holds no words of it."""
    await orders.lock(connection, order_id)
    is_first = not await store.waits(connection, shop_order_id, side)
    row = {
        "id": new_id("msg"), "shop_order_id": shop_order_id, "author": side, "text": text, "sent_at": at,
    }  # fmt: skip
    await store.insert_message(connection, row)
    shop_id = (await store.shops_of(connection, [shop_order_id]))[shop_order_id]
    # That there is one, not what it says.
    said = differences({}, {"message": row["id"]})
    await audit.note(connection, author, [audit.Entry("message.sent", shop_order_id, shop_id, said)])
    if is_first:
        if side == "buyer":
            await orders.add_seller_event(connection, shop_id, "order_message", shop_order_id, {})
        await notices.message(connection, order_id, shop_order_id, side)
    return Message(**row, read_at=None)


async def page(
    connection: AsyncConnection, shop_order_ids: Sequence[str], *, limit: int, cursor: str | None
) -> MessagePage:
    """Return messages, newest first."""
    rows = await store.page(connection, shop_order_ids, limit + 1, cursor)
    shown = [Message.model_validate(dict(row)) for row in rows[:limit]]
    return MessagePage(items=shown, next_cursor=shown[-1].id if len(rows) > limit else None)


async def mark_read(
    connection: AsyncConnection,
    author: Author,
    shop_order_ids: Sequence[str],
    *,
    side: shapes.Author,
    up_to: str,
    at: datetime,
) -> int:
    """Note what the other side wrote, up to a message, as read; return how many that were."""
    marked = await store.mark(connection, shop_order_ids, OTHER[side], up_to, at)
    until = differences({}, {"up_to": up_to})
    shops = await store.shops_of(connection, set(marked))
    await audit.note(
        connection,
        author,
        [audit.Entry("message.read", part, shop_id, until) for part, shop_id in shops.items()],
    )
    return len(marked)


async def parts(connection: AsyncConnection, order_id: str, wanted: str | None) -> list[str]:
    """Return the parts of an order, or the wanted one of them.

    Raises:
        MarketError: invalid_request when the order has no such part.
    """
    found = await store.parts_of(connection, order_id)
    if wanted is None:
        return found
    if wanted not in found:
        raise MarketError(
            Code.INVALID_REQUEST,
            "The order has no such part. Read it to see its `shop_orders`.",
            param="shop_order_id",
        )
    return [wanted]


async def one_part(connection: AsyncConnection, order_id: str, wanted: str | None) -> str:
    """Return the wanted part of an order, or its only one.

    Raises:
        MarketError: invalid_request when the order has no such part, or several and none is named.
    """
    found = await parts(connection, order_id, wanted)
    if len(found) > 1:
        raise MarketError(
            Code.INVALID_REQUEST, "The order has several makers. Say which one with `shop_order_id`.",
            param="shop_order_id",
        )  # fmt: skip
    return found[0]
