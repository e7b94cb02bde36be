"""What sending a cart costs, over HTTP: for guests and accounts, when it is read and when it is changed."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import audit_log, cart_lines, carts, outbox
from tests.support.carts import counted, list_sent, opened, put, read, send
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
YEN = {"amount_minor": 5000, "currency": "JPY"}


def row(listing: dict[str, Any], quantity: int = 1) -> dict[str, Any]:
    return {"listing_id": listing["id"], "quantity": quantity}


def shipping(cart: dict[str, Any]) -> list[Any]:
    return [shop["shipping"] for shop in cart["shops"]]


def usd(amount: int) -> dict[str, Any]:
    return {"amount_minor": amount, "currency": "USD"}


@pytest.mark.parametrize("who", [None, "eve"], ids=["guest", "account"])
async def test_a_cart_says_what_shipping_costs_to_the_country_that_is_asked_for(
    writer: Writer, who: str | None
) -> None:
    mug, board = await list_sent(writer), await list_sent(writer, "bob", title="Walnut board")
    cart = await opened(writer, row(mug, 3), row(board), who=who)
    assert shipping(cart) == [None, None]
    assert (cart["ships_to"], cart["totals_with_shipping"]) == (None, None)

    there = await read(writer, cart, who, ships_to="US")
    assert shipping(there) == [
        {
            "state": "known", "costs": [usd(cost)], "days_max": 6, "line_ids": [],
            "text": f"Shipping to US costs ${cost / 100:.2f}. All of it arrives within 6 days of the order.",
        }
        for cost in (1200, 800)
    ]  # fmt: skip
    assert [shop["totals_with_shipping"] for shop in there["shops"]] == [[usd(10_800)], [usd(4000)]]
    assert (there["ships_to"], there["totals_with_shipping"]) == ("US", [usd(14_800)])
    assert await read(writer, cart, who) == cart, "it was asked for once, and is not kept"

    france = await put(writer, cart, row(mug, 2), who=who, ships_to="FR")
    assert [part["costs"] for part in shipping(france)] == [[usd(1900)], [usd(1900)]]
    free = await put(writer, cart, row(mug, 3), who=who, ships_to="FR")
    assert [part["costs"] for part in shipping(free)] == [[usd(0)], [usd(1900)]]
    nowhere = await read(writer, cart, who, ships_to="JP")
    assert [part["state"] for part in shipping(nowhere)] == ["not_sent_there"] * 2
    assert (nowhere["totals_with_shipping"], nowhere["totals"]) == (None, cart["totals"])


async def test_opening_and_merging_say_it_too(writer: Writer) -> None:
    mug = await list_sent(writer)
    _, guests = await send(writer, "POST", "", row(mug), ships_to="US")
    assert guests["totals_with_shipping"] == [usd(4000)]
    status, merged = await send(writer, "POST", f"/{guests['id']}/merge", who="eve", ships_to="FR")
    assert (status, merged["totals_with_shipping"]) == (200, [usd(5100)])


async def test_a_change_that_came_too_late_shows_the_cart_as_it_was_asked_for(writer: Writer) -> None:
    cart = await opened(writer, row(await list_sent(writer)))
    status, problem = await send(writer, "PUT", f"/{cart['id']}", expected_version=9, ships_to="US")
    assert (status, problem["current"]["totals_with_shipping"]) == (409, [usd(4000)])


async def test_a_maker_who_has_not_said_it_is_named_beside_one_who_has(writer: Writer) -> None:
    mug, other = await list_sent(writer), await writer.list_mug(title="Jug", ships_to=["US"])
    far = await list_sent(writer, "bob", price=YEN)
    cart = await read(writer, await opened(writer, row(mug), row(other), row(far)), ships_to="US")
    ada, bob = shipping(cart)
    assert (ada["state"], ada["costs"], bob["state"]) == ("not_said", [], "known")
    assert ada["line_ids"] == [cart["shops"][0]["lines"][1]["id"]]
    assert cart["totals_with_shipping"] is None
    assert cart["shops"][1]["totals_with_shipping"] == [{"amount_minor": 5800, "currency": "JPY"}]

    without = await put(writer, cart, row(other, 0), ships_to="US")
    assert without["totals_with_shipping"] == [{"amount_minor": 5800, "currency": "JPY"}, usd(4000)]


async def test_what_a_profile_says_now_counts(writer: Writer) -> None:
    mug = await list_sent(writer)
    cart = await opened(writer, row(mug))
    url = f"/api/v1/sellers/shipping-profiles/{mug['shipping_profile_id']}"
    rate = {"everywhere_else": True, "price_minor": 100, "days_min": 1, "days_max": 1}
    changed = await writer.http.put(url, json={"rates": [rate]}, headers=writer.as_("ada"))
    assert changed.status == 200
    assert (await read(writer, cart, ships_to="JP"))["totals_with_shipping"] == [usd(3300)]


async def test_what_cannot_be_bought_is_not_sent_either(writer: Writer) -> None:
    mug, board = await list_sent(writer), await list_sent(writer, "bob")
    cart = await opened(writer, row(mug), row(board))
    url = f"/api/v1/sellers/listings/{board['id']}"
    assert (await writer.http.put(url, json={"state": "paused"}, headers=writer.as_("bob"))).status == 200
    left = await read(writer, cart, ships_to="US")
    assert (shipping(left)[1], left["shops"][1]["totals_with_shipping"]) == (None, None)
    assert left["totals_with_shipping"] == [usd(4000)]


@pytest.mark.parametrize("country", ["us", "USA", "ZZ", "", "U S", "ÜS"])
async def test_what_is_no_country_is_refused_and_changes_nothing(writer: Writer, country: str) -> None:
    mug = await list_sent(writer)
    cart = await opened(writer, row(mug))
    asked = await writer.http.get(f"/api/v1/carts/{cart['id']}", params={"ships_to": country})
    told = [(asked.status, await asked.json())]
    told += [
        await send(writer, "PUT", f"/{cart['id']}", row(mug, 4), ships_to=country),
        await send(writer, "POST", "", row(mug), ships_to=country),
        await send(writer, "POST", f"/{cart['id']}/merge", row(mug), who="eve", ships_to=country),
    ]
    for status, problem in told:
        assert (status, problem["code"], problem["param"]) == (400, "invalid_request", "ships_to")
        assert "such as GB" in problem["detail"]
    assert counted(await read(writer, cart)) == {mug["id"]: 1}


async def test_the_country_is_kept_neither_with_the_cart_nor_in_the_log(
    writer: Writer, engine: AsyncEngine
) -> None:
    await send(writer, "POST", "", row(await list_sent(writer)), who="eve", ships_to="FR")
    async with engine.connect() as connection:
        for table in (carts, cart_lines):
            assert "FR" not in str((await connection.execute(select(table))).all())
        logged = select(audit_log).where(audit_log.c.action.startswith("cart."))
        assert "FR" not in str((await connection.execute(logged)).all())
        assert "cart" not in str((await connection.execute(select(outbox))).all())
