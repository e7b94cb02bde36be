"""What a maker sets for the own shop: whether assistants show it, its time zone and currency."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.ids import new_id
from core.listing import ImportRow
from core.tables import shops
from tests.support.writer import Writer
from write_api.catalogue.service import import_rows
from write_api.sellers.service import OwnShop, open_own

pytestmark = pytest.mark.integration
SHOP = "/api/v1/sellers/shop"


async def versions(engine: AsyncEngine) -> dict[str, int]:
    async with engine.connect() as connection:
        return {
            row.name: row.version for row in await connection.execute(select(shops.c.name, shops.c.version))
        }


async def test_a_maker_switches_assistants_off_for_the_own_shop_alone(
    writer: Writer, engine: AsyncEngine
) -> None:
    manage = writer.as_("ada", Scope.SELLER_MANAGE)
    before = await versions(engine)
    off = await writer.http.patch(SHOP, json={"ai_channels": False}, headers=manage)
    again = await writer.http.patch(SHOP, json={"ai_channels": False}, headers=manage)
    nothing = await writer.http.patch(SHOP, json={}, headers=manage)

    assert [answer.status for answer in (off, again, nothing)] == [200] * 3
    assert (await nothing.json())["ai_channels"] is False
    changed = before | {"Ada's pots": before["Ada's pots"] + 1}
    assert await versions(engine) == changed, "which is how the indexer sees it, and once is enough"
    bobs = await writer.http.get(SHOP, headers=writer.as_("bob", Scope.SELLER_MANAGE))
    assert (await bobs.json())["ai_channels"] is True
    log = await (await writer.http.get("/api/v1/sellers/audit", headers=manage)).json()
    assert [(one["action"], one["changes"]) for one in log["items"]] == [
        ("shop.changed", {"ai_channels": {"before": True, "after": False}})
    ]


async def test_somebody_without_a_shop_has_nothing_to_switch(writer: Writer) -> None:
    manage = writer.as_("eve", Scope.SELLER_MANAGE)
    for answer in (
        await writer.http.get(SHOP, headers=manage),
        await writer.http.patch(SHOP, json={"ai_channels": False}, headers=manage),
    ):
        assert (answer.status, (await answer.json())["code"]) == (403, "not_a_seller")


async def test_time_zone_and_currency_are_set_and_logged_and_leave_the_index_alone(
    writer: Writer, engine: AsyncEngine
) -> None:
    manage = writer.as_("ada", Scope.SELLER_MANAGE)
    before = await versions(engine)
    wanted = {"time_zone": "Asia/Kolkata", "currency": "EUR"}
    answers = [await writer.http.patch(SHOP, json=wanted, headers=manage) for _ in range(2)]
    shop = await (await writer.http.get(SHOP, headers=manage)).json()

    assert [answer.status for answer in answers] == [200, 200]
    assert {name: shop[name] for name in wanted} == wanted
    assert await versions(engine) == before
    log = await (await writer.http.get("/api/v1/sellers/audit", headers=manage)).json()
    assert [one["changes"] for one in log["items"]] == [
        {
            "time_zone": {"before": "UTC", "after": "Asia/Kolkata"},
            "currency": {"before": "USD", "after": "EUR"},
        }
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": zone}
        for zone in (
            "",
            "Mars/Olympus",
            "europe/london",
            "../etc/passwd",
            "Europe/London ",
            "+01:00",
            "localtime",
            1,
        )
    ]
    + [{"currency": "XXX"}, {"currency": "gbp"}, {"currency": 5}, {"timezone": "UTC"}],
)
async def test_what_is_no_time_zone_or_currency_is_refused(writer: Writer, change: dict[str, Any]) -> None:
    answer = await writer.http.patch(SHOP, json=change, headers=writer.as_("ada", Scope.SELLER_MANAGE))
    problem = await answer.json()
    assert (answer.status, problem["code"], problem["param"]) == (400, "invalid_request", next(iter(change)))


async def counted_in(engine: AsyncEngine, name: str) -> tuple[str, str]:
    async with engine.connect() as connection:
        found = select(shops.c.time_zone, shops.c.currency).where(shops.c.name == name)
        row = (await connection.execute(found)).one()
        return row.time_zone, row.currency


@pytest.mark.parametrize(
    ("country", "zone", "currency"),
    [
        ("GB", "Europe/London", "GBP"),
        ("US", "America/New_York", "USD"),
        ("CA", "America/Toronto", "CAD"),
        ("AU", "Australia/Sydney", "AUD"),
        ("IE", "Europe/Dublin", "EUR"),
        ("IN", "Asia/Kolkata", "USD"),
    ],
)
async def test_a_shop_begins_with_what_is_usual_in_its_country(
    people: dict[str, str], engine: AsyncEngine, country: str, zone: str, currency: str
) -> None:
    name = new_id("shp")
    async with engine.begin() as connection:
        await open_own(connection, people["eve@makers.example"], OwnShop(name, "Somewhere", "", country))
    assert await counted_in(engine, name) == (zone, currency)


async def test_an_imported_shop_counts_in_the_currency_of_its_first_listing(engine: AsyncEngine) -> None:
    for sku, currency in (("A", "CHF"), ("B", "EUR")):
        row = ImportRow(
            sku=sku, title="A mug", price_minor=1, currency=currency, shop="Ton & Co", country="DE"
        )
        await import_rows(engine, [row])
    assert await counted_in(engine, "Ton & Co") == ("Europe/Berlin", "CHF")
