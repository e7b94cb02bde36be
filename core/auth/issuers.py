"""Whose tokens are accepted, as the settings say: our own issuer's, or an external provider's."""

from functools import partial

import aiohttp

from core.auth.discovery import find_keys_url
from core.auth.profile import EXTERNAL_ALGORITHMS, Profile
from core.auth.remote_keys import RemoteKeys
from core.auth.verifier import AccountOf, IsRevoked, TokenVerifier
from core.settings import Auth

# RFC 9068 asks for more; what providers leave out is not needed to trust their tokens.
REQUIRED_OF_OTHERS = ("exp", "iss", "aud", "sub")


def shoppers_verifier(
    auth: Auth, audience: str, session: aiohttp.ClientSession, is_revoked: IsRevoked | None = None
) -> TokenVerifier:
    """Return the verifier of the tokens that people sign in with, wherever they come from."""
    if auth.external:
        return external_verifier(auth, audience, session)
    keys = RemoteKeys(auth.keys_url, session)
    return TokenVerifier(auth.issuer, audience, keys, is_revoked=is_revoked)


def external_verifier(
    auth: Auth, audience: str, session: aiohttp.ClientSession, account_of: AccountOf | None = None
) -> TokenVerifier:
    """Return the verifier of an external provider's tokens.

    `account_of` maps a person of the provider to an account of ours; the write API gives one.
    """
    profile = Profile(
        algorithms=EXTERNAL_ALGORITHMS,
        plain_jwt=auth.plain_jwt,
        one_audience=False,  # providers add their userinfo address
        sessions=False,  # a `sid` of theirs is none of ours
        scopes_claim=auth.scopes_claim,
        roles_claim=auth.roles_claim,
        scopes_by_role=auth.scopes_by_role,
        required=REQUIRED_OF_OTHERS,
    )
    url = auth.jwks_url or partial(find_keys_url, auth.issuer, session)
    keys = RemoteKeys(url, session, EXTERNAL_ALGORITHMS)
    return TokenVerifier(auth.issuer, audience, keys, profile, account_of=account_of)
