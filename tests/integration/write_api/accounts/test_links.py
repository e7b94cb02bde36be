"""Joining, choosing a new password, changing an address: through a mail, once, by whoever reads it."""

import asyncio
import re
from dataclasses import replace

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer

from core.settings import Site
from tests.support.visitors import ADA, BOB, PASSWORD, Accounts, Seen, Visitor
from write_api.app import create_app

pytestmark = pytest.mark.integration
NEW, EVE = "new@people.example", "eve@makers.example"
OTHER_PASSWORD = "glaze and ash"


def without_address(seen: Seen, email: str) -> tuple[int, str]:
    return seen.status, re.sub(r'value="[0-9a-f]{64}"', "", seen.text.replace(email, "…"))


async def test_an_account_is_opened_by_whoever_reads_the_mail(accounts: Accounts, visitor: Visitor) -> None:
    asked = await visitor.submit("/account/sign-up?return_to=/account/name", email=f" {NEW.upper()} ")
    assert "Check your mail" in asked.text
    assert await accounts.rows("select * from accounts where email = :email", email=NEW) == []

    elsewhere = await accounts.visitor()
    page = await accounts.link(NEW)
    entered = await elsewhere.submit(page, name="  Robin \u202e Shaw ", password=OTHER_PASSWORD)
    assert (entered.status, entered.leads_to) == (303, "/account/name")
    assert "Robin Shaw" in (await elsewhere.open("/account")).text
    assert (await visitor.sign_in(NEW, OTHER_PASSWORD)).status == 303
    assert (await elsewhere.open(page)).status == 410


async def test_what_is_wrong_with_a_new_account_uses_the_link_not_up(
    accounts: Accounts, visitor: Visitor
) -> None:
    await visitor.submit("/account/sign-up", email=NEW)
    page = await accounts.link(NEW)
    refused = await visitor.submit(page, name="<b>Robin</b>", password="password1")
    assert refused.status == 422
    assert "tried first" in refused.text
    assert 'value="&lt;b&gt;Robin&lt;/b&gt;"' in refused.text
    assert "password1" not in refused.text
    assert (await visitor.submit(page, name="Robin", password=OTHER_PASSWORD)).status == 303


@pytest.mark.parametrize(("page", "unknown", "known"), [
    ("/account/sign-up", "sign_up", "already_here"), ("/account/forgot", "no_account", "reset"),
])  # fmt: skip
async def test_nobody_learns_who_has_an_account(
    accounts: Accounts, visitor: Visitor, page: str, unknown: str, known: str
) -> None:
    answers = [without_address(await visitor.submit(page, email=email), email) for email in (NEW, ADA, EVE)]
    assert answers[0] == answers[1] == answers[2]
    for email in (NEW, ADA, EVE):
        assert len(await accounts.mails(email)) == 1
    assert len(await accounts.rows("select * from mail_links")) == 3, "the same was written for each"
    assert (await accounts.link(NEW)).startswith("/account/confirm?")
    assert (await accounts.link(ADA)).startswith("/account/reset?")


async def test_a_new_password_ends_all_that_went_with_the_old_one(
    accounts: Accounts, visitor: Visitor
) -> None:
    thief, owner = visitor, await accounts.visitor()
    await thief.sign_in()
    await owner.submit("/account/forgot", email=ADA)
    first = await accounts.link(ADA)
    await owner.submit("/account/forgot", email=ADA)
    entered = await owner.submit(await accounts.link(ADA), password=OTHER_PASSWORD)

    assert entered.status == 303
    assert (await owner.open("/account")).status == 200
    assert (await thief.open("/account")).status == 303, "every other browser is signed out"
    assert (await thief.open(first)).status == 410, "the earlier link went with it"
    assert (await thief.sign_in()).status == 422
    assert (await accounts.mails(ADA))[-1].subject == "Your CraftLocal password was changed"


async def test_an_imported_maker_gets_a_password_through_a_mail(accounts: Accounts, visitor: Visitor) -> None:
    await visitor.submit("/account/sign-up", email=EVE)
    assert (await visitor.submit(await accounts.link(EVE), password=OTHER_PASSWORD)).status == 303
    assert "Eve" in (await visitor.open("/account")).text


async def test_one_of_two_uses_of_a_link_at_once_wins(accounts: Accounts, visitor: Visitor) -> None:
    for ask, fields in (("/account/forgot", {}), ("/account/sign-up", {"name": "Robin"})):
        email = ADA if not fields else NEW
        await visitor.submit(ask, email=email)
        page = await accounts.link(email)
        browsers = [await accounts.visitor() for _ in range(4)]
        answers = await asyncio.gather(
            *(
                browser.submit(page, password=f"{OTHER_PASSWORD} {n}", **fields)
                for n, browser in enumerate(browsers)
            )
        )
        assert sorted(answer.status for answer in answers) == [303, 410, 410, 410]
        winner = [answer.status for answer in answers].index(303)
        signed_in = [(await browser.open("/account")).status == 200 for browser in browsers]
        assert signed_in == [n == winner for n in range(4)]
        assert (await visitor.sign_in(email, f"{OTHER_PASSWORD} {winner}")).status == 303


async def test_two_links_used_at_once_do_not_block_each_other(accounts: Accounts, visitor: Visitor) -> None:
    pages = []
    for _ in range(2):
        await visitor.submit("/account/forgot", email=ADA)
        pages.append(await accounts.link(ADA))
    browsers = [await accounts.visitor() for _ in pages]
    answers = await asyncio.gather(
        *(
            browser.submit(page, password=OTHER_PASSWORD)
            for browser, page in zip(browsers, pages, strict=True)
        )
    )
    assert sorted(answer.status for answer in answers) == [303, 410]


