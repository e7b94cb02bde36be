"""An order as its buyer sees it in Chromium, and the mails about it: accessible, in both themes and widths."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import mails
from tests.browser.stage import accessibility_faults
from tests.support.orders import CHARGES, PRESENT, SELLING, Guest, Shopping, guest
from tests.support.writer import Writer
from write_api.orders.shapes import Order

pytestmark = pytest.mark.browser
TRACKING = {"carrier": "Royal Mail", "number": "RM123456789GB", "url": "https://track.example/RM123456789GB"}
ROBIN = guest("robin@mail.example")


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    context = await chromium.new_context(reduced_motion="reduce")
    page = await context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if "violates" in message.text else None)
    yield page
    await context.close()
    assert faults == []


@pytest.fixture
def shopping(writer: Writer, engine: AsyncEngine) -> Shopping:
    return Shopping(writer, engine)


async def lived(shopping: Shopping, buyer: Guest = ROBIN) -> Order:
    """Place an order with two makers, of which one has sent and one could not send everything."""
    mug = await shopping.writer.list_mug(sku="MUG", title="Stoneware mug, sea blue", quantity=6)
    bowl = await shopping.writer.list_mug("bob", sku="BOWL", title="Oak bowl, oiled", quantity=6)
    _, shop = await shopping.get("/api/v1/sellers/shop", shopping.writer.as_("ada", SELLING))
    order = await shopping.buy(
        shopping.line(mug, 2, "For Ada, with love"), shopping.line(bowl, 3),
        buyer=buyer, charges={shop["id"]: CHARGES}, gift=PRESENT,
    )  # fmt: skip
    first, second = order.shop_orders
    await shopping.step(first.id, "ship", tracking=TRACKING)
    line = {"line_id": second.lines[0].id, "quantity": 1}
    await shopping.step(second.id, "cancel", "bob", reason="damaged", lines=[line])
    return order


def address(shopping: Shopping, path: str) -> str:
    return f"{str(shopping.writer.http.make_url('/')).rstrip('/')}{path}"


async def fits(page: Page) -> None:
    """Fail where a page is not accessible or too wide, in both themes, narrow and wide."""
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in (320, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            assert await accessibility_faults(page.main_frame) == [], (theme, width)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (theme, width)


PAGES: dict[str, Callable[[Order], str]] = {
    "order": lambda order: f"/orders/{order.id}?key={ROBIN.secret}",
    "whose": lambda order: f"/orders/{order.id}",
    "no order": lambda order: f"/orders/{order.id}?key=x",
    "link": lambda _: "/orders/link",
}


@pytest.mark.parametrize("name", PAGES)
async def test_every_page_is_accessible_and_fits(shopping: Shopping, page: Page, name: str) -> None:
    order = await lived(shopping)
    answer = await page.goto(address(shopping, PAGES[name](order)))
    assert answer is not None
    assert answer.status == (404 if name == "no order" else 200)
    await fits(page)


async def test_a_guest_sees_the_order_through_the_link_and_follows_the_parcel(
    shopping: Shopping, page: Page
) -> None:
    order = await lived(shopping)
    answer = await page.goto(address(shopping, PAGES["order"](order)))
    assert answer is not None
    assert answer.headers["referrer-policy"] == "same-origin", "the key goes nowhere else"
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Your order {order.number}")
    await expect(page.get_by_role("link", name="Follow the parcel")).to_have_attribute(
        "href", TRACKING["url"]
    )
    await expect(page.get_by_text("1 cancelled")).to_be_visible()
    await expect(page.get_by_text("“For Ada, with love”")).to_be_visible()


async def test_without_the_link_nothing_of_the_order_is_there(shopping: Shopping, page: Page) -> None:
    order = await lived(shopping)
    for path, status in (("", 200), ("?key=x", 404), (f"?key={guest().secret}", 404)):
        answer = await page.goto(address(shopping, f"/orders/{order.id}{path}"))
        assert answer is not None
        assert answer.status == status
        shown = await page.content()
        assert order.number not in shown
        assert "mug" not in shown


Kind = Callable[[Shopping], Awaitable[object]]


async def message(shopping: Shopping) -> None:
    order = await lived(shopping)
    body, headers = {"text": "Hello"}, shopping.writer.as_("ada", SELLING)
    url = f"/api/v1/sellers/orders/{order.shop_orders[0].id}/messages"
    await shopping.writer.http.post(url, json=body, headers=headers)


async def test_every_mail_is_accessible_and_fits(shopping: Shopping, page: Page, engine: AsyncEngine) -> None:
    await message(shopping)
    async with engine.connect() as connection:
        written = (await connection.execute(select(mails.c.subject, mails.c.html))).all()
    kinds = {subject.partition("CL-")[0].strip(": ") for subject, _ in written}
    assert len(kinds) >= 5
    for _, html in written:
        await page.set_content(html)
        await fits(page)
