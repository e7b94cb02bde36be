"""What somebody sees of themselves and changes; a buyer who becomes a seller; apps that are let go."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.support.visitors import ADA, BOB, PASSWORD, Accounts, Visitor
from write_api.accounts.connected_apps import CONNECTED_APPS, ConnectedApp
from write_api.app import create_app

pytestmark = pytest.mark.integration
SHOP = {"name": "Ada's Pots", "city": "Bath", "region": "", "country": "GB"}


@pytest.fixture
async def ada(visitor: Visitor) -> Visitor:
    await visitor.sign_in()
    return visitor


async def test_a_name_is_changed_and_never_read_as_markup(ada: Visitor) -> None:
    name = "<script>alert(1)</script>\"'{{7*7}}"
    assert (await ada.submit("/account/name", name=name)).leads_to == "/account?done=name"
    page = (await ada.open("/account?done=name")).text
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;{{7*7}}" in page
    assert "Your name is changed." in page
    assert (await ada.submit("/account/name", name=" \u200b ")).status == 422


async def test_a_password_is_changed_with_the_old_one_and_other_browsers_are_signed_out(
    accounts: Accounts, ada: Visitor
) -> None:
    other = await accounts.visitor()
    await other.sign_in()
    before = ada.session_cookie
    wrong = await ada.submit("/account/password", current_password="wrong", password="glaze and ash")
    weak = await ada.submit("/account/password", current_password=PASSWORD, password="12345678")
    assert ("not your password" in wrong.text, "tried first" in weak.text) == (True, True)
    done = await ada.submit("/account/password", current_password=PASSWORD, password="glaze and ash")

    assert done.leads_to == "/account?done=password"
    assert ada.session_cookie not in {before, None}
    assert (await ada.open("/account")).status == 200
    assert (await other.open("/account")).status == 303
    assert (await other.sign_in(ADA, "glaze and ash")).status == 303


async def test_a_buyer_opens_a_shop_and_is_a_seller(accounts: Accounts, ada: Visitor) -> None:
    assert (await ada.submit("/account/open-shop", **SHOP)).leads_to == "/account?done=shop"
    page = await ada.open("/account?done=shop")
    assert "Ada&#39;s Pots" in page.text
    assert (await ada.open("/account/open-shop")).leads_to == "/account"
    [shop] = await accounts.rows("select * from shops")
    assert (shop.owner_id, shop.city, shop.country) == (accounts.people[ADA], "Bath", "GB")


@pytest.mark.parametrize(("field", "value"), [
    ("name", ""), ("name", "ab"), ("name", "x" * 81), ("city", " "), ("country", ""), ("country", "XX"),
    ("country", "gb"), ("region", "x" * 81),
])  # fmt: skip
async def test_a_shop_needs_a_name_and_a_place(ada: Visitor, field: str, value: str) -> None:
    refused = await ada.submit("/account/open-shop", **(SHOP | {field: value}))
    assert refused.status == 422
    assert f'id="{field}-error"' in refused.text
    assert field == "city" or 'value="Bath"' in refused.text


async def test_two_shops_never_have_one_name_nor_one_owner_two_shops(
    accounts: Accounts, ada: Visitor
) -> None:
    bob = await accounts.visitor()
    await bob.sign_in(BOB)
    twice = await asyncio.gather(*(ada.submit("/account/open-shop", **SHOP) for _ in range(3)))
    assert {answer.status for answer in twice} == {303}
    taken = await bob.submit("/account/open-shop", **(SHOP | {"name": "ADA'S  POTS"}))
    assert (taken.status, "There is a shop with this name" in taken.text) == (422, True)
    assert len(await accounts.rows("select * from shops")) == 1


class Apps:
    """Two apps; what is disconnected is noted."""

    def __init__(self) -> None:
        self.gone: list[tuple[str, str]] = []

    async def of(self, _connection: AsyncConnection, account_id: str) -> Sequence[ConnectedApp]:
        when = datetime(2026, 11, 1, tzinfo=UTC)
        apps = [ConnectedApp("app_1", "ChatGPT <b>", ["List pieces in your shop"], when)]
        return [app for app in apps if (account_id, app.id) not in self.gone]

    async def disconnect(self, _connection: AsyncConnection, account_id: str, app_id: str) -> None:
        self.gone.append((account_id, app_id))

    async def disconnect_all(self, _connection: AsyncConnection, account_id: str) -> None:
        self.gone.append((account_id, "app_1"))


async def test_an_app_is_let_go(accounts: Accounts) -> None:
    app, apps = create_app(accounts.settings), Apps()

    async def connected(app: web.Application) -> AsyncIterator[None]:
        app[CONNECTED_APPS] = apps
        yield

    app.cleanup_ctx.append(connected)
    async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as http:
        visitor = Visitor(http)
        await visitor.sign_in()
        page = await visitor.open("/account")
        assert "ChatGPT &lt;b&gt;" in page.text
        assert "List pieces in your shop" in page.text
        assert (await visitor.send("/account/apps", page.hidden)).leads_to == "/account?done=app"
        assert apps.gone == [(accounts.people[ADA], "app_1")]
        assert "ChatGPT &lt;b&gt;" not in (await visitor.open("/account")).text


@pytest.mark.parametrize("page", ["name", "email", "password", "open-shop", "sign-out"])
async def test_a_stranger_is_asked_to_sign_in_and_brought_back(visitor: Visitor, page: str) -> None:
    answer = await visitor.open(f"/account/{page}")
    way = "" if page == "sign-out" else f"?return_to=/account/{page}"
    assert answer.leads_to == f"/account/sign-in{way}"
    posted = await visitor.send(f"/account/{page}", {"name": "Mallory"})
    assert posted.status in (303, 403)
    assert posted.leads_to in ("/account/sign-in", "")
