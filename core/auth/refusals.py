"""Why a token is refused: logged with its reason, told to the caller in fewer words."""

from enum import StrEnum
from typing import NoReturn

import jwt
import structlog
from jwt.exceptions import InvalidJTIError, InvalidSubjectError

from core.errors import Code, MarketError
from core.metrics import TOKENS

LONGEST_LOGGED = 64
log = structlog.get_logger()


class Reason(StrEnum):
    """What was wrong, as it stands in the log."""

    HEADER = "header"  # the Authorization header, not the token
    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    TYPE = "type"
    CRITICAL_HEADER = "critical_header"
    ALGORITHM = "algorithm"
    KID_MISSING = "kid_missing"
    KID_UNKNOWN = "kid_unknown"
    SIGNATURE = "signature"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    CLAIM = "claim"
    REVOKED = "revoked"


TOLD = {
    Reason.HEADER: "The Authorization header must read: Bearer <access token>.",
    Reason.EXPIRED: "The access token has expired. Get a new one.",
    Reason.AUDIENCE: "The access token is for another service.",
    Reason.REVOKED: "This sign-in was ended. Sign in again.",
}
# The order matters: from the special to the general.
BY_ERROR: tuple[tuple[type[Exception], Reason], ...] = (
    (jwt.ExpiredSignatureError, Reason.EXPIRED),
    (jwt.ImmatureSignatureError, Reason.NOT_YET_VALID),
    (jwt.InvalidIssuerError, Reason.ISSUER),
    (jwt.InvalidAudienceError, Reason.AUDIENCE),
    (jwt.MissingRequiredClaimError, Reason.CLAIM),
    (InvalidSubjectError, Reason.CLAIM),
    (InvalidJTIError, Reason.CLAIM),
    (jwt.InvalidIssuedAtError, Reason.CLAIM),
    (jwt.InvalidSignatureError, Reason.SIGNATURE),
    (jwt.InvalidAlgorithmError, Reason.ALGORITHM),
)


class RefusedError(Exception):
    """A token that is not accepted; `kid` is what its header says."""

    def __init__(self, reason: Reason, kid: object = None) -> None:
        self.reason = reason
        self.kid = kid
        super().__init__(reason)


def reason_of(error: Exception) -> Reason:
    """Return why PyJWT refuses."""
    return next((reason for kind, reason in BY_ERROR if isinstance(error, kind)), Reason.MALFORMED)


def refuse(reason: Reason, *, kid: object = None, client_id: object = None) -> NoReturn:
    """Note the refusal, without the token, and answer it.

    Raises:
        MarketError: invalid_token.
    """
    TOKENS.labels(str(reason)).inc()
    log.warning("auth.refused", reason=str(reason), kid=_short(kid), client_id=_short(client_id))
    raise MarketError(Code.INVALID_TOKEN, TOLD.get(reason, ""))


def _short(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)[:LONGEST_LOGGED]
    return text if text.isprintable() else ascii(text)
