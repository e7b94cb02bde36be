"""Consent: whether somebody has to be asked again, and what follows from yes and no."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from core.http.problems import OAuthError
from core.ids import new_id
from write_api.accounts.sessions import Session
from write_api.oauth import redirects, rules, scopes, service, store
from write_api.oauth.authorization import Asked, RedirectedError, Trusted
from write_api.oauth.rules import Grant
from write_api.oauth.scopes import InWords
from write_api.oauth.server import Identity

log = structlog.get_logger()


@dataclass(frozen=True)
class Question:
    """What the consent page shows."""

    client_name: str
    document_host: str | None
    redirect_host: str
    is_loopback: bool
    scopes: list[InWords]


def question(asked: Asked) -> Question:
    """Return what to ask a person."""
    trusted = asked.trusted
    return Question(
        client_name=trusted.client.name,
        document_host=trusted.client.document_host,
        redirect_host=redirects.host(trusted.redirect_uri),
        is_loopback=redirects.is_loopback(trusted.redirect_uri),
        scopes=scopes.in_words(asked.scopes),
    )


def must_sign_in(asked: Asked, session: Session, signed_in_after: datetime | None, now: datetime) -> bool:
    """Tell whether the sign-in is not fresh enough for what the client asked.

    `signed_in_after` is when we last sent the person to sign in for this request; a sign-in since then will do.
    """
    if signed_in_after is not None and signed_in_after <= now:
        return session.signed_in_at < signed_in_after
    if asked.prompt & {"login", "select_account"}:
        return True
    age = now - session.signed_in_at
    return asked.max_age_seconds is not None and age > timedelta(seconds=asked.max_age_seconds)


async def earlier_consent(
    connection: AsyncConnection, asked: Asked, session: Session, now: datetime
) -> datetime | None:
    """Return when this person said yes to all this before, None when they have to be asked."""
    if asked.always_asks:
        return None
    wanted = _grant(asked, session, asked.scopes, now, now)
    return await store.last_consent(connection, wanted, now, now - rules.CONSENT_REMEMBERED)


async def allow(
    connection: AsyncConnection,
    asked: Asked,
    session: Session,
    granted: frozenset[str],
    consented_at: datetime,
    now: datetime,
) -> str:
    """Keep what the person allowed, and return the code for it."""
    grant = _grant(asked, session, granted & asked.scopes, consented_at, now)
    log.info(
        "oauth.granted",
        grant_id=grant.id,
        client_id=grant.client_id,
        scope=" ".join(sorted(grant.scopes)),
        asked_now=consented_at == now,
    )
    return await service.start(
        connection, grant, asked.trusted.redirect_uri, asked.code_challenge, asked.nonce, now
    )


def denied(trusted: Trusted) -> RedirectedError:
    """Return the answer to a no."""
    log.info("oauth.denied", client_id=trusted.client.id)
    return RedirectedError(OAuthError("access_denied", "The person said no."), trusted)


def answer_address(identity: Identity, trusted: Trusted, **answer: str) -> str:
    """Return where the browser takes the answer, with the state and who gives it (RFC 9207)."""
    return redirects.with_answer(
        trusted.redirect_uri, answer | {"state": trusted.state, "iss": identity.issuer}
    )


def _grant(
    asked: Asked, session: Session, granted: frozenset[str], consented_at: datetime, now: datetime
) -> Grant:
    return Grant(
        id=new_id("grt"),
        account_id=session.account_id,
        client_id=asked.trusted.client.id,
        client_name=asked.trusted.client.name,
        scopes=granted,
        resource=asked.resource,
        signed_in_at=session.signed_in_at,
        consented_at=consented_at,
        expires_at=now + rules.GRANT_LIFETIME,
    )
