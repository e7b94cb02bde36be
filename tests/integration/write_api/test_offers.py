"""What can be bought of a piece now, and why not."""

from typing import Any

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import listings, shops, variants
from tests.support.writer import Writer
from write_api.listings.offers import Offer, offers
from write_api.listings.pieces import Piece

pytestmark = pytest.mark.integration
SMALL, LARGE = "var_small", "var_large"


async def ask(engine: AsyncEngine, *pieces: Piece, **how: bool) -> dict[Piece, Offer]:
    async with engine.connect() as connection:
        return await offers(connection, pieces, **how)


async def one(engine: AsyncEngine, listing_id: str, variant_id: str = "", **how: bool) -> Offer:
    piece = Piece(listing_id, variant_id)
    return (await ask(engine, piece, **how))[piece]


async def in_sizes(engine: AsyncEngine, listing: dict[str, Any]) -> None:
    """Give the listing a small variant of which one is left and a large one, dearer and sold out."""
    rows = [
        {"id": SMALL, "options": {"Size": "Small"}, "quantity": 3, "held": 2, "price_minor": None},
        {"id": LARGE, "options": {"Size": "Large"}, "quantity": 0, "held": 0, "price_minor": 4500},
    ]
    shared = {"listing_id": listing["id"], "shop_id": listing["shop"]["id"]}
    async with engine.begin() as connection:
        await connection.execute(
            insert(variants),
            [row | shared | {"sku": row["id"], "position": n} for n, row in enumerate(rows)],
        )


async def test_a_piece_is_offered_as_it_is(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(ships_to=["GB"], personalization={"allowed": True, "max_length": 9})
    offer = await one(engine, mug["id"])
    assert (offer.why_not, offer.reason, offer.available) == (None, "", 6)
    assert (offer.title, str(offer.price), offer.shop.name) == ("Stoneware mug", "$32.00", "Ada's pots")
    assert (offer.ships_to, offer.personalization.max_length) == (["GB"], 9)
    assert offer.image.url.startswith(f"/pictures/{mug['id']}/")


async def test_what_never_was_has_no_offer(engine: AsyncEngine) -> None:
    assert await ask(engine, Piece("lst_nothing")) == {}


@pytest.mark.parametrize(
    ("table", "change", "why"),
    [
        ("listings", {"state": "draft"}, "gone"),
        ("listings", {"state": "deleted"}, "gone"),
        ("shops", {"suspended": True}, "gone"),
        ("listings", {"state": "paused"}, "paused"),
        ("listings", {"quantity": 0, "state": "sold_out"}, "sold_out"),
        ("listings", {"held": 6}, "sold_out"),
        ("listings", {"quantity": 0, "made_to_order": True}, None),
        ("listings", {"ai_channels": False}, None),
        ("shops", {"ai_channels": False}, None),
    ],
)
async def test_why_it_cannot_be_bought(
    writer: Writer, engine: AsyncEngine, table: str, change: dict[str, Any], why: str | None
) -> None:
    mug = await writer.list_mug()
    async with engine.begin() as connection:
        await connection.execute(update({"listings": listings, "shops": shops}[table]).values(change))
    offer = await one(engine, mug["id"])
    assert offer.why_not == why
    assert (offer.reason == "") == (why is None)
    kept_from_assistants = "ai_channels" in change
    assert (await one(engine, mug["id"], through_assistant=True)).why_not == (
        "gone" if kept_from_assistants else why
    )


async def test_what_has_variants_is_bought_by_variant(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug()
    await in_sizes(engine, mug)
    none, small, large, other = [
        await one(engine, mug["id"], variant) for variant in ("", SMALL, LARGE, "var_of_something_else")
    ]
    for unclear in (none, other):
        assert unclear.why_not == "choose_variant"
        assert unclear.reason.endswith(
            "by `variant_id`: var_small (Size Small; $32.00), var_large (Size Large; $45.00, sold out)."
        )
    assert (small.why_not, small.available, str(small.price), small.options) == (
        None, 1, "$32.00", {"Size": "Small"},
    )  # fmt: skip
    assert (large.why_not, str(large.price)) == ("sold_out", "$45.00")


async def test_a_removed_variant_says_what_else_there_is(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug()
    await in_sizes(engine, mug)
    async with engine.begin() as connection:
        await connection.execute(text("update variants set removed_at = now() where id = 'var_small'"))
    removed = await one(engine, mug["id"], SMALL)
    assert removed.why_not == "variant_removed"
    assert "var_large" in removed.reason
    assert "var_small" not in removed.reason


async def test_what_has_no_variants_is_not_bought_by_one(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug()
    assert (await one(engine, mug["id"], SMALL)).why_not == "no_variants"
