"""Access tokens signed with our key (RFC 9068, ES256), and the key as others verify it."""

import base64
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from core.settings import SettingsError

LIFETIME_SECONDS = 600


@dataclass(frozen=True)
class SigningKey:
    """A P-256 private key and its id: the RFC 7638 thumbprint of its public half."""

    private: ec.EllipticCurvePrivateKey
    kid: str

    def public_jwk(self) -> dict[str, str]:
        """Return the public half as others need it."""
        return _public_jwk(self.private) | {"kid": self.kid, "use": "sig", "alg": "ES256"}

    def jwks(self) -> dict[str, Any]:
        """Return the key set to publish."""
        return {"keys": [self.public_jwk()]}


@dataclass(frozen=True)
class Issuer:
    """Who signs: the name that goes into `iss`, and the key."""

    name: str
    key: SigningKey


def generate_key_file(path: Path) -> None:
    """Write a new private key as PEM, readable by its owner alone.

    Raises:
        FileExistsError: there is a file; a key in use is never overwritten.
    """
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


def load_key(path: Path) -> SigningKey:
    """Read a private key.

    Raises:
        SettingsError: the file is missing or holds no P-256 private key.
    """
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise SettingsError(f"SIGNING_KEY_FILE: {path} cannot be read as a PEM private key") from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise SettingsError(f"SIGNING_KEY_FILE: {path} holds a key that is not on the curve P-256")
    return SigningKey(private, _thumbprint(_public_jwk(private)))


def mint(
    issuer: Issuer,
    *,
    subject: str,
    audience: str,
    client_id: str,
    scopes: Iterable[str],
    lifetime_seconds: int = LIFETIME_SECONDS,
    actor: str | None = None,
    sid: str | None = None,
) -> str:
    """Return a signed access token: `subject` through `client_id` may do `scopes` at `audience`.

    `actor` names the service that acts for the subject (RFC 8693 `act`), `sid` the grant it comes from,
    so that revoking the grant ends the token.
    """
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": issuer.name,
        "sub": subject,
        "aud": audience,
        "client_id": client_id,
        "scope": " ".join(sorted(scopes)),
        "iat": now,
        "exp": now + lifetime_seconds,
        "jti": secrets.token_urlsafe(16),
    }
    if actor is not None:
        claims["act"] = {"sub": actor}
    if sid is not None:
        claims["sid"] = sid
    return sign(issuer, claims, "at+jwt")


def sign(issuer: Issuer, claims: Mapping[str, Any], kind: str) -> str:
    """Return these claims as a JWT of this `typ`."""
    headers = {"typ": kind, "kid": issuer.key.kid}
    return jwt.encode(dict(claims), issuer.key.private, algorithm="ES256", headers=headers)


def _public_jwk(private: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    jwk = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return {name: str(jwk[name]) for name in ("crv", "kty", "x", "y")}


def _thumbprint(jwk: dict[str, str]) -> str:
    canonical = json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()
