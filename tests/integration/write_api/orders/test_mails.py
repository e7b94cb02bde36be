"""Mails about orders: who gets which, what stands in them, and what never does."""

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import mails
from tests.support.orders import CHARGES, SELLING, Shopping, guest
from tests.support.writer import Writer, with_mail
from write_api.app import Settings, create_app

pytestmark = pytest.mark.integration
TRACKING = {"carrier": "Royal Mail", "number": "RM123456789GB", "url": "https://track.example/?a=1&b=2"}
ODD = "Mug <script>alert(1)</script> & co"


class Links(HTMLParser):
    """The addresses a page leads to, and the tags it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


async def sent(shopping: Shopping, recipient: str) -> Sequence[Any]:
    async with shopping.engine.connect() as connection:
        rows = await connection.execute(
            select(mails).where(mails.c.recipient == recipient).order_by(mails.c.id)
        )
        return rows.all()


async def test_the_confirmation_has_lines_sums_address_and_a_link(shopping: Shopping) -> None:
    robin = guest()
    mug = await shopping.writer.list_mug(sku="MUG", title=ODD, quantity=6)
    _, shop = await shopping.get("/api/v1/sellers/shop", shopping.writer.as_("ada", SELLING))
    order = await shopping.buy(
        shopping.line(mug, 2, "For\nAda <b>"), buyer=robin, charges={shop["id"]: CHARGES}
    )
    [mail] = await sent(shopping, robin.email)
    link = f"https://id.craftlocal.example/orders/{order.id}?key={robin.secret}"
    for words in (
        f"Thank you. Ada's pots has your order {order.number}.", f"- 2 × {ODD}  $64.00",
        "  Personalised: “For Ada <b>”",
        "Goods: $64.00", "Discount: −$1.00", "Shipping: $5.00", "Tax: $3.33", "Total: $71.33", "12 Kiln Lane", link,
    ):  # fmt: skip
        assert words in mail.text, words
    page = Links(mail.html)
    assert page.links == [link]
    assert page.tags.isdisjoint({"script", "b"})
    assert "&lt;script&gt;" in mail.html


async def test_a_maker_reads_what_to_make_and_nothing_of_who_buys(shopping: Shopping) -> None:
    robin = guest()
    mug = await shopping.writer.list_mug(sku="MUG", quantity=6)
    order = await shopping.buy(shopping.line(mug, 1, "Go to https://evil.example"), buyer=robin)
    await shopping.cancel(order.id, robin, note="Go to https://evil.example")
    placed, cancelled = await sent(shopping, "ada@makers.example")
    assert (placed.subject, cancelled.subject) == (
        f"New order {order.number}",
        f"Cancelled: order {order.number}",
    )
    for mail in (placed, cancelled):
        for hidden in ("evil", robin.email, "Robin", "Kiln", order.id, "key="):
            assert hidden not in mail.text + mail.html
    assert "the words stand with the order" in placed.text


async def test_a_parcel_comes_with_its_tracking_link(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=6)
    order = await shopping.buy(shopping.line(mug, 3))
    line = order.shop_orders[0].lines[0].id
    await shopping.cancel(order.id, lines=[{"line_id": line, "quantity": 1}])
    await shopping.step(order.shop_orders[0].id, "ship", tracking=TRACKING)
    *_, cancelled, shipped = await sent(shopping, "eve@makers.example")
    assert "$32.00 goes back to you" in cancelled.text
    assert "2 × Stoneware mug" in shipped.text, "what is in the parcel, not what was ordered"
    assert Links(shipped.html).links == [TRACKING["url"]]


async def test_a_mail_goes_where_the_buyer_reads_mail_today(shopping: Shopping) -> None:
    order = await shopping.buy(shopping.line(await shopping.writer.list_mug(quantity=6)))
    await shopping.run("update accounts set email = 'eve@new.example' where email = 'eve@makers.example'")
    await shopping.step(order.shop_orders[0].id, "ship")
    assert [mail.subject for mail in await sent(shopping, "eve@new.example")] == [
        f"On its way: your order {order.number}"
    ]


async def test_where_no_link_can_be_mailed_the_one_there_is_stays(shopping: Shopping) -> None:
    robin = guest()
    order = await shopping.buy(shopping.line(await shopping.writer.list_mug(quantity=6)), buyer=robin)
    wanted = {"number": order.number, "email": robin.email}
    answer = await shopping.writer.http.post("/api/v1/order-links", json=wanted)
    assert (answer.status, (await answer.json())["code"]) == (503, "service_unavailable")
    assert (await shopping.order_of(order.id, robin))["id"] == order.id


async def test_a_lost_link_comes_anew_and_only_to_the_address_of_the_order(
    writer_settings: Settings, people: dict[str, str], engine: AsyncEngine
) -> None:
    settings = with_mail(writer_settings)
    async with TestClient(TestServer(create_app(settings))) as http:
        await lost_link(Shopping(Writer(http, settings, people), engine))


async def lost_link(shopping: Shopping) -> None:
    robin, mug = guest(), await shopping.writer.list_mug(quantity=6)
    order = await shopping.buy(shopping.line(mug), buyer=robin)
    members = await shopping.buy(shopping.line(mug))

    async def ask(number: str, email: str) -> tuple[int, Any]:
        answer = await shopping.writer.http.post(
            "/api/v1/order-links", json={"number": number, "email": email}
        )
        return answer.status, await answer.json()

    wrong = [
        await ask(order.number, "other@mail.example"), await ask("CL-00000-00000", robin.email),
        await ask(members.number, "eve@makers.example"),
    ]  # fmt: skip
    assert len(await sent(shopping, robin.email)) == 1
    assert (await shopping.order_of(order.id, robin))["id"] == order.id
    right = await ask(order.number.lower(), " Guest@Mail.Example ")
    assert right[0] == 202
    assert [one == right for one in wrong] == [True] * 3, "nobody learns whether there is such an order"
    _, mail = await sent(shopping, robin.email)
    [link] = Links(mail.html).links
    assert (await shopping.get(f"/api/v1/orders/{order.id}", shopping.as_buyer(robin)))[0] == 404
    secret = {"Craftlocal-Order-Secret": link.partition("key=")[2]}
    assert (await shopping.get(f"/api/v1/orders/{order.id}", secret))[0] == 200


async def test_without_pages_mails_lead_nowhere(shopping: Shopping) -> None:
    from write_api.orders import service
    from write_api.orders.notices import Notices

    new = shopping.order([shopping.line(await shopping.writer.list_mug(quantity=6))])
    await shopping.hold(new)
    async with shopping.engine.begin() as connection:
        await service.place(connection, shopping.author, new, notices=Notices(None))
    [mail] = await sent(shopping, "eve@makers.example")
    assert Links(mail.html).links == []
    assert "None" not in mail.text
