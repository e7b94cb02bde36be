"""Carts under an Idempotency-Key: a repeat happens once, for guests too."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import carts
from tests.support.carts import CARTS, counted, opened, put, read, send
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
KEY = {"Idempotency-Key": "0f8fad5b-d9cb-469f-a165-70867728950e"}


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(carts)) or 0


async def test_a_guest_who_asks_again_gets_the_same_cart(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug()
    row = {"listing_id": mug["id"], "quantity": 1}
    answers = [await writer.http.post(CARTS, json={"lines": [row]}, headers=KEY) for _ in range(2)]
    first, again = [await answer.json() for answer in answers]
    assert first == again
    assert first["id"].startswith("gst_")
    assert {answer.headers["Location"] for answer in answers} == {f"{CARTS}/{first['id']}"}
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None, "true"]
    assert await count(engine) == 1
    assert counted(await put(writer, first, row | {"quantity": 2})) == {mug["id"]: 2}
    status, problem = await send(writer, "POST", "", row | {"quantity": 2}, headers=KEY)
    assert (status, problem["code"]) == (422, "idempotency_key_reused")


async def test_at_once_too(writer: Writer, engine: AsyncEngine) -> None:
    answers = await asyncio.gather(*(send(writer, "POST", headers=KEY) for _ in range(8)))
    assert {status for status, _ in answers} == {201}
    assert len({cart["id"] for _, cart in answers}) == 1
    assert await count(engine) == 1


async def test_a_key_that_can_be_guessed_opens_no_guests_cart(writer: Writer) -> None:
    status, problem = await send(writer, "POST", headers={"Idempotency-Key": "order 1"})
    assert (status, problem["param"]) == (400, "Idempotency-Key")
    assert (await send(writer, "POST", who="eve", headers={"Idempotency-Key": "order 1"}))[0] == 201


async def test_what_is_added_is_added_once(writer: Writer) -> None:
    mug = await writer.list_mug()
    row: dict[str, Any] = {"listing_id": mug["id"], "add": 1}
    mine, yours = await opened(writer), await opened(writer)
    for cart in (mine, yours):
        status, problem = await send(writer, "PUT", f"/{cart['id']}", row)
        assert (status, problem["param"]) == (400, "Idempotency-Key")
        for _ in range(2):
            assert (await send(writer, "PUT", f"/{cart['id']}", row, headers=KEY))[0] == 200
        assert counted(await read(writer, cart)) == {mug["id"]: 1}
    _, cart = await send(writer, "PUT", f"/{mine['id']}", row, expected_version=2)
    assert counted(cart) == {mug["id"]: 2}
    assert (await send(writer, "PUT", f"/{mine['id']}", row, expected_version=2))[0] == 409


async def test_the_same_key_means_nothing_at_another_cart_or_to_another_person(writer: Writer) -> None:
    mug = await writer.list_mug()
    row = {"listing_id": mug["id"], "add": 1}
    own = {who: await opened(writer, who=who) for who in ("eve", "bob")}
    for who, cart in own.items():
        _, changed = await send(writer, "PUT", f"/{cart['id']}", row, who=who, headers=KEY)
        assert (changed["id"], counted(changed)) == (cart["id"], {mug["id"]: 1})
    assert (await send(writer, "PUT", f"/{own['eve']['id']}", row, who="bob", headers=KEY))[0] == 404
    assert (await send(writer, "PUT", f"/{own['eve']['id']}", row, headers=KEY))[0] == 404


async def test_a_guests_answer_is_not_told_to_who_has_the_key_alone(writer: Writer) -> None:
    mug = await writer.list_mug()
    guests = await opened(writer)
    row = {"listing_id": mug["id"], "quantity": 1}
    await send(writer, "PUT", f"/{guests['id']}", row, headers=KEY)
    assert (await send(writer, "PUT", f"/gst_{'0' * 26}", row, headers=KEY))[0] == 404
