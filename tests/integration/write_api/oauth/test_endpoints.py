"""Metadata, userinfo, and what every endpoint does with noise."""

import json
from typing import Any

import pytest

from tests.integration.write_api.oauth.conftest import EDGE, ISSUER, Flow, refused
from tests.integration.write_api.test_tokens import forged
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
WELL_KNOWN = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def test_the_two_documents_agree_and_name_only_what_is_there(writer: Writer) -> None:
    first, second = [await (await writer.http.get(path)).json() for path in WELL_KNOWN]
    assert first == second
    assert first["issuer"] == ISSUER
    assert first["code_challenge_methods_supported"] == ["S256"]
    assert first["authorization_response_iss_parameter_supported"] is True
    assert first["client_id_metadata_document_supported"] is True
    assert "offline_access" not in first["scopes_supported"]
    assert first["protected_resources"] == [EDGE]
    named = {url.removeprefix(ISSUER) for key, url in first.items() if key.endswith(("_endpoint", "_uri"))}
    served = {route.resource.canonical for route in writer.http.app.router.routes() if route.resource}
    assert named <= served
    for path in WELL_KNOWN:
        assert "max-age" in (await writer.http.get(path)).headers["Cache-Control"]


async def test_each_grant_and_method_named_is_served(writer: Writer) -> None:
    document = await (await writer.http.get(WELL_KNOWN[0])).json()
    assert len(document["grant_types_supported"]) == 3
    for grant_type in document["grant_types_supported"]:
        answer = await writer.http.post("/oauth/token", data={"grant_type": grant_type})
        await refused(answer, 401, "invalid_client")


@pytest.mark.parametrize(("scope", "told"), [
    ("openid", {"sub"}), ("openid email", {"sub", "email", "email_verified"}),
    ("openid profile", {"sub", "name"}),
    ("openid email profile listings.read", {"sub", "name", "email", "email_verified"}),
])  # fmt: skip
async def test_userinfo_tells_what_the_scopes_allow(flow: Flow, scope: str, told: set[str]) -> None:
    tokens = await flow.tokens(scope=scope)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    for method in ("GET", "POST"):
        answer = await flow.writer.http.request(method, "/oauth/userinfo", headers=headers)
        body = await answer.json()
        assert set(body) == told
        assert body["sub"] == flow.writer.people["ada@makers.example"]
        assert body.get("email", "ada@makers.example") == "ada@makers.example"
        assert body.get("email_verified", False) is False, "nobody has proved this address"
        assert answer.headers["Cache-Control"] == "no-store"


async def test_an_address_that_was_proved_is_told_so(flow: Flow) -> None:
    tokens = await flow.tokens(scope="openid email")
    await flow.run("update accounts set password_hash = 'x'")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    body = await (await flow.writer.http.get("/oauth/userinfo", headers=headers)).json()
    assert body["email_verified"] is True


async def test_userinfo_needs_openid_and_says_so(flow: Flow) -> None:
    tokens = await flow.tokens(scope="email listings.read")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = await flow.writer.http.get("/oauth/userinfo", headers=headers)
    await refused(answer, 403, "insufficient_scope")
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert "openid" in answer.headers["WWW-Authenticate"]


async def test_userinfo_without_a_token_asks_for_one(writer: Writer) -> None:
    answer = await writer.http.get("/oauth/userinfo")
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="craftlocal"'


