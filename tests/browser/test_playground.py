"""The playground of a running shop: ask, look at both sides, open a piece, follow a link."""

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.stage import accessibility_faults

pytestmark = pytest.mark.browser


async def test_a_question_is_answered_for_the_model_and_for_the_shopper(
    chromium: Browser, edge_url: str
) -> None:
    page = await chromium.new_page(viewport={"width": 1360, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    await page.goto(f"{edge_url}/playground")
    await page.get_by_role("button", name="gift under £20").click()

    await expect(page.get_by_text("answered in")).to_be_visible()
    await expect(page.get_by_label("structuredContent", exact=True)).to_contain_text("next_cursor")
    widget = page.frame_locator("iframe")
    await widget.locator("ul button").first.click()
    await expect(widget.get_by_role("link", name="View on CraftLocal")).to_be_visible()
    await widget.get_by_role("link", name="View on CraftLocal").click()
    await expect(page.get_by_text("The widget wants to open")).to_be_visible()
    assert page.url.endswith("?q=gift+under+%C2%A320")
    assert faults == []
    await page.close()


async def test_a_question_asked_before_the_page_knows_the_tools_is_not_lost(
    chromium: Browser, edge_url: str
) -> None:
    page = await chromium.new_page()
    asked = asyncio.Event()

    async def answer_late(route: Route) -> None:
        await asked.wait()
        await route.continue_()

    await page.route("**/mcp", answer_late)
    await page.goto(f"{edge_url}/playground")
    await page.get_by_role("button", name="gift under £20").click()
    asked.set()

    await expect(page.get_by_text("answered in")).to_be_visible()
    await page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1360])
async def test_the_playground_is_accessible(chromium: Browser, edge_url: str, theme: str, width: int) -> None:
    context = await chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = await context.new_page()
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await page.goto(f"{edge_url}/playground?q=gift")
    await expect(page.get_by_text("answered in")).to_be_visible()
    await page.get_by_text("Call any tool by hand").click()

    assert await accessibility_faults(page.main_frame) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    await context.close()


async def test_a_token_in_the_address_is_taken_out_of_it(chromium: Browser, edge_url: str) -> None:
    page = await chromium.new_page()
    await page.goto(f"{edge_url}/playground#token=not-a-token")
    await expect(page.get_by_role("alert").or_(page.get_by_text("Access token")).first).to_be_visible()
    assert "token" not in page.url
    await page.close()
