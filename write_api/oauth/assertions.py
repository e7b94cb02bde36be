"""Proof by a signed assertion (private_key_jwt: RFC 7523, OpenID Connect Core 9)."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from redis.asyncio import Redis

from core.http.problems import OAuthError
from write_api.fetching import FetchError
from write_api.oauth.clients import Client
from write_api.oauth.fetch_cache import FetchCache

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("ES256", "RS256")
MAX_KEYS_BYTES = 32 * 1024
LEEWAY_SECONDS = 60
LONGEST_LIFE_SECONDS = 3600
MAX_JTI = 200
MIN_RSA_BITS = 2048
# How often a client may make us fetch its keys again with a key id that we do not know.
KEYS_REFETCHED_AFTER_SECONDS = 30


@dataclass(frozen=True)
class Assertions:
    """Checks assertions: whose key, for us, now, and never twice."""

    audiences: tuple[str, ...]
    keys: FetchCache
    redis: Redis

    def claimed_client(self, assertion: str) -> str:
        """Return the client that the assertion says it is of; nothing of it is proved yet.

        Raises:
            OAuthError: invalid_client.
        """
        try:
            return str(jwt.decode(assertion, options={"verify_signature": False})["sub"])
        except (jwt.PyJWTError, KeyError, ValueError, TypeError):
            raise _refusal("The client_assertion is not a JWT with a subject.") from None

    async def check(self, client: Client, assertion: str) -> None:
        """Return when the client has signed this assertion for us.

        Raises:
            OAuthError: invalid_client.
        """
        try:
            header = jwt.get_unverified_header(assertion)
            key = await self._key(client, header)
            claims = jwt.decode(
                assertion,
                key,
                algorithms=[key.algorithm_name],
                audience=list(self.audiences),
                issuer=client.id,
                subject=client.id,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "jti"]},
            )
        except (jwt.PyJWTError, FetchError, ValueError, TypeError, AttributeError):
            raise _refusal("The client_assertion is not valid here and now.") from None
        await self._once(client, claims)

    async def _key(self, client: Client, header: Mapping[str, Any]) -> jwt.PyJWK:
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise _refusal(f"The client_assertion must be signed with {' or '.join(ALGORITHMS)}.")
        found = _find(await self._jwks(client), algorithm, kid)
        if found is None and client.jwks_uri is not None:
            fresh = await self.keys.get(client.jwks_uri, max_age_seconds=KEYS_REFETCHED_AFTER_SECONDS)
            found = _find(fresh, algorithm, kid)
        if found is None:
            raise _refusal("None of the client's keys has signed this client_assertion.")
        return found

    async def _jwks(self, client: Client) -> Mapping[str, Any]:
        if client.jwks is not None:
            return client.jwks
        return await self.keys.get(client.jwks_uri) if client.jwks_uri else {}

    async def _once(self, client: Client, claims: Mapping[str, Any]) -> None:
        jti, remaining = claims["jti"], int(claims["exp"]) - int(time.time())
        if not isinstance(jti, str) or not 1 <= len(jti) <= MAX_JTI:
            raise _refusal(f"The client_assertion needs a jti of 1 to {MAX_JTI} characters.")
        if remaining > LONGEST_LIFE_SECONDS:
            raise _refusal(f"A client_assertion may be valid for {LONGEST_LIFE_SECONDS} seconds at most.")
        name = hashlib.sha256(f"{client.id}\n{jti}".encode()).hexdigest()
        lifetime = max(remaining, 0) + 2 * LEEWAY_SECONDS
        if not await self.redis.set(f"oauth:assertion:{name}", b"1", nx=True, ex=lifetime):
            raise _refusal("This client_assertion was used before; sign a new one for each request.")


def _find(jwks: Mapping[str, Any], algorithm: str, kid: object) -> jwt.PyJWK | None:
    entries = jwks.get("keys")
    fitting = [
        entry
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
        and entry.get("kty") == ("EC" if algorithm == "ES256" else "RSA")
        and entry.get("alg", algorithm) == algorithm
        and entry.get("use", "sig") == "sig"
        and (kid is None or entry.get("kid") == kid)
    ]
    # Without a kid only one key may be meant: we do not try keys until one fits.
    if len(fitting) != 1:
        return None
    key = jwt.PyJWK.from_dict(fitting[0], algorithm=algorithm)
    return key if _is_strong(key.key) else None


def _is_strong(key: object) -> bool:
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def _refusal(sentence: str) -> OAuthError:
    return OAuthError("invalid_client", sentence, status=401)
