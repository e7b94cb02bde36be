"""Makers hear by mail that stock runs low: one mail for many pieces, and never twice."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import seller_events, variants
from tests.support.stock import MANAGE, call_stock
from tests.support.writer import Writer
from write_api.alerts.service import tell_makers

pytestmark = pytest.mark.integration
LEVEL = "/api/v1/sellers/inventory/alerts"


@pytest.fixture(autouse=True)
async def signed_up(writer: Writer, engine: AsyncEngine) -> None:
    """The makers have chosen passwords: their addresses are theirs."""
    await run(engine, "update accounts set password_hash = 'x'")


async def run(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))


async def mails(engine: AsyncEngine) -> Sequence[Row[Any]]:
    async with engine.connect() as connection:
        found = await connection.execute(text("select recipient, subject, text, html from mails order by id"))
        return found.all()


async def later(engine: AsyncEngine, by: timedelta = timedelta(minutes=2)) -> int:
    """Let time pass since all that happened, then tell makers."""
    await run(engine, f"update seller_events set created_at = created_at - interval '{by}'")
    return await tell_makers(engine)


async def sold(writer: Writer, *skus: str, who: str = "ada", left: int = 1) -> None:
    status, _ = await call_stock(writer, *({"sku": sku, "set": left} for sku in skus), who=who)
    assert status == 200


async def test_one_mail_names_all_that_ran_low_in_a_shop(writer: Writer, engine: AsyncEngine) -> None:
    for n in range(10):
        await writer.list_mug(title=f"Mug <{n}>", sku=f"M{n}")
    await writer.list_mug("bob", title="Walnut board", sku="B")
    await sold(writer, *(f"M{n}" for n in range(10)))
    await sold(writer, "M3", left=0)
    await sold(writer, "B", who="bob", left=0)
    assert await tell_makers(engine) == 0, "more may come in a moment"
    assert await later(engine) == 2
    ada, bob = sorted(await mails(engine))
    assert (ada.recipient, ada.subject) == ("ada@makers.example", "10 pieces are running low")
    assert (bob.recipient, bob.subject) == ("bob@makers.example", "A piece is running low")
    assert "Hello Ada. Few are left of what Ada's pots sells." in ada.text
    assert "- Mug <0>  1 left" in ada.text
    assert "- Mug <3>  sold out" in ada.text, "as it is now"
    assert ada.text.count("SKU M") == 10
    assert "Mug &lt;0&gt;" in ada.html
    assert "Mug <0>" not in ada.html


async def test_nothing_is_told_twice(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="M")
    await sold(writer, "M")
    await run(engine, "update seller_events set created_at = created_at - interval '2 minutes'")
    assert sum(await asyncio.gather(*(tell_makers(engine) for _ in range(6)))) == 1
    assert await later(engine) == 0
    await sold(writer, "M", left=0)
    assert await later(engine) == 0, "once, until there are more again"
    await sold(writer, "M", left=9)
    await sold(writer, "M", left=1)
    assert await later(engine) == 1
    assert len(await mails(engine)) == 2


async def test_a_shop_that_sells_without_a_pause_is_told_in_the_end(
    writer: Writer, engine: AsyncEngine
) -> None:
    for n in range(2):
        await writer.list_mug(sku=f"M{n}")
    await sold(writer, "M0")
    await run(engine, "update seller_events set created_at = created_at - interval '9 minutes'")
    await sold(writer, "M1")
    assert await tell_makers(engine) == 0
    await run(engine, "update seller_events set created_at = created_at - interval '70 seconds' where id = 1")
    assert await tell_makers(engine) == 1
    assert (await mails(engine))[0].subject == "2 pieces are running low"


@pytest.mark.parametrize(
    "since",
    [
        "update listings set quantity = 20",
        "update listings set state = 'paused'",
        "update listings set state = 'deleted'",
        "update shops set low_stock_level = null",
        "update shops set suspended = true",
        "update accounts set password_hash = null",
        "update accounts set email = id || '@no-address.invalid'",
        "update seller_events set created_at = created_at - interval '25 hours'",
    ],
)
async def test_what_is_no_longer_worth_a_mail_gets_none(
    writer: Writer, engine: AsyncEngine, since: str
) -> None:
    await writer.list_mug(sku="M")
    await sold(writer, "M")
    await run(engine, since)
    assert await later(engine) == 0
    assert await mails(engine) == []


async def test_a_maker_who_wants_to_hear_nothing_hears_nothing(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="M")
    answer = await writer.http.put(LEVEL, json={"low_stock_level": None}, headers=writer.as_("ada", MANAGE))
    assert answer.status == 200
    await sold(writer, "M", left=0)
    assert await later(engine) == 0


async def test_a_variant_is_named_with_its_options(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="M", quantity=50)
    own = {"listing_id": mug["id"], "shop_id": mug["shop"]["id"]}
    data = {"title": "as it was", "sku": "M-S", "available": 1, "low_stock_level": 1, "variant_id": "var_s"}
    async with engine.begin() as connection:
        await connection.execute(
            insert(variants).values(
                id="var_s", sku="M-S", position=0, options={"Size": "Small"}, quantity=3, held=2, **own
            )
        )
        event = {"shop_id": own["shop_id"], "kind": "low_stock", "object_id": mug["id"], "data": data}
        await connection.execute(insert(seller_events).values(event))
    assert await later(engine) == 1
    (mail,) = await mails(engine)
    assert "- Stoneware mug  1 left\n  Size: Small\n  SKU M-S" in mail.text
