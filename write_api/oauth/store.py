"""SQL of the authorization server. Lock order: the grant, its codes, its refresh tokens, the client."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, and_, case, delete, exists, func, insert, or_, select, true, type_coerce, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import accounts, oauth_clients, oauth_codes, oauth_grants, oauth_refresh_tokens
from write_api.oauth.clients import Client
from write_api.oauth.rules import Code, Grant, RefreshToken

# A client that registered and never came back, and one that has been silent for long.
UNUSED_CLIENT_KEPT = timedelta(hours=24)
SILENT_CLIENT_KEPT = timedelta(days=180)
# How long a grant that is over can still tell us that one of its tokens was stolen.
OVER_GRANT_KEPT = timedelta(days=30)
# How long a used refresh token can. Later it is unknown, and just as useless.
USED_TOKEN_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Person:
    """What may be told about an account."""

    account_id: str
    name: str
    email: str
    email_verified: bool


async def insert_client(connection: AsyncConnection, client: Client) -> None:
    """Keep a client that registered."""
    await connection.execute(
        insert(oauth_clients).values(
            id=client.id,
            name=client.name,
            redirect_uris=list(client.redirect_uris),
            grant_types=sorted(client.grant_types),
            auth_method=client.auth_method,
            secret_hash=client.secret_hash,
            jwks=client.jwks,
            jwks_uri=client.jwks_uri,
        )
    )


async def find_client(connection: AsyncConnection, client_id: str) -> Client | None:
    """Return a client that registered."""
    row = (await connection.execute(select(oauth_clients).where(oauth_clients.c.id == client_id))).first()
    if row is None:
        return None
    return Client(
        id=row.id,
        name=row.name,
        auth_method=row.auth_method,
        grant_types=frozenset(row.grant_types),
        redirect_uris=tuple(row.redirect_uris),
        secret_hash=row.secret_hash,
        jwks=row.jwks,
        jwks_uri=row.jwks_uri,
    )


async def note_use(connection: AsyncConnection, client_id: str, now: datetime) -> None:
    """Note that a registered client got a token; once a day is enough."""
    stale = or_(oauth_clients.c.used_at.is_(None), oauth_clients.c.used_at < now - timedelta(days=1))
    await connection.execute(
        update(oauth_clients).where(oauth_clients.c.id == client_id, stale).values(used_at=now)
    )


async def insert_grant(connection: AsyncConnection, grant: Grant) -> None:
    """Keep what a person allowed."""
    await connection.execute(
        insert(oauth_grants).values(
            id=grant.id,
            account_id=grant.account_id,
            client_id=grant.client_id,
            client_name=grant.client_name,
            scopes=sorted(grant.scopes),
            resource=grant.resource,
            signed_in_at=grant.signed_in_at,
            consented_at=grant.consented_at,
            expires_at=grant.expires_at,
        )
    )


async def find_grant(connection: AsyncConnection, grant_id: str, *, lock: bool = False) -> Grant | None:
    """Return a grant, and with `lock` let nobody else change it or what belongs to it meanwhile."""
    query = select(oauth_grants).where(oauth_grants.c.id == grant_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    return _grant(row) if row else None


async def last_consent(
    connection: AsyncConnection, wanted: Grant, now: datetime, not_before: datetime
) -> datetime | None:
    """Return when the person last said yes to as much as `wanted`, in a grant that still stands."""
    query = select(func.max(oauth_grants.c.consented_at)).where(
        oauth_grants.c.account_id == wanted.account_id,
        oauth_grants.c.client_id == wanted.client_id,
        oauth_grants.c.resource == wanted.resource,
        type_coerce(oauth_grants.c.scopes, ARRAY(Text)).contains(sorted(wanted.scopes)),
        oauth_grants.c.revoked_at.is_(None),
        oauth_grants.c.expires_at > now,
        oauth_grants.c.consented_at > not_before,
    )
    found: datetime | None = (await connection.execute(query)).scalar_one()
    return found


async def revoke_grant(connection: AsyncConnection, grant_id: str, reason: str, now: datetime) -> None:
    """End a grant; the first reason stays."""
    await connection.execute(
        update(oauth_grants)
        .where(oauth_grants.c.id == grant_id, oauth_grants.c.revoked_at.is_(None))
        .values(revoked_at=now, revoked_for=reason)
    )


async def standing_grants(
    connection: AsyncConnection, account_id: str, now: datetime, *, codes_too: bool = False
) -> list[Grant]:
    """Return what an account allows, newest consent first; with `codes_too` what no token was given for yet."""
    table = oauth_grants
    redeemed = exists().where(oauth_codes.c.grant_id == table.c.id, oauth_codes.c.used_at.is_not(None))
    query = (
        select(table)
        .where(table.c.account_id == account_id, table.c.revoked_at.is_(None), table.c.expires_at > now)
        .where(true() if codes_too else redeemed)
        .order_by(table.c.consented_at.desc(), table.c.id)
    )
    return [_grant(row) for row in await connection.execute(query)]


async def insert_code(connection: AsyncConnection, code_hash: bytes, code: Code) -> None:
    """Keep a code, as its hash."""
    await connection.execute(
        insert(oauth_codes).values(
            hash=code_hash,
            grant_id=code.grant_id,
            redirect_uri=code.redirect_uri,
            code_challenge=code.challenge,
            nonce=code.nonce,
            expires_at=code.expires_at,
        )
    )


async def lock_code(connection: AsyncConnection, code_hash: bytes) -> tuple[Code, Grant] | None:
    """Return a code with its grant, both locked."""
    grant_id = await _grant_of(connection, oauth_codes, code_hash)
    grant = await find_grant(connection, grant_id, lock=True) if grant_id else None
    row = (await connection.execute(select(oauth_codes).where(oauth_codes.c.hash == code_hash))).first()
    if grant is None or row is None:
        return None
    code = Code(
        grant_id=row.grant_id,
        redirect_uri=row.redirect_uri,
        challenge=row.code_challenge,
        nonce=row.nonce,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
    return code, grant


async def use_code(connection: AsyncConnection, code_hash: bytes, now: datetime) -> None:
    """Note that a code was shown."""
    await connection.execute(update(oauth_codes).where(oauth_codes.c.hash == code_hash).values(used_at=now))


async def insert_refresh_token(
    connection: AsyncConnection,
    token_hash: bytes,
    grant_id: str,
    expires_at: datetime,
    parent_hash: bytes | None = None,
) -> None:
    """Keep a refresh token, as its hash."""
    await connection.execute(
        insert(oauth_refresh_tokens).values(
            hash=token_hash, grant_id=grant_id, expires_at=expires_at, parent_hash=parent_hash
        )
    )


async def lock_refresh_token(
    connection: AsyncConnection, token_hash: bytes
) -> tuple[RefreshToken, Grant] | None:
    """Return a refresh token with its grant; the grant is locked, and so is the whole family."""
    grant_id = await _grant_of(connection, oauth_refresh_tokens, token_hash)
    grant = await find_grant(connection, grant_id, lock=True) if grant_id else None
    table, child = oauth_refresh_tokens, oauth_refresh_tokens.alias("child")
    row = (
        await connection.execute(
            select(
                table,
                func.count(child.c.hash).label("children"),
                func.coalesce(func.bool_or(child.c.used_at.is_not(None)), False).label("child_used"),
            )
            .outerjoin(child, child.c.parent_hash == table.c.hash)
            .where(table.c.hash == token_hash)
            .group_by(table.c.hash)
        )
    ).first()
    if grant is None or row is None:
        return None
    token = RefreshToken(
        expires_at=row.expires_at,
        used_at=row.used_at,
        silenced_at=row.silenced_at,
        children=row.children,
        child_used=row.child_used,
    )
    return token, grant


async def use_refresh_token(connection: AsyncConnection, token_hash: bytes, now: datetime) -> None:
    """Note that a refresh token was used, and silence its brothers."""
    table = oauth_refresh_tokens
    parent = select(table.c.parent_hash).where(table.c.hash == token_hash).scalar_subquery()
    await connection.execute(
        update(table).where(table.c.hash == token_hash, table.c.used_at.is_(None)).values(used_at=now)
    )
    await connection.execute(
        update(table)
        .where(table.c.parent_hash == parent, table.c.hash != token_hash, table.c.silenced_at.is_(None))
        .values(silenced_at=now)
    )


async def find_person(connection: AsyncConnection, account_id: str) -> Person | None:
    """Return what may be told about an account."""
    # A password is chosen through a mail to the address, but for demo accounts, whose password is printed.
    verified = and_(accounts.c.password_hash.is_not(None), ~accounts.c.demo).label("verified")
    query = select(accounts.c.id, accounts.c.name, accounts.c.email, verified)
    row = (await connection.execute(query.where(accounts.c.id == account_id))).first()
    return Person(row.id, row.name, row.email, row.verified) if row else None


async def purge(connection: AsyncConnection, now: datetime) -> int:
    """Forget grants that have long been over and clients that do not come; return how many grants."""
    unredeemed = and_(
        oauth_grants.c.created_at < now - timedelta(days=1),
        ~exists().where(oauth_refresh_tokens.c.grant_id == oauth_grants.c.id),
    )
    long_over = oauth_grants.c.expires_at < now - OVER_GRANT_KEPT
    gone = await connection.execute(delete(oauth_grants).where(or_(unredeemed, long_over)))
    tokens = oauth_refresh_tokens
    used = tokens.c.used_at < now - USED_TOKEN_KEPT
    await connection.execute(delete(tokens).where(or_(used, tokens.c.expires_at < now)))
    kept = case(
        (oauth_clients.c.used_at.is_(None), oauth_clients.c.created_at + UNUSED_CLIENT_KEPT),
        else_=oauth_clients.c.used_at + SILENT_CLIENT_KEPT,
    )
    await connection.execute(delete(oauth_clients).where(kept < now))
    return gone.rowcount


async def _grant_of(connection: AsyncConnection, table: Any, secret_hash: bytes) -> str | None:
    found = await connection.execute(select(table.c.grant_id).where(table.c.hash == secret_hash))
    grant_id: str | None = found.scalar_one_or_none()
    return grant_id


def _grant(row: Any) -> Grant:
    return Grant(
        id=row.id,
        account_id=row.account_id,
        client_id=row.client_id,
        client_name=row.client_name,
        scopes=frozenset(row.scopes),
        resource=row.resource,
        signed_in_at=row.signed_in_at,
        consented_at=row.consented_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
