"""Carts of accounts and guests, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.tables import audit_log, cart_lines, carts, idempotency_keys, listings, shops, variants
from tests.support.carts import CARTS, counted, lines_of, opened, put, read, send, told
from tests.support.writer import Writer
from write_api.carts import service

pytestmark = pytest.mark.integration
ENGRAVED = {"allowed": True, "max_length": 5, "instructions": "A name"}
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


async def change(engine: AsyncEngine, **values: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(listings).values(**values))


async def test_one_cart_holds_pieces_of_many_makers(writer: Writer) -> None:
    mug, board = await writer.list_mug(), await writer.list_mug("bob", title="Walnut board", quantity=1)
    cart = await opened(
        writer, {"listing_id": mug["id"], "quantity": 2}, {"listing_id": board["id"], "quantity": 1}
    )
    assert [shop["shop"]["name"] for shop in cart["shops"]] == ["Ada's pots", "Bob's pots"]
    assert [shop["subtotals"][0]["amount_minor"] for shop in cart["shops"]] == [6400, 3200]
    assert cart["totals"] == [{"amount_minor": 9600, "currency": "USD"}]
    assert [(line["hint"], line["availability"]) for line in lines_of(cart)] == [
        ("In stock", "in_stock"), ("Only 1 left", "few_left"),
    ]  # fmt: skip
    assert lines_of(cart)[0]["image"]["url"].startswith("https://craftlocal.example/pictures/")
    assert cart["notices"] == []
    assert await read(writer, cart) == cart


async def test_an_account_has_one_cart_and_a_guest_as_many_as_they_open(writer: Writer) -> None:
    mug = await writer.list_mug()
    first, again = [await opened(writer, who="eve"), await opened(writer, who="eve")]
    assert first["id"] == again["id"]
    mine, yours = [await opened(writer, {"listing_id": mug["id"], "quantity": 1}) for _ in range(2)]
    assert mine["id"] != yours["id"]
    assert (await put(writer, mine, {"listing_id": mug["id"], "quantity": 3}))["version"] == 3
    assert counted(await read(writer, yours)) == {mug["id"]: 1}


async def test_lines_that_are_not_named_stay_and_a_number_is_set_not_added(writer: Writer) -> None:
    mug, board = await writer.list_mug(), await writer.list_mug(title="Walnut board")
    cart = await opened(writer, {"listing_id": mug["id"], "quantity": 1})
    cart = await put(writer, cart, {"listing_id": board["id"], "quantity": 2})
    cart = await put(writer, cart, {"listing_id": mug["id"], "quantity": 3})
    assert counted(cart) == {mug["id"]: 3, board["id"]: 2}
    assert (await put(writer, cart, {"listing_id": mug["id"], "quantity": 3}))["version"] == cart["version"]
    cart = await put(writer, cart, {"line_id": lines_of(cart)[0]["id"], "quantity": 0})
    assert counted(cart) == {board["id"]: 2}
    again = await put(writer, cart, {"listing_id": mug["id"], "quantity": 0})
    assert (counted(again), again["version"]) == ({board["id"]: 2}, cart["version"])


async def test_words_for_the_maker_make_a_line_of_their_own(writer: Writer) -> None:
    mug = await writer.list_mug(personalization=ENGRAVED)
    cart = await opened(
        writer,
        {"listing_id": mug["id"], "personalization": " Ada ", "quantity": 1},
        {"listing_id": mug["id"], "personalization": "Bob", "quantity": 2},
        {"listing_id": mug["id"], "quantity": 1},
    )
    assert [(one["personalization"], one["wanted"]) for one in lines_of(cart)] == [
        ("Ada", 1), ("Bob", 2), ("", 1),
    ]  # fmt: skip
    ada = lines_of(cart)[0]["id"]
    cart = await put(writer, cart, {"line_id": ada, "personalization": "Bob", "quantity": 1})
    assert [(one["personalization"], one["wanted"]) for one in lines_of(cart)] == [("Bob", 3), ("", 1)]
    cart = await put(writer, cart, {"listing_id": mug["id"], "quantity": 0})
    status, problem = await send(writer, "PUT", f"/{cart['id']}", {"listing_id": mug["id"], "quantity": 0})
    assert (status, problem["lines"][0]["why"]) == (409, "which_line")
    assert lines_of(cart)[0]["id"] in problem["detail"]


async def refusal(writer: Writer, *lines: dict[str, Any]) -> list[tuple[int, str]]:
    status, problem = await send(writer, "POST", "", *lines)
    assert (status, problem["code"]) == (409, "line_refused"), problem
    return [(one["line"], one["why"]) for one in problem["lines"]]


async def test_every_row_that_cannot_be_done_is_named_and_none_is_done(
    writer: Writer, engine: AsyncEngine
) -> None:
    mug = await writer.list_mug(personalization=ENGRAVED | {"required": True})
    plain = await writer.list_mug(title="Plain mug")
    draft = await writer.list_mug(title="A secret draft", state="draft")
    sold = await writer.list_mug(title="Sold board", quantity=0)
    rows = [
        {"listing_id": plain["id"], "quantity": 1},
        {"listing_id": mug["id"], "quantity": 1},
        {"listing_id": mug["id"], "personalization": "Wilhelmina", "quantity": 1},
        {"listing_id": plain["id"], "personalization": "Ada", "quantity": 1},
        {"listing_id": draft["id"], "quantity": 1},
        {"listing_id": "lst_nothing", "quantity": 1},
        {"listing_id": sold["id"], "quantity": 1},
        {"listing_id": plain["id"], "variant_id": "var_x", "quantity": 1},
        {"line_id": "cln_nothing", "quantity": 2},
        {"line_id": "cln_nothing", "quantity": 0},
    ]
    assert await refusal(writer, *rows) == [
        (2, "personalization"), (3, "personalization"), (4, "personalization"), (5, "gone"), (6, "gone"),
        (7, "sold_out"), (8, "no_variants"), (9, "no_such_line"),
    ]  # fmt: skip
    _, problem = await send(writer, "POST", "", *rows)
    assert problem["lines"][3]["detail"] == problem["lines"][4]["detail"], "a draft is told from nothing"
    assert "secret" not in str(problem)
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(carts)) == 0


async def test_what_has_variants_is_asked_about(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug()
    async with engine.begin() as connection:
        await connection.execute(
            insert(variants),
            [
                {"id": f"var_{size}", "sku": size, "position": n, "options": {"Size": size}, "quantity": n}
                | {"listing_id": mug["id"], "shop_id": mug["shop"]["id"], "price_minor": 100 * n}
                for n, size in enumerate(["small", "large"], start=1)
            ],
        )
    _, problem = await send(writer, "POST", "", {"listing_id": mug["id"], "quantity": 1})
    assert "var_small (Size small; $1.00), var_large (Size large; $2.00)." in problem["detail"]
    cart = await opened(writer, {"listing_id": mug["id"], "variant_id": "var_large", "quantity": 2})
    (line,) = lines_of(cart)
    assert (line["options"], line["price"]["amount_minor"]) == ({"Size": "large"}, 200)
    assert (line["variant_id"], line["total"]["amount_minor"]) == ("var_large", 400)


async def test_what_changed_since_is_shown_and_never_slips_in(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug()
    cart = await opened(writer, {"listing_id": mug["id"], "quantity": 5})
    await change(engine, price_minor=4000, quantity=2)
    seen = await read(writer, cart)
    (line,) = lines_of(seen)
    assert (line["wanted"], line["quantity"], line["hint"]) == (5, 2, "Only 2 left")
    assert (line["price"]["amount_minor"], line["price_when_added"]["amount_minor"]) == (4000, 3200)
    assert told(seen) == ["quantity_lowered", "price_changed"]
    assert "$32.00" in seen["notices"][1]["text"]
    assert "$40.00" in seen["notices"][1]["text"]
    assert seen["totals"][0]["amount_minor"] == 8000
    accepted = await put(writer, cart, {"line_id": line["id"], "quantity": 2})
    assert accepted["notices"] == []


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"quantity": 0, "state": "sold_out"}, "It is sold out."),
        ({"state": "paused", "title": "New words"}, "Its maker does not sell it at the moment."),
        ({"state": "deleted", "title": "New words"}, "There is no such listing."),
    ],
)
async def test_what_cannot_be_bought_any_more_stays_and_does_not_count(
    writer: Writer, engine: AsyncEngine, values: dict[str, Any], hint: str
) -> None:
    mug = await writer.list_mug()
    cart = await opened(writer, {"listing_id": mug["id"], "quantity": 2})
    await change(engine, **values)
    seen = await read(writer, cart)
    (line,) = lines_of(seen)
    assert (line["quantity"], line["availability"], seen["totals"]) == (0, "unavailable", [])
    assert line["hint"].startswith(hint)
    assert told(seen) == ["unavailable"]
    if values["state"] == "deleted":
        assert line["title"] == "Stoneware mug", "what a maker writes behind closed doors is not shown"
    assert counted(await put(writer, cart, {"line_id": line["id"], "quantity": 1})) == {mug["id"]: 0}
    assert lines_of(await put(writer, cart, {"line_id": line["id"], "quantity": 0})) == []


async def test_lines_of_one_piece_share_what_there_is(writer: Writer) -> None:
    mug = await writer.list_mug(quantity=3, personalization=ENGRAVED)
    cart = await opened(
        writer,
        {"listing_id": mug["id"], "personalization": "Ada", "quantity": 2},
        {"listing_id": mug["id"], "personalization": "Bob", "quantity": 2},
    )
    assert [line["quantity"] for line in lines_of(cart)] == [2, 1]
    assert told(cart) == ["quantity_lowered"]


async def test_what_is_made_to_order_says_when_it_ships(writer: Writer) -> None:
    mug = await writer.list_mug(quantity=1, made_to_order=True, lead_days=9)
    cart = await opened(writer, {"listing_id": mug["id"], "quantity": 4})
    (line,) = lines_of(cart)
    assert (line["quantity"], line["hint"]) == (4, "Made to order, ships in 9 days")


async def test_currencies_are_added_up_apart(writer: Writer) -> None:
    dollars = await writer.list_mug()
    pounds = await writer.list_mug(title="Tea bowl", price={"amount_minor": 900, "currency": "GBP"})
    cart = await opened(
        writer, {"listing_id": dollars["id"], "quantity": 1}, {"listing_id": pounds["id"], "quantity": 2}
    )
    assert cart["totals"] == [
        {"amount_minor": 1800, "currency": "GBP"},
        {"amount_minor": 3200, "currency": "USD"},
    ]
    assert told(cart) == ["several_currencies"]


async def test_the_dearest_pieces_there_can_be_still_add_up(writer: Writer) -> None:
    mug = await writer.list_mug(price={"amount_minor": 10**12, "currency": "USD"}, quantity=99)
    cart = await opened(writer, {"listing_id": mug["id"], "quantity": 99})
    assert cart["totals"][0]["amount_minor"] == 99 * 10**12


async def test_another_version_than_expected_changes_nothing_and_shows_the_cart(writer: Writer) -> None:
    mug = await writer.list_mug()
    cart = await opened(writer, {"listing_id": mug["id"], "quantity": 1})
    row = {"listing_id": mug["id"], "quantity": 2}
    await put(writer, cart, row, expected_version=cart["version"])
    status, problem = await send(writer, "PUT", f"/{cart['id']}", row, expected_version=cart["version"])
    assert (status, problem["code"]) == (409, "version_conflict")
    assert (problem["current"]["id"], counted(problem["current"])) == (cart["id"], {mug["id"]: 2})


async def test_somebody_elses_cart_looks_like_none(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug()
    own = await opened(writer, {"listing_id": mug["id"], "quantity": 1}, who="ada")
    guests = await opened(writer)
    async with engine.connect() as connection:
        inner = await connection.scalar(select(carts.c.id).where(carts.c.account_id.is_(None)))
    for cart_id, who in ((own["id"], "bob"), (own["id"], None), (inner, "ada"), (inner, None), ("x", None)):
        for method in ("GET", "PUT", "DELETE"):
            status, problem = await send(writer, method, f"/{cart_id}", who=who)
            assert (status, problem["code"]) == (404, "cart_not_found"), (method, cart_id, who)
    assert (await send(writer, "POST", f"/{own['id']}/merge", who="bob"))[0] == 404
    assert (await send(writer, "POST", f"/{guests['id']}/merge"))[0] == 401
    assert counted(await read(writer, own, "ada")) == {mug["id"]: 1}


async def test_a_guests_id_is_nowhere_in_the_database(writer: Writer, engine: AsyncEngine) -> None:
    headers = {"Idempotency-Key": KEY}
    _, cart = await send(writer, "POST", headers=headers)
    await send(writer, "PUT", f"/{cart['id']}", headers=headers)
    async with engine.connect() as connection:
        for table in (carts, cart_lines, audit_log, idempotency_keys):
            rows = (await connection.execute(select(table))).all()
            assert cart["id"] not in str(rows)
            assert cart["id"].removeprefix("gst_") not in str(rows)


async def test_what_makers_keep_from_assistants_is_not_sold_through_one(
    writer: Writer, engine: AsyncEngine
) -> None:
    mug = await writer.list_mug()
    cart = await opened(writer, {"listing_id": mug["id"], "quantity": 1})
    async with engine.begin() as connection:
        await connection.execute(update(shops).values(ai_channels=False))
    assert counted(await read(writer, cart)) == {mug["id"]: 1}
    assert counted(await read(writer, cart, Craftlocal_Tool="update_cart")) == {mug["id"]: 0}
    status, problem = await send(
        writer, "POST", "", {"listing_id": mug["id"], "quantity": 1},
        headers={"Craftlocal-Tool": "update_cart"},
    )  # fmt: skip
    assert (status, problem["lines"][0]["why"]) == (409, "gone")


async def test_carts_are_forgotten_when_nobody_changes_them(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug()
    row = {"listing_id": mug["id"], "quantity": 1}
    guests, own = await opened(writer, row), await opened(writer, row, who="eve")
    async with engine.begin() as connection:
        lasts = select(carts.c.account_id.is_(None), carts.c.expires_at - carts.c.updated_at)
        found = {tuple(row) for row in await connection.execute(lasts)}
        assert found == {(True, timedelta(days=7)), (False, timedelta(days=30))}
        await connection.execute(text("update carts set expires_at = now() - interval '1 second'"))
    assert (await send(writer, "GET", f"/{guests['id']}"))[0] == 404
    assert (await send(writer, "GET", f"/{own['id']}", who="eve"))[0] == 404
    fresh = await opened(writer, who="eve")
    assert (lines_of(fresh), fresh["id"] == own["id"]) == ([], False)
    assert await service.purge(engine) == 1
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(cart_lines)) == 0


async def test_a_cart_can_be_deleted_once(writer: Writer) -> None:
    cart = await opened(writer)
    assert (await send(writer, "DELETE", f"/{cart['id']}"))[0] == 204
    assert (await send(writer, "DELETE", f"/{cart['id']}"))[0] == 404


@pytest.mark.parametrize("who", [None, "eve"], ids=["guest", "account"])
async def test_the_log_has_every_change_of_a_cart_for_the_operator_only(
    writer: Writer, engine: AsyncEngine, who: str | None
) -> None:
    mug = await writer.list_mug(personalization=ENGRAVED)
    cart = await opened(writer, {"listing_id": mug["id"], "personalization": "Ada", "quantity": 1}, who=who)
    [line] = lines_of(cart)
    changed = await put(writer, cart, {"line_id": line["id"], "quantity": 2}, who=who)
    await put(writer, changed, {"line_id": line["id"], "quantity": 2}, who=who)  # which changes nothing
    await send(writer, "DELETE", f"/{cart['id']}", who=who)
    async with engine.connect() as connection:
        logged = select(audit_log).where(audit_log.c.action.startswith("cart.")).order_by(audit_log.c.id)
        rows = (await connection.execute(logged)).all()
    steps = [("opened", None, 1), ("changed", 1, 2), ("deleted", 2, None)]
    assert [(row.action, row.changes) for row in rows] == [
        (f"cart.{what}", {line["id"]: {"before": before, "after": after}}) for what, before, after in steps
    ]
    author = (writer.people["eve@makers.example"], "tests") if who else (None, "craftlocal_guest")
    assert {(row.account_id, row.client_id, row.actor, row.tool) for row in rows} == {(*author, None, None)}
    assert {row.shop_id for row in rows} == {None}, "no maker reads what shoppers do"
    [object_id] = {row.object_id for row in rows}
    assert object_id.startswith("crt_")
    assert (object_id == cart["id"]) == (who is not None), "a guest's id, which opens the cart, is not there"
    said = str([dict(row._mapping) | {"object_id": ""} for row in rows])
    assert not [word for word in (cart["id"], mug["id"], "Ada", "127.0.0.1") if word in said]
    page = await writer.http.get(
        "/api/v1/sellers/audit", params={"object": object_id}, headers=writer.as_("ada", Scope.SELLER_MANAGE)
    )
    assert (page.status, (await page.json())["items"]) == (200, [])


BAD_ROWS = {
    "two names": {"line_id": "cln_x", "listing_id": "lst_x", "quantity": 1},
    "no name": {"quantity": 1},
    "a variant of a line": {"line_id": "cln_x", "variant_id": "var_x", "quantity": 1},
    "no number": {"listing_id": "lst_x"},
    "two numbers": {"listing_id": "lst_x", "quantity": 1, "add": 1},
    "a negative number": {"listing_id": "lst_x", "quantity": -1},
    "a hundred": {"listing_id": "lst_x", "quantity": 100},
    "to add nothing": {"listing_id": "lst_x", "add": 0},
    "an empty id": {"listing_id": "", "quantity": 1},
    "a price": {"listing_id": "lst_x", "quantity": 1, "price": 1},
    "a long text": {"listing_id": "lst_x", "quantity": 1, "personalization": "x" * 1001},
}


@pytest.mark.parametrize("row", BAD_ROWS.values(), ids=BAD_ROWS)
async def test_a_row_that_does_not_fit_is_refused(writer: Writer, row: dict[str, Any]) -> None:
    cart = await opened(writer)
    for method, path in (("POST", ""), ("PUT", f"/{cart['id']}")):
        status, problem = await send(writer, method, path, row)
        assert (status, problem["code"]) == (400, "invalid_request")
        assert problem["param"].startswith("lines.0")


async def test_a_cart_has_room_for_fifty_lines(writer: Writer) -> None:
    mug = await writer.list_mug(personalization=ENGRAVED)
    rows = [{"listing_id": mug["id"], "personalization": str(n), "quantity": 1} for n in range(50)]
    cart = await opened(writer, *rows)
    status, problem = await send(writer, "PUT", f"/{cart['id']}", {"listing_id": mug["id"], "quantity": 1})
    assert (status, problem["lines"][0]["why"]) == (409, "cart_full")
    assert (await send(writer, "POST", "", *rows, rows[0]))[0] == 400
    raw = await writer.http.post(CARTS, data=b"[" * 60_000, headers={"Content-Type": "application/json"})
    assert raw.status == 400
