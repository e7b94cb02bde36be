"""The answers of the token endpoint: what it is asked, and the tokens it gives."""

import base64
import hashlib
import time
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.auth.verifier import MAX_TOKEN_BYTES
from write_api.oauth.clients import AUTHORIZATION_CODE
from write_api.oauth.rules import Grant
from write_api.oauth.scopes import OPENID
from write_api.oauth.signing import LIFETIME_SECONDS, Issuer, mint, sign

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a token type's name
MAX_SECRET = 200
MAX_ADDRESS = 500


class ClientForm(BaseModel):
    """The fields with which a client names and proves itself. Fields not known are ignored (RFC 6749)."""

    model_config = ConfigDict(extra="ignore")

    client_id: str | None = Field(default=None, max_length=MAX_ADDRESS, description="Of a public client")
    client_secret: str | None = Field(
        default=None, max_length=MAX_SECRET, description="Not taken here: send it by Basic authentication"
    )
    client_assertion_type: str | None = Field(default=None, max_length=100)
    client_assertion: str | None = Field(
        default=None, max_length=MAX_TOKEN_BYTES, description="For private_key_jwt (RFC 7523)"
    )


class TokenRequest(ClientForm):
    """The form of a token request."""

    grant_type: str = Field(max_length=100, examples=[AUTHORIZATION_CODE])
    code: str | None = Field(default=None, max_length=MAX_SECRET)
    code_verifier: str | None = Field(default=None, max_length=MAX_SECRET, description="PKCE (RFC 7636)")
    redirect_uri: str | None = Field(default=None, max_length=MAX_ADDRESS)
    refresh_token: str | None = Field(default=None, max_length=MAX_SECRET)
    resource: str | None = Field(
        default=None, max_length=MAX_ADDRESS, description="The audience, as when the code was asked for"
    )
    scope: str | None = Field(
        default=None, max_length=1000, description="Fewer scopes than granted, by blanks"
    )
    subject_token: str | None = Field(default=None, description="The token the shopper gave to the edge")
    subject_token_type: str | None = Field(default=None, max_length=100, examples=[ACCESS_TOKEN])
    requested_token_type: str | None = Field(default=None, max_length=100, examples=[ACCESS_TOKEN])
    audience: str | None = Field(
        default=None,
        max_length=MAX_ADDRESS,
        description="Of an exchange: the write API's audience; that is also the default",
    )
    actor_token: str | None = Field(default=None, max_length=MAX_TOKEN_BYTES)


class TokenAnswer(BaseModel):
    """Tokens, and what they are good for."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - how the token is sent
    expires_in: int = Field(description="Seconds")
    scope: str
    issued_token_type: str | None = Field(default=None, description="Of an exchange")
    refresh_token: str | None = Field(default=None, description="Good for one use")
    id_token: str | None = Field(default=None, description="With the scope openid, for a code")


def answer(
    issuer: Issuer, grant: Grant, scopes: frozenset[str], now: datetime, refresh_token: str | None
) -> TokenAnswer:
    """Return an access token of this grant, no longer good than the grant itself."""
    lifetime = min(LIFETIME_SECONDS, int((grant.expires_at - now).total_seconds()))
    token = mint(
        issuer,
        subject=grant.account_id,
        audience=grant.resource,
        client_id=grant.client_id,
        scopes=scopes,
        lifetime_seconds=lifetime,
        sid=grant.id,
    )
    return TokenAnswer(
        access_token=token,
        expires_in=lifetime,
        scope=" ".join(sorted(scopes)),
        refresh_token=refresh_token,
    )


def with_id_token(issuer: Issuer, given: TokenAnswer, grant: Grant, nonce: str | None) -> TokenAnswer:
    """Return the answer with an ID token (OpenID Connect Core 2), where the scopes ask for one."""
    if OPENID not in given.scope.split():
        return given
    now = int(time.time())
    half = hashlib.sha256(given.access_token.encode()).digest()[:16]
    claims = {
        "iss": issuer.name,
        "sub": grant.account_id,
        "aud": grant.client_id,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "auth_time": int(grant.signed_in_at.timestamp()),
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
    }
    if nonce is not None:
        claims["nonce"] = nonce
    return given.model_copy(update={"id_token": sign(issuer, claims, "JWT")})
