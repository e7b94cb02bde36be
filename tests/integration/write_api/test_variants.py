"""Variants of a listing as their maker writes them."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import Code, MarketError
from core.listing import ImportRow
from core.tables import audit_log, listings, variants
from tests.support.stock import call_stock, row_of
from tests.support.writer import MUG, Writer
from write_api.audit.authors import SWEEPER
from write_api.catalogue.service import import_rows
from write_api.inventory import holds
from write_api.listings.pieces import Piece

pytestmark = pytest.mark.integration
PATH = "/api/v1/sellers/listings"
SMALL = {"sku": "M-S", "options": {"Size": "Small", "Glaze": "Blue"}, "quantity": 2}
LARGE = {"sku": "M-L", "options": {"Size": "Large", "Glaze": "Blue"}, "quantity": 3}
DEAR = {"price": {"amount_minor": 4200, "currency": "USD"}}
BARE = {name: value for name, value in MUG.items() if name != "quantity"}


async def post(writer: Writer, who: str = "ada", **fields: Any) -> tuple[int, dict[str, Any]]:
    answer = await writer.http.post(PATH, json=BARE | fields, headers=writer.as_(who))
    return answer.status, await answer.json()


async def mugs(writer: Writer, *sizes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """List mugs that come in these sizes."""
    status, made = await post(
        writer, **{"sku": "M", "variants": list(sizes or (SMALL, LARGE | DEAR))} | fields
    )
    assert status == 201, made
    return made


async def change(writer: Writer, listing_id: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    answer = await writer.http.put(f"{PATH}/{listing_id}", json=fields, headers=writer.as_("ada"))
    return answer.status, await answer.json()


async def get(writer: Writer, listing_id: str) -> dict[str, Any]:
    answer = await writer.http.get(f"{PATH}/{listing_id}", headers=writer.as_("ada"))
    found: dict[str, Any] = await answer.json()
    return found


async def hold(engine: AsyncEngine, made: dict[str, Any], *, place: int = 0, pieces: int = 1) -> None:
    piece = Piece(made["id"], made["variants"][place]["id"])
    async with engine.begin() as connection:
        await holds.hold(connection, SWEEPER, "chk_1", {piece: pieces}, lasts=timedelta(hours=1))


async def test_a_listing_has_the_stock_of_its_variants(writer: Writer) -> None:
    made = await mugs(writer)
    assert (made["quantity"], made["held"], made["state"]) == (5, 0, "active")
    assert [
        (one["sku"], list(one["options"]), one["price"], one["quantity"]) for one in made["variants"]
    ] == [
        ("M-S", ["Size", "Glaze"], None, 2),
        ("M-L", ["Size", "Glaze"], DEAR["price"], 3),
    ]
    assert all(one["id"].startswith("var_") for one in made["variants"])
    assert await get(writer, made["id"]) == made
    none = await mugs(writer, SMALL | {"sku": "S", "quantity": 0}, sku="N")
    assert (none["quantity"], none["state"]) == (0, "sold_out")


async def test_a_sku_is_made_up_where_there_is_none(writer: Writer) -> None:
    bare = [{"options": {"Name": name}} for name in ("Sea blue", "茶", "湯")]
    made = await mugs(writer, *bare)
    assert [one["sku"] for one in made["variants"]] == ["M-SEA-BLUE", "M-V", "M-V-2"]
    assert await change(writer, made["id"], variants=bare) == (200, made)


@pytest.mark.parametrize(("wrong", "param"), [
    ({"variants": [SMALL, LARGE | {"options": {"Size": "Large"}}]}, "variants.1.options"),
    ({"variants": [SMALL, LARGE | {"options": {"Glaze": "BLUE", "Size": "small"}}]}, "variants.1.options"),
    ({"variants": [SMALL, LARGE | {"sku": "M-S"}]}, "variants.1.sku"),
    ({"variants": [SMALL | {"sku": "M"}]}, "variants.0.sku"),
    ({"variants": [SMALL | {"price": {"amount_minor": 1, "currency": "GBP"}}]}, "variants.0.price"),
    ({"variants": [SMALL | {"price": {"amount_minor": 0, "currency": "USD"}}]}, "price.amount_minor"),
    ({"variants": [SMALL], "quantity": 2}, "quantity"),
    ({"variants": [SMALL | {"options": {}}]}, "variants.0.options"),
    ({"variants": [SMALL | {"options": dict.fromkeys("abcd", "x")}]}, "variants.0.options"),
    ({"variants": [SMALL | {"options": {"Size": " "}}]}, "variants.0.options.Size"),
    ({"variants": [SMALL | {"options": {"Size": "x" * 61}}]}, "variants.0.options.Size"),
    ({"variants": [SMALL | {"quantity": -1}]}, "variants.0.quantity"),
    ({"variants": [SMALL | {"id": "var_1"}]}, "variants.0.id"),
    ({"variants": [{"options": {"No": str(n)}} for n in range(101)]}, "variants"),
])  # fmt: skip
async def test_variants_that_do_not_go_together_are_refused(
    writer: Writer, wrong: dict[str, Any], param: str
) -> None:
    status, problem = await post(writer, **{"sku": "M"} | wrong)
    assert (status, problem["code"], problem["param"]) == (400, "invalid_request", param)


async def test_a_hundred_variants_are_taken(writer: Writer) -> None:
    made = await mugs(writer, *({"options": {"No": str(n)}, "quantity": n} for n in range(100)))
    assert (len(made["variants"]), made["quantity"]) == (100, 4950)


async def test_a_variant_is_kept_by_id_sku_or_options_and_the_list_is_all_there_is(writer: Writer) -> None:
    made = await mugs(writer, SMALL, LARGE, {"sku": "M-X", "options": {"Size": "XL", "Glaze": "Blue"}})
    small, large, _ = made["variants"]
    status, changed = await change(writer, made["id"], variants=[
        {"options": {"Glaze": "blue", "Size": "large"}, "quantity": 7},
        {"sku": "M-NEW", "options": {"Size": "Tiny", "Glaze": "Green"}},
        {"id": small["id"], "options": {"Size": "Small", "Glaze": "Green"}},
    ])  # fmt: skip
    assert (status, changed["version"], changed["quantity"]) == (200, 2, 10)
    first, new, last = changed["variants"]
    assert first == large | {"options": {"Glaze": "blue", "Size": "large"}, "quantity": 7}
    assert (new["sku"], new["quantity"]) == ("M-NEW", 1)
    assert last == small | {"options": {"Size": "Small", "Glaze": "Green"}}
    again = [{name: one[name] for name in ("sku", "options", "price")} for one in changed["variants"]]
    assert await change(writer, made["id"], variants=again) == (200, changed)
    assert (await change(writer, made["id"], variants=again[::-1]))[1]["version"] == 3


@pytest.mark.parametrize(("sent", "param"), [
    ([{"id": "var_none", "options": {"Size": "S", "Glaze": "Blue"}}], "variants.0.id"),
    ([SMALL | {"sku": "OTHER", "id": ""}], "variants.0.sku"),
])  # fmt: skip
async def test_a_variant_that_is_named_must_be_there_and_keeps_its_sku(
    writer: Writer, sent: list[dict[str, Any]], param: str
) -> None:
    made = await mugs(writer)
    sent = [one | ({} if one["id"] else {"id": made["variants"][0]["id"]}) for one in sent]
    status, problem = await change(writer, made["id"], variants=sent)
    assert (status, problem["param"]) == (400, param)
    assert await get(writer, made["id"]) == made


async def test_the_quantity_is_that_of_the_variants(writer: Writer) -> None:
    made = await mugs(writer)
    status, problem = await change(writer, made["id"], quantity=9)
    assert (status, problem["param"]) == (400, "quantity")
    assert (await change(writer, made["id"], quantity=9, variants=[SMALL]))[0] == 400
    status, plain = await change(writer, made["id"], variants=[])
    assert (status, plain["variants"], plain["quantity"]) == (200, [], 5)
    status, plain = await change(writer, made["id"], quantity=9)
    assert (status, plain["quantity"]) == (200, 9)
    status, sized = await change(writer, made["id"], variants=[SMALL])
    assert (status, sized["quantity"]) == (200, 2)
    assert sized["variants"][0]["id"] != made["variants"][0]["id"]


async def test_pieces_in_a_checkout_cannot_be_taken_away(writer: Writer, engine: AsyncEngine) -> None:
    made = await mugs(writer)
    await hold(engine, made, pieces=2)
    for sent in ([LARGE], [SMALL | {"quantity": 1}, LARGE], []):
        status, problem = await change(writer, made["id"], variants=sent)
        assert (status, problem["code"]) == (409, "stock_held")
    assert (await change(writer, made["id"], variants=[SMALL]))[0] == 200
    found = await get(writer, made["id"])
    assert (found["quantity"], found["held"], found["variants"][0]["held"]) == (2, 2, 2)

    bowl = await writer.list_mug(sku="B")
    async with engine.begin() as connection:
        await holds.hold(connection, SWEEPER, "chk_2", {Piece(bowl["id"]): 1}, lasts=timedelta(hours=1))
    assert (await change(writer, bowl["id"], variants=[LARGE]))[1]["code"] == "stock_held"


async def test_a_deleted_listing_frees_its_skus_and_its_checkouts_end_as_they_would(
    writer: Writer, engine: AsyncEngine
) -> None:
    made = await mugs(writer)
    await hold(engine, made, pieces=2)
    await writer.http.delete(f"{PATH}/{made['id']}", headers=writer.as_("ada"))
    again = await mugs(writer, LARGE, SMALL)
    assert (again["id"], again["quantity"], again["held"]) == (made["id"], 5, 0)
    async with engine.begin() as connection:
        (sold,) = await holds.sell(connection, SWEEPER, "chk_1")
    assert sold.piece == Piece(made["id"], made["variants"][0]["id"])
    assert await get(writer, made["id"]) == again
    async with engine.connect() as connection:
        gone = select(variants.c.quantity, variants.c.held).where(variants.c.id == made["variants"][0]["id"])
        assert tuple((await connection.execute(gone)).one()) == (0, 0)


async def test_a_sku_names_one_thing_in_a_shop(writer: Writer) -> None:
    made = await mugs(writer)
    bowl = await writer.list_mug(sku="BOWL")
    taken = [
        await post(writer, sku="M-S"),
        await post(writer, sku="P", variants=[SMALL | {"sku": "BOWL"}]),
        await post(writer, sku="P", variants=[SMALL]),
        await change(writer, bowl["id"], variants=[SMALL]),
        await change(writer, bowl["id"], variants=[SMALL | {"sku": "M"}]),
    ]
    assert [(status, answer["code"]) for status, answer in taken] == [(409, "sku_taken")] * 5
    assert taken[1][1]["sku"] == "BOWL"
    assert (await post(writer, "bob", sku="M-S"))[0] == 201
    assert (await change(writer, made["id"], variants=[LARGE]))[0] == 200
    assert (await post(writer, sku="M-S"))[0] == 201
    await writer.http.delete(f"{PATH}/{bowl['id']}", headers=writer.as_("ada"))
    assert (await change(writer, made["id"], variants=[LARGE, SMALL | {"sku": "BOWL"}]))[0] == 200
    assert (await post(writer, sku="BOWL"))[1]["code"] == "sku_taken"


async def test_of_many_that_want_one_sku_at_once_one_gets_it(writer: Writer, engine: AsyncEngine) -> None:
    plain = [await writer.list_mug(sku=f"P{n}") for n in range(5)]
    imported = ImportRow(sku="X", title="Imported", price_minor=1, currency="USD", shop="Ada's pots")
    bringing = asyncio.create_task(import_rows(engine, [imported]))
    answers = await asyncio.gather(
        *(post(writer, sku="X") for _ in range(5)),
        *(post(writer, sku=f"V{n}", variants=[SMALL | {"sku": "X"}]) for n in range(5)),
        *(change(writer, one["id"], variants=[SMALL | {"sku": "X"}]) for one in plain),
    )
    report = await bringing
    statuses = sorted(status for status, _ in answers)
    assert statuses in ([409] * 15, [200, *[409] * 14], [201, *[409] * 14])
    async with engine.connect() as connection:
        own = (await connection.execute(select(listings.c.id).where(listings.c.sku == "X"))).all()
        others = (await connection.execute(select(variants.c.id).where(variants.c.sku == "X"))).all()
    assert len(own) + len(others) == 1
    # An import of a SKU that is a listing's changes that; of one that is a variant's it is refused.
    assert len(report.refused) == len(others)


async def test_another_makers_variants_are_out_of_reach(writer: Writer) -> None:
    made = await mugs(writer)
    answer = await writer.http.put(
        f"{PATH}/{made['id']}", json={"variants": [SMALL]}, headers=writer.as_("bob")
    )
    assert answer.status == 404
    _, bowl = await post(writer, "bob", sku="B", variants=[SMALL])
    stolen = [{"id": bowl["variants"][0]["id"], "options": SMALL["options"]}]
    assert (await change(writer, made["id"], variants=stolen))[1]["param"] == "variants.0.id"
    answer = await writer.http.put(
        f"{PATH}/{made['id']}", json={"variants": [SMALL]}, headers=writer.as_("eve")
    )
    assert answer.status == 404


async def test_of_200_changes_of_words_and_stock_at_once_none_is_lost(
    writer: Writer, engine: AsyncEngine
) -> None:
    made = await mugs(writer, SMALL | {"quantity": 200}, LARGE | {"quantity": 200})

    async def count(n: int) -> int:
        row = {"sku": ("M-S", "M-L")[n % 2], "adjust": -1}
        _, report = await call_stock(writer, row, key=f"k{n}")
        return int(report["items"][0]["version"])

    async def word(n: int) -> int:
        return int((await change(writer, made["id"], lead_days=n + 1))[1]["version"])

    versions = await asyncio.gather(*(f(n) for n in range(100) for f in (count, word)))
    assert sorted(versions) == list(range(2, 202))
    found = await get(writer, made["id"])
    assert ([one["quantity"] for one in found["variants"]], found["version"]) == ([150, 150], 201)
    assert found["quantity"] == 300


async def test_the_log_tells_what_became_of_each_variant(writer: Writer, engine: AsyncEngine) -> None:
    made = await mugs(writer)
    await call_stock(writer, {"sku": "M-S", "set": 3}, {"sku": "M-L", "set": 2})
    async with engine.connect() as connection:
        log = select(audit_log.c.changes).where(audit_log.c.object_id == made["id"]).order_by(audit_log.c.id)
        created, counted = (await connection.execute(log)).scalars()
    assert [one["sku"] for one in created["variants"]["after"]] == ["M-S", "M-L"]
    assert counted == {"variants": {
        "before": {"M-S": {"quantity": 2, "held": 0}, "M-L": {"quantity": 3, "held": 0}},
        "after": {"M-S": {"quantity": 3, "held": 0}, "M-L": {"quantity": 2, "held": 0}},
    }}  # fmt: skip
    assert (await row_of(engine, "M")).version == 2


async def test_a_listing_with_variants_is_held_as_one_of_them(writer: Writer, engine: AsyncEngine) -> None:
    made = await mugs(writer)
    wrong = [Piece(made["id"]), Piece(made["id"], "var_none"), Piece(made["id"], made["variants"][0]["id"])]
    with pytest.raises(MarketError) as refused:
        async with engine.begin() as connection:
            await holds.hold(connection, SWEEPER, "chk", dict.fromkeys(wrong, 3), lasts=timedelta(hours=1))
    assert refused.value.code is Code.OUT_OF_STOCK
    assert refused.value.extra == {"short": [
        {"listing_id": made["id"], "variant_id": piece.variant_id, "wanted": 3, "available": there}
        for piece, there in zip(wrong, (0, 0, 2), strict=True)
    ]}  # fmt: skip
