"""Signing in and out: whom the cookie stands for, and how long."""

from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from core.settings import Auth, Site
from tests.support.stores import redis_at, start_valkey
from tests.support.visitors import ADA, BOB, PASSWORD, Accounts, Visitor
from write_api.app import create_app

pytestmark = pytest.mark.integration


async def test_who_signs_in_is_known_until_they_sign_out(accounts: Accounts, visitor: Visitor) -> None:
    assert (await visitor.open("/account")).leads_to == "/account/sign-in?return_to=/account"
    entered = await visitor.sign_in(" ADA@makers.example ")
    assert (entered.status, entered.leads_to) == (303, "/account")
    assert ADA in (await visitor.open("/account")).text

    cookie = visitor.session_cookie
    assert (await visitor.submit("/account/sign-out")).leads_to == "/account/sign-in"
    assert visitor.session_cookie is None
    assert (await visitor.open("/account", headers={"Cookie": f"session={cookie}"})).status == 303
    assert await accounts.rows("select * from browser_sessions") == []


async def test_only_the_hash_of_the_cookie_is_kept(accounts: Accounts, visitor: Visitor) -> None:
    await visitor.sign_in()
    cookie = visitor.session_cookie
    [row] = await accounts.rows("select token_hash from browser_sessions")
    assert cookie is not None
    assert len(cookie) == 43
    assert cookie.encode() not in row.token_hash


@pytest.mark.parametrize(("email", "password"), [
    (ADA, "not it"), ("nobody@makers.example", PASSWORD), ("eve@makers.example", PASSWORD),
    (ADA, PASSWORD.upper()), ("not an address", PASSWORD), (ADA, "x" * 5000),
])  # fmt: skip
async def test_every_wrong_pair_gets_the_same_answer(visitor: Visitor, email: str, password: str) -> None:
    answer = await visitor.sign_in(email, password)
    assert answer.status == 422
    assert "do not go together" in answer.text
    assert password not in answer.text
    assert visitor.session_cookie is None


async def test_an_unknown_address_is_checked_as_a_known_one(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verify = PasswordHasher.verify

    def noted(self: PasswordHasher, kept: str, guess: str) -> bool:
        checked.append(guess)
        return bool(verify(self, kept, guess))

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    for email in (ADA, "nobody@makers.example", "eve@makers.example"):
        await visitor.sign_in(email, "not it")
    assert checked == ["not it"] * 3


async def test_a_hash_of_weaker_parameters_is_renewed_at_sign_in(
    accounts: Accounts, visitor: Visitor
) -> None:
    hash_of = "select password_hash from accounts where email = :email"
    [[weak]] = await accounts.rows(hash_of, email=ADA)
    assert (await visitor.sign_in()).status == 303
    [[fresh]] = await accounts.rows(hash_of, email=ADA)
    assert ("m=8," in weak, "m=8," in fresh) == (True, False)
    assert (await visitor.sign_in()).status == 303


@pytest.mark.parametrize(("column", "age", "known"), [
    ("seen_at", "13 days", True), ("seen_at", "15 days", False),
    ("signed_in_at", "59 days", True), ("signed_in_at", "61 days", False),
])  # fmt: skip
async def test_a_session_ends_when_unused_and_in_any_case(
    accounts: Accounts, visitor: Visitor, column: str, age: str, known: bool
) -> None:
    await visitor.sign_in()
    await accounts.rows(f"update browser_sessions set {column} = now() - interval '{age}'")
    assert ((await visitor.open("/account")).status == 200) is known
    if known and column == "seen_at":
        [[is_noted]] = await accounts.rows(
            "select seen_at > now() - interval '1 minute' from browser_sessions"
        )
        assert is_noted


async def test_the_form_keeps_the_address_and_says_which_field_is_wrong(visitor: Visitor) -> None:
    answer = await visitor.sign_in(ADA, "")
    assert answer.status == 422
    assert f'value="{ADA}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'aria-describedby="password-error"' in answer.text


async def test_somebody_signed_in_goes_on_unless_asked_again(visitor: Visitor) -> None:
    await visitor.sign_in()
    assert (await visitor.open("/account/sign-in?return_to=/account/name")).leads_to == "/account/name"
    assert (await visitor.open("/account/sign-in?again=1&return_to=/account/name")).status == 200


async def test_the_way_back_to_an_app_is_a_page_that_leads_on(visitor: Visitor) -> None:
    target = "/oauth/authorize?client_id=https%3A%2F%2Fa.example%2Fc.json&state=%22%3E%3Cscript%3E"
    seen = await visitor.open(f"/account/sign-in?return_to={target.replace('%', '%25').replace('&', '%26')}")
    entered = await visitor.send("/account/sign-in", seen.hidden | {"email": ADA, "password": PASSWORD})
    assert (entered.status, visitor.session_cookie is None) == (200, False)
    escaped = target.replace("&", "&amp;")
    assert f'content="0;url={escaped}"' in entered.text
    assert "<script" not in entered.text


async def test_over_tls_the_cookies_are_bound_to_this_host(accounts: Accounts) -> None:
    settings = replace(
        accounts.settings,
        site=Site.model_construct(public_base_url="https://craftlocal.example"),
        auth=Auth.model_construct(
            issuer="https://id.craftlocal.example",
            jwks_url=None,
            write_api_audience="urn:craftlocal:write-api",
        ),
    )
    async with TestClient(TestServer(create_app(settings))) as http:
        page = Visitor(http)
        seen = await page.open("/account/sign-in")
        form = seen.headers.getall("Set-Cookie")[0]
        cookie = {"Cookie": form.partition(";")[0]}
        entered = await page.send(
            "/account/sign-in", seen.hidden | {"email": ADA, "password": PASSWORD}, headers=cookie
        )
    assert entered.status == 303
    for name, value in (("__Host-form", form), ("__Host-session", entered.headers.getall("Set-Cookie")[0])):
        assert value.startswith(f"{name}=")
        parts = {part.strip().partition("=")[0] for part in value.split(";")}
        assert {"HttpOnly", "Secure", "SameSite", "Path"} <= parts
        assert "Domain" not in parts
        assert "SameSite=Lax" in value


async def test_tries_are_slowed_and_told_when_to_come_back(visitor: Visitor) -> None:
    answers = [await visitor.sign_in(ADA, f"guess {n}") for n in range(7)]
    assert [answer.status for answer in answers] == [422] * 6 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert "Too many tries. Wait" in answers[-1].text
    assert (await visitor.sign_in()).status == 429, "the right password waits as well"
    assert (await visitor.sign_in(BOB)).status == 303, "somebody else does not"


async def test_without_the_store_of_tries_nobody_gets_in(accounts: Accounts, short_dir: Path) -> None:
    valkey = start_valkey(short_dir / "vk-tries")
    settings = replace(accounts.settings, redis=redis_at(short_dir / "vk-tries" / "v.sock"))
    async with TestClient(TestServer(create_app(settings)), cookie_jar=CookieJar(unsafe=True)) as http:
        valkey.stop()
        visitor = Visitor(http)
        answer = await visitor.sign_in()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert "cannot be done safely" in answer.text
        assert visitor.session_cookie is None
