"""Who a person of an external provider is here: themselves, and nobody else."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Identity
from core.errors import Code, MarketError
from write_api.accounts.external import account_of
from write_api.accounts.store import set_fields

pytestmark = pytest.mark.integration
ISSUER, ADA = "https://tenant.example/", "ada@makers.example"


def person(
    subject: str = "auth0|1", email: str | None = ADA, *, verified: bool = True, **more: Any
) -> Identity:
    return Identity(more.pop("issuer", ISSUER), subject, email, email_verified=verified, **more)


async def address(engine: AsyncEngine, account_id: str) -> str:
    async with engine.connect() as connection:
        found = await connection.execute(
            text("select email from accounts where id = :id"), {"id": account_id}
        )
        return str(found.scalar_one())


async def test_first_sight_makes_an_account_and_it_stays_theirs(engine: AsyncEngine) -> None:
    met = await account_of(engine, person(email="new@people.example", name="New \u202e Person"))
    assert await address(engine, met) == "new@people.example"
    assert await account_of(engine, person(email="moved@people.example")) == met
    assert await account_of(engine, person("auth0|2", email="two@people.example")) != met
    assert await account_of(engine, person(email=None, issuer="https://other.example")) != met


async def test_a_verified_address_leads_to_its_account_once(
    engine: AsyncEngine, people: dict[str, str]
) -> None:
    assert await account_of(engine, person(email=ADA.upper())) == people[ADA]
    second = await account_of(engine, person("google|1"))
    assert second != people[ADA], "one account has one person of each provider"
    assert await address(engine, second) == f"{second}@no-address.invalid"
    moved = await account_of(engine, person("okta-1", issuer="https://okta.example"))
    assert moved == people[ADA], "another provider, after the shop changed to it"


@pytest.mark.parametrize("identity", [
    person(verified=False), person(email=None), person(email=f"{ADA}, eve@x.co"), person(email="x"),
])  # fmt: skip
async def test_an_address_that_is_not_proven_leads_nowhere_and_is_not_kept(
    engine: AsyncEngine, people: dict[str, str], identity: Identity
) -> None:
    met = await account_of(engine, identity)
    assert met not in people.values()
    assert await address(engine, met) == f"{met}@no-address.invalid"


@pytest.mark.parametrize("kind", ["admin", "demo"])
async def test_administrators_and_demo_accounts_are_joined_by_nobody(
    engine: AsyncEngine, people: dict[str, str], kind: str
) -> None:
    async with engine.begin() as connection:
        await set_fields(connection, people[ADA], **{kind: True})
    assert await account_of(engine, person()) != people[ADA]


async def test_one_person_seen_ten_times_at_once_has_one_account(engine: AsyncEngine) -> None:
    met = await asyncio.gather(*(account_of(engine, person(email="x@people.example")) for _ in range(10)))
    assert len(set(met)) == 1


async def test_of_two_with_one_address_at_once_one_gets_the_account(
    engine: AsyncEngine, people: dict[str, str]
) -> None:
    met = await asyncio.gather(*(account_of(engine, person(f"sub{n}")) for n in range(4)))
    assert len(set(met)) == 4
    assert met.count(people[ADA]) == 1


@pytest.mark.parametrize("subject", ["", "a\0b", "\ud800", "x" * 256])
async def test_a_subject_that_cannot_be_kept_is_refused(engine: AsyncEngine, subject: str) -> None:
    with pytest.raises(MarketError) as refused:
        await account_of(engine, person(subject))
    assert refused.value.code is Code.INVALID_TOKEN
