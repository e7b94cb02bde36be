"""Passwords and addresses of accounts: proved, chosen, changed."""

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Code, MarketError
from core.ids import new_id
from core.metrics import SIGN_INS
from write_api.accounts import links, store
from write_api.accounts.connected_apps import ConnectedApps
from write_api.accounts.links import GOOD_FOR
from write_api.accounts.passwords import Passwords
from write_api.accounts.rules import normal_email, normal_name
from write_api.accounts.store import Kept, Link
from write_api.notifications.mails import post

log = structlog.get_logger()


async def authenticate(
    engine: AsyncEngine, passwords: Passwords, email: str, password: str, *, demo_too: bool
) -> Kept | None:
    """Return the account whose address and password these are.

    A hash is checked for every address, known or not: time tells nothing about who is here.
    """
    async with engine.connect() as connection:
        kept = await store.find(connection, email=normal_email(email))
    may = kept is not None and (demo_too or not kept.demo)
    verdict = await passwords.check(kept.password_hash if kept and may else None, password)
    if kept is None or not verdict.right:
        SIGN_INS.labels("refused").inc()
        log.warning("sign_in.refused", known=kept is not None, account_id=kept.id if kept else None)
        return None
    SIGN_INS.labels("accepted").inc()
    if verdict.fresh_hash is None:
        return kept
    async with engine.begin() as connection:
        await store.replace_hash(connection, kept.id, kept.password_hash, verdict.fresh_hash)
    return Kept(kept.id, kept.name, kept.email, verdict.fresh_hash, kept.demo)


async def ask_to_join(connection: AsyncConnection, base_url: str, email: str, return_to: str) -> None:
    """Send the mail that opens an account; to an address that has one, what helps its owner."""
    await _send_link(connection, base_url, email, return_to, if_known="already_here", if_unknown="sign_up")


async def ask_for_reset(connection: AsyncConnection, base_url: str, email: str, return_to: str) -> None:
    """Send the mail that leads to a new password; to an address without an account, one that says so."""
    await _send_link(connection, base_url, email, return_to, if_known="reset", if_unknown="no_account")


async def join(connection: AsyncConnection, token: str, name: str, password_hash: str) -> tuple[str, str]:
    """Open the account of a link; return its id and the way back.

    Raises:
        MarketError: link_gone.
    """
    link = await links.take(connection, token, "sign_up")
    account_id = new_id("acc")
    row = {
        "id": account_id,
        "email": link.email,
        "name": normal_name(name),
        "password_hash": password_hash,
    }
    if not await store.insert(connection, row):
        raise MarketError(Code.LINK_GONE, "This address has an account by now. Sign in with it.")
    log.info("account.opened", account_id=account_id)
    return account_id, link.return_to


async def reset(
    connection: AsyncConnection, apps: ConnectedApps, base_url: str, token: str, password_hash: str
) -> tuple[str, str]:
    """Give the account of a link a new password and end all that went with the old one.

    Returns the account's id and the way back.

    Raises:
        MarketError: link_gone.
    """
    account_id = (await links.look(connection, token, "reset")).account_id or ""
    await store.lock(connection, account_id)
    link = await links.take(connection, token, "reset")
    await change_password(connection, apps, base_url, account_id, password_hash)
    return account_id, link.return_to


async def change_password(
    connection: AsyncConnection, apps: ConnectedApps, base_url: str, account_id: str, password_hash: str
) -> None:
    """Give the account a new password: its links, sessions and apps end, and its owner is told."""
    await store.lock(connection, account_id)
    await store.set_fields(connection, account_id, password_hash=password_hash)
    await _end_all(connection, apps, account_id)
    kept = await store.find(connection, account_id=account_id)
    assert kept is not None, "it was locked above"
    await post(connection, kept.email, "password_changed", link=f"{base_url}/account/forgot", name=kept.name)
    log.info("account.password_changed", account_id=account_id)


async def ask_to_change_email(
    connection: AsyncConnection, base_url: str, account_id: str, email: str
) -> None:
    """Send a link to the new address and a notice to the old one."""
    address = normal_email(email)
    kept = await store.find(connection, account_id=account_id)
    assert kept is not None, "a session's account is there"
    if await store.find(connection, email=address):
        await post(connection, address, "address_taken")
    else:
        link = Link("change_email", address, account_id, "")
        url = await links.make(connection, base_url, link)
        await post(connection, address, "change_email", link=url, good_for=GOOD_FOR)
    forgot = f"{base_url}/account/forgot"
    await post(connection, kept.email, "email_changing", link=forgot, name=kept.name)


async def change_email(
    connection: AsyncConnection, apps: ConnectedApps, token: str, here: bytes | None
) -> str:
    """Give the account of a link its new address; return it.

    Its links, its apps and its sessions end, but the session with the hash `here`.

    Raises:
        MarketError: link_gone.
    """
    account_id = (await links.look(connection, token, "change_email")).account_id or ""
    await store.lock(connection, account_id)
    link = await links.take(connection, token, "change_email")
    if not await store.set_email(connection, account_id, link.email):
        raise MarketError(Code.LINK_GONE, "Another account has this address by now.")
    await _end_all(connection, apps, account_id, but=here)
    log.info("account.email_changed", account_id=account_id)
    return link.email


async def _end_all(
    connection: AsyncConnection, apps: ConnectedApps, account_id: str, *, but: bytes | None = None
) -> None:
    # Whoever knew the old password, or read the old mailbox, may be in any of them. Sessions go before apps:
    # a consent that is being given holds its session, so that it is either refused or found below.
    await store.delete_links(connection, account_id)
    await store.delete_sessions(connection, account_id, but=but)
    await apps.disconnect_all(connection, account_id)


async def _send_link(
    connection: AsyncConnection,
    base_url: str,
    email: str,
    return_to: str,
    *,
    if_known: str,
    if_unknown: str,
) -> None:
    # Either way one link and one mail are written: neither the answer nor its time tells who is here.
    address = normal_email(email)
    kept = await store.find(connection, email=address)
    kind, purpose = (if_known, "reset") if kept else (if_unknown, "sign_up")
    link = Link(purpose, address, kept.id if kept else None, return_to)
    url = await links.make(connection, base_url, link)
    name = kept.name if kept else ""
    await post(connection, address, kind, link=url, good_for=GOOD_FOR, name=name)