@pytest.mark.parametrize("age", ["31 minutes", "1 day"])
async def test_a_link_is_good_for_half_an_hour(accounts: Accounts, visitor: Visitor, age: str) -> None:
    await visitor.submit("/account/forgot", email=ADA)
    page = await accounts.link(ADA)
    await accounts.rows(f"update mail_links set expires_at = expires_at - interval '{age}'")
    answer = await visitor.open(page)
    assert answer.status == 410
    assert "/account/forgot" in answer.text


@pytest.mark.parametrize("token", ["", "x", "%00", "'or'1'='1", "A" * 43, "A" * 5000])
async def test_a_made_up_link_is_one_that_does_not_work(visitor: Visitor, token: str) -> None:
    for page in ("confirm", "reset", "email/confirm"):
        assert (await visitor.open(f"/account/{page}?token={token}")).status == 410


async def test_a_link_is_good_for_its_purpose_only(accounts: Accounts, visitor: Visitor) -> None:
    await visitor.submit("/account/forgot", email=ADA)
    token = (await accounts.link(ADA)).partition("token=")[2]
    assert (await visitor.open(f"/account/confirm?token={token}")).status == 410
    assert (await visitor.open(f"/account/email/confirm?token={token}")).status == 410
    [row] = await accounts.rows("select token_hash from mail_links")
    assert token.encode() not in row.token_hash, "only its hash is kept"


async def test_an_address_changes_when_its_reader_confirms_and_the_old_one_is_told(
    accounts: Accounts, visitor: Visitor
) -> None:
    await visitor.sign_in()
    asked = await visitor.submit("/account/email", email=NEW, current_password=PASSWORD)
    assert "Check your mail" in asked.text
    assert (await accounts.mails(ADA))[-1].subject == "Your CraftLocal address is about to change"
    assert "Ada" not in (await accounts.mails(NEW))[-1].text, "nothing typed goes to an unproven address"
    assert (await visitor.sign_in(ADA)).status == 303

    phone = await accounts.visitor()
    assert (await phone.submit(await accounts.link(NEW))).leads_to == "/account?done=email"
    assert (await visitor.sign_in(ADA)).status == 422
    assert (await visitor.sign_in(NEW)).status == 303


async def test_an_address_somebody_has_is_not_taken_over_nor_betrayed(
    accounts: Accounts, visitor: Visitor
) -> None:
    await visitor.sign_in()
    taken = await visitor.submit("/account/email", email=BOB, current_password=PASSWORD)
    free = await visitor.submit("/account/email", email=NEW, current_password=PASSWORD)
    assert without_address(taken, BOB) == without_address(free, NEW)
    [to_bob] = await accounts.mails(BOB)
    assert "http" not in to_bob.text

    await visitor.submit("/account/sign-up", email=NEW)
    joining = await accounts.link(NEW)
    assert joining.startswith("/account/confirm")
    await visitor.submit(joining, name="Robin", password=OTHER_PASSWORD)
    [change] = re.findall(r"/account/email/confirm\S+", (await accounts.mails(NEW))[0].text)
    assert (await visitor.submit(change)).status == 410, "the address has an account by now"


@pytest.mark.parametrize(("email", "password", "problem"), [
    (NEW, "wrong", "not your password"), ("x", PASSWORD, "such as"), (ADA, PASSWORD, "already"),
])  # fmt: skip
async def test_an_address_is_not_asked_for_without_the_password(
    accounts: Accounts, visitor: Visitor, email: str, password: str, problem: str
) -> None:
    await visitor.sign_in()
    refused = await visitor.submit("/account/email", email=email, current_password=password)
    assert refused.status == 422
    assert problem in refused.text
    assert await accounts.mails(email) == []


async def test_a_new_password_stops_a_change_of_address(accounts: Accounts, visitor: Visitor) -> None:
    await visitor.sign_in()
    await visitor.submit("/account/email", email=NEW, current_password=PASSWORD)
    change = await accounts.link(NEW)
    changed = await visitor.submit("/account/password", current_password=PASSWORD, password=OTHER_PASSWORD)
    assert changed.leads_to == "/account?done=password"
    assert (await visitor.open(change)).status == 410


async def test_mail_to_an_address_is_sent_a_few_times_only(accounts: Accounts, visitor: Visitor) -> None:
    for email in (ADA, NEW):
        answers = [await visitor.submit("/account/forgot", email=email) for _ in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429]
        assert len(await accounts.mails(email)) == 3


async def test_links_lead_to_where_we_are_whatever_the_host_header_says(
    accounts: Accounts, visitor: Visitor
) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    seen = await visitor.open("/account/forgot", headers=forged)
    await visitor.send("/account/forgot", seen.hidden | {"email": ADA}, headers=forged)
    [mail] = await accounts.mails(ADA)
    assert "evil" not in mail.text + mail.html


async def test_a_shop_that_cannot_send_mail_says_so_at_once(accounts: Accounts) -> None:
    public = replace(accounts.settings, site=Site.model_construct(public_base_url="https://shop.example"))
    async with TestClient(TestServer(create_app(public)), cookie_jar=CookieJar(unsafe=True)) as http:
        visitor = Visitor(http)
        for page in ("/account/sign-up", "/account/forgot"):
            answer = await visitor.submit(page, email=ADA)
            assert answer.status == 503
            assert "cannot send mail" in answer.text
        assert (await visitor.open("/playground/mail")).status == 404
    assert await accounts.mails(ADA) == []
