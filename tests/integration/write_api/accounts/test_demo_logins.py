"""The demo's printed passwords open its accounts on a local stack, and nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from rich.console import Console

from cli.demo import demo_people
from cli.stack import banner, demo
from cli.stack.layout import Layout
from core.settings import Auth, Index, Site, is_local_url
from tests.support.visitors import EDGE, HERE, Accounts, Visitor
from write_api.accounts.rules import password_problem
from write_api.accounts.service import DemoLogin, NotLocalError, Person, ensure_people, set_demo_logins
from write_api.app import create_app
from write_api.resources import Here, here
from write_api.sellers.service import NewShop, ensure_shop

pytestmark = pytest.mark.integration
LOCAL = Here(HERE, is_local=True)


@pytest.fixture
async def demo_accounts(accounts: Accounts) -> Accounts:
    people = demo_people().values()
    await ensure_people(accounts.engine, [Person(person.email, person.name) for person in people])
    for person in people:
        if person.shop:
            await ensure_shop(accounts.engine, NewShop(person.shop, person.email))
    assert await demo.set_logins(accounts.engine, LOCAL)
    return accounts


@pytest.mark.parametrize("role", ["buyer", "seller", "admin"])
async def test_each_demo_person_signs_in_with_what_is_printed(demo_accounts: Accounts, role: str) -> None:
    person = demo_people()[role]
    visitor = await demo_accounts.visitor()
    assert (await visitor.sign_in(person.email, person.password or "")).status == 303
    page = (await visitor.open("/account")).text
    assert person.name in page
    assert ("Rose City Mugworks" in page) == (role == "seller")
    [[admin]] = await demo_accounts.rows(
        "select admin from accounts where email = :email", email=person.email
    )
    assert admin is (role == "admin")


async def test_a_password_that_was_changed_is_the_printed_one_after_the_next_start(
    demo_accounts: Accounts, visitor: Visitor
) -> None:
    buyer = demo_people()["buyer"]
    await demo_accounts.rows(
        "update accounts set password_hash = 'x' where email = :email", email=buyer.email
    )
    assert (await visitor.sign_in(buyer.email, buyer.password or "")).status == 422
    await demo.set_logins(demo_accounts.engine, LOCAL)
    assert (await visitor.sign_in(buyer.email, buyer.password or "")).status == 303


@pytest.mark.parametrize(("site", "issuer"), [
    ("https://shop.example", HERE), (EDGE, "https://id.example"), ("https://shop.example", "https://id.example"),
    ("http://localhost:8000@evil.example", HERE), ("http://localhost.evil.example", HERE),
])  # fmt: skip
async def test_where_the_world_comes_they_neither_sign_in_nor_stay(
    demo_accounts: Accounts, visitor: Visitor, site: str, issuer: str
) -> None:
    buyer = demo_people()["buyer"]
    await visitor.sign_in(buyer.email, buyer.password or "")
    public = replace(
        demo_accounts.settings,
        site=Site.model_construct(public_base_url=site),
        auth=Auth.model_construct(
            issuer=issuer, jwks_url=None, write_api_audience="urn:craftlocal:write-api"
        ),
    )
    async with TestClient(TestServer(create_app(public)), cookie_jar=CookieJar(unsafe=True)) as http:
        outside = Visitor(http)
        kept = {"Cookie": f"session={visitor.session_cookie}; __Host-session={visitor.session_cookie}"}
        assert (await outside.open("/account", headers=kept)).status == 303
        if issuer == HERE:
            assert (await outside.sign_in(buyer.email, buyer.password or "")).status == 422
        assert (await outside.open("/playground/mail")).status == 404
    assert not here(public.auth, public.site).is_local
    assert not await demo.set_logins(demo_accounts.engine, here(public.auth, public.site))


async def test_demo_logins_are_refused_where_the_world_comes(accounts: Accounts) -> None:
    with pytest.raises(NotLocalError):
        await set_demo_logins(accounts.engine, [DemoLogin("a@b.co", "x")], is_local=False)


def test_the_banner_prints_every_login_and_each_is_one_our_own_rules_take(tmp_path: Path) -> None:
    console = Console(width=120, record=True)
    console.print(banner.ready(Layout(tmp_path), Index(directory=tmp_path), logins=True, mailbox=True))
    shown = console.export_text()
    for person in demo_people().values():
        assert f"{person.email:<31} password: {person.password}" in shown
        assert password_problem(person.password or "", person.email, person.name) == ""
    assert "/playground/mail" in shown


def test_a_public_shop_prints_no_login(tmp_path: Path) -> None:
    console = Console(width=120, record=True)
    console.print(
        banner.ready(
            Layout(tmp_path, public_url="https://shop.example"),
            Index(directory=tmp_path),
            logins=False,
            mailbox=False,
        )
    )
    shown = console.export_text()
    assert "password" not in shown
    assert "/playground/mail" not in shown


@pytest.mark.parametrize(("url", "local"), [
    ("http://localhost:8002", True), ("http://127.0.0.1", True), ("http://[::1]:8002", True),
    ("http://localhost@evil.example", False), ("http://127.0.0.1.evil.example", False), ("https://shop.example", False),
])  # fmt: skip
def test_local_is_this_machine_only(url: str, local: bool) -> None:
    assert is_local_url(url) is local
