"""Tokens that must not pass, each for its own reason, and none of them in the log."""

import json
import time
from typing import Any

import jwt
import pytest
from structlog.testing import capture_logs

from core.auth import Reason, StaticKeys, TokenVerifier, bearer
from core.errors import Code, MarketError
from tests.support.tokens import (
    AUDIENCE,
    ISSUER,
    K256,
    OTHER_P256,
    P256,
    P384,
    RSA2048,
    claims,
    encoded,
    pem,
    public,
    sign,
    sign_hmac,
    sign_raw,
)

OWN = {"alg": "ES256", "typ": "at+jwt", "kid": "k1"}
NOW = int(time.time())


def verifier() -> TokenVerifier:
    keys = [public(P256), public(RSA2048, kid="rsa"), public(P384, kid="p384"), public(K256, kid="k256")]
    return TokenVerifier(ISSUER, AUDIENCE, StaticKeys({"keys": keys}))


def cut(token: str) -> tuple[str, str, str]:
    head, body, signature = token.split(".")
    return head, body, signature


def signed(**changed: Any) -> str:
    return sign(body=claims(**changed))


GOOD = sign()
HEAD, BODY, SIGNATURE = cut(GOOD)
TWICE = '{"alg":"ES256","typ":"at+jwt","kid":"k1","kid":"k1"}'

