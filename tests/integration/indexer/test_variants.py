"""What shoppers find and see of variants."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.ids import stable_id
from core.listing import ImportVariant, Listing
from core.tables import variants
from search.embedded.reader import EmbeddedIndex
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.listings import DIMENSIONS
from write_api.audit.authors import SWEEPER
from write_api.inventory import holds
from write_api.listings.pieces import Piece


def size(name: str, price_minor: int, quantity: int = 1, **options: str) -> ImportVariant:
    return ImportVariant(
        sku=f"V-{name}", options={"Size": name} | options, price_minor=price_minor, quantity=quantity
    )


def listing_id(sku: str) -> str:
    return stable_id("lst", stable_id("shp", "Clay & Co"), sku)


async def shown(shop: IndexedShop, sku: str) -> Listing:
    return (await EmbeddedIndex(shop.root, DIMENSIONS).load([listing_id(sku)]))[listing_id(sku)]


async def hold(shop: IndexedShop, sku: str) -> None:
    async with shop.engine.begin() as connection:
        found = select(variants.c.listing_id, variants.c.id).where(variants.c.sku == sku)
        piece = Piece(*(await connection.execute(found)).one())
        await holds.hold(connection, SWEEPER, sku, {piece: 1}, lasts=timedelta(hours=1))
    await shop.indexing.index(piece.listing_id)


async def test_a_listing_costs_what_the_cheapest_in_stock_costs(shop: IndexedShop) -> None:
    sizes = [size("Small", 3000), size("Medium", 4000), size("Large", 6000)]
    fields: dict[str, Any] = {"variants": sizes, "price_minor": 5000}
    await shop.stock(
        row("V", "Mug", **fields), row("A", "Mug", price_minor=3500), row("B", "Mug", price_minor=4500)
    )
    await shop.rebuild()
    seen = await shown(shop, "V")
    assert (seen.price.amount_minor, seen.price_varies, seen.in_stock) == (3000, True, True)
    assert [(one.options["Size"], one.price.amount_minor, one.in_stock) for one in seen.variants] == [
        ("Small", 3000, True), ("Medium", 4000, True), ("Large", 6000, True),
    ]  # fmt: skip
    assert set(seen.variants[0].model_dump()) == {"id", "sku", "options", "price", "in_stock"}
    assert await shop.found(max_price=32) == ["V"]

    await hold(shop, "V-Small")
    seen = await shown(shop, "V")
    assert (seen.price.amount_minor, [one.in_stock for one in seen.variants]) == (4000, [False, True, True])
    assert await shop.found(max_price=32) == []
    assert await shop.found(max_price=42) == ["A", "V"]

    await hold(shop, "V-Medium")
    seen = await shown(shop, "V")
    assert (seen.price.amount_minor, seen.price_varies) == (6000, False)
    await hold(shop, "V-Large")
    seen = await shown(shop, "V")
    assert (seen.price.amount_minor, seen.price_varies, seen.in_stock) == (3000, True, False)
    assert await shop.found(in_stock=True) == ["A", "B"]


async def test_options_are_words_and_colours_and_materials_are_facts(shop: IndexedShop) -> None:
    sizes = [
        size("Large", 3000, Colour="Blue", Wood="Oak"),
        size("Tiny", 3000, quantity=0, Colour="Black", Wood="Ash"),
    ]
    glazes = [
        ImportVariant(options={"Glaze": "Cobalt"}),
        ImportVariant(options={"Glaze": "Tenmoku"}, quantity=0),
    ]
    await shop.stock(row("V", "Mug", variants=sizes), row("G", "Mug", variants=glazes), row("A", "Mug"))
    await shop.rebuild()
    assert await shop.found("large mug") == ["V"]
    assert await shop.found("cobalt glaze") == ["G"]
    assert await shop.found("tenmoku") == []  # it is sold out
    assert await shop.found(colors=["blue"]) == ["V"]
    assert await shop.found(colors=["black"]) == []
    assert await shop.found(materials=["oak"]) == ["V"]
    seen = await shown(shop, "V")
    assert (seen.colors, seen.materials) == (["blue"], ["oak"])
