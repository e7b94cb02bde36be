"""Access tokens as an issuer signs them, and as a thief would like to."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

ISSUER = "https://id.craft.example"
AUDIENCE = "https://craft.example/mcp"
AnyPrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

P256 = ec.generate_private_key(ec.SECP256R1())
OTHER_P256 = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())
K256 = ec.generate_private_key(ec.SECP256K1())
ED25519 = ed25519.Ed25519PrivateKey.generate()
RSA2048 = rsa.generate_private_key(public_exponent=65537, key_size=2048)
RSA1024 = rsa.generate_private_key(public_exponent=65537, key_size=1024)


def public(key: AnyPrivateKey, kid: object = "k1", **members: Any) -> dict[str, Any]:
    """Return the public half as an entry of a key set; a member that is None is left out."""
    half = key.public_key()
    if isinstance(half, ec.EllipticCurvePublicKey):
        entry = ECAlgorithm.to_jwk(half, as_dict=True)
    elif isinstance(half, rsa.RSAPublicKey):
        entry = RSAAlgorithm.to_jwk(half, as_dict=True)
    else:
        entry = OKPAlgorithm.to_jwk(half, as_dict=True)
    entry.pop("key_ops", None)
    changed = entry | {"kid": kid, "use": "sig"} | members
    return {name: value for name, value in changed.items() if value is not None}


def pem(key: AnyPrivateKey) -> bytes:
    """Return the public half as everybody may have it."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def claims(**changed: Any) -> dict[str, Any]:
    """Return good claims; one that is changed to None is left out."""
    now = int(time.time())
    good = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "acc_1", "client_id": "chatgpt", "jti": "j1",
        "iat": now, "exp": now + 86_400, "scope": "listings.read",
    }  # fmt: skip
    return {name: value for name, value in (good | changed).items() if value is not None}


def sign(
    key: AnyPrivateKey = P256, algorithm: str = "ES256", body: dict[str, Any] | None = None, **header: Any
) -> str:
    """Return a token; a header that is None is left out."""
    own = {"alg": algorithm, "typ": "at+jwt", "kid": "k1"} | header
    present = {name: value for name, value in own.items() if value is not None}
    return sign_raw(present, body or claims(), key, algorithm)


def encoded(part: object) -> str:
    """Return a part of a token; a text is taken as it is."""
    raw = part.encode() if isinstance(part, str) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign_raw(header: object, body: object, key: AnyPrivateKey = P256, algorithm: str = "ES256") -> str:
    """Return a token with a genuine signature over whatever the parts are."""
    signing_input = f"{encoded(header)}.{encoded(body)}"
    signature = jwt.get_algorithm_by_name(algorithm).sign(signing_input.encode(), key)
    return f"{signing_input}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def sign_hmac(header: dict[str, Any], body: dict[str, Any], secret: bytes) -> str:
    """Return a token signed with a secret that is no secret."""
    signing_input = f"{encoded(header)}.{encoded(body)}"
    digest = hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()
    return f"{signing_input}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"