@pytest.mark.parametrize("attack", [
    "no algorithm", "hmac with the public key", "a stranger's key", "a kid that is a path", "an id token",
    "no signature", "another body", "of another issuer", "expired", "not a token",
])  # fmt: skip
async def test_userinfo_believes_no_forged_token(writer: Writer, attack: str) -> None:
    answer = await writer.http.get(
        "/oauth/userinfo", headers={"Authorization": f"Bearer {forged(writer, attack)}"}
    )
    await refused(answer, 401, "invalid_token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


NOISE: dict[str, bytes] = {
    "nothing": b"",
    "not utf-8": b"grant_type=\xff\xfe",
    "encoded and not utf-8": b"grant_type=%FF%FE",
    "a NUL": b"grant_type=refresh_token&client_id=%00&refresh_token=x&token=x",
    "a NUL in a name": b"%00=x",
    "twice": b"grant_type=refresh_token&grant_type=refresh_token&token=x&token=y",
    "too many": b"&".join(b"f%d=1" % n for n in range(200)),
    "10 kB client": b"grant_type=refresh_token&token=x&client_id=" + b"x" * 10_000,
    "10 kB code": b"grant_type=authorization_code&token=x&code_verifier=x&client_id=x&code=" + b"x" * 10_000,
    "10 kB token": b"grant_type=refresh_token&client_id=x&refresh_token=x&token=" + b"x" * 10_000,
    "half a surrogate": b"grant_type=%ED%A0%80&token=x",
    "json": b'{"grant_type": "refresh_token"}',
    "a client that is an address": b"grant_type=refresh_token&token=x&client_id=http%3A%2F%2F127.0.0.1%2Fx",
    "sql": b"grant_type=refresh_token&token=x&client_id=%27+or+1%3D1+--",
    "an id beyond the alphabet": "grant_type=x&token=x&client_id=cli_٣".encode().replace(
        b"\xd9\xa3", b"%D9%A3"
    ),
}


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
@pytest.mark.parametrize("noise", NOISE)
async def test_noise_is_refused_in_the_words_of_oauth(writer: Writer, path: str, noise: str) -> None:
    answer = await writer.http.post(path, data=NOISE[noise], headers=FORM)
    body: dict[str, Any] = json.loads(await answer.text())
    assert answer.status in {400, 401}, body
    assert body["error"] in {"invalid_request", "invalid_client"}
    assert len(await answer.text()) < 500


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
@pytest.mark.parametrize("kind", [
    "application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded; charset=x",
    "application/x-www-form-urlencoded; charset=utf-7", "",
])  # fmt: skip
async def test_a_form_of_another_kind_never_breaks_us(writer: Writer, path: str, kind: str) -> None:
    answer = await writer.http.post(path, data=b"grant_type=x&token=x", headers={"Content-Type": kind})
    assert answer.status in {400, 401}


@pytest.mark.parametrize("authorization", [
    "Basic", "Basic ", "Basic !!!", "Basic /w==", "Basic Og==", "Basic OiVGRg==", "Bearer x", "x" * 8000,
    "Basic JTAwOiUwMA==", "Digest a=b",
])  # fmt: skip
async def test_a_strange_authorization_is_a_client_that_proves_nothing(
    writer: Writer, authorization: str
) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    answer = await writer.http.post("/oauth/token", data=form, headers={"Authorization": authorization})
    await refused(answer, 401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/oauth/token"), ("PUT", "/oauth/register"), ("GET", "/oauth/revoke"), ("DELETE", "/oauth/userinfo"),
    ("POST", "/oauth/jwks.json"), ("GET", "/oauth/nothing"),
])  # fmt: skip
async def test_a_wrong_method_or_path_is_told_in_json(writer: Writer, method: str, path: str) -> None:
    answer = await writer.http.request(method, path)
    assert answer.status in {404, 405}
    assert (await answer.json())["error"] == "invalid_request"


@pytest.mark.parametrize(("method", "path"), [("PUT", "/oauth/authorize"), ("GET", "/oauth/consent")])
async def test_a_wrong_method_on_a_page_is_a_page(writer: Writer, method: str, path: str) -> None:
    answer = await writer.http.request(method, path)
    assert (answer.status, answer.content_type) == (405, "text/html")


@pytest.mark.parametrize(
    "path", [*WELL_KNOWN, "/oauth/token", "/oauth/register", "/oauth/userinfo", "/oauth/revoke"]
)
async def test_a_client_in_a_browser_may_read_what_needs_no_cookie(writer: Writer, path: str) -> None:
    asked = {"Origin": "https://inspector.example", "Access-Control-Request-Method": "POST"}
    before = await writer.http.options(path, headers=asked)
    assert before.status == 204
    assert "Authorization" in before.headers["Access-Control-Allow-Headers"]
    for answer in (before, await writer.http.post(path), await writer.http.get(path)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/oauth/authorize", "/oauth/consent", "/account/sign-in"])
async def test_no_other_page_reads_the_pages_of_people(writer: Writer, path: str) -> None:
    answer = await writer.http.get(path, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
