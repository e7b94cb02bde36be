"""From the authorization page to tokens, and everything that must not lead there."""

import asyncio
import time
from typing import Any
from urllib.parse import unquote

import jwt
import pytest

from tests.integration.write_api.oauth.conftest import (
    EDGE,
    ISSUER,
    Browser,
    Flow,
    refused,
    register,
    sent_back,
    shown,
    signed_in,
)
from tests.integration.write_api.oauth.internet import Internet
from tests.support.writer import Writer

pytestmark = pytest.mark.integration


def claims_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


async def test_a_yes_becomes_a_code_and_the_code_becomes_tokens(flow: Flow) -> None:
    page = await shown(await flow.open(flow.query()))
    assert "A chat" in page
    assert "nobody has checked it" in page
    assert "chat.example" in page
    assert "See your orders" in page

    answer = await flow.decide(flow.query())
    back = sent_back(answer)
    assert set(back) == {"code", "state", "iss"}
    assert (back["state"], back["iss"]) == ("st", ISSUER)
    assert answer.headers["Referrer-Policy"] == "no-referrer"

    answer = await flow.redeem(back["code"])
    tokens = await answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert tokens["scope"] == "listings.read orders.read"
    claims = claims_of(tokens["access_token"])
    assert jwt.get_unverified_header(tokens["access_token"])["typ"] == "at+jwt"
    assert (claims["iss"], claims["aud"], claims["client_id"]) == (ISSUER, EDGE, flow.client_id)
    assert claims["exp"] - claims["iat"] == tokens["expires_in"] == 600
    assert claims["sid"].startswith("grt_")
    assert {"jti", "sub", "scope"} <= set(claims)


async def test_a_person_may_grant_fewer_scopes(flow: Flow) -> None:
    tokens = await flow.tokens("listings.read")
    assert tokens["scope"] == "listings.read"


async def test_scopes_that_were_not_asked_for_cannot_be_ticked(flow: Flow) -> None:
    tokens = await flow.tokens("listings.read", "seller.manage")
    assert tokens["scope"] == "listings.read"


async def test_a_no_is_told_and_nothing_ticked_is_asked_again(flow: Flow) -> None:
    back = sent_back(await flow.decide(flow.query(), decision="deny"))
    assert (back["error"], back["state"], back["iss"]) == ("access_denied", "st", ISSUER)
    page = await shown(await flow.decide(flow.query(), "seller.manage"), 400)
    assert "Tick what you allow" in page


async def test_who_is_not_signed_in_is_sent_there_and_back(flow: Flow) -> None:
    answer = await flow.open(flow.query(), signed_in=False)
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/account/sign-in?return_to=%2Foauth%2Fauthorize%3F")


@pytest.mark.parametrize(("asked", "audience"), [
    (EDGE, EDGE), ("urn:craftlocal:write-api", "urn:craftlocal:write-api"), (None, EDGE),
])  # fmt: skip
async def test_the_resource_becomes_the_audience(flow: Flow, asked: str | None, audience: str) -> None:
    answer = await flow.redeem(await flow.code(resource=asked), {"resource": asked})
    assert claims_of((await answer.json())["access_token"])["aud"] == audience


async def test_a_replayed_code_ends_the_family(flow: Flow) -> None:
    code = await flow.code("openid", scope="openid")
    tokens = await (await flow.redeem(code)).json()
    assert await flow.userinfo(tokens["access_token"]) == 200

    await refused(await flow.redeem(code), 400, "invalid_grant")
    assert await flow.userinfo(tokens["access_token"]) == 401
    await refused(await flow.refresh(tokens["refresh_token"]), 400, "invalid_grant")


async def test_of_twenty_that_redeem_a_code_at_once_one_gets_tokens_that_are_ended_at_once(
    flow: Flow,
) -> None:
    code = await flow.code()
    answers = await asyncio.gather(*(flow.redeem(code) for _ in range(20)))
    good = [await answer.json() for answer in answers if answer.status == 200]
    assert len(good) == 1
    assert {answer.status for answer in answers} == {200, 400}
    await refused(await flow.refresh(good[0]["refresh_token"]), 400, "invalid_grant")


async def test_a_code_is_good_for_a_minute(flow: Flow) -> None:
    code = await flow.code()
    await flow.run("update oauth_codes set expires_at = now() - interval '1 second'")
    await refused(await flow.redeem(code), 400, "invalid_grant")


@pytest.mark.parametrize("changed", [
    {"code_verifier": "x" * 43}, {"code_verifier": "short"}, {"code_verifier": "é" * 43},
    {"redirect_uri": "https://chat.example/callback/"}, {"redirect_uri": "https://chat.example/other"},
    {"resource": "urn:craftlocal:write-api"},
], ids=str)  # fmt: skip
async def test_a_stolen_code_is_burnt_by_the_first_wrong_guess(flow: Flow, changed: dict[str, str]) -> None:
    code = await flow.code()
    await refused(await flow.redeem(code, changed), 400, "invalid_grant")
    await refused(await flow.redeem(code), 400, "invalid_grant")


