"""A catalogue comes in once, however often it is imported."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ids import stable_id
from core.listing import ImportRow
from core.tables import accounts, listings, outbox, shops
from tests.support import stock
from tests.support.writer import Writer
from write_api.catalogue.service import import_rows
from write_api.sellers.service import NewShop, ensure_shop

pytestmark = pytest.mark.integration


def row(sku: str, **fields: Any) -> ImportRow:
    defaults = {"title": f"Piece {sku}", "price_minor": 1250, "currency": "GBP", "shop": "Clay & Co"}
    return ImportRow(sku=sku, **(defaults | fields))


async def everything(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return [
            (await connection.execute(select(table).order_by(table.c.id))).all()
            for table in (accounts, shops, listings, outbox)
        ]


async def announced(engine: AsyncEngine) -> list[str]:
    return [listing_id for job in await stock.announced(engine) for listing_id in job]


async def owners(engine: AsyncEngine) -> dict[str, str]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(shops.c.name, accounts.c.email).join(accounts))
        return {row.name: row.email for row in rows}


async def forget_outbox(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(outbox.delete())


async def test_a_second_import_writes_nothing_at_all(engine: AsyncEngine) -> None:
    rows = [row(f"S{n}", shop=f"Shop {n % 7}", city="Bath", tags=["gift"], image_url="https://x.example/a.png")
            for n in range(60)]  # fmt: skip
    first = await import_rows(engine, rows, batch_size=25)
    before = await everything(engine)
    second = await import_rows(engine, rows, batch_size=25)

    assert (first.created, first.shops_created, first.rows) == (60, 7, 60)
    assert (second.created, second.updated, second.unchanged, second.shops_created) == (0, 0, 60, 0)
    assert await everything(engine) == before


async def test_ids_are_the_same_on_every_machine(engine: AsyncEngine) -> None:
    await import_rows(engine, [row("S1")])
    assert await announced(engine) == [stable_id("lst", stable_id("shp", "Clay & Co"), "S1")]


async def test_only_what_differs_is_written_and_announced(engine: AsyncEngine) -> None:
    await import_rows(engine, [row("S1"), row("S2"), row("S3")])
    await forget_outbox(engine)
    report = await import_rows(engine, [row("S1"), row("S2", quantity=9), row("S3"), row("S4")])

    assert (report.created, report.updated, report.unchanged) == (1, 1, 2)
    async with engine.connect() as connection:
        found = await connection.execute(
            select(listings.c.sku, listings.c.version, listings.c.quantity).order_by(listings.c.sku)
        )
        assert [tuple(one) for one in found] == [("S1", 1, 1), ("S2", 2, 9), ("S3", 1, 1), ("S4", 1, 1)]
    assert len(await announced(engine)) == 2


async def test_a_first_load_may_leave_the_index_to_a_rebuild(engine: AsyncEngine) -> None:
    assert (await import_rows(engine, [row("S1")], announce=False)).created == 1
    assert await announced(engine) == []


async def test_a_listing_its_maker_deleted_comes_back(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="MUG-1")
    await writer.http.delete(f"/api/v1/sellers/listings/{mug['id']}", headers=writer.as_("ada"))
    await import_rows(engine, [row("MUG-1", shop="Ada's pots", title="Mug, again")])

    answer = await writer.http.get(f"/api/v1/sellers/listings/{mug['id']}", headers=writer.as_("ada"))
    found = await answer.json()
    assert (found["title"], found["state"], found["version"]) == ("Mug, again", "active", 3)


async def test_what_a_row_cannot_say_stays(writer: Writer, engine: AsyncEngine) -> None:
    pictures = [{"url": f"https://x.example/{n}.png", "alt": "A mug"} for n in range(2)]
    mug = await writer.list_mug(sku="MUG-1", images=pictures, ai_channels=False)
    url = f"/api/v1/sellers/listings/{mug['id']}"
    await writer.http.put(url, json={"state": "paused"}, headers=writer.as_("ada"))
    again = row("MUG-1", shop="Ada's pots", city="Elsewhere", image_url="https://x.example/1.png")
    await import_rows(engine, [again], owner_of={"Ada's pots": "bob@makers.example"}.get)

    found = await (await writer.http.get(url, headers=writer.as_("ada"))).json()
    assert (found["images"], found["state"], found["ai_channels"]) == (pictures, "paused", False)
    assert (found["title"], found["shop"]["city"]) == ("Piece MUG-1", "Bath")


async def test_the_first_of_two_rows_with_one_sku_counts(engine: AsyncEngine) -> None:
    report = await import_rows(engine, [row("S1"), row("S1", title="Another"), row("S1", shop="Other shop")])
    assert (report.created, report.repeated) == (2, 1)


async def test_a_row_that_contradicts_itself_is_refused_and_the_rest_goes_in(engine: AsyncEngine) -> None:
    odd = row("S2", personalization={"allowed": True})
    report = await import_rows(engine, [row("S1"), odd, row("S3")])
    assert report.created == 2
    assert [(refusal.sku, "max_length" in refusal.reason) for refusal in report.refused] == [("S2", True)]


async def test_without_stock_or_price_a_row_is_not_on_offer(engine: AsyncEngine) -> None:
    await import_rows(
        engine, [row("A", quantity=0), row("B", price_minor=0), row("C", quantity=0, made_to_order=True)]
    )
    async with engine.connect() as connection:
        states = (await connection.execute(select(listings.c.state).order_by(listings.c.sku))).scalars().all()
    assert states == ["sold_out", "draft", "active"]


async def test_a_shop_goes_to_whom_the_import_names(engine: AsyncEngine) -> None:
    await import_rows(engine, [row("S1"), row("S1", shop="Ünï çødé"), row("S1", shop="!!")],
                      owner_of={"Clay & Co": "Ada@Makers.example"}.get)  # fmt: skip
    found = await owners(engine)
    assert found["Clay & Co"] == "ada@makers.example"
    assert len(set(found.values())) == 3

    await ensure_shop(engine, NewShop("Clay & Co", "bob@makers.example"))
    assert (await owners(engine))["Clay & Co"] == "bob@makers.example"


async def test_two_imports_at_once_make_each_listing_once(engine: AsyncEngine) -> None:
    rows = [row(f"S{n}", shop=f"Shop {n % 5}") for n in range(300)]
    reports = await asyncio.gather(
        import_rows(engine, rows, batch_size=40), import_rows(engine, rows[::-1], batch_size=70)
    )
    assert sum(report.created for report in reports) == 300
    assert sum(report.shops_created for report in reports) == 5
    assert len(await announced(engine)) == 300
    async with engine.connect() as connection:
        highest = await connection.execute(text("select max(version), count(*) from listings"))
        assert tuple(highest.one()) == (1, 300)
        assert (await connection.execute(select(func.count()).select_from(shops))).scalar() == 5


async def test_progress_is_told_after_each_batch(engine: AsyncEngine) -> None:
    told: list[int] = []
    await import_rows(engine, (row(f"S{n}") for n in range(25)), batch_size=10, on_progress=told.append)
    assert told == [10, 20, 25]


async def test_an_address_of_a_picture_that_cannot_be_split_stops_nobody(engine: AsyncEngine) -> None:
    rows = [row("MUG-1", image_url="https://[x"), row("MUG-2")]
    report = await import_rows(engine, rows)
    assert report.created == 2
