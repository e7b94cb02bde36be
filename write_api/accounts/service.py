"""Accounts, found or made by e-mail address."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.ids import stable_id
from write_api.accounts import store


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
    by_email = {normal(person.email): person for person in people}
    if not by_email:
        return {}
    await store.insert_missing(
        connection,
        [
            {"id": stable_id("acc", email), "email": email, "name": person.name}
            for email, person in by_email.items()
        ],
    )
    return await store.ids_by_email(connection, by_email)


def normal(email: str) -> str:
    """Return the form of an address in which two are compared."""
    return email.strip().lower()
