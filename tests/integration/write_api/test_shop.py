"""A maker keeps a whole shop from assistants, and lets them in again."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.tables import shops
from tests.support.writer import Writer

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
