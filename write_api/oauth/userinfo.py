"""The userinfo endpoint (OpenID Connect Core 5.3): what the holder of a token may know of the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import jwt
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from core.auth import Principal, TokenVerifier
from core.errors import Code, MarketError
from write_api.oauth import store
from write_api.oauth.scopes import EMAIL, OPENID, PROFILE


class UserInfo(BaseModel):
    """The person; what the scopes do not allow is left out."""

    sub: str
    name: str | None = Field(default=None, description="With the scope profile")
    email: str | None = Field(default=None, description="With the scope email")
    email_verified: bool | None = Field(default=None, description="With the scope email")


@dataclass(frozen=True)
class TokenReader:
    """Reads tokens for any of our resources; `verifiers` is by audience."""

    verifiers: Mapping[str, TokenVerifier]

    async def read(self, token: str) -> Principal:
        """Return who the token speaks for.

        Raises:
            MarketError: invalid_token, service_unavailable.
        """
        try:
            audience = jwt.decode(token, options={"verify_signature": False}).get("aud")
        except (jwt.PyJWTError, ValueError, RecursionError):
            audience = None
        # Which one is asked decides nothing: each checks all there is to check.
        verifiers = list(self.verifiers.values())
        found = self.verifiers.get(audience, verifiers[0]) if isinstance(audience, str) else verifiers[0]
        return await found.verify(token)


async def describe(connection: AsyncConnection, principal: Principal) -> UserInfo:
    """Return what this caller may know.

    Raises:
        MarketError: insufficient_scope; invalid_token when the grant or the account has ended.
    """
    principal.require(OPENID)
    if principal.session_id is not None:
        grant = await store.find_grant(connection, principal.session_id)
        if grant is None or not grant.stands(datetime.now(UTC)):
            raise MarketError(Code.INVALID_TOKEN, "This sign-in was ended. Sign in again.")
    person = await store.find_person(connection, principal.account_id)
    if person is None:
        raise MarketError(Code.INVALID_TOKEN, "The account does not exist any more.")
    sees_email = EMAIL in principal.scopes
    return UserInfo(
        sub=person.account_id,
        name=person.name if PROFILE in principal.scopes else None,
        email=person.email if sees_email else None,
        email_verified=person.email_verified if sees_email else None,
    )
