"""Accounts, found or made by e-mail address."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.ids import new_id, stable_id
from write_api.accounts import store
from write_api.accounts.passwords import Passwords
from write_api.accounts.rules import normal_email


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    email: str
    name: str


@dataclass(frozen=True)
class DemoLogin:
    """A password that everybody may know, for an account that is there."""

    email: str
    password: str
    admin: bool = False


class NotLocalError(Exception):
    """Demo logins were asked for where the world can use them."""


async def ensure_people(engine: AsyncEngine, people: Iterable[Person]) -> dict[str, str]:
    """Return account ids by address; an account that is missing is made with an id stable for its address."""
    async with engine.begin() as connection:
        return await ensure(connection, people)


async def ensure(connection: AsyncConnection, people: Iterable[Person]) -> dict[str, str]:
    """Do the same within the caller's transaction. Keys are normal addresses."""
    by_email = {normal_email(person.email): person for person in people}
    for make_id in (_stable, _new):
        found = await store.ids_by_email(connection, by_email)
        missing = [person for email, person in by_email.items() if email not in found]
        if not missing:
            return found
        rows = [
            {"id": make_id(person), "email": normal_email(person.email), "name": person.name}
            for person in missing
        ]
        await store.insert_missing(connection, rows)
    return await store.ids_by_email(connection, by_email)


async def set_demo_logins(engine: AsyncEngine, logins: Iterable[DemoLogin], *, is_local: bool) -> None:
    """Let the demo's people sign in with their printed passwords, whatever they were changed to.

    Raises:
        NotLocalError: not on a local stack.
    """
    if not is_local:
        raise NotLocalError("Demo logins exist on a local stack only.")
    passwords = Passwords()
    try:
        hashes = {login: await passwords.hash(login.password) for login in logins}
    finally:
        passwords.close()
    async with engine.begin() as connection:
        ids = await store.ids_by_email(connection, [login.email for login in hashes])
        for login, password_hash in hashes.items():
            if account_id := ids.get(login.email):
                values = {"password_hash": password_hash, "admin": login.admin, "demo": True}
                await store.set_fields(connection, account_id, **values)


async def hold(connection: AsyncConnection, account_id: str) -> None:
    """Let nobody else change the account until the transaction ends."""
    await store.lock(connection, account_id)


def _stable(person: Person) -> str:
    return stable_id("acc", normal_email(person.email))


def _new(_person: Person) -> str:
    # The stable id went with an account that has another address by now.
    return new_id("acc")
