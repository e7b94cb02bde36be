"""What a maker can do with listings over HTTP."""

import asyncio
from typing import Any

import pytest

from core.ids import new_id
from tests.support.writer import MUG, Writer

pytestmark = pytest.mark.integration
PATH = "/api/v1/sellers/listings"


async def change(writer: Writer, listing_id: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    answer = await writer.http.put(f"{PATH}/{listing_id}", json=fields, headers=writer.as_("ada"))
    return answer.status, await answer.json()


async def test_a_new_listing_is_found_at_its_location(writer: Writer) -> None:
    answer = await writer.http.post(PATH, json=MUG, headers=writer.as_("ada"))
    created = await answer.json()
    read = await writer.http.get(answer.headers["Location"], headers=writer.as_("ada"))

    assert answer.status == 201
    assert await read.json() == created
    assert created["shop"]["name"] == "Ada's pots"
    assert created["state"] == "active"
    assert created["version"] == 1
    assert created["sku"].startswith("STONEWARE-MUG-")


async def test_another_makers_listing_looks_like_none(writer: Writer) -> None:
    mug = await writer.list_mug("ada")
    for method, body in (("GET", None), ("PUT", {"quantity": 0}), ("DELETE", None)):
        problems = []
        for listing_id in (mug["id"], new_id("lst"), "lst_nonsense%00"):
            answer = await writer.http.request(
                method, f"{PATH}/{listing_id}", headers=writer.as_("bob"), json=body
            )
            problems.append(await answer.json() | {"request_id": ""})
        assert problems[0] == problems[1] == problems[2]
        assert problems[0]["code"] == "listing_not_found"
    assert (await (await writer.http.get(PATH, headers=writer.as_("bob"))).json())["items"] == []


async def test_an_account_without_a_shop_is_told_so(writer: Writer) -> None:
    answer = await writer.http.post(PATH, json=MUG, headers=writer.as_("eve"))
    assert (answer.status, (await answer.json())["code"]) == (403, "not_a_seller")


async def test_only_a_real_change_makes_a_version(writer: Writer) -> None:
    mug = await writer.list_mug()
    status, same = await change(writer, mug["id"], quantity=6, title="Stoneware  mug")
    assert (status, same) == (200, mug)

    status, changed = await change(writer, mug["id"], quantity=5, expected_version=1)
    assert (status, changed) == (200, mug | {"quantity": 5, "version": 2})


async def test_a_stale_change_is_refused_with_the_current_state(writer: Writer) -> None:
    mug = await writer.list_mug()
    _, current = await change(writer, mug["id"], quantity=5)
    status, problem = await change(writer, mug["id"], quantity=4, expected_version=1)

    assert (status, problem["code"], problem["param"]) == (409, "version_conflict", "expected_version")
    assert problem["current"] == current


async def test_selling_out_and_restocking_follow_the_stock(writer: Writer) -> None:
    mug = await writer.list_mug()
    states = [(await change(writer, mug["id"], **fields))[1]["state"] for fields in (
        {"quantity": 0}, {"made_to_order": True}, {"made_to_order": False}, {"state": "paused"},
        {"quantity": 3}, {"state": "active"},
    )]  # fmt: skip
    assert states == ["sold_out", "active", "sold_out", "paused", "paused", "active"]


async def test_a_deleted_listing_is_gone_and_its_sku_is_free(writer: Writer) -> None:
    mug = await writer.list_mug(sku="MUG-1")
    for _ in range(2):
        answer = await writer.http.delete(f"{PATH}/{mug['id']}", headers=writer.as_("ada"))
        assert answer.status == 204
    assert (await writer.http.get(f"{PATH}/{mug['id']}", headers=writer.as_("ada"))).status == 404
    assert (await change(writer, mug["id"], quantity=1))[0] == 404

    again = await writer.list_mug(sku="MUG-1", quantity=2)
    assert again["version"] > 2
    taken = await writer.http.post(PATH, json=MUG | {"sku": "MUG-1"}, headers=writer.as_("ada"))
    assert (taken.status, (await taken.json())["code"]) == (409, "sku_taken")
    assert (await writer.list_mug("bob", sku="MUG-1"))["sku"] == "MUG-1"


async def test_pages_hold_every_listing_once_newest_first(writer: Writer) -> None:
    made = [(await writer.list_mug())["id"] for _ in range(5)]
    found: list[str] = []
    parameters = {"limit": "2"}
    while True:
        answer = await writer.http.get(PATH, params=parameters, headers=writer.as_("ada"))
        page = await answer.json()
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert found == made[::-1]


@pytest.mark.parametrize("cursor", ["x", "%00", "MjAyNi0wMS0wMSBsc3RfMQ==", "bm90IGEgZGF0ZSBsc3Q="])
async def test_a_cursor_that_is_not_ours_is_refused(writer: Writer, cursor: str) -> None:
    answer = await writer.http.get(f"{PATH}?cursor={cursor}", headers=writer.as_("ada"))
    assert (answer.status, (await answer.json())["code"]) == (400, "invalid_cursor")


async def test_of_200_concurrent_changes_none_is_lost(writer: Writer) -> None:
    mug = await writer.list_mug()
    answers = await asyncio.gather(*(change(writer, mug["id"], lead_days=n) for n in range(1, 201)))

    by_version = {changed["version"]: changed["lead_days"] for _, changed in answers}
    assert {status for status, _ in answers} == {200}
    assert sorted(by_version) == list(range(2, 202))
    final = await (await writer.http.get(f"{PATH}/{mug['id']}", headers=writer.as_("ada"))).json()
    assert (final["version"], final["lead_days"]) == (201, by_version[201])


async def test_of_concurrent_guarded_changes_one_wins_each_round(writer: Writer) -> None:
    mug = await writer.list_mug()
    answers = await asyncio.gather(
        *(change(writer, mug["id"], lead_days=n, expected_version=1) for n in range(1, 21))
    )
    assert sorted(status for status, _ in answers) == [200] + [409] * 19


async def test_200_guarded_changes_repeated_after_conflicts_all_count(writer: Writer) -> None:
    mug = await writer.list_mug()
    versions: list[int] = []

    async def add_a_day_25_times() -> None:
        seen = mug
        for _ in range(25):
            while True:
                wanted = {"lead_days": seen["lead_days"] + 1, "expected_version": seen["version"]}
                status, answer = await change(writer, mug["id"], **wanted)
                if status == 200:
                    break
                seen = answer["current"]
            seen = answer
            versions.append(answer["version"])

    await asyncio.gather(*(add_a_day_25_times() for _ in range(8)))
    final = await (await writer.http.get(f"{PATH}/{mug['id']}", headers=writer.as_("ada"))).json()
    assert (final["lead_days"], final["version"]) == (200, 201)
    assert versions == list(range(2, 202))  # each is answered after the one it builds on
