"""Token exchange: what the edge gets for a shopper's token, and every way it must not."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from aiohttp import ClientResponse
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.auth import RemoteKeys, StaticKeys, TokenVerifier
from core.errors import MarketError
from tests.support.writer import EDGE_SECRET, Writer
from write_api.oauth.clients import TOKEN_EXCHANGE
from write_api.oauth.signing import mint
from write_api.oauth.tokens import ACCESS_TOKEN

pytestmark = pytest.mark.integration
EDGE = "https://craftlocal.example/mcp"


def basic(client_id: str = "mcp_edge", secret: str = EDGE_SECRET) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def shoppers(writer: Writer, *scopes: str, **changed: Any) -> str:
    """A shopper's token for the edge, with claims changed by a thief who has the key."""
    token = writer.token("ada", *(scopes or ("listings.write", "orders.read")), audience=EDGE)
    claims = jwt.decode(token, options={"verify_signature": False}) | changed
    return sign(writer, {name: value for name, value in claims.items() if value is not None})


def sign(writer: Writer, claims: dict[str, Any], **headers: Any) -> str:
    own = {"typ": "at+jwt", "kid": writer.issuer.key.kid}
    return jwt.encode(claims, writer.issuer.key.private, "ES256", own | headers)


async def ask(
    writer: Writer, token: str, sender: dict[str, str] | None = None, **fields: str
) -> ClientResponse:
    form = {
        "grant_type": TOKEN_EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN,
    }  # fmt: skip
    sent = {name: value for name, value in (form | fields).items() if value != "-"}
    return await writer.http.post("/oauth/token", data=sent, headers=basic() if sender is None else sender)


async def refusal(answer: ClientResponse, status: int, error: str) -> None:
    body = await answer.json()
    assert (answer.status, body["error"]) == (status, error), body
    assert set(body) == {"error", "error_description"}
    assert answer.headers["Cache-Control"] == "no-store"


async def test_the_edge_gets_a_token_for_the_same_person_and_client(writer: Writer) -> None:
    answer = await ask(writer, shoppers(writer), scope="listings.write")
    body = await answer.json()
    claims = jwt.decode(body.pop("access_token"), options={"verify_signature": False})

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert body == {
        "issued_token_type": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 600,
        "scope": "listings.write",
    }  # fmt: skip
    assert claims["sub"] == writer.people["ada@makers.example"]
    assert (claims["client_id"], claims["act"]) == ("tests", {"sub": "mcp_edge"})
    assert (claims["aud"], claims["scope"]) == ("urn:craftlocal:write-api", "listings.write")


async def test_the_exchanged_token_opens_the_write_api_and_the_shoppers_does_not(writer: Writer) -> None:
    original = shoppers(writer)
    exchanged = (await (await ask(writer, original)).json())["access_token"]
    answers = [
        await writer.http.get("/api/v1/sellers/listings", headers={"Authorization": f"Bearer {token}"})
        for token in (original, exchanged)
    ]
    assert [answer.status for answer in answers] == [401, 200]


async def test_it_lives_no_longer_than_the_shoppers(writer: Writer) -> None:
    soon = int(time.time()) + 40
    body = await (await ask(writer, shoppers(writer, exp=soon))).json()
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims["exp"] <= soon
    assert body["expires_in"] <= 40


@pytest.mark.parametrize("asked", ["listings.read", "listings.write listings.read", "orders.read"])
async def test_scopes_may_be_fewer(writer: Writer, asked: str) -> None:
    body = await (await ask(writer, shoppers(writer), scope=asked)).json()
    assert set(body["scope"].split()) == set(asked.split())


@pytest.mark.parametrize("asked", ["seller.manage", "listings.write orders.write", "admin", "", " "])
async def test_scopes_never_widen(writer: Writer, asked: str) -> None:
    await refusal(await ask(writer, shoppers(writer), scope=asked), 400, "invalid_scope")


def forged(writer: Writer, attack: str) -> str:
    good = shoppers(writer)
    claims = jwt.decode(good, options={"verify_signature": False})
    key = writer.issuer.key
    public = key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, body, signature = good.split(".")
    stranger = ec.generate_private_key(ec.SECP256R1())
    own = {"typ": "at+jwt", "kid": key.kid}
    attacks: dict[str, Callable[[], str]] = {
        "no algorithm": lambda: jwt.encode(claims, "", "none", own),
        "hmac with the public key": lambda: hmac_signed(claims, own, public),
        "a stranger's key": lambda: jwt.encode(claims, stranger, "ES256", own),
        "a stranger's kid": lambda: jwt.encode(claims, stranger, "ES256", own | {"kid": "mine"}),
        "a kid that is a path": lambda: sign(writer, claims, kid="../../dev/null"),
        "a kid that is sql": lambda: sign(writer, claims, kid="' or 1=1 --"),
        "no kid": lambda: sign(writer, claims, kid=""),
        "a key in the header": lambda: jwt.encode(
            claims, stranger, "ES256", own | {"kid": "x", "jwk": {"kty": "EC", "crv": "P-256"}}
        ),
        "a key elsewhere": lambda: jwt.encode(
            claims, stranger, "ES256", own | {"kid": "x", "jku": "http://x"}
        ),
        "an id token": lambda: sign(writer, claims, typ="JWT"),
        "no signature": lambda: f"{head}.{body}.",
        "another body": lambda: f"{head}.{b64(claims | {'sub': 'acc_other'})}.{signature}",
        "for the write api": lambda: writer.token("ada"),
        "for nobody": lambda: shoppers(writer, aud=None),
        "of another issuer": lambda: shoppers(writer, iss="https://evil.example"),
        "expired": lambda: shoppers(writer, exp=int(time.time()) - 3600),
        "expired within the leeway": lambda: shoppers(writer, exp=int(time.time()) - 5),
        "without an end": lambda: shoppers(writer, exp=None),
        "without a subject": lambda: shoppers(writer, sub=None),
        "not a token": lambda: "x.y.z",
        "huge": lambda: "x" * 9000,
    }
    return attacks[attack]()


