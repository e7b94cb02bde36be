"""Makers say once where they send to; listings follow."""

import asyncio
import random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.countries import COUNTRIES
from core.ids import new_id
from core.tables import listings, outbox
from tests.support.uploads import csv_of
from tests.support.uploads import uploaded as catalogue
from tests.support.writer import MUG, Writer
from write_api.audit.authors import Author
from write_api.shipping import service
from write_api.shipping.shapes import ShippingProfileChange

pytestmark = pytest.mark.integration
PROFILES = "/api/v1/sellers/shipping-profiles"
LISTINGS = "/api/v1/sellers/listings"


def to(*countries: str, price: int = 500) -> dict[str, Any]:
    return {"countries": list(countries), "price_minor": price, "days_min": 2, "days_max": 4}


ANYWHERE = {"everywhere_else": True, "price_minor": 1500, "days_min": 5, "days_max": 20}


async def ask(writer: Writer, method: str, path: str, who: str = "ada", **options: Any) -> tuple[int, Any]:
    headers = writer.as_(who) | options.pop("headers", {})
    answer = await writer.http.request(method, path, headers=headers, **options)
    return answer.status, await answer.json() if answer.status != 204 else None


async def make(
    writer: Writer, *rates: dict[str, Any], name: str = "Parcels", who: str = "ada", **more: Any
) -> Any:
    body = {"name": name, "currency": "USD", "rates": list(rates) or [to("US", "CA")]} | more
    status, made = await ask(writer, "POST", PROFILES, who, json=body)
    assert status == 201, made
    return made


async def test_a_profile_is_made_read_changed_and_deleted(writer: Writer) -> None:
    made = await make(writer, to("US", "CA"), ANYWHERE)
    assert made["id"].startswith("spr_")
    assert (made["version"], made["listings"]) == (1, 0)
    one = f"{PROFILES}/{made['id']}"
    assert await ask(writer, "GET", one) == (200, made)
    assert await ask(writer, "GET", PROFILES) == (200, {"items": [made]})

    status, changed = await ask(writer, "PUT", one, json={"expected_version": 1, "rates": [to("US")]})
    assert (status, changed["version"], [rate["countries"] for rate in changed["rates"]]) == (
        200,
        2,
        [["US"]],
    )
    assert await ask(writer, "PUT", one, json={"name": "Parcels"}) == (200, changed), "nothing changed"
    status, problem = await ask(writer, "PUT", one, json={"expected_version": 1, "name": "Letters"})
    assert (status, problem["code"], problem["current"]) == (409, "version_conflict", changed)
    assert (await ask(writer, "DELETE", one))[0] == 204
    assert (await ask(writer, "GET", one))[1]["code"] == "shipping_profile_not_found"

    log = await (
        await writer.http.get("/api/v1/sellers/audit", headers=writer.as_("ada", Scope.SELLER_MANAGE))
    ).json()
    assert [entry["action"].rpartition(".")[2] for entry in log["items"]] == ["deleted", "changed", "created"]


