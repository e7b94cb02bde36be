"""Clients that prove themselves by a signed assertion (private_key_jwt), as ChatGPT does."""

import time
import uuid
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from aiohttp import ClientResponse
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integration.write_api.oauth.conftest import ISSUER, Browser, Flow, refused, register
from tests.integration.write_api.oauth.internet import Internet
from tests.support.tokens import ED25519, OTHER_P256, P256, P384, RSA1024, RSA2048, pem, public, sign_hmac
from tests.support.writer import Writer
from write_api.oauth.assertions import ASSERTION_TYPE

pytestmark = pytest.mark.integration
KEYS = "https://keys.example/jwks.json"


@pytest.fixture
async def signer(writer: Writer, engine: AsyncEngine, browser: Browser, internet: Internet) -> Flow:
    """A client whose document names a key set elsewhere."""
    client_id = internet.publish_client(token_endpoint_auth_method="private_key_jwt", jwks_uri=KEYS)
    internet.publish(KEYS, {"keys": [public(RSA2048, "r1"), public(P256, "e1")]})
    return Flow(writer, engine, browser, client_id)


def claims(flow: Flow, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "iss": flow.client_id, "sub": flow.client_id, "aud": ISSUER, "jti": str(uuid.uuid4()),
        "iat": now, "exp": now + 300,
    }  # fmt: skip
    return {name: value for name, value in (good | changed).items() if value is not None}


def assertion(
    flow: Flow, key: Any = RSA2048, alg: str = "RS256", kid: str | None = "r1", **changed: Any
) -> str:
    return jwt.encode(claims(flow, **changed), key, alg, {"kid": kid} if kid else None)


async def prove(flow: Flow, signed: str, **changed: str | None) -> ClientResponse:
    """Refresh with a token that never was: invalid_grant says that the client was believed."""
    form: dict[str, str | None] = {
        "grant_type": "refresh_token", "refresh_token": "x",
        "client_assertion": signed, "client_assertion_type": ASSERTION_TYPE,
    }  # fmt: skip
    return await flow.token(**(form | changed))


async def test_a_client_with_keys_walks_to_tokens(signer: Flow) -> None:
    code = await signer.code()
    proof = {"client_assertion": assertion(signer), "client_assertion_type": ASSERTION_TYPE}
    answer = await signer.redeem(code, proof)
    assert answer.status == 200, await answer.text()


@pytest.mark.parametrize("how", [
    {}, {"key": P256, "alg": "ES256", "kid": "e1"}, {"kid": None}, {"aud": f"{ISSUER}/oauth/token"},
    {"aud": [ISSUER, "https://other.example"]}, {"iat": None},
], ids=["plain", "es256", "no kid", "to the endpoint", "two audiences", "no iat"])  # fmt: skip
async def test_every_good_form_is_believed(signer: Flow, how: dict[str, Any]) -> None:
    await refused(await prove(signer, assertion(signer, **how)), 400, "invalid_grant")


async def test_the_client_id_may_be_left_to_the_assertion(signer: Flow) -> None:
    await refused(await prove(signer, assertion(signer), client_id=None), 400, "invalid_grant")


async def test_an_assertion_is_good_once(signer: Flow) -> None:
    signed = assertion(signer)
    await refused(await prove(signer, signed), 400, "invalid_grant")
    body = await refused(await prove(signer, signed), 401, "invalid_client")
    assert "used before" in body["error_description"]


BAD: dict[str, Callable[[Flow], str]] = {
    "no algorithm": lambda flow: jwt.encode(claims(flow), "", "none", {"kid": "r1"}),
    "hmac with the public key": lambda flow: sign_hmac(
        {"alg": "HS256", "kid": "r1"}, claims(flow), pem(RSA2048)
    ),
    "another algorithm": lambda flow: assertion(flow, alg="RS384"),
    "a stranger's key": lambda flow: assertion(flow, OTHER_P256, "ES256", "e1"),
    "an unknown kid": lambda flow: assertion(flow, kid="x"),
    "another curve": lambda flow: assertion(flow, P384, "ES384", "e1"),
    "ed25519": lambda flow: assertion(flow, ED25519, "EdDSA", "e1"),
    "a kid of the other kind": lambda flow: assertion(flow, kid="e1"),
    "for somebody else": lambda flow: assertion(flow, aud="https://other.example"),
    "for nobody": lambda flow: assertion(flow, aud=None),
    "of another client": lambda flow: assertion(flow, iss="https://evil.example/client.json"),
    "about another client": lambda flow: assertion(flow, sub="https://evil.example/client.json"),
    "expired": lambda flow: assertion(flow, exp=int(time.time()) - 61),
    "without an end": lambda flow: assertion(flow, exp=None),
    "good for years": lambda flow: assertion(flow, exp=int(time.time()) + 10**8),
    "end out of bounds": lambda flow: assertion(flow, exp=10**40),
    "not yet": lambda flow: assertion(flow, nbf=int(time.time()) + 120),
    "without a jti": lambda flow: assertion(flow, jti=None),
    "an endless jti": lambda flow: assertion(flow, jti="x" * 201),
    "an empty jti": lambda flow: assertion(flow, jti=""),
    "a jti that is no text": lambda flow: assertion(flow, jti=7),
    "not a jwt": lambda _flow: "x.y.z",
    "not even that": lambda _flow: "é",
    "huge": lambda _flow: "x" * 9000,
}


