"""A maker's photograph on the whole running stack: uploaded, published, found, shown."""

from typing import Any

import aiohttp
import pytest

from tests.support.local_shop import LocalShop
from tests.support.pictures import IMAGES, picture
from tests.support.waiting import until

LISTINGS = "/api/v1/sellers/listings"
PIECE = {
    "title": "Bandicootlamp of driftwood", "category": "Home & Living > Lamps", "sku": "PICTURE-1", "state": "draft",
    "price": {"amount_minor": 7500, "currency": "GBP"},
}  # fmt: skip


async def ask(session: aiohttp.ClientSession, method: str, url: str, **options: Any) -> Any:
    async with session.request(method, url, **options) as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json() if answer.status != 204 else None


@pytest.mark.parametrize("switch", ["listing", "shop"])
async def test_a_photograph_goes_from_the_maker_to_shoppers_and_a_switch_hides_the_piece(
    shop: LocalShop, switch: str
) -> None:
    headers = {"Authorization": f"Bearer {shop.token('seller', 'write-api')}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        form = aiohttp.FormData({"alt": "A lamp"}, default_to_multipart=True)
        form.add_field("file", picture("JPEG", size=(1600, 1200)), filename="lamp.jpg")
        kept = await ask(session, "POST", shop.write_url + IMAGES, data=form)
        made = await ask(
            session, "POST", shop.write_url + LISTINGS, json=PIECE | {"images": [{"url": kept["url"]}]}
        )
        one = f"{shop.write_url}{LISTINGS}/{made['id']}"
        seen = await ask(session, "GET", f"{one}/preview")
        assert (seen["missing"], seen["listing"]["images"]) == ([], [{"url": kept["url"], "alt": "A lamp"}])
        await ask(session, "POST", f"{one}/publish", json={"expected_version": seen["version"]})

        found: list[dict[str, Any]] = []

        async def is_shown() -> bool:
            page = await shop.search("bandicootlamp", in_stock="false")
            found[:] = [item for item in page["items"] if item["sku"] == "PICTURE-1"]
            return bool(found)

        async def is_hidden() -> bool:
            return not await is_shown()

        await until(is_shown)
        small = kept["url"].replace(".webp", "-640.webp")
        assert found[0]["image"] == {"url": small, "alt": "A lamp"}
        for url in (kept["url"], small):
            assert (await _size_of(session, url)) > 100

        if switch == "listing":
            await ask(session, "PUT", one, json={"ai_channels": False})
        else:
            await ask(session, "PATCH", f"{shop.write_url}/api/v1/sellers/shop", json={"ai_channels": False})
        await until(is_hidden)
        assert (await _size_of(session, small)) > 100, "a picture alone tells nothing"
        await ask(session, "PATCH", f"{shop.write_url}/api/v1/sellers/shop", json={"ai_channels": True})
        await ask(session, "DELETE", one)


async def _size_of(session: aiohttp.ClientSession, url: str) -> int:
    async with session.get(url, headers={"Authorization": ""}) as answer:
        assert (answer.status, answer.content_type) == (200, "image/webp")
        return len(await answer.read())
