"""A maker's uploaded photograph in the widgets of a running shop."""

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from tests.support.local_shop import LocalShop
from tests.support.pictures import IMAGES, picture
from tests.support.waiting import until

pytestmark = pytest.mark.browser


async def test_an_uploaded_photograph_loads_in_the_detail_of_a_piece(
    chromium: Browser, shop: LocalShop
) -> None:
    headers = {"Authorization": f"Bearer {shop.token('seller', 'write-api')}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        photograph = {"Content-Type": "image/jpeg"}
        content = picture("JPEG", size=(1600, 1200))
        async with session.post(
            f"{shop.write_url}{IMAGES}?alt=A%20tray%20of%20two%20woods", data=content, headers=photograph
        ) as answer:
            kept = await answer.json()
        body = {
            "title": "Quollboard of walnut and maple", "category": "Kitchen & Dining > Trays",
            "images": [{"url": kept["url"]}], "materials": ["walnut", "maple"],
            "price": {"amount_minor": 4800, "currency": "GBP"},
        }  # fmt: skip
        async with session.post(f"{shop.write_url}/api/v1/sellers/listings", json=body) as answer:
            assert answer.status == 201, await answer.text()
            made = await answer.json()

        async def is_found() -> bool:
            page = await shop.search("quollboard")
            return any(item["id"] == made["id"] for item in page["items"])

        await until(is_found)
        page = await chromium.new_page(viewport={"width": 1360, "height": 1000})
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        await page.goto(f"{shop.edge_url}/playground/?listing={made['id']}")
        photo = page.frame_locator("iframe").get_by_role("img", name="A tray of two woods").first
        await expect(photo).to_be_visible()
        assert await photo.evaluate("image => image.decode().then(() => image.naturalWidth)") in (640, 1600)
        assert faults == []
        await page.close()
        async with session.delete(f"{shop.write_url}/api/v1/sellers/listings/{made['id']}") as answer:
            assert answer.status == 204
