"""Variants in catalogues: in once, however often, and never over what another listing has."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.listing import ImportRow, ImportVariant
from core.tables import listings, outbox, variants
from write_api.catalogue.service import ImportReport, import_rows

pytestmark = pytest.mark.integration


def row(sku: str, *sizes: tuple[str, int], **fields: Any) -> ImportRow:
    usual = {"title": f"Piece {sku}", "price_minor": 1250, "currency": "GBP", "shop": "Clay & Co"}
    made = [ImportVariant(sku=f"{sku}-{size}", options={"Size": size}, quantity=n) for size, n in sizes]
    return ImportRow(sku=sku, **(usual | ({"variants": made} if made else {}) | fields))


async def there(engine: AsyncEngine) -> dict[str, tuple[int, dict[str, int]]]:
    """Return the quantity of each listing and of its variants."""
    async with engine.connect() as connection:
        own = (await connection.execute(select(listings.c.id, listings.c.sku, listings.c.quantity))).all()
        living = select(variants.c.listing_id, variants.c.sku, variants.c.quantity).where(
            variants.c.removed_at.is_(None)
        )
        found = (await connection.execute(living)).all()
    return {
        one.sku: (one.quantity, {v.sku: v.quantity for v in found if v.listing_id == one.id}) for one in own
    }


def figures(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, len(report.refused)


async def test_the_same_rows_again_write_nothing(engine: AsyncEngine) -> None:
    rows = [row("A", ("S", 2), ("L", 3)), row("B", quantity=4)]
    rows.append(
        row("C", variants=[ImportVariant(options={"No": str(n)}, price_minor=900 + n) for n in (1, 2)])
    )
    assert figures(await import_rows(engine, rows)) == (3, 0, 0, 0)
    async with engine.connect() as connection:
        before = [(await connection.execute(select(t))).all() for t in (listings, variants, outbox)]
    assert figures(await import_rows(engine, rows)) == (0, 0, 3, 0)
    async with engine.connect() as connection:
        assert [(await connection.execute(select(t))).all() for t in (listings, variants, outbox)] == before
    assert await there(engine) == {
        "A": (5, {"A-S": 2, "A-L": 3}), "B": (4, {}), "C": (2, {"C-1": 1, "C-2": 1}),
    }  # fmt: skip


async def test_a_row_says_all_variants_or_nothing_of_them(engine: AsyncEngine) -> None:
    await import_rows(engine, [row("A", ("S", 2), ("L", 3))])
    assert figures(await import_rows(engine, [row("A", title="A better piece")])) == (0, 1, 0, 0)
    assert await there(engine) == {"A": (5, {"A-S": 2, "A-L": 3})}
    report = await import_rows(engine, [row("A", quantity=9)])
    assert "Leave `quantity` out" in report.refused[0].reason
    assert figures(await import_rows(engine, [row("A", ("L", 4), ("XL", 1))])) == (0, 1, 0, 0)
    assert await there(engine) == {"A": (5, {"A-L": 4, "A-XL": 1})}
    assert figures(await import_rows(engine, [row("A", variants=[], quantity=7)])) == (0, 1, 0, 0)
    assert await there(engine) == {"A": (7, {})}


async def test_a_row_does_not_take_the_sku_of_another(engine: AsyncEngine) -> None:
    await import_rows(engine, [row("A", ("S", 2)), row("B")])
    wrong = [
        row("A-S"),
        row("C", variants=[ImportVariant(sku="B", options={"Size": "S"})]),
        row("D", variants=[ImportVariant(sku="NEW", options={"Size": "S"})]),
        row("E", variants=[ImportVariant(sku="NEW", options={"Size": "S"})]),
        row("NEW"),
        row("F", variants=[ImportVariant(sku="F", options={"Size": "S"})]),
        row("B", title="Bowl"),
    ]
    report = await import_rows(engine, wrong)
    assert [refusal.sku for refusal in report.refused] == ["A-S", "C", "E", "NEW", "F"]
    assert figures(report)[:2] == (1, 1)
    assert set(await there(engine)) == {"A", "B", "D"}
    assert (await import_rows(engine, [row("A-S", shop="Another shop")])).created == 1


async def test_a_deleted_listing_comes_back_with_variants(engine: AsyncEngine) -> None:
    await import_rows(engine, [row("A", ("S", 2))])
    async with engine.begin() as connection:
        await connection.execute(variants.update().values(removed_at=variants.c.stock_changed_at))
        await connection.execute(listings.update().values(state="deleted", quantity=0))
    assert figures(await import_rows(engine, [row("A", ("S", 4), ("L", 1))])) == (0, 1, 0, 0)
    assert await there(engine) == {"A": (5, {"A-S": 4, "A-L": 1})}
