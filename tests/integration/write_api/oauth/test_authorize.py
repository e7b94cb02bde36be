"""The authorization page under attack: nothing leads to an address that is not the client's."""

from urllib.parse import urlencode

import pytest

from tests.integration.write_api.oauth.conftest import (
    ISSUER,
    Browser,
    Flow,
    register,
    sent_back,
    shown,
    signed_in,
)
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("changed", [
    {"client_id": None}, {"client_id": ""}, {"client_id": "cli_unknown"}, {"client_id": "mcp_edge"},
    {"client_id": "cli_01k00000000000000000000000"}, {"client_id": "' or 1=1 --"}, {"client_id": "x" * 3000},
    {"client_id": "\0"}, {"redirect_uri": None}, {"redirect_uri": ""}, {"redirect_uri": "https://evil.example"},
    {"redirect_uri": "https://chat.example/callback/../evil"}, {"redirect_uri": "javascript:alert(1)"},
    {"redirect_uri": "https://chat.example@evil.example/callback"},
    {"redirect_uri": "https://chat.example/callback#x"}, {"redirect_uri": "https://sub.chat.example/callback"},
    {"redirect_uri": "https://chat.example/callback\r\nSet-Cookie: a=b"},
    {"state": "x" * 4000}, {"scope": "\0"},
], ids=lambda value: str(value)[:60])  # fmt: skip
async def test_a_request_that_cannot_be_trusted_is_shown_and_never_redirected(
    flow: Flow, changed: dict[str, str | None]
) -> None:
    page = await shown(await flow.open(flow.query(**changed)), 400)
    assert "This app cannot be connected" in page


@pytest.mark.parametrize("raw", [
    "", "&&&", "%", "client_id=%FF%FE", "client_id=%00", "=", "client_id", "a=b&" * 900, "a=b&" * 50, "%F0%9F",
], ids=lambda value: value[:20])  # fmt: skip
async def test_a_query_that_is_noise_is_shown(flow: Flow, raw: str) -> None:
    await shown(await flow.open(raw), 400)
    posted = await flow.writer.http.post("/oauth/authorize", data=raw, headers=FORM, allow_redirects=False)
    assert posted.status in {303, 400}


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
async def test_two_clients_or_two_addresses_are_one_too_many(flow: Flow, name: str) -> None:
    for extra in ("x", "https://evil.example/"):
        for query in (f"{flow.query()}&{name}={extra}", f"{name}={extra}&{flow.query()}"):
            await shown(await flow.open(query), 400)


@pytest.mark.parametrize(("changed", "error"), [
    ({"response_type": None}, "invalid_request"), ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_mode": "fragment"}, "invalid_request"), ({"response_mode": "form_post"}, "invalid_request"),
    ({"response_mode": "web_message"}, "invalid_request"), ({"response_mode": "jwt"}, "invalid_request"),
    ({"code_challenge": None}, "invalid_request"), ({"code_challenge": "short"}, "invalid_request"),
    ({"code_challenge": "é" * 43}, "invalid_request"), ({"code_challenge": "x" * 44}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"), ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": "s256"}, "invalid_request"),
    ({"resource": "https://evil.example/mcp"}, "invalid_target"),
    ({"resource": "https://craftlocal.example/mcp/"}, "invalid_target"),
    ({"scope": "admin"}, "invalid_scope"), ({"scope": "listings.read é"}, "invalid_scope"),
    ({"nonce": "x" * 501}, "invalid_request"), ({"max_age": "-1"}, "invalid_request"),
    ({"max_age": "soon"}, "invalid_request"), ({"max_age": "٣"}, "invalid_request"),
    ({"request": "eyJ"}, "request_not_supported"), ({"request_uri": "https://x"}, "request_uri_not_supported"),
    ({"state": "x" * 2001}, "invalid_request"),
], ids=lambda value: str(value)[:60])  # fmt: skip
async def test_what_cannot_be_granted_is_told_to_the_client_with_who_says_it(
    flow: Flow, changed: dict[str, str | None], error: str
) -> None:
    back = sent_back(await flow.open(flow.query(**changed)))
    assert (back["error"], back["iss"]) == (error, ISSUER)
    assert back.get("state") == (None if "state" in changed else "st")
    assert back["error_description"].isascii()
    assert not {'"', "\\"} & set(back["error_description"])


async def test_a_parameter_given_twice_is_refused_and_its_state_not_guessed(flow: Flow) -> None:
    back = sent_back(await flow.open(f"{flow.query()}&scope=orders.write"))
    assert (back["error"], back["state"]) == ("invalid_request", "st")
    back = sent_back(await flow.open(f"{flow.query()}&state=other"))
    assert back["error"] == "invalid_request"
    assert "state" not in back


