"""Every write is in the log, in the same transaction, and the log is for its seller to read."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.listing import ImportRow
from tests.support.stock import ENDPOINTS, MANAGE, call_stock, deliver, message, open_endpoint
from tests.support.writer import MUG, Writer
from write_api.audit.authors import TOOL_HEADER, Author
from write_api.audit.rules import LONGEST_TEXT, differences
from write_api.catalogue.service import import_rows
from write_api.inventory import holds
from write_api.listings.pieces import Piece
from write_api.oauth.signing import mint

pytestmark = pytest.mark.integration
AUDIT = "/api/v1/sellers/audit"
LISTINGS = "/api/v1/sellers/listings"


async def read(writer: Writer, who: str = "ada", **parameters: Any) -> list[dict[str, Any]]:
    answer = await writer.http.get(AUDIT, params=parameters, headers=writer.as_(who, MANAGE))
    page = await answer.json()
    assert answer.status == 200, page
    items: list[dict[str, Any]] = page["items"]
    return items


async def test_each_write_of_a_listing_says_what_changed(writer: Writer) -> None:
    mug = await writer.list_mug(sku="A")
    url = f"{LISTINGS}/{mug['id']}"
    headers = writer.as_("ada", X_Request_Id="req_of_the_change")
    await writer.http.put(url, json={"quantity": 5, "title": "Mug, blue"}, headers=headers)
    await writer.http.put(url, json={"quantity": 5}, headers=writer.as_("ada"))  # changes nothing
    await writer.http.delete(url, headers=writer.as_("ada"))
    deleted, changed, created = await read(writer, object=mug["id"])

    assert [one["action"] for one in (created, changed, deleted)] == [
        "listing.created", "listing.changed", "listing.deleted",
    ]  # fmt: skip
    assert created["changes"]["title"] == {"before": None, "after": MUG["title"]}
    assert changed["changes"] == {
        "title": {"before": MUG["title"], "after": "Mug, blue"}, "quantity": {"before": 6, "after": 5},
    }  # fmt: skip
    assert deleted["changes"] == {"state": {"before": "active", "after": "deleted"}}
    assert changed["request_id"] == "req_of_the_change"
    assert changed["account_id"] == writer.people["ada@makers.example"]
    assert (changed["client_id"], changed["actor"], changed["tool"]) == ("tests", None, None)


async def test_a_model_that_writes_is_named_with_its_tool(writer: Writer) -> None:
    def headers(tool: str, actor: str | None) -> dict[str, str]:
        token = mint(
            writer.issuer,
            subject=writer.people["ada@makers.example"],
            audience=writer.settings.auth.write_api_audience,
            client_id="chatgpt",
            scopes=[MANAGE],
            actor=actor,
        )
        return {"Authorization": f"Bearer {token}", TOOL_HEADER: tool}

    for tool, actor in (("create_listing", "mcp_edge"), ("create_listing", None), ("<b>", "mcp_edge")):
        assert (await writer.http.post(LISTINGS, json=MUG, headers=headers(tool, actor))).status == 201
    assert [(one["client_id"], one["actor"], one["tool"]) for one in await read(writer)] == [
        ("chatgpt", "mcp_edge", None), ("chatgpt", None, None), ("chatgpt", "mcp_edge", "create_listing"),
    ]  # fmt: skip


async def test_stock_holds_endpoints_and_messages_are_in_the_log(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=6)
    await call_stock(writer, {"sku": "A", "set": 5}, {"sku": "B", "set": 1})
    endpoint = await open_endpoint(writer)
    await deliver(writer, endpoint, message({"sku": "A", "set": 4}))
    async with engine.begin() as connection:
        shopper = Author("chatgpt", "acc_shopper")
        await holds.hold(connection, shopper, "chk_1", {Piece(mug["id"]): 2}, lasts=timedelta(hours=1))
        await holds.sell(connection, shopper, "chk_1")
    sold, held, messaged, _, called, _ = await read(writer)

    assert (called["action"], called["changes"]) == ("stock.counted", {"quantity": {"before": 6, "after": 5}})
    assert (messaged["action"], messaged["client_id"], messaged["account_id"]) == (
        "stock.counted", endpoint["id"], None,
    )  # fmt: skip
    assert held["changes"] == {
        "held": {"before": 0, "after": 2}, "reference": {"before": None, "after": "chk_1"},
    }  # fmt: skip
    assert (sold["action"], sold["changes"]["quantity"]) == ("stock.sold", {"before": 4, "after": 2})
    assert sold["account_id"] is None  # who the shopper is, is not for the seller
    assert [one["action"] for one in await read(writer, object=endpoint["id"])] == ["webhook.created"]


async def test_an_import_is_in_the_log(writer: Writer, engine: AsyncEngine) -> None:
    row = {"sku": "A", "title": "Mug", "price_minor": 1250, "currency": "GBP", "shop": "Ada's pots"}
    for quantity in (1, 1, 2):
        await import_rows(engine, [ImportRow(**row, quantity=quantity)])
    changed, created = await read(writer)
    assert (created["action"], created["client_id"]) == ("listing.created", "craftlocal_import")
    assert changed["changes"] == {"quantity": {"before": 1, "after": 2}}


async def test_a_seller_reads_of_the_own_shop_only(writer: Writer) -> None:
    mug = await writer.list_mug("ada")
    await writer.list_mug("bob")
    assert len(await read(writer, "bob")) == 1
    assert await read(writer, "bob", object=mug["id"]) == []
    answer = await writer.http.get(AUDIT, headers=writer.as_("eve", MANAGE))
    assert (answer.status, (await answer.json())["code"]) == (403, "not_a_seller")


async def test_pages_hold_every_line_once(writer: Writer) -> None:
    made = [(await writer.list_mug())["id"] for _ in range(5)]
    found: list[str] = []
    parameters = {"limit": "2"}
    while True:
        answer = await writer.http.get(AUDIT, params=parameters, headers=writer.as_("ada", MANAGE))
        page = await answer.json()
        found += [item["object_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert found == made[::-1]


@pytest.mark.parametrize(("query", "code"), [
    ("cursor=x", "invalid_cursor"), ("cursor=-1", "invalid_cursor"), ("cursor=9999999999999999999", "invalid_cursor"),
    ("cursor=%D9%A1", "invalid_cursor"), ("cursor=", "invalid_request"), ("limit=0", "invalid_request"),
    ("object=", "invalid_request"), ("object=%00", "invalid_request"), ("object=%FF", "invalid_request"),
    (f"object={'x' * 65}", "invalid_request"),
])  # fmt: skip
async def test_a_page_that_cannot_be_is_refused(writer: Writer, query: str, code: str) -> None:
    answer = await writer.http.get(f"{AUDIT}?{query}", headers=writer.as_("ada", MANAGE))
    assert (answer.status, (await answer.json())["code"]) == (400, code)


@pytest.mark.parametrize("change", ["update audit_log set account_id = 'x'", "delete from audit_log"])
async def test_no_line_is_ever_changed(writer: Writer, engine: AsyncEngine, change: str) -> None:
    await writer.list_mug()
    with pytest.raises(DBAPIError, match="only ever added"):
        async with engine.begin() as connection:
            await connection.execute(text(change))


async def test_a_write_that_fails_is_not_in_the_log(writer: Writer) -> None:
    await writer.list_mug(sku="A")
    taken = await writer.http.post(LISTINGS, json=MUG | {"sku": "A"}, headers=writer.as_("ada"))
    assert taken.status == 409
    assert len(await read(writer)) == 1


def test_long_values_are_cut() -> None:
    changes = differences({"a": "x" * 1000, "b": [1]}, {"a": "y", "b": [1], "c": ["z" * 1000] * 50})
    assert len(changes["a"]["before"]) == LONGEST_TEXT
    assert "b" not in changes
    assert (len(changes["c"]["after"]), len(changes["c"]["after"][0])) == (20, LONGEST_TEXT)


async def test_no_secret_is_ever_in_the_log(writer: Writer) -> None:
    endpoint = await open_endpoint(writer)
    url = f"{ENDPOINTS}/{endpoint['id']}/rotate"
    rotated = await (await writer.http.post(url, json={}, headers=writer.as_("ada", MANAGE))).json()
    logged = str(await read(writer))
    assert "webhook.rotated" in logged
    assert endpoint["secret"] not in logged
    assert rotated["secret"] not in logged
