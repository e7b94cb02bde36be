"""Keys that verify tokens: which entries of a key set are fit for which algorithm."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import jwt

from core.auth.profile import OWN_ALGORITHMS

MOST_KEYS = 100
LONGEST_KID = 256
SMALLEST_RSA_BITS = 2048
# The key type and curve that belong to each algorithm we know (RFC 7518, RFC 8037).
FITTING: Mapping[str, tuple[str, str | None]] = {
    "ES256": ("EC", "P-256"),
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "EdDSA": ("OKP", "Ed25519"),
}


@dataclass(frozen=True)
class Key:
    """A public key for one algorithm; the fingerprint tells whether it is still the same key."""

    jwk: jwt.PyJWK
    fingerprint: bytes


KeyName = tuple[str, str]  # kid, algorithm


class KeySet(Protocol):
    """Where verification keys come from."""

    async def key(self, kid: str, algorithm: str) -> Key | None:
        """Return the key with this id for this algorithm, None when the issuer has no such key."""


@dataclass
class StaticKeys:
    """Keys known beforehand: the issuer verifying its own tokens, and tests."""

    jwks: Mapping[str, Any]
    algorithms: frozenset[str] = OWN_ALGORITHMS
    _keys: Mapping[KeyName, Key] = field(init=False)

    def __post_init__(self) -> None:
        self._keys = read_keys(self.jwks, self.algorithms)

    async def key(self, kid: str, algorithm: str) -> Key | None:
        """Return the key with this id for this algorithm."""
        return self._keys.get((kid, algorithm))


def read_keys(jwks: Mapping[str, Any], algorithms: Iterable[str]) -> dict[KeyName, Key]:
    """Return the keys of a set that are fit to verify, by id and algorithm.

    What is not fit is left out: other types, curves and uses, small RSA keys, private halves. Two different
    keys under one id are both left out, because the id does not say which is meant.
    """
    found: dict[KeyName, Key] = {}
    ambiguous: set[KeyName] = set()
    entries = jwks.get("keys")
    for entry in entries[:MOST_KEYS] if isinstance(entries, list) else ():
        for algorithm in algorithms:
            key = _read(entry, algorithm)
            if key is None:
                continue
            name = (entry["kid"], algorithm)
            if name in found and found[name].fingerprint != key.fingerprint:
                ambiguous.add(name)
            found[name] = key
    return {name: key for name, key in found.items() if name not in ambiguous}


def _read(entry: object, algorithm: str) -> Key | None:
    if not isinstance(entry, dict) or not _is_fit(entry, algorithm):
        return None
    try:
        jwk = jwt.PyJWK.from_dict(entry, algorithm=algorithm)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    if entry["kty"] == "RSA" and jwk.key.key_size < SMALLEST_RSA_BITS:
        return None
    return Key(jwk, hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).digest())


def _is_fit(entry: Mapping[str, Any], algorithm: str) -> bool:
    kind, curve = FITTING[algorithm]
    kid, operations = entry.get("kid"), entry.get("key_ops")
    return (
        isinstance(kid, str)
        and 0 < len(kid) <= LONGEST_KID
        and entry.get("kty") == kind
        and (curve is None or entry.get("crv") == curve)
        and entry.get("alg", algorithm) == algorithm
        and entry.get("use", "sig") == "sig"
        and (operations is None or (isinstance(operations, list) and "verify" in operations))
        and "d" not in entry
    )
