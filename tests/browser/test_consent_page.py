"""The consent page in Chromium: to be read by everybody, and the way back to the app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from tests.browser.stage import accessibility_faults
from tests.support.visitors import ADA, PASSWORD, Accounts

pytestmark = pytest.mark.browser
EVERYTHING = "listings.read listings.write orders.read orders.write seller.manage openid email profile"


@asynccontextmanager
async def opened(chromium: Browser, accounts: Accounts, *, scripts: bool = False) -> AsyncIterator[Page]:
    """A page that an app on this machine has sent to us, signed in on the way."""

    async def arrived(request: web.Request) -> web.Response:
        told = " ".join(sorted(request.query))
        return web.Response(text=f"<title>{told}</title>", content_type="text/html")

    client = web.Application()
    client.router.add_get("/callback", arrived)
    context = await chromium.new_context(java_script_enabled=scripts)
    async with TestServer(client, host="127.0.0.1") as app_site:
        visitor = await accounts.visitor()
        callback = str(app_site.make_url("/callback"))
        metadata = {
            "client_name": "An app with a rather long name, as some have", "redirect_uris": [callback],
            "token_endpoint_auth_method": "none",
        }  # fmt: skip
        answer = await visitor.http.post("/oauth/register", json=metadata)
        query = urlencode(
            {
                "response_type": "code", "client_id": (await answer.json())["client_id"], "state": "st",
                "redirect_uri": callback, "code_challenge": "x" * 43, "code_challenge_method": "S256",
                "scope": EVERYTHING,
            }
        )  # fmt: skip
        page = await context.new_page()
        await page.goto(str(accounts.server.make_url(f"/oauth/authorize?{query}")))
        await page.get_by_label("E-mail address").fill(ADA)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.locator("main form button").last.click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Connect An app")
        yield page
    await context.close()


async def test_it_is_accessible_and_fits(chromium: Browser, accounts: Accounts) -> None:
    async with opened(chromium, accounts, scripts=True) as page:
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            for width in (320, 1280):
                await page.set_viewport_size({"width": width, "height": 900})
                assert await accessibility_faults(page.main_frame) == [], (theme, width)
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


@pytest.mark.parametrize(("button", "told"), [("Allow", "code iss state"),
                                              ("Cancel", "error error_description iss state")])  # fmt: skip
async def test_the_answer_goes_to_the_app_through_the_policy_of_the_page(
    chromium: Browser, accounts: Accounts, button: str, told: str
) -> None:
    async with opened(chromium, accounts) as page:
        await page.get_by_label("Place and cancel orders").uncheck()
        await page.get_by_role("button", name=button).click()
        await expect(page).to_have_title(told)


async def test_nothing_ticked_is_said_and_asked_again(chromium: Browser, accounts: Accounts) -> None:
    async with opened(chromium, accounts) as page:
        for box in await page.get_by_role("checkbox").all():
            await box.uncheck()
        await page.get_by_role("button", name="Allow").click()
        await expect(page.get_by_role("alert")).to_contain_text("Tick what you allow")


async def test_no_other_page_frames_it(chromium: Browser, accounts: Accounts) -> None:
    async with opened(chromium, accounts) as page:
        ours = page.url

        async def lure(_request: web.Request) -> web.Response:
            frames = (
                f'<iframe src="{ours}"></iframe><iframe src="{accounts.server.make_url("/account/sign-in")}">'
            )
            return web.Response(text=f"<title>A game</title>{frames}", content_type="text/html")

        elsewhere = web.Application()
        elsewhere.router.add_get("/", lure)
        async with TestServer(elsewhere, host="127.0.0.1") as site:
            framing = await page.context.new_page()
            await framing.goto(str(site.make_url("/")))
            shown = [await frame.content() for frame in framing.frames[1:]]
            assert len(shown) == 2
            assert not [text for text in shown if "csrf" in text or "CraftLocal" in text]
