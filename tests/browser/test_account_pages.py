"""The account pages in Chromium: every state in both themes and widths, and the ways through them."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.stage import accessibility_faults
from tests.support.visitors import ADA, PASSWORD, Accounts
from write_api.app import Settings, create_app

pytestmark = pytest.mark.browser
NEW = "new@people.example"


class Person:
    """Somebody at a browser of their own. `faults` lists script errors and what the policy stopped."""

    def __init__(self, page: Page, accounts: Accounts) -> None:
        self.page, self.accounts = page, accounts
        self.base = str(accounts.server.make_url("/")).rstrip("/")
        self.faults: list[str] = []
        page.on(
            "console",
            lambda message: self.faults.append(message.text) if "violates" in message.text else None,
        )
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    async def go(self, path: str) -> None:
        await self.page.goto(f"{self.base}{path}")

    async def press(self) -> None:
        await self.page.locator("main form button").last.click()

    async def sign_in(self, password: str = PASSWORD) -> None:
        await self.go("/account/sign-in")
        await self.page.get_by_label("E-mail address").fill(ADA)
        await self.page.get_by_label("Password").fill(password)
        await self.press()


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(reduced_motion="reduce")
    yield context
    await context.close()


@pytest.fixture
async def person(context: BrowserContext, accounts: Accounts) -> AsyncIterator[Person]:
    person = Person(await context.new_page(), accounts)
    yield person
    assert person.faults == []


async def wrong_password(person: Person) -> None:
    await person.sign_in("not it")


async def mail_sent(person: Person) -> None:
    await person.go("/account/sign-up")
    await person.page.get_by_label("E-mail address").fill(NEW)
    await person.press()


async def finishing(person: Person) -> None:
    await mail_sent(person)
    await person.go(await person.accounts.link(NEW))


async def finished_wrongly(person: Person) -> None:
    await finishing(person)
    await person.page.locator("main form").evaluate("form => form.noValidate = true")
    await person.page.get_by_label("Password").fill("password1")
    await person.press()


async def shop_without_anything(person: Person) -> None:
    await person.sign_in()
    await person.go("/account/open-shop")
    await person.page.locator("main form").evaluate("form => form.noValidate = true")
    await person.press()


async def mailbox(person: Person) -> None:
    await mail_sent(person)
    await person.go("/playground/mail")


async def many_apps(person: Person) -> None:
    await person.accounts.rows(
        """
        insert into oauth_grants (id, account_id, client_id, client_name, scopes, resource, signed_in_at,
                                  consented_at, expires_at)
        select 'grt_' || n, :ada, 'cli_' || n, 'An app ' || n, '{listings.read,seller.manage}', 'urn:x', now(),
               now(), now() + interval '1 day'
        from generate_series(1, 8) as n
        """,
        ada=person.accounts.people[ADA],
    )
    await person.accounts.rows(
        """
        insert into oauth_codes (hash, grant_id, redirect_uri, code_challenge, expires_at, used_at)
        select sha256(id::bytea), id, '', '', expires_at, now() from oauth_grants
        """
    )
    await person.sign_in()
    await person.page.get_by_text("2 more").click()
    await expect(person.page.get_by_role("button", name="Disconnect An app")).to_have_count(8)


def at(path: str, *, signed_in: bool = False) -> Callable[[Person], Awaitable[None]]:
    async def go(person: Person) -> None:
        if signed_in:
            await person.sign_in()
        await person.go(path)

    return go


STATES: dict[str, Callable[[Person], Awaitable[None]]] = {
    "sign-in": at("/account/sign-in"),
    "wrong password": wrong_password,
    "sign-up": at("/account/sign-up"),
    "mail sent": mail_sent,
    "finishing": finishing,
    "finished wrongly": finished_wrongly,
    "forgot": at("/account/forgot"),
    "link gone": at("/account/reset?token=x"),
    "account": at("/account", signed_in=True),
    "many apps": many_apps,
    "changed": at("/account?done=name", signed_in=True),
    "name": at("/account/name", signed_in=True),
    "email": at("/account/email", signed_in=True),
    "password": at("/account/password", signed_in=True),
    "sign-out": at("/account/sign-out", signed_in=True),
    "shop without anything": shop_without_anything,
    "mailbox": mailbox,
}


@pytest.mark.parametrize("state", STATES)
async def test_every_page_is_accessible_and_fits(person: Person, state: str) -> None:
    page = person.page
    await STATES[state](person)
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in (320, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            assert await accessibility_faults(page.main_frame) == [], (theme, width)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (theme, width)


async def test_from_nobody_to_a_maker_without_a_script(chromium: Browser, accounts: Accounts) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    person = Person(page, accounts)
    await person.go("/account")
    await page.get_by_role("link", name="Open an account").click()
    await page.get_by_label("E-mail address").fill(NEW)
    await page.get_by_role("button", name="Send me the link").click()
    await page.get_by_role("link", name="read it here").click()
    await expect(page.get_by_role("heading", name="Finish your CraftLocal account")).to_be_visible()
    await person.go(await accounts.link(NEW))
    await page.get_by_label("Your name").fill("Robin Shaw")
    await page.get_by_label("Password").fill("glaze and ash")
    await page.get_by_role("button", name="Open the account").click()

    await expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    await page.get_by_role("link", name="Open a shop").click()
    await page.get_by_label("Name of the shop").fill("Shaw's Clay")
    await page.get_by_label("Town").fill("Bath")
    await page.get_by_label("Country").select_option("GB")
    await page.get_by_role("button", name="Open the shop").click()
    await expect(page.get_by_role("status")).to_have_text("Your shop is open. You can list pieces in it.")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await context.close()


async def test_a_wrong_field_is_told_where_it_is_and_nothing_typed_is_lost(person: Person) -> None:
    await shop_without_anything(person)
    page = person.page
    name = page.get_by_label("Name of the shop")
    await expect(page.get_by_role("alert")).to_contain_text("Please look at the marked fields")
    await expect(name).to_have_accessible_description("Enter your shop's name.")
    await expect(name).to_have_attribute("aria-invalid", "true")
    await page.get_by_role("link", name="Enter the town you work in.").click()
    await expect(page.get_by_label("Town")).to_be_focused()


async def test_signing_in_leads_an_app_on_to_its_own_site(
    context: BrowserContext, accounts: Accounts, local_settings: Settings
) -> None:
    """Chromium holds a form to its own site through every redirect, so that signing in must not be one."""

    async def arrived(_request: web.Request) -> web.Response:
        return web.Response(text="<title>back at the app</title>", content_type="text/html")

    client = web.Application()
    client.router.add_get("/callback", arrived)
    async with TestServer(client, host="127.0.0.1") as app_site:

        async def authorize(_request: web.Request) -> web.Response:
            return web.Response(status=303, headers={"Location": str(app_site.make_url("/callback?code=x"))})

        ours = create_app(local_settings)
        ours.router.add_get("/oauth/test-authorize", authorize)
        accounts.server = TestServer(ours, host="localhost")
        async with accounts.server:
            person = Person(await context.new_page(), accounts)
            await person.go("/account/sign-in?return_to=/oauth/test-authorize%3Fstate%3Da%2526b")
            await person.page.get_by_label("E-mail address").fill(ADA)
            await person.page.get_by_label("Password").fill(PASSWORD)
            await person.press()
            await expect(person.page).to_have_title("back at the app")
            assert person.faults == []
