"""Which keys of a set are believed."""

from typing import Any

import pytest

from core.auth import Profile, StaticKeys, TokenVerifier
from core.auth.profile import EXTERNAL_ALGORITHMS
from core.errors import MarketError
from tests.support.tokens import (
    AUDIENCE,
    ED25519,
    ISSUER,
    OTHER_P256,
    P256,
    P384,
    RSA1024,
    RSA2048,
    public,
    sign,
)


def external(*keys: dict[str, Any], **profile: Any) -> TokenVerifier:
    accepted = Profile(algorithms=EXTERNAL_ALGORITHMS, one_audience=False, **profile)
    return TokenVerifier(ISSUER, AUDIENCE, StaticKeys({"keys": list(keys)}, EXTERNAL_ALGORITHMS), accepted)


@pytest.mark.parametrize(
    ("key", "algorithm"), [(P256, "ES256"), (RSA2048, "RS256"), (RSA2048, "PS256"), (ED25519, "EdDSA")]
)
async def test_a_provider_may_sign_with_any_of_four_algorithms(key: Any, algorithm: str) -> None:
    assert await external(public(key)).verify(sign(key, algorithm))
    assert await external(public(key, alg=algorithm)).verify(sign(key, algorithm))


@pytest.mark.parametrize(
    ("entry", "token"),
    [
        (public(RSA1024), sign(RSA1024, "RS256")),
        (public(RSA2048, alg="RS256"), sign(RSA2048, "PS256")),
        (public(RSA2048), sign(RSA2048, "RS512")),
        (public(P384), sign(P384, "ES384")),
        (public(P256, use="enc"), sign()),
        (public(P256, key_ops=["sign"]), sign()),
        (public(P256, key_ops="verify"), sign()),
        (public(P256, d="AAAA"), sign()),
        (public(P256, crv="P-384"), sign()),
        (public(P256, x="AAAA"), sign()),
        (public(P256, kty="oct", k="AAAA"), sign()),
        (public(P256, kid=None), sign()),
        (public(P256, kid=7), sign()),
    ],
    ids=[
        "small RSA", "for another algorithm", "an algorithm beyond the list", "another curve", "to encrypt",
        "to sign", "odd operations", "a private half", "a curve that lies", "no point", "a secret", "no id",
        "an id that is a number",
    ],
)  # fmt: skip
async def test_a_key_that_is_not_fit_verifies_nothing(entry: dict[str, Any], token: str) -> None:
    with pytest.raises(MarketError):
        await external(entry).verify(token)


async def test_two_different_keys_under_one_id_are_both_left_out() -> None:
    verifier = external(public(P256), public(OTHER_P256))
    for key in (P256, OTHER_P256):
        with pytest.raises(MarketError):
            await verifier.verify(sign(key))


async def test_one_id_for_two_types_is_clear() -> None:
    verifier = external(public(P256), public(RSA2048))
    assert await verifier.verify(sign())
    assert await verifier.verify(sign(RSA2048, "RS256"))


@pytest.mark.parametrize("jwks", [{}, {"keys": None}, {"keys": {}}, {"keys": [None, "x", 1, []]}])
async def test_a_set_that_is_none_verifies_nothing(jwks: dict[str, Any]) -> None:
    with pytest.raises(MarketError):
        await TokenVerifier(ISSUER, AUDIENCE, StaticKeys(jwks)).verify(sign())
