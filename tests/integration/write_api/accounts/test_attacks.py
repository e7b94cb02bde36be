"""What other sites, other people and odd clients try on the pages."""

import pytest
from aiohttp.web import AbstractRoute

from tests.support.visitors import ADA, HERE, PASSWORD, Accounts, Visitor
from write_api.people import PAGES

pytestmark = pytest.mark.integration
FORMS = sorted({str(page.path) for page in PAGES if page.method == "POST"})
SHOWN = sorted({str(page.path) for page in PAGES if page.method == "GET"})
FILLED = {"email": ADA, "password": PASSWORD, "name": "Mallory", "current_password": PASSWORD, "token": "x"}


@pytest.mark.parametrize("form", FORMS)
async def test_a_form_without_the_word_of_this_browser_is_refused(
    accounts: Accounts, visitor: Visitor, form: str
) -> None:
    await visitor.sign_in()
    someone_elses = (await (await accounts.visitor()).open("/account/sign-in")).hidden["csrf"]
    for word in ("", "0" * 64, "☃", someone_elses):
        answer = await visitor.send(form, FILLED | {"csrf": word})
        assert answer.status == 403
        assert "Open the page again" in answer.text
    assert await accounts.rows("select * from mails") == []
    assert (await visitor.open("/account")).status == 200


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "http://["},
    {"Origin": f"{HERE}.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("form", FORMS)
async def test_a_form_of_another_site_is_refused_even_with_the_word(visitor: Visitor, form: str) -> None:
    await visitor.sign_in()
    page = await visitor.open("/account/name")
    for headers in FOREIGN:
        assert (await visitor.send(form, FILLED | page.hidden, headers=headers)).status == 403, headers
    assert (await visitor.open("/account")).status == 200


@pytest.mark.parametrize("headers", [
    {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {},
])  # fmt: skip
async def test_our_own_form_passes(visitor: Visitor, headers: dict[str, str]) -> None:
    page = await visitor.open("/account/sign-in")
    fields = page.hidden | {"email": ADA, "password": PASSWORD}
    assert (await visitor.send("/account/sign-in", fields, headers=headers)).status == 303


async def test_the_word_for_strangers_is_none_for_somebody_signed_in(visitor: Visitor) -> None:
    before = (await visitor.open("/account/sign-in")).hidden
    await visitor.sign_in()
    assert (await visitor.send("/account/name", before | {"name": "Mallory"})).status == 403


async def test_a_cookie_that_was_planted_is_not_the_session(accounts: Accounts, visitor: Visitor) -> None:
    planted = "A" * 43
    visitor.http.session.cookie_jar.update_cookies({"session": planted}, visitor.http.make_url("/"))
    assert (await visitor.sign_in()).status == 303
    first = visitor.session_cookie
    assert first not in {planted, None}
    await visitor.sign_in()
    assert visitor.session_cookie not in {first, planted, None}
    thief = await accounts.visitor()
    for old in (planted, first):
        assert (await thief.open("/account", headers={"Cookie": f"session={old}"})).status == 303
    assert len(await accounts.rows("select * from browser_sessions")) == 1


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "A" * 4000, "%00", "a b", "é"])
async def test_an_odd_cookie_is_nobody(visitor: Visitor, cookie: str) -> None:
    answer = await visitor.open("/account", headers={"Cookie": f"session={cookie}; form={cookie}"})
    assert answer.leads_to.startswith("/account/sign-in")


