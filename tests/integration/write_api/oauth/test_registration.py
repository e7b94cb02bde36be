"""Dynamic registration, and proof of clients that have a secret."""

import base64
from typing import Any
from urllib.parse import quote_plus

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integration.write_api.oauth.conftest import CALLBACK, EDGE, Browser, Flow, refused, register
from tests.support.writer import Writer
from write_api.oauth import service

pytestmark = pytest.mark.integration
GOOD = {"redirect_uris": [CALLBACK]}


async def test_a_client_registers_and_is_told_what_it_got(writer: Writer) -> None:
    answer = await writer.http.post(
        "/oauth/register", json=GOOD | {"client_name": "Chat", "software_id": "x"}
    )
    body = await answer.json()
    assert answer.status == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert body["client_id"].startswith("cli_")
    assert len(body["client_secret"]) == 43
    assert body["client_secret_expires_at"] == 0
    assert body["token_endpoint_auth_method"] == "client_secret_basic"
    assert body["grant_types"] == ["authorization_code"]
    assert "orders.write" in body["scope"].split(), "no client is held to fewer scopes than it may need later"


@pytest.mark.parametrize(("changed", "error"), [
    ({"redirect_uris": None}, "invalid_client_metadata"), ({"redirect_uris": []}, "invalid_client_metadata"),
    ({"redirect_uris": "x"}, "invalid_client_metadata"), ({"redirect_uris": [7]}, "invalid_client_metadata"),
    ({"redirect_uris": [CALLBACK] * 11}, "invalid_client_metadata"),
    ({"redirect_uris": ["http://chat.example/cb"]}, "invalid_redirect_uri"),
    ({"redirect_uris": [CALLBACK, "javascript:alert(1)"]}, "invalid_redirect_uri"),
    ({"redirect_uris": ["data:text/html,x"]}, "invalid_redirect_uri"),
    ({"redirect_uris": ["https://chat.example/#x"]}, "invalid_redirect_uri"),
    ({"redirect_uris": ["https://chat.example/" + "x" * 10_000]}, "invalid_redirect_uri"),
    ({"redirect_uris": ["com.example.app:/cb"]}, "invalid_redirect_uri"),
    ({"client_name": "x" * 10_000}, "invalid_client_metadata"), ({"client_name": 7}, "invalid_client_metadata"),
    ({"token_endpoint_auth_method": "client_secret_post"}, "invalid_client_metadata"),
    ({"token_endpoint_auth_method": "tls_client_auth"}, "invalid_client_metadata"),
    ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
    ({"token_endpoint_auth_method": "private_key_jwt", "jwks": {}}, "invalid_client_metadata"),
    ({"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [{"kty": "oct", "k": "x"}]}},
     "invalid_client_metadata"),
    ({"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [{"kty": "EC", "d": "x"}]}},
     "invalid_client_metadata"),
    ({"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "http://10.0.0.1/"},
     "invalid_client_metadata"),
    ({"grant_types": ["implicit", "password"]}, "invalid_client_metadata"),
    ({"response_types": ["token"]}, "invalid_client_metadata"),
], ids=lambda value: str(value)[:70])  # fmt: skip
async def test_metadata_that_cannot_be_is_refused(
    writer: Writer, changed: dict[str, Any], error: str
) -> None:
    sent = {name: value for name, value in (GOOD | changed).items() if value is not None}
    await refused(await writer.http.post("/oauth/register", json=sent), 400, error)


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b'{"redirect_uris": ["\xff"]}', b'{"client_name": "a\\u0000"}', b"[" * 60_000,
    b'{"redirect_uris": ["https://chat.example/"], "jwks": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
], ids=lambda body: repr(body)[:40])  # fmt: skip
async def test_a_body_that_is_no_metadata_is_refused(writer: Writer, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await writer.http.post("/oauth/register", data=body, headers=headers)
    await refused(answer, 400, "invalid_client_metadata")


async def test_a_body_of_another_kind_or_size_is_refused(writer: Writer) -> None:
    await refused(await writer.http.post("/oauth/register", data={"a": "b"}), 415, "invalid_request")
    big = {"client_name": "x" * 300_000}
    await refused(await writer.http.post("/oauth/register", json=big), 413, "invalid_request")


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
    return {"Authorization": "Basic " + base64.b64encode(pair).decode()}


@pytest.fixture
async def secretive(writer: Writer, engine: AsyncEngine, browser: Browser) -> tuple[Flow, str]:
    """A client with a secret, and the secret."""
    found = await register(writer, token_endpoint_auth_method="client_secret_basic")
    return Flow(writer, engine, browser, found["client_id"]), found["client_secret"]


async def test_a_client_with_a_secret_must_show_it(secretive: tuple[Flow, str]) -> None:
    flow, secret = secretive
    form = {
        "grant_type": "authorization_code", "code": await flow.code(), "code_verifier": flow.verifier,
        "redirect_uri": flow.redirect_uri, "resource": EDGE,
    }  # fmt: skip
    post = flow.writer.http.post
    named = form | {"client_id": flow.client_id}
    await refused(await post("/oauth/token", data=named), 401, "invalid_client")
    await refused(await post("/oauth/token", data=named | {"client_secret": secret}), 401, "invalid_client")
    wrong = basic(flow.client_id, secret[:-1])
    await refused(await post("/oauth/token", data=form, headers=wrong), 401, "invalid_client")
    right = basic(flow.client_id, secret)
    other = form | {"client_id": "mcp_edge"}
    await refused(await post("/oauth/token", data=other, headers=right), 400, "invalid_request")
    assert (await post("/oauth/token", data=form, headers=right)).status == 200


async def test_a_public_client_cannot_pass_as_the_edge_nor_with_any_secret(flow: Flow) -> None:
    post = flow.writer.http.post
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    await refused(await post("/oauth/token", data=form | {"client_id": "mcp_edge"}), 401, "invalid_client")
    for secret in ("", "x"):
        answer = await post("/oauth/token", data=form, headers=basic(flow.client_id, secret))
        await refused(answer, 401, "invalid_client")


@pytest.mark.parametrize("grant_type", [
    "urn:ietf:params:oauth:grant-type:token-exchange", "client_credentials", "password", "x" * 100,
])  # fmt: skip
async def test_no_registered_client_gets_another_grant(flow: Flow, grant_type: str) -> None:
    answer = await flow.token(grant_type=grant_type, username="ada", password="x")
    body = await answer.json()
    assert answer.status == 400
    assert body["error"] in {"unauthorized_client", "unsupported_grant_type"}


async def test_a_client_that_is_never_used_is_forgotten_and_a_used_one_is_not(
    flow: Flow, writer: Writer
) -> None:
    await flow.tokens()
    unused = (await register(writer))["client_id"]
    await flow.run("update oauth_clients set created_at = now() - interval '25 hours'")
    await service.purge(flow.engine)
    left = (await flow.run("select id from oauth_clients")).scalars().all()
    assert left == [flow.client_id]
    assert unused not in left
    await flow.run("update oauth_clients set used_at = now() - interval '181 days'")
    await service.purge(flow.engine)
    assert "There is no such client" in await (await flow.open(flow.query())).text()


async def test_grants_that_are_long_over_are_forgotten_with_all_that_is_theirs(flow: Flow) -> None:
    await flow.tokens()
    await flow.run("update oauth_grants set expires_at = now() - interval '31 days'")
    assert await service.purge(flow.engine) == 1
    left = "select (select count(*) from oauth_codes) + (select count(*) from oauth_refresh_tokens)"
    assert (await flow.run(left)).scalar_one() == 0