async def test_names_are_taken_once_also_at_once(writer: Writer) -> None:
    body = {"name": "Parcels", "currency": "USD", "rates": [to("US")]}
    answers = await asyncio.gather(*(ask(writer, "POST", PROFILES, json=body) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409]
    other = await make(writer, name="Letters")
    await make(writer, name="Parcels", who="bob")
    status, problem = await ask(writer, "PUT", f"{PROFILES}/{other['id']}", json={"name": "Parcels"})
    assert (status, problem["code"]) == (409, "name_taken")


async def test_a_key_makes_one_profile(writer: Writer) -> None:
    body = {"name": "Parcels", "currency": "USD", "rates": [to("US")]}
    key = {"Idempotency-Key": "k"}
    first = await ask(writer, "POST", PROFILES, json=body, headers=key)
    assert await ask(writer, "POST", PROFILES, json=body, headers=key) == first
    status, problem = await ask(writer, "POST", PROFILES, json=body | {"name": "B"}, headers=key)
    assert (status, problem["code"]) == (422, "idempotency_key_reused")


async def test_rates_that_cannot_stand_are_refused(writer: Writer) -> None:
    for rates, param in (
        ([], "rates"),
        ([to("US"), to("US", "CA")], "rates.0.countries"),
        ([to("UK")], "rates.0.countries.0"),
        ([to("us")], "rates.0.countries.0"),
        ([ANYWHERE, ANYWHERE], "rates"),
        ([to("US", price=-1)], "rates.0.price_minor"),
        ([to("US") | {"days_max": 400}], "rates.0.days_max"),
        ([to("US")] * 51, "rates"),
    ):
        body = {"name": "Parcels", "currency": "USD", "rates": rates}
        status, problem = await ask(writer, "POST", PROFILES, json=body)
        assert (status, problem["code"], problem["param"]) == (400, "invalid_request", param), rates


async def test_another_makers_profile_looks_like_none(writer: Writer) -> None:
    adas = await make(writer)
    mug = await writer.list_mug("bob")
    for profile_id in (adas["id"], new_id("spr")):
        for method, body in (("GET", None), ("PUT", {"name": "Mine"}), ("DELETE", None)):
            status, problem = await ask(writer, method, f"{PROFILES}/{profile_id}", "bob", json=body)
            assert (status, problem["code"]) == (404, "shipping_profile_not_found")
        wanted = {"shipping_profile_id": profile_id}
        status, problem = await ask(writer, "PUT", f"{LISTINGS}/{mug['id']}", "bob", json=wanted)
        assert (status, problem["code"]) == (404, "shipping_profile_not_found")
        status, problem = await ask(writer, "POST", LISTINGS, "bob", json=MUG | wanted)
        assert (status, problem["code"]) == (404, "shipping_profile_not_found")
    assert (await ask(writer, "GET", PROFILES, "bob"))[1] == {"items": []}
    assert (await ask(writer, "GET", PROFILES, "eve"))[1]["code"] == "not_a_seller"


async def test_a_listing_goes_where_its_profile_leads(writer: Writer) -> None:
    here, anywhere = await make(writer, to("US", "CA")), await make(writer, ANYWHERE, name="All")
    mug = await writer.list_mug(shipping_profile_id=here["id"])
    assert (mug["shipping_profile_id"], mug["ships_to"]) == (here["id"], ["CA", "US"])
    one = f"{LISTINGS}/{mug['id']}"
    _, far = await ask(writer, "PUT", one, json={"shipping_profile_id": anywhere["id"]})
    assert (far["ships_to"], far["version"]) == (sorted(COUNTRIES), 2)

    both = {"shipping_profile_id": here["id"], "ships_to": ["US"]}
    for method, path, body in (("PUT", one, both), ("POST", LISTINGS, MUG | both)):
        status, problem = await ask(writer, method, path, json=body)
        assert (status, problem["code"], problem["param"]) == (400, "invalid_request", "ships_to")

    status, problem = await ask(writer, "DELETE", f"{PROFILES}/{anywhere['id']}")
    assert (status, problem["code"], problem["listings"]) == (409, "shipping_profile_in_use", 1)
    assert "1 listing" in problem["detail"]
    _, alone = await ask(writer, "PUT", one, json={"ships_to": ["GB"]})
    assert (alone["shipping_profile_id"], alone["ships_to"]) == (None, ["GB"])
    assert (await ask(writer, "DELETE", f"{PROFILES}/{anywhere['id']}"))[0] == 204

    await ask(writer, "PUT", one, json={"shipping_profile_id": here["id"]})
    await ask(writer, "DELETE", one)
    assert (await ask(writer, "DELETE", f"{PROFILES}/{here['id']}"))[0] == 204, "what is deleted needs none"


async def test_prices_are_in_the_currency_of_the_profile(writer: Writer) -> None:
    euros = await make(writer, currency="EUR")
    wanted = {"shipping_profile_id": euros["id"]}
    status, problem = await ask(writer, "POST", LISTINGS, json=MUG | wanted)
    assert (status, problem["code"], problem["param"]) == (400, "invalid_request", "price.currency")
    _, draft = await ask(writer, "POST", LISTINGS, json={"title": "Mug", "state": "draft"} | wanted)
    assert draft["price"] == {"amount_minor": 0, "currency": "EUR"}
    one = f"{LISTINGS}/{draft['id']}"
    dollars = {"price": {"amount_minor": 900, "currency": "USD"}}
    assert (await ask(writer, "PUT", one, json=dollars))[1]["param"] == "price.currency"
    assert (await ask(writer, "PUT", one, json=dollars | {"ships_to": ["US"]}))[0] == 200
    assert (await ask(writer, "PUT", one, json=wanted))[1]["param"] == "price.currency"


async def test_a_catalogue_leaves_a_listing_on_its_profile(writer: Writer) -> None:
    profile = await make(writer)
    mug = await writer.list_mug(sku="m-1", shipping_profile_id=profile["id"])
    assert (await catalogue(writer, csv_of("m-1,Blue mug,12.50,USD")))["updated"] == 1
    _, kept = await ask(writer, "GET", f"{LISTINGS}/{mug['id']}")
    assert (kept["title"], kept["ships_to"]) == ("Blue mug", ["CA", "US"])
    assert (await catalogue(writer, csv_of("m-1,Blue mug,12.50,GBP")))["refused"] == 1


async def test_listings_follow_a_change_in_its_transaction(writer: Writer, engine: AsyncEngine) -> None:
    profile = await make(writer, to("US"))
    mugs = [await writer.list_mug(shipping_profile_id=profile["id"]) for _ in range(3)]
    other = await writer.list_mug(ships_to=["US"])
    one = f"{PROFILES}/{profile['id']}"
    await ask(writer, "PUT", one, json={"rates": [to("US", price=900)]})
    for mug in mugs:
        assert (await ask(writer, "GET", f"{LISTINGS}/{mug['id']}"))[1] == mug, (
            "only the price of a parcel changed"
        )

    author = Author("tests", writer.people["ada@makers.example"])
    async with engine.begin() as connection:
        change = ShippingProfileChange.model_validate({"rates": [to("US"), to("GB")]})
        changed = await service.change(connection, author, profile["id"], change)
        [announced] = await connection.scalars(select(outbox.c.payload["listing_ids"]))
        assert sorted(announced) == sorted(mug["id"] for mug in mugs)
    assert changed.listings == 3
    for mug in mugs:
        now = (await ask(writer, "GET", f"{LISTINGS}/{mug['id']}"))[1]
        assert now == mug | {"ships_to": ["GB", "US"], "version": 2}
    assert (await ask(writer, "GET", f"{LISTINGS}/{other['id']}"))[1] == other


async def test_whatever_happens_at_once_every_listing_goes_where_its_profile_leads(
    writer: Writer, engine: AsyncEngine
) -> None:
    chance = random.Random(7)
    profiles = [(await make(writer, name=name))["id"] for name in ("A", "B")]
    mugs = [(await writer.list_mug(shipping_profile_id=chance.choice(profiles)))["id"] for _ in range(6)]

    async def something() -> int:
        profile, mug = chance.choice(profiles), chance.choice(mugs)
        rates = [to(*chance.sample(["US", "CA", "GB", "FR"], chance.randint(1, 3)))]
        match chance.randrange(5):
            case 0:
                return (await ask(writer, "PUT", f"{PROFILES}/{profile}", json={"rates": rates}))[0]
            case 1:
                body = MUG | {"shipping_profile_id": profile}
                return (await ask(writer, "POST", LISTINGS, json=body))[0]
            case 2:
                return (await ask(writer, "PUT", f"{LISTINGS}/{mug}", json={"shipping_profile_id": profile}))[
                    0
                ]
            case 3:
                return (
                    await ask(writer, "PUT", f"{LISTINGS}/{mug}", json={"quantity": chance.randrange(9)})
                )[0]
            case _:
                return (
                    await ask(writer, "PUT", f"{LISTINGS}/{mug}", json={"title": f"Mug {chance.random()}"})
                )[0]

    statuses = await asyncio.gather(*(something() for _ in range(150)))
    assert set(statuses) <= {200, 201}
    for profile_id in profiles:
        _, profile = await ask(writer, "GET", f"{PROFILES}/{profile_id}")
        leads_to = sorted(country for rate in profile["rates"] for country in rate["countries"])
        async with engine.connect() as connection:
            mine = select(listings.c.ships_to).where(listings.c.shipping_profile_id == profile_id)
            found = list((await connection.execute(mine)).scalars())
        assert len(found) == profile["listings"] > 0
        assert all(countries == leads_to for countries in found)