TARGETS = [
    "//evil.example", "/\\evil.example", "%2f%2fevil.example", "%252f%252fevil.example", "/%2f/evil.example",
    "javascript:alert(1)", "https://evil.example", "/%09/evil.example", "/%0d%0aSet-Cookie:a=b", "\\\\evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
async def test_signing_in_never_leads_to_another_host(visitor: Visitor, target: str) -> None:
    shown = await visitor.open(f"/account/sign-in?return_to={target}")
    assert "evil" not in shown.text
    assert "javascript" not in shown.text
    entered = await visitor.sign_in(return_to=target)
    assert (entered.status, entered.leads_to) == (303, "/account")
    assert (await visitor.open(f"/account/sign-in?return_to={target}")).leads_to == "/account"


@pytest.mark.parametrize("page", SHOWN)
async def test_no_page_can_be_framed_kept_or_made_to_run_anything(visitor: Visitor, page: str) -> None:
    await visitor.sign_in()
    seen = await visitor.open(page)
    if page.endswith(".css"):
        assert seen.headers["Content-Type"].startswith("text/css")
        return
    assert seen.headers["Cache-Control"] == "no-store"
    if seen.status == 303:
        return
    policy = seen.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self';" in policy
    assert seen.headers["X-Frame-Options"] == "DENY"
    assert seen.headers["Referrer-Policy"] == "same-origin", "no-referrer would send Origin: null"
    assert "<script" not in seen.text
    assert "style=" not in seen.text


async def test_oversized_and_odd_forms_get_a_page(visitor: Visitor) -> None:
    page = (await visitor.open("/account/sign-in")).hidden
    odd = {
        400: page | {"email": "a\0b", "password": "x"},
        413: page | {"email": ADA, "password": "x" * 300_000},
    }
    for status, fields in odd.items():
        answer = await visitor.send("/account/sign-in", fields)
        assert (answer.status, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert (await visitor.send("/account/sign-in", page | {"email": "x" * 9000})).status == 413
    bodies = {"application/json": "{}", "multipart/form-data; boundary=x": "--x--", "text/plain": "csrf=1"}
    for kind, body in bodies.items():
        raw = await visitor.http.post("/account/sign-in", data=body, headers={"Content-Type": kind})
        assert raw.status == 415
    for sent, charset in ((b"csrf=\xff\xfe", ""), (b"csrf=1", "; charset=no-such")):
        headers = {"Content-Type": f"application/x-www-form-urlencoded{charset}"}
        raw = await visitor.http.post("/account/sign-in", data=sent, headers=headers)
        assert raw.status in (400, 403)


async def test_a_header_cannot_be_put_into_a_mail(accounts: Accounts, visitor: Visitor) -> None:
    for email in ("a@b.co\r\nBcc: all@b.co", "a@b.co\nSubject: x", "a@b.co, c@d.co", "a@b.co%0aBcc:x@y.zz"):
        for page in ("/account/sign-up", "/account/forgot"):
            assert (await visitor.submit(page, email=email)).status == 422
    assert await accounts.rows("select * from mails") == []


async def test_a_name_is_only_text_in_a_mail(accounts: Accounts, visitor: Visitor) -> None:
    await visitor.sign_in()
    await visitor.submit("/account/name", name="<a href=//evil.example>x</a> {link} {0}")
    await visitor.submit("/account/forgot", email=ADA)
    [mail] = await accounts.mails(ADA)
    assert "Hello <a href=//evil.example>x</a> {link} {0}." in mail.text
    assert "<a href=//evil" not in mail.html
    assert "&lt;a href=//evil.example&gt;" in mail.html
    shown = await visitor.open("/playground/mail")
    assert "<a href=//evil" not in shown.text


async def test_kept_mail_is_read_under_our_own_name_only(accounts: Accounts, visitor: Visitor) -> None:
    await visitor.submit("/account/forgot", email=ADA)
    assert ADA in (await visitor.open("/playground/mail")).text
    led_here = await visitor.open("/playground/mail", headers={"Host": "rebound.example"})
    assert (led_here.status, ADA in led_here.text) == (404, False)


async def test_every_form_of_the_pages_is_attacked_here(accounts: Accounts) -> None:
    def posts(route: AbstractRoute) -> bool:
        path = route.resource.canonical if route.resource else ""
        return route.method == "POST" and path.startswith(("/account", "/orders"))

    served = {route.resource.canonical for route in accounts.server.app.router.routes()
              if route.resource and posts(route)}  # fmt: skip
    assert served == set(FORMS)
