"""Token exchange (RFC 8693): a shopper's token for the edge becomes the edge's token for us."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from sqlalchemy.ext.asyncio import AsyncConnection

from core.auth import TokenVerifier
from core.errors import MarketError
from core.http.problems import OAuthError
from write_api.oauth import scopes, store
from write_api.oauth.server import Identity
from write_api.oauth.signing import LIFETIME_SECONDS, Issuer, mint
from write_api.oauth.tokens import ACCESS_TOKEN, TokenAnswer, TokenRequest

NEEDED = ("subject_token", "subject_token_type")


@dataclass(frozen=True)
class Exchange:
    """What an exchange needs to know: whose tokens it takes, for whom it gives them."""

    identity: Identity
    subjects: TokenVerifier

    async def give(
        self, connection: AsyncConnection, issuer: Issuer, client_id: str, wanted: TokenRequest
    ) -> TokenAnswer:
        """Return a token for the same person, used by the same client, with `client_id` acting for them.

        It has no scope the subject token lacks, ends no later, and ends with the same grant.

        Raises:
            OAuthError: in the words of RFC 6749, section 5.2, and RFC 8693, section 2.2.2.
        """
        token = self._check_form(wanted)
        try:
            subject = await self.subjects.verify(token)
        except MarketError as error:
            raise OAuthError("invalid_request", f"subject_token: {error.message}") from None
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        # The session of another provider is none of ours.
        sid = subject.session_id if claims["iss"] == self.identity.issuer else None
        if sid is not None and not await _stands(connection, sid):
            raise OAuthError("invalid_request", "subject_token: the grant it comes from was revoked.")
        lifetime = min(LIFETIME_SECONDS, int(claims["exp"]) - int(time.time()))
        if lifetime <= 0:
            raise OAuthError("invalid_request", "subject_token: the token has expired.")
        given = scopes.narrowed(subject.scopes, wanted.scope)
        access_token = mint(
            issuer,
            subject=subject.account_id,
            audience=self.identity.write_api_audience,
            client_id=subject.client_id,
            scopes=given,
            lifetime_seconds=lifetime,
            actor=client_id,
            sid=sid,
        )
        return TokenAnswer(
            access_token=access_token,
            expires_in=lifetime,
            scope=" ".join(sorted(given)),
            issued_token_type=ACCESS_TOKEN,
        )

    def _check_form(self, wanted: TokenRequest) -> str:
        if missing := [name for name in NEEDED if not getattr(wanted, name)]:
            raise OAuthError("invalid_request", f"The field {missing[0]} is required.")
        types = (wanted.subject_token_type, wanted.requested_token_type or ACCESS_TOKEN)
        if types != (ACCESS_TOKEN, ACCESS_TOKEN):
            raise OAuthError("invalid_request", f"The token type served here is {ACCESS_TOKEN}.")
        if wanted.actor_token is not None:
            raise OAuthError(
                "invalid_request", "An actor_token is not taken: the client itself is the actor."
            )
        audience = self.identity.write_api_audience
        if {wanted.audience, wanted.resource} - {None, audience}:
            raise OAuthError("invalid_target", f"Tokens are given for the audience {audience} only.")
        assert wanted.subject_token is not None
        return wanted.subject_token


async def _stands(connection: AsyncConnection, grant_id: str) -> bool:
    grant = await store.find_grant(connection, grant_id)
    return grant is not None and grant.stands(datetime.now(UTC))
