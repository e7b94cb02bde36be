"""Accounts, found or made by e-mail address."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.ids import new_id, stable_id
from write_api.accounts import store
from write_api.accounts.rules import normal_email


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    email: str
    name: str


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


async def hold(connection: AsyncConnection, account_id: str) -> None:
    """Let nobody else change the account until the transaction ends."""
    await store.lock(connection, account_id)


def _stable(person: Person) -> str:
    return stable_id("acc", normal_email(person.email))


def _new(_person: Person) -> str:
    # The stable id went with an account that has another address by now.
    return new_id("acc")
