"""People whom an external provider knows: each has an account, made when they are first seen."""

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.auth import Identity
from core.errors import Code, MarketError
from core.ids import new_id
from write_api.accounts import store
from write_api.accounts.rules import LONGEST_NAME, email_problem, normal_email, normal_name

LONGEST_SUBJECT = 255  # OpenID Connect Core, section 2
NAMELESS = "Guest"
TRIES = 3

log = structlog.get_logger()


async def account_of(engine: AsyncEngine, identity: Identity) -> str:
    """Return the account of this person: the pair of issuer and subject is who they are.

    Seen for the first time, they get the account that has their verified address, when nobody of the
    provider has it yet, and it is no administrator's and no demo account; otherwise a new one.

    Raises:
        MarketError: invalid_token, when the subject is none that can be kept; service_unavailable.
    """
    if not 0 < len(identity.subject) <= LONGEST_SUBJECT or not identity.subject.isprintable():
        raise MarketError(Code.INVALID_TOKEN, "The token names nobody whom this shop can know.")
    # Others may meet the same person, or take the same address, in this very moment: then look once more.
    for _ in range(TRIES):
        async with engine.connect() as connection:
            known = await store.find_external(connection, identity.issuer, identity.subject)
        if known is not None:
            return known
        async with engine.begin() as connection:
            met = await _meet(connection, identity)
            if met is None:
                await connection.rollback()
        if met is not None:
            return met
    raise MarketError(Code.SERVICE_UNAVAILABLE)


async def _meet(connection: AsyncConnection, identity: Identity) -> str | None:
    email = _verified_email(identity)
    joined = email and await store.lock_joinable(connection, email, identity.issuer)
    account_id = joined or await _open(connection, identity, email)
    if account_id is None:
        return None
    if not await store.insert_external(connection, identity.issuer, identity.subject, account_id):
        return None
    log.info("account.met", account_id=account_id, issuer=identity.issuer, joined=bool(joined))
    return account_id


async def _open(connection: AsyncConnection, identity: Identity, email: str) -> str | None:
    account_id = new_id("acc")
    taken = bool(email) and await store.find(connection, email=email) is not None
    # An address that is not proven, or is another account's, would be a way into this one: RFC 2606 has one
    # that never gets mail.
    address = email if email and not taken else f"{account_id}@no-address.invalid"
    name = normal_name(identity.name or "")[:LONGEST_NAME] or NAMELESS
    row = {"id": account_id, "email": address, "name": name}
    return account_id if await store.insert(connection, row) else None


def _verified_email(identity: Identity) -> str:
    if not identity.email_verified or not identity.email or email_problem(identity.email):
        return ""
    return normal_email(identity.email)
