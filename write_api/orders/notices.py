"""Who hears by mail of what happens to orders. Written in the transaction of what happened: once, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from core.money import Money
from write_api.notifications.letter import Letter
from write_api.notifications.mails import post_letter
from write_api.orders import letters, store
from write_api.orders.reading import service as reading
from write_api.orders.shapes import Order, OrderLine, ShopOrder

GOOD_FOR = timedelta(days=7)  # late is better than never


@dataclass(frozen=True)
class Notices:
    """Writes mails about orders. `pages_url` is where people open them; None where there are no pages."""

    pages_url: str | None

    async def placed(self, connection: AsyncConnection, order: Order, *, secret: str | None) -> None:
        """Tell buyer and makers of a new order."""
        link = self._link(order.id, secret)
        await self._tell_buyer(connection, order.id, letters.placed(order, link, is_guest=secret is not None))
        for part in order.shop_orders:
            letter = letters.new_order(order.number, part, order.ship_to.country)
            await self._tell_maker(connection, part, letter)

    async def shipped(self, connection: AsyncConnection, order_id: str, part_id: str) -> None:
        """Tell the buyer that a part is on its way."""
        order, part = await _part(connection, order_id, part_id)
        await self._tell_buyer(
            connection, order_id, letters.shipped(order.number, part, self._link(order_id))
        )

    async def cancelled(
        self,
        connection: AsyncConnection,
        order_id: str,
        part_id: str,
        pieces: Mapping[str, int],
        back: Money,
        by: Literal["buyer", "seller"],
    ) -> None:
        """Tell the buyer of pieces, by line, that were cancelled; and the maker, when it was the buyer."""
        order, part = await _part(connection, order_id, part_id)
        named: Sequence[tuple[OrderLine, int]] = [
            (line, pieces[line.id]) for line in part.lines if pieces.get(line.id)
        ]
        link = self._link(order_id)
        letter = letters.cancelled(order, part, named, back, link, by)
        await self._tell_buyer(connection, order_id, letter)
        if by == "buyer":
            await self._tell_maker(connection, part, letters.cancelled_by_buyer(order.number, part, named))

    async def message(
        self, connection: AsyncConnection, order_id: str, part_id: str, author: Literal["buyer", "seller"]
    ) -> None:
        """Tell the other side that there is a message."""
        order, part = await _part(connection, order_id, part_id)
        if author == "buyer":
            await self._tell_maker(connection, part, letters.message_from_buyer(order.number))
        else:
            letter = letters.message_from_maker(order.number, part.shop.name, self._link(order_id))
            await self._tell_buyer(connection, order_id, letter)

    async def link(self, connection: AsyncConnection, order_id: str, secret: str) -> None:
        """Send a guest a new link to their order."""
        row = await store.order_row(connection, order_id)
        letter = letters.link_wanted(row["number"], self._link(order_id, secret))
        await post_letter(connection, row["mail_to"], letter, GOOD_FOR)

    def _link(self, order_id: str, secret: str | None = None) -> str | None:
        if self.pages_url is None:
            return None
        return f"{self.pages_url}/orders/{order_id}" + (f"?key={secret}" if secret else "")

    async def _tell_buyer(self, connection: AsyncConnection, order_id: str, letter: Letter) -> None:
        row = await store.order_row(connection, order_id)
        await post_letter(connection, row["mail_to"], letter, GOOD_FOR)

    async def _tell_maker(self, connection: AsyncConnection, part: ShopOrder, letter: Letter) -> None:
        found = await store.shops_of(connection, [part.shop.id], datetime.now(UTC))
        await post_letter(connection, found[part.shop.id].email, letter, GOOD_FOR)


async def _part(connection: AsyncConnection, order_id: str, part_id: str) -> tuple[Order, ShopOrder]:
    order = await reading.order(connection, order_id)
    return order, next(part for part in order.shop_orders if part.id == part_id)
