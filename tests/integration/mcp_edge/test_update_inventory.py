"""update_inventory, from the tool to the write API's HTTP contract."""

from typing import Any

import aiohttp
import pytest

from tests.integration.mcp_edge.stand_ins import FakeWriteApi, Issuer
from tests.integration.mcp_edge.wire import call, call_in_handshake_era

MANAGE = "seller.manage"


async def update(
    http: aiohttp.ClientSession, edge: str, token: str, *items: dict[str, Any], **more: Any
) -> tuple[bool, str, dict[str, Any]]:
    arguments = {"items": list(items)} | more
    answer = await call(http, edge, "update_inventory", arguments, Authorization=f"Bearer {token}")
    result = (await answer.json())["result"]
    return result["isError"], result["content"][0]["text"], result


async def test_stock_is_set_in_the_callers_name(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    failed, said, result = await update(
        http, edge, issuer.token(MANAGE), {"sku": "MUG", "set": 3}, {"sku": "NONE", "set": 1}
    )
    assert not failed
    assert said == "Stock now: MUG 3. Not changed: NONE: There is none."
    assert [row["quantity"] for row in result["structuredContent"]["items"]] == [3, None]
    (exchange,) = write_api.exchanges
    assert exchange["scope"] == MANAGE
    ((headers, body),) = write_api.posts
    assert body == {"items": [{"sku": "MUG", "set": 3}, {"sku": "NONE", "set": 1}]}
    assert headers["Craftlocal-Tool"] == "update_inventory"


async def test_it_works_in_the_handshake_era_too(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    arguments = {"items": [{"sku": "MUG", "adjust": -2}]}
    answer = await call_in_handshake_era(
        http, edge, "update_inventory", arguments, Authorization=f"Bearer {issuer.token(MANAGE)}"
    )
    assert "Stock now: MUG 8." in await answer.text()


async def test_a_number_may_be_set_again_and_an_equal_adjustment_counts_once(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    token, sold = issuer.token(MANAGE), {"sku": "MUG", "adjust": -1}
    for _ in range(2):
        _, said, _ = await update(http, edge, token, {"sku": "MUG", "set": 3})
        assert said == "Stock now: MUG 3."
    said_of = [
        (await update(http, edge, token, sold, **more))[1]
        for more in ({}, {}, {"reference": "noon"}, {"reference": "noon"}, {"reference": "evening"})
    ]
    assert [said.startswith("Nothing was changed now") for said in said_of] == [
        False,
        True,
        False,
        True,
        False,
    ]
    other = issuer.token(MANAGE, sub="acc_other")
    assert (await update(http, edge, other, sold))[1] == "Stock now: MUG 9."


async def test_a_token_without_the_permission_is_asked_for_it(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    for scope, status in (("listings.write", 403), (None, 401)):
        headers = {"Authorization": f"Bearer {issuer.token(scope)}"} if scope else {}
        answer = await call(http, edge, "update_inventory", {"items": [{"sku": "A", "set": 1}]}, **headers)
        assert answer.status == status
        assert MANAGE in answer.headers["WWW-Authenticate"]
    assert write_api.posts == []


@pytest.mark.parametrize(("items", "sentence"), [
    ([], "`items` must have at least 1 entry"),
    ([{"sku": "A", "set": 1}] * 101, "`items` must have at most 100 entries"),
    ([{"sku": "A"}], "`items.0` needs either `set` or `adjust`"),
    ([{"sku": "A", "set": 1, "adjust": 1}], "`items.0` needs either `set` or `adjust`"),
    ([{"sku": "A", "set": -1}], "`items.0.set` must be 0 or more"),
    ([{"sku": "A", "set": 0.5}], "`items.0.set` must be a whole number"),
    ([{"sku": "A", "quantity": 1}], "`quantity` is not an argument"),
])  # fmt: skip
async def test_a_bad_row_is_named_before_anything_is_sent(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi,
    items: list[dict[str, Any]], sentence: str,
) -> None:  # fmt: skip
    failed, said, _ = await update(http, edge, issuer.token(MANAGE), *items)
    assert failed
    assert sentence in said
    assert write_api.exchanges == []


async def test_many_rows_make_a_short_sentence(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    rows = [{"sku": f"S{n}", "set": n} for n in range(60)] + [{"sku": "NONE", "set": 1}]
    _, said, result = await update(http, edge, issuer.token(MANAGE), *rows)
    assert "and 52 more" in said
    assert "Not changed: NONE" in said
    assert len(said) < 400
    assert len(result["structuredContent"]["items"]) == 61