@pytest.mark.parametrize("state", ["a b", "é&code=evil", "#x", "a=b&iss=https://evil.example", "%0d%0aX: y"])
async def test_the_state_comes_back_to_the_letter_and_adds_nothing(flow: Flow, state: str) -> None:
    back = sent_back(await flow.decide(flow.query(state=state)))
    assert set(back) == {"code", "state", "iss"}
    assert (back["state"], back["iss"]) == (state, ISSUER)


async def test_an_answer_without_state_has_none(flow: Flow) -> None:
    assert set(sent_back(await flow.decide(flow.query(state=None)))) == {"code", "iss"}


async def test_a_posted_request_goes_on_as_one_that_was_not(flow: Flow) -> None:
    answer = await flow.writer.http.post(
        "/oauth/authorize", data=flow.query(), headers=FORM, allow_redirects=False
    )
    assert answer.status == 303
    assert answer.headers["Location"] == f"/oauth/authorize?{flow.query()}"
    bad = await flow.writer.http.post(
        "/oauth/authorize", data=b"a=b\r\nX: y", headers=FORM, allow_redirects=False
    )
    await shown(bad, 400)
    json = await flow.writer.http.post("/oauth/authorize", json={}, allow_redirects=False)
    await shown(json, 400)


@pytest.mark.parametrize("forged", ["", "x", "0" * 64, "é", "\0"])
async def test_a_yes_from_another_site_is_asked_once_more(flow: Flow, forged: str) -> None:
    page = await shown(await flow.decide(flow.query(), csrf=forged), 403)
    assert "answer once more" in page


async def test_a_yes_with_another_persons_word_is_not_a_yes(flow: Flow, people: dict[str, str]) -> None:
    bob: Browser = await signed_in(flow.engine, people["bob@makers.example"])
    await shown(await flow.decide(flow.query(), csrf=bob.csrf), 403)


async def test_a_yes_that_the_browser_says_comes_from_elsewhere_is_refused(flow: Flow) -> None:
    body = urlencode(
        {"request": flow.query(), "csrf": flow.browser.csrf, "decision": "allow", "scope": "openid"}
    )
    for site in ("cross-site", "same-site", "odd"):
        headers = flow.browser.headers | FORM | {"Sec-Fetch-Site": site}
        answer = await flow.writer.http.post(
            "/oauth/consent", data=body, headers=headers, allow_redirects=False
        )
        await shown(answer, 403)


async def test_a_yes_without_a_session_goes_to_sign_in(flow: Flow) -> None:
    body = urlencode({"request": flow.query(), "csrf": "", "decision": "allow"})
    answer = await flow.writer.http.post("/oauth/consent", data=body, headers=FORM, allow_redirects=False)
    assert answer.headers["Location"].startswith("/account/sign-in?return_to=%2Foauth%2Fauthorize")


async def test_what_the_form_carries_is_judged_like_a_fresh_request(flow: Flow, writer: Writer) -> None:
    evil = flow.query(redirect_uri="https://evil.example/")
    await shown(await flow.decide(evil), 400)
    wide = flow.query(scope="admin")
    assert sent_back(await flow.decide(wide))["error"] == "invalid_scope"
    plain = flow.query(code_challenge_method="plain")
    assert sent_back(await flow.decide(plain))["error"] == "invalid_request"
    for odd in ("", "x" * 10_000, "\0", "é", "a\r\nb"):
        await shown(await flow.decide(odd), 400)


async def test_anything_but_allow_is_a_no(flow: Flow) -> None:
    for decision in ("", "ALLOW", "yes"):
        assert sent_back(await flow.decide(flow.query(), decision=decision))["error"] == "access_denied"


@pytest.mark.parametrize("body", [b"\xff\xfe", b"%FF=%FE", b"a=b&" * 100, b"", b"x" * 10_000])
async def test_a_form_that_is_noise_is_a_page_and_no_trace(flow: Flow, body: bytes) -> None:
    headers = flow.browser.headers | FORM
    answer = await flow.writer.http.post("/oauth/consent", data=body, headers=headers, allow_redirects=False)
    await shown(answer, 400)
    big = await flow.writer.http.post("/oauth/consent", data=b"x" * 300_000, headers=headers)
    await shown(big, 413)


async def test_the_page_lets_its_form_lead_to_this_client_alone(flow: Flow, writer: Writer) -> None:
    answer = await flow.open(flow.query())
    policy = answer.headers["Content-Security-Policy"]
    assert "form-action 'self' https://chat.example;" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    odd = "http://[::1]/cb"
    flow.client_id = (await register(writer, redirect_uris=[odd]))["client_id"]
    flow.redirect_uri = "http://[::1]:5000/cb"
    page = await shown(await flow.open(flow.query()))
    assert "[::1]:5000" in page


async def test_text_of_strangers_stays_text(flow: Flow, writer: Writer) -> None:
    name = '"><script>alert(1)</script>'
    flow.client_id = (await register(writer, client_name=name))["client_id"]
    answer = await flow.open(flow.query(state='"><script>alert(2)</script>'))
    page = await answer.text()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
