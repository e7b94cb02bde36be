"""Grants from consent to revocation: codes, refresh tokens, families that end."""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.auth.verifier import LEEWAY_SECONDS
from core.http.problems import OAuthError
from core.revocations import revoke as spread_revocation
from write_api.oauth import rules, scopes, store, tokens
from write_api.oauth.clients import REFRESH_TOKEN, Client, hashed, new_secret
from write_api.oauth.rules import Code, CodeShown, Grant, Verdict
from write_api.oauth.server import AuthorizationServer
from write_api.oauth.signing import LIFETIME_SECONDS
from write_api.oauth.tokens import TokenAnswer, TokenRequest

# As long as an access token may be taken for good somewhere.
REVOCATION_KEPT_SECONDS = LIFETIME_SECONDS + LEEWAY_SECONDS + 60

log = structlog.get_logger()


@dataclass(frozen=True)
class Refused:
    """A refusal that must not undo what was written: the transaction commits, then the error is answered.

    `ended` is the family that the refusal has ended.
    """

    error: OAuthError
    ended: str | None = None


async def start(
    connection: AsyncConnection,
    grant: Grant,
    redirect_uri: str,
    challenge: str,
    nonce: str | None,
    now: datetime,
) -> str:
    """Keep what a person allowed, and return the code for it: good once, for a minute."""
    code = new_secret()
    await store.insert_grant(connection, grant)
    await store.insert_code(
        connection,
        hashed(code),
        Code(grant.id, redirect_uri, challenge, nonce, expires_at=now + rules.CODE_LIFETIME),
    )
    return code


async def redeem(
    server: AuthorizationServer,
    connection: AsyncConnection,
    client: Client,
    form: TokenRequest,
    now: datetime,
) -> TokenAnswer | Refused:
    """Return tokens for a code.

    Raises:
        OAuthError: invalid_request, when a field is missing.
    """
    if form.code is None or form.code_verifier is None:
        missing = "code" if form.code is None else "code_verifier"
        raise OAuthError("invalid_request", f"The field {missing} is required.")
    found = await store.lock_code(connection, hashed(form.code))
    if found is None:
        return Refused(OAuthError("invalid_grant", "There is no such code."))
    code, grant = found
    shown = CodeShown(client.id, form.code_verifier, form.redirect_uri, form.resource)
    verdict = rules.judge_code(code, grant, shown, now)
    await store.use_code(connection, hashed(form.code), now)
    if verdict is not Verdict.GOOD:
        return await _refuse(connection, "code", verdict, grant, client, now)
    await store.note_use(connection, client.id, now)
    refresh_token = None
    if REFRESH_TOKEN in client.grant_types:
        refresh_token = await _new_refresh_token(connection, grant, now)
    given = tokens.answer(server.issuer, grant, grant.scopes, now, refresh_token)
    log.info("oauth.code_redeemed", grant_id=grant.id, client_id=client.id)
    return tokens.with_id_token(server.issuer, given, grant, code.nonce)


async def refresh(
    server: AuthorizationServer,
    connection: AsyncConnection,
    client: Client,
    form: TokenRequest,
    now: datetime,
) -> TokenAnswer | Refused:
    """Return tokens for a refresh token, which is used up by that.

    Raises:
        OAuthError: invalid_request, invalid_scope, invalid_target: nothing is used up.
    """
    if form.refresh_token is None:
        raise OAuthError("invalid_request", "The field refresh_token is required.")
    shown = hashed(form.refresh_token)
    found = await store.lock_refresh_token(connection, shown)
    if found is None:
        return Refused(OAuthError("invalid_grant", "There is no such refresh token."))
    token, grant = found
    verdict = rules.judge_refresh(token, grant, client.id, now)
    if verdict is not Verdict.GOOD:
        return await _refuse(connection, "refresh", verdict, grant, client, now)
    given = scopes.narrowed(grant.scopes, form.scope)
    if form.resource not in (None, grant.resource):
        raise OAuthError("invalid_target", f"This refresh token is for {grant.resource}.")
    await store.use_refresh_token(connection, shown, now)
    await store.note_use(connection, client.id, now)
    successor = await _new_refresh_token(connection, grant, now, shown)
    if token.used_at is not None:
        log.info("oauth.refresh_repeated", grant_id=grant.id, client_id=client.id)
    return tokens.answer(server.issuer, grant, given, now, successor)


async def end(connection: AsyncConnection, grant_id: str, reason: str, now: datetime) -> str:
    """End a family, and return it. Its access tokens end with `spread`, once this is committed."""
    await store.revoke_grant(connection, grant_id, reason, now)
    log.info("oauth.grant_revoked", grant_id=grant_id, reason=reason)
    return grant_id


async def spread(server: AuthorizationServer, ended: str) -> None:
    """Let every service refuse the access tokens of a family from the next call on.

    Raises:
        RedisError: it could not be told to them; the caller repeats, or the tokens end by themselves.
    """
    await spread_revocation(server.redis, ended, REVOCATION_KEPT_SECONDS)


async def purge(engine: AsyncEngine) -> int:
    """Forget grants that have long been over and clients that do not come; return how many grants."""
    async with engine.begin() as connection:
        return await store.purge(connection, datetime.now(UTC))


async def _new_refresh_token(
    connection: AsyncConnection, grant: Grant, now: datetime, parent_hash: bytes | None = None
) -> str:
    token = new_secret()
    expires_at = min(now + rules.REFRESH_IDLE_LIFETIME, grant.expires_at)
    await store.insert_refresh_token(connection, hashed(token), grant.id, expires_at, parent_hash)
    return token


async def _refuse(
    connection: AsyncConnection, kind: str, verdict: Verdict, grant: Grant, client: Client, now: datetime
) -> Refused:
    error = OAuthError("invalid_grant", f"This {_NAMES[kind]} is not good any more, or not for this.")
    if verdict is Verdict.OVER:
        return Refused(error)
    log.warning(_EVENTS[kind, verdict], grant_id=grant.id, given_to=grant.client_id, shown_by=client.id)
    return Refused(error, ended=await end(connection, grant.id, _EVENTS[kind, verdict], now))


_NAMES = {"code": "code", "refresh": "refresh token"}
_EVENTS = {
    ("code", Verdict.REPLAYED): "oauth.code_replayed",
    ("code", Verdict.MISUSED): "oauth.code_misused",
    ("refresh", Verdict.REPLAYED): "oauth.refresh_reused",
    ("refresh", Verdict.MISUSED): "oauth.refresh_misused",
}
