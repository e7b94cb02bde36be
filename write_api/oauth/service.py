"""Token exchange (RFC 8693): a shopper's token for the edge becomes the edge's token for us."""

import time
from dataclasses import dataclass
from typing import Literal

import jwt
from pydantic import BaseModel, ConfigDict, Field

from core.auth import IMPLIED, Principal, TokenVerifier
from core.errors import MarketError
from core.http.problems import OAuthError
from write_api.oauth.signing import LIFETIME_SECONDS, Issuer, mint

TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - a grant's name
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a token type's name
NEEDED = ("subject_token", "subject_token_type")


class TokenRequest(BaseModel):
    """The form of a token request. Fields that are not known are ignored, as RFC 6749 asks."""

    model_config = ConfigDict(extra="ignore")

    grant_type: str = Field(examples=[TOKEN_EXCHANGE])
    subject_token: str | None = Field(default=None, description="The token the shopper gave to the edge")
    subject_token_type: str | None = Field(default=None, examples=[ACCESS_TOKEN])
    requested_token_type: str | None = Field(default=None, examples=[ACCESS_TOKEN])
    audience: str | None = Field(
        default=None, description="The write API's audience; that is also the default"
    )
    scope: str | None = Field(default=None, description="Fewer scopes than the subject token has, by blanks")
    actor_token: str | None = None


class TokenAnswer(BaseModel):
    """A token, and what it is good for."""

    access_token: str
    issued_token_type: str = ACCESS_TOKEN
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - how the token is sent
    expires_in: int = Field(description="Seconds")
    scope: str


@dataclass(frozen=True)
class Exchange:
    """What an exchange needs to know: who signs, whose tokens it takes, for whom it gives them."""

    issuer: Issuer
    subjects: TokenVerifier
    audience: str


async def exchange(rules: Exchange, client_id: str, wanted: TokenRequest) -> TokenAnswer:
    """Return a token for the same person, used by the same client, with `client_id` acting for them.

    It has no scope the subject token lacks, and ends no later.

    Raises:
        OAuthError: in the words of RFC 6749, section 5.2, and RFC 8693, section 2.2.2.
    """
    token = _check_form(rules, wanted)
    try:
        subject = await rules.subjects.verify(token)
    except MarketError as error:
        raise OAuthError("invalid_request", f"subject_token: {error.message}") from None
    lifetime = min(LIFETIME_SECONDS, _seconds_left(token))
    if lifetime <= 0:
        raise OAuthError("invalid_request", "subject_token: the token has expired.")
    scopes = _narrowed(subject, wanted.scope)
    return TokenAnswer(
        access_token=mint(
            rules.issuer,
            subject=subject.account_id,
            audience=rules.audience,
            client_id=subject.client_id,
            scopes=scopes,
            lifetime_seconds=lifetime,
            actor=client_id,
        ),
        expires_in=lifetime,
        scope=" ".join(sorted(scopes)),
    )


def _check_form(rules: Exchange, wanted: TokenRequest) -> str:
    if wanted.grant_type != TOKEN_EXCHANGE:
        raise OAuthError("unsupported_grant_type", f"The grant_type served here is {TOKEN_EXCHANGE}.")
    if missing := [name for name in NEEDED if not getattr(wanted, name)]:
        raise OAuthError("invalid_request", f"The field {missing[0]} is required.")
    if wanted.subject_token_type != ACCESS_TOKEN or wanted.requested_token_type not in (None, ACCESS_TOKEN):
        raise OAuthError("invalid_request", f"The token type served here is {ACCESS_TOKEN}.")
    if wanted.actor_token is not None:
        raise OAuthError("invalid_request", "An actor_token is not taken: the client itself is the actor.")
    if wanted.audience not in (None, rules.audience):
        raise OAuthError("invalid_target", f"Tokens are given for the audience {rules.audience} only.")
    assert wanted.subject_token is not None
    return wanted.subject_token


def _narrowed(subject: Principal, wanted: str | None) -> frozenset[str]:
    if wanted is None:
        return subject.scopes
    held = subject.scopes.union(*(IMPLIED.get(scope, frozenset()) for scope in subject.scopes))
    asked = frozenset(wanted.split())
    if not asked or asked - held:
        raise OAuthError("invalid_scope", "Ask for one or more of the scopes that the subject_token has.")
    return asked


def _seconds_left(verified_token: str) -> int:
    claims = jwt.decode(verified_token, options={"verify_signature": False})
    return int(claims["exp"]) - int(time.time())
