"""Buyer and maker write to each other: their own order only, plain words that stay data, one mail until it is read."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from core.ids import new_id
from core.settings import Limits
from core.tables import mails
from tests.support.orders import SELLING, Guest, Shopping, guest
from tests.support.writer import Writer
from write_api.app import create_app

pytestmark = pytest.mark.integration


async def write(
    shopping: Shopping, path: str, headers: dict[str, str], text: str = "Hello", **body: Any
) -> tuple[int, Any]:
    answer = await shopping.writer.http.post(f"{path}/messages", json={"text": text} | body, headers=headers)
    return answer.status, await answer.json()


async def two_makers(shopping: Shopping, buyer: str | Guest = "eve") -> tuple[str, str, str]:
    """Place an order with ada and bob; return the paths of the order and of their parts."""
    mug, bowl = (
        await shopping.writer.list_mug(sku="A", quantity=9),
        await shopping.writer.list_mug("bob", sku="B"),
    )
    order = await shopping.buy(shopping.line(mug), shopping.line(bowl), buyer=buyer)
    ada, bob = (f"/api/v1/sellers/orders/{part.id}" for part in order.shop_orders)
    return f"/api/v1/orders/{order.id}", ada, bob


def part_id(path: str) -> str:
    return path.rpartition("/")[2]


async def test_both_sides_read_what_is_written_and_when_it_was_read(shopping: Shopping) -> None:
    order, ada, _ = await two_makers(shopping)
    eve, maker = shopping.as_buyer("eve"), shopping.writer.as_("ada", SELLING)
    status, sent = await write(
        shopping, order, eve, "Could it\nbe <b>wrapped</b>?\u202e", shop_order_id=part_id(ada)
    )
    assert (status, sent["author"], sent["read_at"]) == (201, "buyer", None)
    assert sent["text"] == "Could it\nbe <b>wrapped</b>?"
    assert (await shopping.part_of(part_id(ada)))["unread_messages"] == 1
    assert (await write(shopping, ada, maker, "Yes"))[0] == 201
    _, page = await shopping.get(f"{ada}/messages", maker)
    assert [one["text"] for one in page["items"]] == ["Yes", "Could it\nbe <b>wrapped</b>?"]
    answer = await shopping.writer.http.post(
        f"{ada}/messages/read", json={"up_to": sent["id"]}, headers=maker
    )
    assert await answer.json() == {"marked": 1}
    answer = await shopping.writer.http.post(
        f"{ada}/messages/read", json={"up_to": sent["id"]}, headers=maker
    )
    assert await answer.json() == {"marked": 0}
    _, page = await shopping.get(f"{order}/messages", eve)
    assert [one["read_at"] is None for one in page["items"]] == [True, False]
    found = await shopping.order_of(order.rpartition("/")[2])
    assert [(part["messages"], part["unread_messages"]) for part in found["shop_orders"]] == [(2, 1), (0, 0)]


async def test_the_other_side_gets_one_mail_until_it_has_read(shopping: Shopping) -> None:
    order, ada, _ = await two_makers(shopping)
    eve, maker = shopping.as_buyer("eve"), shopping.writer.as_("ada", SELLING)
    before = len(await shopping.mailed())
    words = "Open https://evil.example now"
    await asyncio.gather(*(write(shopping, order, eve, words, shop_order_id=part_id(ada)) for _ in range(6)))
    assert [to for to, _ in (await shopping.mailed())[before:]] == ["ada@makers.example"]
    _, page = await shopping.get(f"{ada}/messages", maker)
    await shopping.writer.http.post(
        f"{ada}/messages/read", json={"up_to": page["items"][0]["id"]}, headers=maker
    )
    await write(shopping, order, eve, words, shop_order_id=part_id(ada))
    await write(shopping, ada, maker, words)
    assert [to for to, _ in (await shopping.mailed())[before:]] == [
        "ada@makers.example", "ada@makers.example", "eve@makers.example",
    ]  # fmt: skip
    async with shopping.engine.connect() as connection:
        bodies = (await connection.execute(select(mails.c.text, mails.c.html))).all()
    assert not [row for row in bodies if "evil" in str(row)], (
        "what somebody typed is in no mail to the other side"
    )


async def test_under_one_key_a_message_is_sent_once(shopping: Shopping) -> None:
    _, ada, _ = await two_makers(shopping)
    headers = shopping.writer.as_("ada", SELLING, Idempotency_Key="k")
    answers = await asyncio.gather(*(write(shopping, ada, headers) for _ in range(5)))
    assert len({body["id"] for _, body in answers}) == 1


async def test_others_conversations_look_like_none(shopping: Shopping) -> None:
    robin = guest()
    order, ada, bob = await two_makers(shopping, robin)
    up_to = {"up_to": new_id("msg")}
    for path, headers, expected in (
        (order, shopping.as_buyer("eve"), "order_not_found"),
        (order, shopping.as_buyer(guest()), "order_not_found"),
        (order, {}, "order_not_found"),
        (ada, shopping.writer.as_("bob", SELLING), "order_not_found"),
        (bob, shopping.writer.as_("ada", SELLING), "order_not_found"),
        (ada, shopping.writer.as_("eve", SELLING), "not_a_seller"),
    ):
        assert (await write(shopping, path, headers))[1]["code"] == expected
        assert (await shopping.get(f"{path}/messages", headers))[1]["code"] == expected
        read = await shopping.writer.http.post(f"{path}/messages/read", json=up_to, headers=headers)
        assert (await read.json())["code"] == expected
    assert (await write(shopping, order, shopping.as_buyer(robin), shop_order_id=part_id(bob)))[0] == 201
    assert (await shopping.get(f"{ada}/messages", shopping.writer.as_("ada", SELLING)))[1]["items"] == []


async def test_a_maker_is_named_where_there_are_several(shopping: Shopping) -> None:
    order, ada, _ = await two_makers(shopping)
    eve = shopping.as_buyer("eve")
    for body in ({}, {"shop_order_id": "sho_none"}, {"shop_order_id": "x" * 41}):
        status, problem = await write(shopping, order, eve, **body)
        assert (status, problem["code"], problem["param"]) == (400, "invalid_request", "shop_order_id")
    assert (await shopping.get(f"{order}/messages?shop_order_id=sho_none", eve))[0] == 400
    await write(shopping, order, eve, shop_order_id=part_id(ada))
    _, page = await shopping.get(f"{order}/messages?shop_order_id={part_id(ada)}", eve)
    assert len(page["items"]) == 1


@pytest.mark.parametrize("text", ["", "  \n ", "\u0007", "x" * 2001, "a\u0000b", 7, None])
async def test_odd_messages_are_refused(shopping: Shopping, text: Any) -> None:
    _, ada, _ = await two_makers(shopping)
    status, problem = await write(shopping, ada, shopping.writer.as_("ada", SELLING), text)
    assert (status, problem["code"]) == (400, "invalid_request")


async def test_messages_are_paged(shopping: Shopping) -> None:
    _, ada, _ = await two_makers(shopping)
    maker = shopping.writer.as_("ada", SELLING)
    sent = [(await write(shopping, ada, maker, f"Message {n}"))[1]["id"] for n in range(5)]
    found, cursor = [], ""
    while cursor is not None:
        _, page = await shopping.get(f"{ada}/messages?limit=2{cursor}", maker)
        found += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None  # type: ignore[assignment]
    assert found == sent[::-1]
    assert (await shopping.get(f"{ada}/messages?cursor=x", maker))[0] == 400


async def test_too_many_messages_are_stopped(shopping: Shopping) -> None:
    _, ada, _ = await two_makers(shopping)
    settings = replace(
        shopping.writer.settings, limits=Limits.model_construct(factor=0.1, trusted_proxies=[])
    )
    async with TestClient(TestServer(create_app(settings))) as http:
        few = replace(shopping, writer=Writer(http, settings, shopping.writer.people))
        answers = [await write(few, ada, few.writer.as_("ada", SELLING)) for _ in range(4)]
    assert [status for status, _ in answers] == [201, 201, 429, 429]
