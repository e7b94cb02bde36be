"""Pieces in open checkouts: held once, then released or sold once, never sold twice over."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import Code, MarketError
from core.tables import stock_holds
from tests.support.stock import call_stock, row_of, stock_of
from tests.support.writer import Writer
from write_api.audit.authors import Author
from write_api.inventory import holds
from write_api.listings.pieces import Piece

pytestmark = pytest.mark.integration
SHOPPER = Author("chatgpt", "acc_shopper")
AN_HOUR = timedelta(hours=1)


async def hold(
    engine: AsyncEngine, reference: str, wanted: Mapping[str, int], lasts: timedelta = AN_HOUR
) -> Any:
    async with engine.begin() as connection:
        pieces = {Piece(listing_id): number for listing_id, number in wanted.items()}
        return await holds.hold(connection, SHOPPER, reference, pieces, lasts=lasts)


async def sell(engine: AsyncEngine, reference: str) -> Any:
    async with engine.begin() as connection:
        return await holds.sell(connection, SHOPPER, reference)


async def release(engine: AsyncEngine, reference: str) -> Any:
    async with engine.begin() as connection:
        return await holds.release(connection, SHOPPER, reference)


async def shown_version(engine: AsyncEngine, sku: str) -> int:
    return int((await row_of(engine, sku)).version)


async def test_held_pieces_are_sold_once(writer: Writer, engine: AsyncEngine) -> None:
    mug, bowl = await writer.list_mug(sku="A", quantity=6), await writer.list_mug("bob", sku="B", quantity=1)
    wanted = {mug["id"]: 2, bowl["id"]: 1}
    held = await hold(engine, "chk_1", wanted)
    assert {one.listing_id: (one.quantity, one.to_make, one.state) for one in held} == {
        mug["id"]: (2, 0, "held"), bowl["id"]: (1, 0, "held"),
    }  # fmt: skip
    assert await hold(engine, "chk_1", wanted) == sorted(held, key=lambda one: str(one.listing_id))
    assert await stock_of(engine, "A") == (6, 2, 1)
    assert await stock_of(engine, "B") == (1, 1, 2)  # nobody else can have it: shoppers see that

    first, second = await sell(engine, "chk_1"), await sell(engine, "chk_1")
    assert first == second
    assert {one.state for one in first} == {"sold"}
    assert await stock_of(engine, "A") == (4, 0, 2)
    assert await stock_of(engine, "B") == (0, 0, 3)
    assert (await row_of(engine, "B")).state == "sold_out"
    assert await release(engine, "chk_1") == []


async def test_released_pieces_are_there_again_and_cannot_be_sold(
    writer: Writer, engine: AsyncEngine
) -> None:
    mug = await writer.list_mug(sku="A", quantity=1)
    await hold(engine, "chk_1", {mug["id"]: 1})
    assert len(await release(engine, "chk_1")) == 1
    assert await release(engine, "chk_1") == []
    assert await stock_of(engine, "A") == (1, 0, 3)
    for attempt in (sell(engine, "chk_1"), sell(engine, "chk_none"), hold(engine, "chk_1", {mug["id"]: 1})):
        with pytest.raises(MarketError) as refused:
            await attempt
        assert refused.value.code is Code.HOLD_ENDED


async def test_all_is_held_or_nothing(writer: Writer, engine: AsyncEngine) -> None:
    mug, bowl = await writer.list_mug(sku="A", quantity=6), await writer.list_mug(sku="B", quantity=1)
    with pytest.raises(MarketError) as refused:
        await hold(engine, "chk_1", {mug["id"]: 1, bowl["id"]: 2, "lst_none": 1})
    assert refused.value.code is Code.OUT_OF_STOCK
    assert refused.value.extra == {"short": [
        {"listing_id": bowl["id"], "variant_id": "", "wanted": 2, "available": 1},
        {"listing_id": "lst_none", "variant_id": "", "wanted": 1, "available": 0},
    ]}  # fmt: skip
    assert await stock_of(engine, "A") == (6, 0, 1)


async def test_what_is_made_to_order_takes_stock_first_and_the_rest_is_made(
    writer: Writer, engine: AsyncEngine
) -> None:
    mug = await writer.list_mug(sku="A", quantity=1, made_to_order=True)
    (held,) = await hold(engine, "chk_1", {mug["id"]: 3})
    assert (held.quantity, held.to_make) == (1, 2)
    (more,) = await hold(engine, "chk_2", {mug["id"]: 1})
    assert (more.quantity, more.to_make) == (0, 1)
    await sell(engine, "chk_1")
    await sell(engine, "chk_2")
    assert (await stock_of(engine, "A"))[:2] == (0, 0)


async def test_a_reference_is_for_one_thing(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=6)
    await hold(engine, "chk_1", {mug["id"]: 1})
    wrong: list[dict[str, int]] = [{mug["id"]: 2}, {mug["id"]: 0}, {}]
    for wanted in wrong:
        with pytest.raises(ValueError, match="hold"):
            await hold(engine, "chk_1", wanted)


async def test_two_shoppers_want_the_last_piece_and_one_gets_it(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=1)
    results = await asyncio.gather(
        *(hold(engine, f"chk_{n}", {mug["id"]: 1}) for n in range(20)), return_exceptions=True
    )
    refused = [one for one in results if isinstance(one, MarketError)]
    assert (len(refused), {one.code for one in refused}) == (19, {Code.OUT_OF_STOCK})
    assert (await stock_of(engine, "A"))[:2] == (1, 1)


async def test_carts_of_the_same_pieces_in_any_order_do_not_block_each_other(
    writer: Writer, engine: AsyncEngine
) -> None:
    ids = [(await writer.list_mug(sku=f"S{n}", quantity=50))["id"] for n in range(5)]

    async def buy(n: int) -> None:
        turned = ids[n % 5 :] + ids[: n % 5]
        await hold(engine, f"chk_{n}", dict.fromkeys(turned, 1))
        await (sell if n % 2 else release)(engine, f"chk_{n}")

    await asyncio.gather(*(buy(n) for n in range(20)))
    assert {(await stock_of(engine, f"S{n}"))[:2] for n in range(5)} == {(40, 0)}


async def test_what_is_held_too_long_is_there_again(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=3)
    await hold(engine, "chk_old", {mug["id"]: 1}, timedelta(seconds=-1))
    await hold(engine, "chk_new", {mug["id"]: 1})
    await holds.release_expired(engine)
    assert (await stock_of(engine, "A"))[:2] == (3, 1)
    async with engine.connect() as connection:
        found = await connection.execute(select(stock_holds.c.reference, stock_holds.c.state))
        assert {tuple(row) for row in found} == {("chk_old", "released"), ("chk_new", "held")}


async def test_a_deleted_listing_keeps_what_was_in_a_checkout(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=3)
    await hold(engine, "chk_1", {mug["id"]: 2})
    await writer.http.delete(f"/api/v1/sellers/listings/{mug['id']}", headers=writer.as_("ada"))
    await sell(engine, "chk_1")
    row = await row_of(engine, "A")
    assert (row.quantity, row.held, row.state) == (1, 0, "deleted")


@pytest.mark.parametrize("bad", ["quantity = -1", "held = -1", "held = 7", "quantity = 1, held = 2"])
async def test_the_database_itself_refuses_stock_that_lies(
    writer: Writer, engine: AsyncEngine, bad: str
) -> None:
    await writer.list_mug(sku="A", quantity=6)
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(text(f"update listings set {bad}"))


async def test_a_makers_own_change_is_not_in_conflict_with_a_checkout(
    writer: Writer, engine: AsyncEngine
) -> None:
    mug = await writer.list_mug(sku="A", quantity=6)
    await hold(engine, "chk_1", {mug["id"]: 2})
    _, report = await call_stock(writer, {"sku": "A", "set": 5, "expected_version": 1})
    assert (report["items"][0]["outcome"], report["items"][0]["available"]) == ("updated", 3)


async def test_a_sweep_and_a_sale_at_once_end_in_one_of_both(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=20)
    for n in range(10):
        await hold(engine, f"chk_{n}", {mug["id"]: 1})
    async with engine.begin() as connection:
        await connection.execute(update(stock_holds).values(expires_at=text("now() - interval '1 second'")))
    results = await asyncio.gather(
        *(sell(engine, f"chk_{n}") for n in range(10)),
        holds.release_expired(engine),
        return_exceptions=True,
    )
    sold = sum(isinstance(one, list) for one in results[:10])
    assert all(isinstance(one, list) or one.code is Code.HOLD_ENDED for one in results[:10])  # type: ignore[union-attr]
    assert (await stock_of(engine, "A"))[:2] == (20 - sold, 0)
