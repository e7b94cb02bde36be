"""A draft is looked at, then published in the version that was looked at."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.listing import Listing
from indexer import store as index_store
from indexer.documents import Reading
from tests.support.pictures import uploaded
from tests.support.writer import MUG, Writer

pytestmark = pytest.mark.integration
LISTINGS = "/api/v1/sellers/listings"
EDGE = "https://craftlocal.example"
SIZED: dict[str, Any] = {name: value for name, value in MUG.items() if name != "quantity"} | {
    "variants": [
        {"options": {"Size": "S", "Colour": "Blue"}, "quantity": 0},
        {"options": {"Size": "L", "Colour": "Red"}, "price": {"amount_minor": 4000, "currency": "USD"}},
        {"options": {"Size": "XL", "Colour": "Red"}, "price": {"amount_minor": 4500, "currency": "USD"}},
    ]
}


async def draft(writer: Writer, **fields: Any) -> dict[str, Any]:
    body = {"title": "Stoneware mug", "state": "draft"} | fields
    answer = await writer.http.post(LISTINGS, json=body, headers=writer.as_("ada"))
    made: dict[str, Any] = await answer.json()
    assert answer.status == 201, made
    return made


async def change(writer: Writer, listing_id: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    answer = await writer.http.put(f"{LISTINGS}/{listing_id}", json=fields, headers=writer.as_("ada"))
    return answer.status, await answer.json()


async def preview(writer: Writer, listing_id: str, who: str = "ada") -> tuple[int, Any]:
    answer = await writer.http.get(f"{LISTINGS}/{listing_id}/preview", headers=writer.as_(who))
    return answer.status, await answer.json()


async def publish(
    writer: Writer, listing_id: str, version: int, *, who: str = "ada", key: str = ""
) -> tuple[int, Any]:
    headers = writer.as_(who) | ({"Idempotency-Key": key} if key else {})
    answer = await writer.http.post(
        f"{LISTINGS}/{listing_id}/publish", json={"expected_version": version}, headers=headers
    )
    return answer.status, await answer.json()


async def test_a_draft_needs_a_title_alone_and_hears_all_that_is_missing(writer: Writer) -> None:
    made = await draft(writer)
    assert (made["price"], made["category"]) == ({"amount_minor": 0, "currency": "USD"}, "")

    status, seen = await preview(writer, made["id"])
    assert (status, seen["state"], seen["version"]) == (200, "draft", 1)
    assert [one["field"] for one in seen["missing"]] == ["price", "category"]
    assert {"images", "description", "materials", "ships_to"} <= {one["field"] for one in seen["advice"]}
    assert all(one["sentence"].endswith(".") for one in seen["missing"] + seen["advice"])

    status, problem = await publish(writer, made["id"], 1)
    assert (status, problem["code"], problem["missing"]) == (409, "listing_incomplete", seen["missing"])
    status, problem = await change(writer, made["id"], state="active")
    assert (status, problem["code"], problem["missing"]) == (400, "invalid_request", seen["missing"])
    answer = await writer.http.post(LISTINGS, json={"title": "A mug"}, headers=writer.as_("ada"))
    assert (answer.status, (await answer.json())["param"]) == (400, "price")


async def test_what_was_looked_at_is_published_and_nothing_else(writer: Writer) -> None:
    made = await draft(writer)
    _, priced = await change(writer, made["id"], price=MUG["price"], category=MUG["category"])
    status, conflict = await publish(writer, made["id"], made["version"])
    assert (status, conflict["code"], conflict["current"]) == (409, "version_conflict", priced)

    first = await publish(writer, made["id"], priced["version"], key="k")
    assert first == (200, priced | {"state": "active", "version": priced["version"] + 1})
    assert await publish(writer, made["id"], priced["version"], key="k") == first, "a retry is the same"
    assert (await publish(writer, made["id"], priced["version"]))[0] == 409
    assert await publish(writer, made["id"], first[1]["version"]) == first, "on offer already"


async def test_of_two_who_publish_at_once_one_does(writer: Writer) -> None:
    made = await draft(writer, price=MUG["price"], category=MUG["category"])
    answers = await asyncio.gather(*(publish(writer, made["id"], 1) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409]


async def test_paused_comes_back_and_sold_out_follows_the_stock(writer: Writer) -> None:
    mug = await writer.list_mug(quantity=0)
    steps = ({"state": "paused"}, {"state": "active"}, {"quantity": 2}, {"state": "paused"})
    states = [(await change(writer, mug["id"], **fields))[1]["state"] for fields in steps]
    resumed = (await publish(writer, mug["id"], 5))[1]["state"]
    assert [mug["state"], *states, resumed] == [
        "sold_out",
        "paused",
        "sold_out",
        "active",
        "paused",
        "active",
    ]
    assert (await change(writer, mug["id"], state="sold_out"))[0] == 400


async def test_others_and_the_deleted_look_like_none(writer: Writer) -> None:
    mug = await writer.list_mug()
    for who in ("bob", "eve"):
        assert (await preview(writer, mug["id"], who))[1]["code"] == "listing_not_found"
        assert (await publish(writer, mug["id"], 1, who=who))[1]["code"] == "listing_not_found"
    await writer.http.delete(f"{LISTINGS}/{mug['id']}", headers=writer.as_("ada"))
    assert (await preview(writer, mug["id"]))[0] == 404
    assert (await publish(writer, mug["id"], 2))[0] == 404


async def test_the_preview_is_what_the_index_will_show(writer: Writer, engine: AsyncEngine) -> None:
    kept = await uploaded(writer, alt="A mug")
    plain = await writer.list_mug()
    rich = await writer.list_mug(
        images=[{"url": kept["url"]}, {"url": "https://pots.example/2.jpg"}], colors=["blue"],
        materials=["clay"], made_to_order=True, lead_days=4, description="Thrown.", ships_to=["GB"],
        personalization={"allowed": True, "max_length": 9}, tags=["mug"], style=["rustic"],
    )  # fmt: skip
    answer = await writer.http.post(LISTINGS, json=SIZED, headers=writer.as_("ada"))
    sized = await answer.json()
    async with engine.begin() as connection:
        await connection.execute(text("update shops set rating = 4.5"))
        ids = [plain["id"], rich["id"], sized["id"]]
        loaded = await index_store.load(connection, ids, Reading("any"))
    indexed = {one.listing_id: one.listing for one in loaded}
    for made in (plain, rich, sized):
        _, seen = await preview(writer, made["id"])
        assert Listing.model_validate(seen["listing"]) == whole(indexed[made["id"]])
        assert seen["missing"] == []
    card = (await preview(writer, rich["id"]))[1]["listing"]["image"]["url"]
    assert card == kept["url"].replace(".webp", "-640.webp")


def whole(listing: Listing | None) -> Listing:
    """The listing with whole addresses, as the read service gives it."""
    assert listing is not None
    text = listing.model_dump_json().replace('"url":"/', f'"url":"{EDGE}/')
    return Listing.model_validate_json(text)


async def test_the_drawing_of_a_draft_says_what_to_draw(writer: Writer) -> None:
    made = await draft(writer, colors=["sea blue", "white"], category="Kitchen > Mugs & Cups")
    url = (await preview(writer, made["id"]))[1]["listing"]["image"]["url"]
    assert url.startswith(f"{EDGE}/pictures/{made['id']}/")
    assert url.endswith(
        "?title=Stoneware+mug&category=Kitchen+%3E+Mugs+%26+Cups&colors=sea+blue%7Cwhite&materials="
    )