@pytest.mark.parametrize("flaw", BAD)
async def test_an_assertion_that_proves_nothing_is_refused(signer: Flow, flaw: str) -> None:
    answer = await prove(signer, BAD[flaw](signer))
    body = await answer.json()
    assert (answer.status, body["error"]) in {(401, "invalid_client"), (400, "invalid_request")}, body


@pytest.mark.parametrize("changed", [
    {"client_assertion_type": None}, {"client_assertion_type": "urn:x"}, {"client_assertion": None},
    {"client_assertion": None, "client_assertion_type": None}, {"client_secret": "x"},
], ids=str)  # fmt: skip
async def test_a_client_with_keys_needs_its_assertion(signer: Flow, changed: dict[str, str | None]) -> None:
    await refused(await prove(signer, assertion(signer), **changed), 401, "invalid_client")


async def test_a_small_rsa_key_is_not_believed(signer: Flow, internet: Internet) -> None:
    internet.publish(KEYS, {"keys": [public(RSA1024, "r1")]})
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        signed = assertion(signer, RSA1024)
    await refused(await prove(signer, signed), 401, "invalid_client")


async def test_without_a_kid_only_one_key_may_be_meant(signer: Flow, internet: Internet) -> None:
    internet.publish(KEYS, {"keys": [public(RSA2048, "r1"), public(RSA2048, "r2")]})
    await refused(await prove(signer, assertion(signer, kid=None)), 401, "invalid_client")


@pytest.mark.parametrize("keys", [
    {"keys": "x"}, {"keys": [7]}, {}, [], b"x" * 40_000, {"keys": [{"kty": "RSA", "kid": "r1"}]},
    {"keys": [{"kty": "RSA", "kid": "r1", "n": "!", "e": "AQAB"}]},
], ids=lambda value: str(value)[:40])  # fmt: skip
async def test_a_key_set_that_is_none_is_refused(signer: Flow, internet: Internet, keys: Any) -> None:
    internet.publish(KEYS, keys)
    await refused(await prove(signer, assertion(signer)), 401, "invalid_client")


@pytest.mark.parametrize("trick", ["redirect", "dns", "slow"])
async def test_a_key_set_leads_us_nowhere_inside(signer: Flow, internet: Internet, trick: str) -> None:
    if trick == "redirect":
        internet.publish(KEYS, {}, status=302, headers={"Location": "http://127.0.0.1/"})
    elif trick == "dns":
        internet.addresses["keys.example"] = ["127.0.0.1"]
    else:
        internet.publish(KEYS, b"{", never_ends=True)
    await refused(await prove(signer, assertion(signer)), 401, "invalid_client")
    assert internet.connected.count("127.0.0.1") == 0


async def test_a_registered_client_brings_its_keys(
    writer: Writer, engine: AsyncEngine, browser: Browser
) -> None:
    found = await register(
        writer, token_endpoint_auth_method="private_key_jwt", jwks={"keys": [public(P256, "e1")]}
    )
    assert "client_secret" not in found
    flow = Flow(writer, engine, browser, found["client_id"])
    signed = assertion(flow, P256, "ES256", "e1")
    await refused(await prove(flow, signed), 400, "invalid_grant")


async def test_one_clients_assertion_is_not_anothers(signer: Flow, writer: Writer) -> None:
    other = (await register(writer))["client_id"]
    answer = await prove(signer, assertion(signer), client_id=other)
    await refused(answer, 401, "invalid_client")