ATTACKS: dict[str, tuple[str, Reason]] = {
    "no algorithm": (jwt.encode(claims(), "", "none", {"typ": "at+jwt", "kid": "k1"}), Reason.MALFORMED),
    "no algorithm, with a signature": (sign_raw(OWN | {"alg": "none"}, claims()), Reason.ALGORITHM),
    "None in capitals": (sign_raw(OWN | {"alg": "NONE"}, claims()), Reason.ALGORITHM),
    "algorithm missing": (sign_raw({"typ": "at+jwt", "kid": "k1"}, claims()), Reason.ALGORITHM),
    "algorithm a list": (sign_raw(OWN | {"alg": ["ES256"]}, claims()), Reason.ALGORITHM),
    "hmac with the public key": (sign_hmac(OWN | {"alg": "HS256"}, claims(), pem(P256)), Reason.ALGORITHM),
    "hmac that says ES256": (sign_hmac(OWN, claims(), pem(P256)), Reason.SIGNATURE),
    "RS256, which is not ours": (sign(RSA2048, "RS256", kid="rsa"), Reason.ALGORITHM),
    "an RSA key for ES256": (sign(P256, kid="rsa"), Reason.KID_UNKNOWN),
    "another curve": (sign(P384, "ES384", kid="p384"), Reason.ALGORITHM),
    "another curve that says ES256": (sign(P256, kid="p384"), Reason.KID_UNKNOWN),
    "a look-alike curve": (sign(P256, kid="k256"), Reason.KID_UNKNOWN),
    "a stranger's key": (sign(OTHER_P256), Reason.SIGNATURE),
    "a stranger's kid": (sign(OTHER_P256, kid="mine"), Reason.KID_UNKNOWN),
    "a key in the header": (sign(OTHER_P256, jwk=public(OTHER_P256)), Reason.SIGNATURE),
    "a key elsewhere": (sign(OTHER_P256, jku="https://evil.example/jwks.json"), Reason.SIGNATURE),
    "a certificate elsewhere": (sign(OTHER_P256, x5u="https://evil.example/cert"), Reason.SIGNATURE),
    "a certificate in the header": (sign(OTHER_P256, x5c=["MIIB"]), Reason.SIGNATURE),
    "a kid that is a path": (sign(kid="../../../../dev/null"), Reason.KID_UNKNOWN),
    "a kid that is sql": (sign(kid="' union select 'key' --"), Reason.KID_UNKNOWN),
    "a kid that is an address": (sign(kid="http://169.254.169.254/"), Reason.KID_UNKNOWN),
    "a huge kid": (sign(kid="k" * 4000), Reason.KID_UNKNOWN),
    "a kid of control characters": (sign(kid="\r\nSet-Cookie: a"), Reason.KID_UNKNOWN),
    "no kid": (sign(kid=None), Reason.KID_MISSING),
    "an empty kid": (sign(kid=""), Reason.KID_MISSING),
    "a kid that is a number": (sign_raw(OWN | {"kid": 1}, claims()), Reason.KID_MISSING),
    "two kids": (sign_raw(TWICE, claims()), Reason.MALFORMED),
    "an id token": (sign(typ="JWT"), Reason.TYPE),
    "no type": (sign(typ=None), Reason.TYPE),
    "a type that is a list": (sign_raw(OWN | {"typ": ["at+jwt"]}, claims()), Reason.TYPE),
    "a critical header": (sign_raw(OWN | {"crit": ["exp"], "exp": 1}, claims()), Reason.CRITICAL_HEADER),
    "an empty crit": (sign_raw(OWN | {"crit": []}, claims()), Reason.CRITICAL_HEADER),
    "an unencoded payload": (
        sign_raw(OWN | {"b64": False, "crit": ["b64"]}, claims()),
        Reason.CRITICAL_HEADER,
    ),
    "a compressed payload": (sign_raw(OWN | {"zip": "DEF"}, claims()), Reason.CRITICAL_HEADER),
    "no signature": (f"{HEAD}.{BODY}.", Reason.MALFORMED),
    "half a signature": (f"{HEAD}.{BODY}.{SIGNATURE[:40]}", Reason.SIGNATURE),
    "a signature of zeroes": (f"{HEAD}.{BODY}.{'A' * 86}", Reason.SIGNATURE),
    "another body": (f"{HEAD}.{encoded(claims(sub='acc_2'))}.{SIGNATURE}", Reason.SIGNATURE),
    "padded": (f"{HEAD}.{BODY}.{SIGNATURE}==", Reason.MALFORMED),
    "a fourth part": (f"{GOOD}.AAAA", Reason.MALFORMED),
    "encrypted": (f"{HEAD}.AAAA.AAAA.AAAA.AAAA", Reason.MALFORMED),
    "not base64": (f"{HEAD}.{BODY}.!!!", Reason.MALFORMED),
    "no JSON": (sign_raw("nonsense", claims()), Reason.MALFORMED),
    "a header that is a list": (sign_raw([OWN], claims()), Reason.MALFORMED),
    "a very deep header": (sign_raw("[" * 4500, claims()), Reason.MALFORMED),
    "claims that are a list": (sign_raw(OWN, [1]), Reason.MALFORMED),
    "very deep claims": (sign_raw(OWN, "[" * 4500), Reason.MALFORMED),
    "too long": (sign(body=claims(extra="x" * 9000)), Reason.TOO_LONG),
    "not ASCII": ("é.ü.ß", Reason.MALFORMED),
    "half a character": ("\udce9.a.a", Reason.MALFORMED),
    "expired": (signed(exp=NOW - 61), Reason.EXPIRED),
    "expired for ever": (signed(exp=-1), Reason.EXPIRED),
    "an end that is a word": (signed(exp="soon"), Reason.MALFORMED),
    "an end beyond counting": (sign_raw(OWN, json.dumps(claims(exp="?")).replace('"?"', "1e999")), Reason.MALFORMED),
    "no end": (signed(exp=None), Reason.CLAIM),
    "not valid yet": (signed(nbf=NOW + 86_400), Reason.NOT_YET_VALID),
    "issued tomorrow": (signed(iat=NOW + 86_400), Reason.NOT_YET_VALID),
    "for another service": (signed(aud="https://other.example/mcp"), Reason.AUDIENCE),
    "for the same host": (signed(aud="https://craft.example"), Reason.AUDIENCE),
    "for the same address with a slash": (signed(aud=f"{AUDIENCE}/"), Reason.AUDIENCE),
    "for others": (signed(aud=["https://a.example", "https://b.example"]), Reason.AUDIENCE),
    "for others too": (signed(aud=[AUDIENCE, "https://b.example"]), Reason.AUDIENCE),
    "for nobody": (signed(aud=None), Reason.CLAIM),
    "for an empty list": (signed(aud=[]), Reason.CLAIM),
    "of another issuer": (signed(iss="https://evil.example"), Reason.ISSUER),
    "of our issuer with a slash": (signed(iss=f"{ISSUER}/"), Reason.ISSUER),
    "of our issuer in capitals": (signed(iss=ISSUER.upper()), Reason.ISSUER),
    "of a list of issuers": (sign_raw(OWN, claims(iss=[ISSUER])), Reason.ISSUER),
    "without a subject": (signed(sub=None), Reason.CLAIM),
    "with an empty subject": (signed(sub=""), Reason.CLAIM),
    "with a subject that is a number": (sign_raw(OWN, claims(sub=1)), Reason.CLAIM),
    "without a client": (signed(client_id=None), Reason.CLAIM),
    "without a jti": (signed(jti=None), Reason.CLAIM),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_is_no_genuine_current_token_of_ours_is_refused_for_its_reason(attack: str) -> None:
    token, reason = ATTACKS[attack]
    with capture_logs() as lines, pytest.raises(MarketError) as refused:
        await verifier().verify(token)
    assert refused.value.code is Code.INVALID_TOKEN
    (line,) = lines
    assert (line["event"], line["log_level"], line["reason"]) == ("auth.refused", "warning", str(reason))
    assert set(line) == {"event", "log_level", "reason", "kid", "client_id"}
    assert len(line["kid"] or "") < 200
    assert (line["kid"] or "").isprintable()
    assert SIGNATURE not in str(line)
    for secret in token.split("."):
        assert len(secret) < 20 or secret not in str(line) + refused.value.message


async def test_the_good_token_that_the_attacks_are_made_of_passes() -> None:
    principal = await verifier().verify(GOOD)
    assert (principal.account_id, principal.client_id) == ("acc_1", "chatgpt")
    assert principal.scopes == {"listings.read"}


@pytest.mark.parametrize("changed", [{"exp": -40}, {"nbf": 40}, {"iat": 40}])
async def test_clocks_may_differ_by_a_minute(changed: dict[str, int]) -> None:
    now = int(time.time())
    assert await verifier().verify(signed(**{name: now + seconds for name, seconds in changed.items()}))


@pytest.mark.parametrize(
    "claims_of", ["expired", "for another service", "not valid yet", "of another issuer"]
)
async def test_with_a_genuine_signature_the_client_is_named_in_the_log(claims_of: str) -> None:
    with capture_logs() as lines, pytest.raises(MarketError):
        await verifier().verify(ATTACKS[claims_of][0])
    assert lines[0]["client_id"] == "chatgpt"


async def test_what_a_stranger_says_of_himself_is_not_logged() -> None:
    with capture_logs() as lines, pytest.raises(MarketError):
        await verifier().verify(sign(OTHER_P256, body=claims(client_id="an admin")))
    assert lines[0]["client_id"] is None


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer  ", "Token abc", "", "bearerabc"])
def test_a_header_that_is_no_bearer_token_is_refused(header: str) -> None:
    with capture_logs() as lines, pytest.raises(MarketError):
        bearer([header])
    assert lines[0]["reason"] == "header"
