"""Decisions on codes and refresh tokens: good, over, or in the wrong hands."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

CODE_LIFETIME = timedelta(seconds=60)
GRANT_LIFETIME = timedelta(days=90)
REFRESH_IDLE_LIFETIME = timedelta(days=30)
CONSENT_REMEMBERED = timedelta(days=90)
# An answer may get lost, and the client then shows the same refresh token again.
GRACE = timedelta(seconds=30)
MOST_SUCCESSORS = 3

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Grant:
    """What a person allowed a client: the family of the tokens that come from it."""

    id: str
    account_id: str
    client_id: str
    client_name: str
    scopes: frozenset[str]
    resource: str
    signed_in_at: datetime
    consented_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor over."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True)
class Code:
    """An authorization code, but for the code itself."""

    grant_id: str
    redirect_uri: str
    challenge: str
    nonce: str | None
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True)
class CodeShown:
    """A code as a client shows it at the token endpoint."""

    client_id: str
    verifier: str
    redirect_uri: str | None
    resource: str | None


@dataclass(frozen=True)
class RefreshToken:
    """A refresh token, but for the token itself; `children` is how many it was traded for."""

    expires_at: datetime
    used_at: datetime | None
    silenced_at: datetime | None
    children: int
    child_used: bool


class Verdict(Enum):
    """What becomes of a code or refresh token that is shown."""

    GOOD = "good"
    OVER = "over"  # refused, nothing else happens
    REPLAYED = "replayed"  # it was used before: somebody has a copy, the family ends
    MISUSED = "misused"  # shown by somebody it was not given to: the family ends


def judge_code(code: Code, grant: Grant, shown: CodeShown, now: datetime) -> Verdict:
    """Decide on a code. One that is in the wrong hands is burnt, so that no second guess is possible."""
    if code.used_at is not None:
        return Verdict.REPLAYED
    if now >= code.expires_at or not grant.stands(now):
        return Verdict.OVER
    right = (
        shown.client_id == grant.client_id
        and shown.redirect_uri in (None, code.redirect_uri)
        and shown.resource in (None, grant.resource)
        and proves(shown.verifier, code.challenge)
    )
    return Verdict.GOOD if right else Verdict.MISUSED


def judge_refresh(token: RefreshToken, grant: Grant, client_id: str, now: datetime) -> Verdict:
    """Decide on a refresh token.

    A token that was just traded may be shown again for 30 seconds, as long as nothing it was traded for has
    been used, and is then traded once more; three times at most. What it was traded for are brothers: the
    first that is used silences the others for good. So honest clients survive a lost answer or a race of their
    own, and a thief and his victim never both get further.
    """
    if client_id != grant.client_id:
        return Verdict.MISUSED
    if not grant.stands(now):
        return Verdict.OVER
    if token.silenced_at is not None:
        return Verdict.REPLAYED
    if token.used_at is None:
        return Verdict.OVER if now >= token.expires_at else Verdict.GOOD
    if token.child_used or now - token.used_at > GRACE:
        return Verdict.REPLAYED
    return Verdict.GOOD if token.children < MOST_SUCCESSORS else Verdict.OVER


def proves(verifier: str, challenge: str) -> bool:
    """Tell whether the challenge was made from this verifier (RFC 7636, S256)."""
    if _VERIFIER.fullmatch(verifier) is None:
        return False
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())


def is_challenge(value: str) -> bool:
    """Tell whether this can be an S256 challenge."""
    return _CHALLENGE.fullmatch(value) is not None
