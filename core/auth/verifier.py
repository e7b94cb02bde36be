"""Access tokens of one issuer for one audience: verified, remembered, looked up among the revoked."""

import hashlib
import json
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import jwt
import structlog
from jwt.exceptions import InvalidSubjectError

from core.auth.keys import Key, KeySet
from core.auth.principal import Principal
from core.auth.profile import Identity, Profile, client_of
from core.auth.refusals import Reason, RefusedError, reason_of, refuse
from core.metrics import TOKENS

LEEWAY_SECONDS = 60
MAX_TOKEN_BYTES = 8192
MOST_REMEMBERED = 10_000
REMEMBERED_SECONDS = 600
ASK_AGAIN_AFTER_SECONDS = 2.0
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
# Header parameters that change what is signed or how: none of them is served here.
CHANGING = ("crit", "b64", "zip")

ACCEPTED = TOKENS.labels("accepted")

IsRevoked = Callable[[str], Awaitable[bool]]
AccountOf = Callable[[Identity], Awaitable[str]]
log = structlog.get_logger()


@dataclass(frozen=True)
class _Verified:
    """A token whose signature and claims were good; it stays so while its key is in the set."""

    principal: Principal
    kid: str
    algorithm: str
    fingerprint: bytes
    until: float


@dataclass
class TokenVerifier:
    """Checks the access tokens of one issuer for one audience.

    `is_revoked` is asked on every call whether the token's session has been ended. `account_of` gives the
    account that stands for a person of an external provider, and makes one on first sight; without it the
    subject is the account. Tokens of the issuer of `also` are handed to that verifier.
    """

    issuer: str
    audience: str
    keys: KeySet
    profile: Profile = field(default_factory=Profile)
    is_revoked: IsRevoked | None = None
    account_of: AccountOf | None = None
    also: "TokenVerifier | None" = None
    _seen: "OrderedDict[bytes, _Verified]" = field(default_factory=OrderedDict)
    _is_away: bool = False
    _ask_again_at: float = float("-inf")

    async def verify(self, token: str) -> Principal:
        """Return who the token speaks for.

        Raises:
            MarketError: invalid_token for anything but a genuine, current token for this audience;
                service_unavailable when the keys cannot be had.
        """
        if len(token) > MAX_TOKEN_BYTES:
            refuse(Reason.TOO_LONG)
        if not COMPACT.fullmatch(token):
            refuse(Reason.MALFORMED)
        if self.also and _claims_of(token).get("iss") == self.also.issuer:
            return await self.also.verify(token)
        digest = hashlib.sha256(token.encode()).digest()
        verified = await self._remembered(digest)
        if verified is None:
            verified = await self._check(token)
            self._remember(digest, verified)
        principal = await self._confirmed(verified)
        ACCEPTED.inc()
        return principal

    async def _remembered(self, digest: bytes) -> _Verified | None:
        verified = self._seen.get(digest)
        if verified is None:
            return None
        key = await self.keys.key(verified.kid, verified.algorithm)
        if time.time() < verified.until and key and key.fingerprint == verified.fingerprint:
            return verified
        self._seen.pop(digest, None)
        return None

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._seen[digest] = verified
        while len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)

    async def _check(self, token: str) -> _Verified:
        try:
            kid, algorithm = _read_header(token, self.profile)
        except RefusedError as error:
            refuse(error.reason, kid=error.kid)
        key = await self.keys.key(kid, algorithm)
        if key is None:
            refuse(Reason.KID_UNKNOWN, kid=kid)
        try:
            claims = self._decode(token, key, algorithm)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            reason = reason_of(error)
            # With a genuine signature, what the token says of its client is true.
            unsigned = reason in {Reason.SIGNATURE, Reason.ALGORITHM, Reason.MALFORMED}
            refuse(reason, kid=kid, client_id=None if unsigned else client_of(_claims_of(token)))
        return _Verified(
            principal=await self._principal(claims),
            kid=kid,
            algorithm=algorithm,
            fingerprint=key.fingerprint,
            until=min(int(claims["exp"]) + LEEWAY_SECONDS, time.time() + REMEMBERED_SECONDS),
        )

    def _decode(self, token: str, key: Key, algorithm: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.jwk,
            algorithms=[algorithm],
            audience=self.audience,
            issuer=self.issuer,
            leeway=LEEWAY_SECONDS,
            options={
                "require": list(self.profile.required),
                "strict_aud": self.profile.one_audience,
                "enforce_minimum_key_length": True,
            },
        )
        if not claims["sub"]:
            raise InvalidSubjectError("empty")
        return claims

    async def _principal(self, claims: Mapping[str, Any]) -> Principal:
        actor = claims.get("act")
        session = claims.get("sid") if self.profile.sessions else None
        account = claims["sub"]
        if self.account_of:
            account = await self.account_of(self.profile.identity(claims))
        return Principal(
            account_id=account,
            client_id=client_of(claims),
            scopes=self.profile.scopes(claims),
            actor=str(actor["sub"]) if isinstance(actor, dict) and "sub" in actor else None,
            withheld=self.profile.withheld(claims),
            session_id=session if isinstance(session, str) and session else None,
        )

    async def _confirmed(self, verified: _Verified) -> Principal:
        principal = verified.principal
        if self.is_revoked is None or principal.session_id is None:
            return principal
        now = time.monotonic()
        if now < self._ask_again_at:
            return replace(principal, confirmed=False)
        if self._is_away:  # one caller tries whether it is back, the others do not wait for him
            self._ask_again_at = now + ASK_AGAIN_AFTER_SECONDS
        try:
            revoked = await self.is_revoked(principal.session_id)
        except Exception as error:  # noqa: BLE001 - whatever keeps the list from us, it is unknown
            self._is_away, self._ask_again_at = True, time.monotonic() + ASK_AGAIN_AFTER_SECONDS
            log.error("auth.revocation_unknown", error=type(error).__name__)
            return replace(principal, confirmed=False)
        self._is_away, self._ask_again_at = False, float("-inf")
        if revoked:
            refuse(Reason.REVOKED, kid=verified.kid, client_id=principal.client_id)
        return principal


def _read_header(token: str, profile: Profile) -> tuple[str, str]:
    """Return kid and algorithm. Keys and addresses of keys in the header are not even looked at."""
    try:
        header = json.loads(jwt.utils.base64url_decode(token.split(".", 1)[0]), object_pairs_hook=_once)
    except (ValueError, TypeError, RecursionError):
        raise RefusedError(Reason.MALFORMED) from None
    if not isinstance(header, dict):
        raise RefusedError(Reason.MALFORMED)
    kid, algorithm = header.get("kid"), header.get("alg")
    if any(name in header for name in CHANGING):
        raise RefusedError(Reason.CRITICAL_HEADER, kid)
    if not profile.takes_type(header.get("typ")):
        raise RefusedError(Reason.TYPE, kid)
    if not isinstance(algorithm, str) or algorithm not in profile.algorithms:
        raise RefusedError(Reason.ALGORITHM, kid)
    if not isinstance(kid, str) or not kid:
        raise RefusedError(Reason.KID_MISSING, kid)
    return kid, algorithm


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")  # two readers might choose differently
    return found


def _claims_of(token: str) -> Mapping[str, Any]:
    """Return what a token says, true or not; nothing when it cannot be read."""
    try:
        claims = json.loads(jwt.utils.base64url_decode(token.split(".")[1]))
    except (ValueError, TypeError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