def b64(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()


def hmac_signed(claims: dict[str, Any], headers: dict[str, Any], secret: bytes) -> str:
    unsigned = f"{b64(headers | {'alg': 'HS256'})}.{b64(claims)}"
    digest = hmac.new(secret, unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


@pytest.mark.parametrize("attack", [
    "no algorithm", "hmac with the public key", "a stranger's key", "a stranger's kid",
    "a kid that is a path", "a kid that is sql", "no kid", "a key in the header", "a key elsewhere",
    "an id token", "no signature", "another body", "for the write api", "for nobody", "of another issuer",
    "expired", "expired within the leeway", "without an end", "without a subject", "not a token", "huge",
])  # fmt: skip
async def test_a_token_that_is_not_a_shoppers_for_the_edge_is_refused(writer: Writer, attack: str) -> None:
    await refusal(await ask(writer, forged(writer, attack)), 400, "invalid_request")


@pytest.mark.parametrize("headers", [
    {}, basic(secret="wrong"), basic(client_id="other"), basic(secret=""), basic(secret=EDGE_SECRET + "x"),
    basic(secret=EDGE_SECRET[:-1]), {"Authorization": "Basic !!!"}, {"Authorization": "Basic /w=="},
    {"Authorization": f"Bearer {EDGE_SECRET}"},
])  # fmt: skip
async def test_a_client_that_proves_nothing_is_challenged(writer: Writer, headers: dict[str, str]) -> None:
    answer = await ask(writer, shoppers(writer), headers)
    await refusal(answer, 401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(("fields", "error"), [
    ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ({"grant_type": "-"}, "invalid_request"),
    ({"subject_token": "-"}, "invalid_request"),
    ({"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"}, "invalid_request"),
    ({"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"}, "invalid_request"),
    ({"actor_token": "x"}, "invalid_request"),
    ({"audience": "https://elsewhere.example"}, "invalid_target"),
])  # fmt: skip
async def test_a_form_that_asks_for_something_else_is_refused(
    writer: Writer, fields: dict[str, str], error: str
) -> None:
    await refusal(await ask(writer, shoppers(writer), None, **fields), 400, error)


async def test_a_field_given_twice_or_json_is_refused(writer: Writer) -> None:
    twice = f"grant_type={TOKEN_EXCHANGE}&grant_type={TOKEN_EXCHANGE}"
    form = basic() | {"Content-Type": "application/x-www-form-urlencoded"}
    await refusal(await writer.http.post("/oauth/token", data=twice, headers=form), 400, "invalid_request")
    await refusal(await writer.http.post("/oauth/token", json={}, headers=basic()), 400, "invalid_request")
    await refusal(await writer.http.get("/oauth/token"), 405, "invalid_request")
    await refusal(
        await writer.http.post("/oauth/token", data=b"x" * 300_000, headers=form), 413, "invalid_request"
    )


async def test_the_published_keys_verify_our_tokens_and_hide_the_private_half(writer: Writer) -> None:
    answer = await writer.http.get("/oauth/jwks.json")
    (key,) = (await answer.json())["keys"]
    assert "max-age" in answer.headers["Cache-Control"]
    assert set(key) == {"alg", "crv", "kid", "kty", "use", "x", "y"}

    keys = RemoteKeys(str(writer.http.make_url("/oauth/jwks.json")), writer.http.session)
    verifier = TokenVerifier(writer.issuer.name, EDGE, keys)
    principal = await verifier.verify(shoppers(writer, "orders.read"))
    assert principal.account_id == writer.people["ada@makers.example"]
    assert principal.scopes == {"orders.read"}


async def test_a_minted_token_names_who_acts(writer: Writer) -> None:
    token = mint(
        writer.issuer, subject="acc_1", audience="x", client_id="c", scopes=["orders.read"], actor="mcp_edge"
    )
    verifier = TokenVerifier(writer.issuer.name, "x", StaticKeys(writer.issuer.key.jwks()))
    assert (await verifier.verify(token)).actor == "mcp_edge"
    with pytest.raises(MarketError):
        await TokenVerifier(writer.issuer.name, "y", StaticKeys(writer.issuer.key.jwks())).verify(token)
