"""A guest signs in: what was in the guest's cart goes into the account's, once."""

import asyncio

import pytest

from tests.support.carts import counted, lines_of, opened, put, read, send, told
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
ENGRAVED = {"allowed": True, "max_length": 9}


async def test_both_carts_become_one_and_what_is_the_same_adds_up(writer: Writer) -> None:
    mug = await writer.list_mug(personalization=ENGRAVED)
    board = await writer.list_mug("bob", title="Walnut board", quantity=3)
    await opened(writer, {"listing_id": mug["id"], "quantity": 1}, who="eve")
    await opened(writer, {"listing_id": board["id"], "quantity": 2}, who="eve")
    guests = await opened(
        writer,
        {"listing_id": mug["id"], "personalization": "Ada", "quantity": 1},
        {"listing_id": mug["id"], "quantity": 2},
        {"listing_id": board["id"], "quantity": 2},
    )
    status, cart = await send(writer, "POST", f"/{guests['id']}/merge", who="eve")
    assert status == 200
    assert [(one["title"], one["personalization"], one["wanted"]) for one in lines_of(cart)] == [
        ("Stoneware mug", "", 3), ("Stoneware mug", "Ada", 1), ("Walnut board", "", 3),
    ]  # fmt: skip
    assert told(cart) == [], "to at most what there is"
    assert await read(writer, cart, "eve") == cart


async def test_merging_again_takes_nothing_over_and_can_change_lines(writer: Writer) -> None:
    mug = await writer.list_mug()
    guests = await opened(writer, {"listing_id": mug["id"], "quantity": 2})
    path = f"/{guests['id']}/merge"
    _, first = await send(writer, "POST", path, who="eve")
    _, again = await send(writer, "POST", path, who="eve")
    assert again == first
    _, more = await send(writer, "POST", path, {"listing_id": mug["id"], "quantity": 5}, who="eve")
    assert (counted(more), more["id"]) == ({mug["id"]: 5}, first["id"])
    _, own = await send(writer, "POST", f"/{first['id']}/merge", who="eve")
    assert own == more


async def test_what_went_into_an_account_is_nobody_elses(writer: Writer) -> None:
    mug = await writer.list_mug()
    guests = await opened(writer, {"listing_id": mug["id"], "quantity": 2})
    await send(writer, "POST", f"/{guests['id']}/merge", who="eve")
    assert (await send(writer, "POST", f"/{guests['id']}/merge", who="bob"))[0] == 404
    for method in ("GET", "PUT", "DELETE"):
        for who in (None, "bob", "eve"):
            assert (await send(writer, method, f"/{guests['id']}", who=who))[0] == 404
    assert lines_of(await opened(writer, who="bob")) == []


async def test_a_refused_row_leaves_both_carts_as_they_are(writer: Writer) -> None:
    mug = await writer.list_mug()
    guests = await opened(writer, {"listing_id": mug["id"], "quantity": 2})
    row = {"listing_id": "lst_nothing", "quantity": 1}
    assert (await send(writer, "POST", f"/{guests['id']}/merge", row, who="eve"))[0] == 409
    assert counted(await read(writer, guests)) == {mug["id"]: 2}
    assert lines_of(await opened(writer, who="eve")) == []


async def test_two_merges_at_once_take_over_once(writer: Writer) -> None:
    mug = await writer.list_mug(quantity=50)
    for turn in range(5):
        guests = await opened(writer, {"listing_id": mug["id"], "quantity": 2})
        path = f"/{guests['id']}/merge"
        answers = await asyncio.gather(*(send(writer, "POST", path, who="eve") for _ in range(4)))
        assert {status for status, _ in answers} == {200}
        assert {counted(cart)[mug["id"]] for _, cart in answers} == {2 * (turn + 1)}


async def test_two_accounts_at_once_one_of_them_has_it(writer: Writer) -> None:
    mug = await writer.list_mug(quantity=50)
    for _ in range(5):
        guests = await opened(writer, {"listing_id": mug["id"], "quantity": 1})
        path = f"/{guests['id']}/merge"
        answers = await asyncio.gather(*(send(writer, "POST", path, who=who) for who in ("eve", "bob") * 2))
        assert sorted(status for status, _ in answers) == [200, 200, 404, 404]
    carts = [await opened(writer, who=who) for who in ("eve", "bob")]
    assert sum(line["wanted"] for cart in carts for line in lines_of(cart)) == 5


async def test_of_two_tabs_that_add_at_once_nothing_is_lost(writer: Writer) -> None:
    mugs = [await writer.list_mug(title=f"Mug {n}", quantity=90) for n in range(4)]
    carts = [await opened(writer), await opened(writer, who="eve")]
    for cart, who in zip(carts, (None, "eve"), strict=True):
        answers = await asyncio.gather(
            *(
                send(
                    writer, "PUT", f"/{cart['id']}", {"listing_id": mugs[n % 4]["id"], "add": 1}, who=who,
                    headers={"Idempotency-Key": f"key {n}"},
                )
                for n in range(20)
            )
        )  # fmt: skip
        assert {status for status, _ in answers} == {200}
        assert sorted(answer["version"] for _, answer in answers) == list(range(2, 22))
        assert counted(await read(writer, cart, who)) == {mug["id"]: 5 for mug in mugs}


async def test_tabs_that_open_an_accounts_cart_at_once_open_one(writer: Writer) -> None:
    mugs = [await writer.list_mug(title=f"Mug {n}") for n in range(8)]
    answers = await asyncio.gather(
        *(send(writer, "POST", "", {"listing_id": mug["id"], "quantity": 1}, who="eve") for mug in mugs)
    )
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert counted(await opened(writer, who="eve")) == {mug["id"]: 1 for mug in mugs}


async def test_a_cart_that_goes_while_it_is_filled_is_opened_anew_and_never_a_fault(writer: Writer) -> None:
    mug = await writer.list_mug()
    row = {"listing_id": mug["id"], "quantity": 1}
    cart = await opened(writer, row, who="eve")
    for _ in range(5):
        answers = await asyncio.gather(
            send(writer, "DELETE", f"/{cart['id']}", who="eve"),
            *(send(writer, "POST", "", row, who="eve") for _ in range(3)),
            *(send(writer, "PUT", f"/{cart['id']}", row | {"quantity": 2}, who="eve") for _ in range(2)),
        )
        assert {status for status, _ in answers} <= {200, 201, 204, 404}
        cart = await opened(writer, who="eve")
    assert await put(writer, cart, row, who="eve")
