"""A verified token is remembered, and yet every call asks whether it still holds."""

import asyncio
import time
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.auth import Identity, Principal, Profile, Scope, StaticKeys, TokenVerifier
from core.auth import verifier as verifying
from core.auth.keys import Key
from core.auth.profile import EXTERNAL_ALGORITHMS
from core.errors import Code, MarketError
from tests.support.tokens import AUDIENCE, ISSUER, OTHER_P256, P256, RSA2048, claims, public, sign


class Keys(StaticKeys):
    """Keys that may be taken away."""

    async def key(self, kid: str, algorithm: str) -> Key | None:
        await asyncio.sleep(0)
        return await super().key(kid, algorithm)


def verifier(**parts: Any) -> TokenVerifier:
    return TokenVerifier(ISSUER, AUDIENCE, Keys({"keys": [public(P256)]}), **parts)


@pytest.fixture
def decodings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens whose signatures were really computed."""
    seen: list[str] = []
    real = TokenVerifier._decode

    def decode(self: TokenVerifier, token: str, key: Key, algorithm: str) -> dict[str, Any]:
        seen.append(token)
        return real(self, token, key, algorithm)

    monkeypatch.setattr(TokenVerifier, "_decode", decode)
    return seen


async def test_a_signature_is_computed_once(decodings: list[str]) -> None:
    one, token = verifier(), sign()
    for _ in range(5):
        await one.verify(token)
    assert decodings == [token]


async def test_a_remembered_token_ends_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    one, token = verifier(), sign(body=claims(exp=int(time.time()) + 5))
    await one.verify(token)
    later = time.time() + 5 + verifying.LEEWAY_SECONDS
    monkeypatch.setattr(time, "time", lambda: later)
    assert await one._remembered(next(iter(one._seen))) is None
    assert not one._seen


async def test_a_remembered_token_ends_with_its_key(decodings: list[str]) -> None:
    one, token = verifier(), sign()
    await one.verify(token)
    one.keys = Keys({"keys": [public(OTHER_P256)]})
    with pytest.raises(MarketError):
        await one.verify(token)


async def test_a_token_for_one_audience_is_not_remembered_for_another() -> None:
    token = sign()
    await verifier().verify(token)
    with pytest.raises(MarketError):
        await TokenVerifier(ISSUER, "https://other", StaticKeys({"keys": [public(P256)]})).verify(token)


async def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MOST_REMEMBERED", 3)
    one = verifier()
    for number in range(10):
        await one.verify(sign(body=claims(jti=str(number))))
    assert len(one._seen) == 3


async def test_a_revocation_bites_on_the_very_next_call() -> None:
    revoked: set[str] = set()

    async def is_revoked(session: str) -> bool:
        return session in revoked

    one, token = verifier(is_revoked=is_revoked), sign(body=claims(sid="s1"))
    other = sign(body=claims(sid="s2"))
    assert (await one.verify(token)).session_id == "s1"
    await one.verify(other)
    revoked.add("s1")
    with capture_logs() as lines, pytest.raises(MarketError) as refused:
        await one.verify(token)
    assert refused.value.code is Code.INVALID_TOKEN
    assert (lines[0]["reason"], lines[0]["client_id"]) == ("revoked", "chatgpt")
    await one.verify(other)


async def test_while_nobody_knows_what_is_revoked_reads_go_on_and_the_rest_waits() -> None:
    async def away(_session: str) -> bool:
        raise ConnectionError

    one = verifier(is_revoked=away)
    with capture_logs() as lines:
        principal = await one.verify(sign(body=claims(sid="s1", scope="listings.write")))
        await one.verify(sign(body=claims(sid="s1", scope="listings.write")))
    principal.require()
    with pytest.raises(MarketError) as refused:
        principal.require(Scope.LISTINGS_READ)
    assert refused.value.code is Code.SERVICE_UNAVAILABLE
    assert [line["event"] for line in lines] == ["auth.revocation_unknown"]


async def test_a_token_without_a_session_asks_nobody() -> None:
    async def never(_session: str) -> bool:
        raise AssertionError

    assert (await verifier(is_revoked=never).verify(sign())).confirmed


async def test_tokens_of_two_issuers_go_to_their_own_verifiers() -> None:
    other = TokenVerifier(
        "https://provider.example", AUDIENCE, StaticKeys({"keys": [public(OTHER_P256)]}), Profile()
    )
    both = verifier(also=other)
    theirs = claims(iss="https://provider.example", sub="them")
    assert (await both.verify(sign())).account_id == "acc_1"
    assert (await both.verify(sign(OTHER_P256, body=theirs))).account_id == "them"
    for token in (sign(P256, body=theirs), sign(OTHER_P256)):
        with pytest.raises(MarketError):
            await both.verify(token)


def provider(**profile: Any) -> TokenVerifier:
    accepted = Profile(
        algorithms=EXTERNAL_ALGORITHMS, one_audience=False, required=("exp", "iss", "aud", "sub"), **profile
    )
    return TokenVerifier(
        ISSUER, AUDIENCE, StaticKeys({"keys": [public(RSA2048)]}, EXTERNAL_ALGORITHMS), accepted
    )


def auth0(**changed: Any) -> str:
    body = {"client_id": None, "jti": None, "azp": "c1", "aud": [AUDIENCE, f"{ISSUER}/userinfo"]} | changed
    return sign(RSA2048, "RS256", claims(**body), typ="JWT")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("scope", {"scope": "listings.write openid"}),
        ("scp", {"scp": ["listings.write", "openid", 7]}),
        ("permissions", {"permissions": ["listings.write", "openid"], "scope": "profile"}),
        ("https://craft.example/may", {"https://craft.example/may": "listings.write openid"}),
        ("realm.access", {"realm": {"access": ["listings.write", "openid"]}}),
    ],
)
async def test_scopes_come_from_the_claim_that_the_settings_name(name: str, told: dict[str, Any]) -> None:
    principal = await provider(plain_jwt=True, scopes_claim=name).verify(auth0(**told))
    assert principal.scopes == {"listings.write", "openid"}
    assert principal.client_id == "c1"
    principal.require(Scope.LISTINGS_WRITE)


async def test_a_claim_that_is_missing_or_odd_grants_nothing() -> None:
    for odd in (None, 7, {"listings.write": True}):
        principal = await provider(plain_jwt=True, scopes_claim="may").verify(auth0(may=odd))
        assert principal.scopes == frozenset()


async def test_plain_jwts_are_taken_only_when_the_settings_say_so() -> None:
    assert await provider(plain_jwt=True).verify(auth0())
    with pytest.raises(MarketError):
        await provider().verify(auth0())


async def test_a_person_of_a_provider_becomes_an_account_on_first_sight() -> None:
    met: list[Identity] = []

    async def account_of(identity: Identity) -> str:
        met.append(identity)
        return "acc_new"

    one = provider(plain_jwt=True)
    one.account_of = account_of
    principal = await one.verify(auth0(sub="auth0|1", email="ada@makers.example", email_verified=True))
    assert principal.account_id == "acc_new"
    assert met == [Identity(ISSUER, "auth0|1", "ada@makers.example", email_verified=True)]


async def test_an_address_that_is_not_verified_is_not_said_to_be() -> None:
    for odd in ("true", 1, None):
        identity = Profile().identity({"iss": "i", "sub": "s", "email": "a@b", "email_verified": odd})
        assert identity.email_verified is False


def test_asking_for_more_keeps_what_is_held() -> None:
    principal = Principal("acc_1", "chatgpt", frozenset({"orders.read", "listings.read", "openid"}))
    with pytest.raises(MarketError) as refused:
        principal.require(Scope.LISTINGS_WRITE, Scope.ORDERS_WRITE)
    assert refused.value.extra["scope"] == "listings.write orders.write listings.read orders.read"
    assert refused.value.message == "This needs the permission listings.write and orders.write."


@pytest.mark.parametrize(
    ("held", "needed"),
    [
        (Scope.LISTINGS_WRITE, Scope.LISTINGS_READ),
        (Scope.ORDERS_WRITE, Scope.ORDERS_READ),
        (Scope.SELLER_MANAGE, Scope.LISTINGS_WRITE),
        (Scope.SELLER_MANAGE, Scope.LISTINGS_READ),
    ],
)
def test_writing_includes_reading_and_not_the_other_way_round(held: Scope, needed: Scope) -> None:
    Principal("a", "c", frozenset({held})).require(needed)
    with pytest.raises(MarketError):
        Principal("a", "c", frozenset({needed})).require(held)