async def test_a_code_of_another_client_is_refused_and_burnt(flow: Flow, writer: Writer) -> None:
    code = await flow.code()
    thief = Flow(writer, flow.engine, flow.browser, (await register(writer))["client_id"])
    thief.verifier = flow.verifier
    await refused(await thief.redeem(code), 400, "invalid_grant")
    await refused(await flow.redeem(code), 400, "invalid_grant")


async def test_a_code_that_never_was_is_refused(flow: Flow) -> None:
    await refused(await flow.redeem("x" * 43), 400, "invalid_grant")


@pytest.mark.parametrize("field", ["code", "code_verifier"])
async def test_what_is_missing_is_named(flow: Flow, field: str) -> None:
    body = await refused(await flow.redeem(await flow.code(), {field: None}), 400, "invalid_request")
    assert field in body["error_description"]


async def test_an_id_token_says_who_when_and_for_which_request(flow: Flow) -> None:
    tokens = await flow.tokens(scope="openid listings.read", nonce="n-1")
    keys = await (await flow.writer.http.get("/oauth/jwks.json")).json()
    claims = jwt.decode(
        tokens["id_token"], jwt.PyJWK.from_dict(keys["keys"][0]), ["ES256"],
        audience=flow.client_id, issuer=ISSUER,
    )  # fmt: skip
    assert claims["nonce"] == "n-1"
    assert claims["sub"] == claims_of(tokens["access_token"])["sub"]
    assert abs(claims["auth_time"] - time.time()) < 60
    answer = await flow.writer.http.get(
        "/oauth/userinfo", headers={"Authorization": f"Bearer {tokens['id_token']}"}
    )
    assert answer.status == 401


async def test_a_known_client_is_asked_about_once(known: Flow, internet: Internet) -> None:
    page = await shown(await known.open(known.query()))
    assert "chat.example vouches for the name ChatExample" in page
    await known.tokens()

    assert "code" in sent_back(await known.open(known.query()))
    assert "code" in sent_back(await known.open(known.query(scope="orders.read", prompt="none")))
    await shown(await known.open(known.query(prompt="consent")))
    await shown(await known.open(known.query(scope="orders.write")))
    await shown(await known.open(known.query(resource="urn:craftlocal:write-api")))
    assert internet.asked[known.client_id] == 1


@pytest.mark.parametrize("undone", [
    "update oauth_grants set revoked_at = now()",
    "update oauth_grants set consented_at = now() - interval '91 days'",
    "update oauth_grants set expires_at = now() - interval '1 second'",
    "update oauth_grants set scopes = '{listings.read}'",
])  # fmt: skip
async def test_an_earlier_yes_that_is_over_does_not_count(known: Flow, undone: str) -> None:
    await known.tokens()
    await known.run(undone)
    await shown(await known.open(known.query()))


async def test_another_persons_yes_does_not_count(
    known: Flow, writer: Writer, people: dict[str, str]
) -> None:
    await known.tokens()
    known.browser = await signed_in(known.engine, people["bob@makers.example"])
    await shown(await known.open(known.query()))


async def test_a_client_that_anybody_can_be_is_asked_about_each_time(
    flow: Flow, writer: Writer, browser: Browser, internet: Internet
) -> None:
    await flow.tokens()
    await shown(await flow.open(flow.query()))

    loopback = "http://127.0.0.1:7777/callback"
    client_id = internet.publish_client(redirect_uris=["http://127.0.0.1/callback"])
    program = Flow(writer, flow.engine, browser, client_id, redirect_uri=loopback)
    back = sent_back(await program.decide(program.query()), loopback)
    assert (await program.redeem(back["code"])).status == 200
    page = await shown(await program.open(program.query()))
    assert "A program on this computer ( 127.0.0.1:7777 )" in page


@pytest.mark.parametrize(("prompt", "signed_in", "error"), [
    ("none", False, "login_required"), ("none", True, "consent_required"),
    ("none login", True, "invalid_request"), ("create", True, "invalid_request"),
])  # fmt: skip
async def test_prompts_that_cannot_be_are_told(flow: Flow, prompt: str, signed_in: bool, error: str) -> None:
    back = sent_back(await flow.open(flow.query(prompt=prompt), signed_in=signed_in))
    assert (back["error"], back["iss"], back["state"]) == (error, ISSUER, "st")


@pytest.mark.parametrize("asks", [{"prompt": "login"}, {"max_age": "60"}, {"prompt": "select_account"}])
async def test_a_sign_in_that_is_not_fresh_enough_is_repeated_once(flow: Flow, asks: dict[str, str]) -> None:
    await flow.run("update browser_sessions set signed_in_at = now() - interval '1 hour'")
    answer = await flow.open(flow.query(**asks))
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/account/sign-in?again=1&return_to=")

    back = answer.headers["Location"].partition("return_to=")[2]
    await flow.run("update browser_sessions set signed_in_at = now() + interval '1 second'")
    await shown(await flow.open(unquote(back).partition("?")[2]))
    ahead = flow.query(**asks, signed_in_after=str(int(time.time()) + 9999))
    await flow.run("update browser_sessions set signed_in_at = now() - interval '1 hour'")
    assert "again=1" in (await flow.open(ahead)).headers["Location"]
