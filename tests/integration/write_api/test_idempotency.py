"""A repeated request with an Idempotency-Key happens once."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import idempotency_keys, listings
from tests.support.writer import MUG, Writer
from write_api import idempotency
from write_api.app import create_app

pytestmark = pytest.mark.integration
PATH = "/api/v1/sellers/listings"


async def create(writer: Writer, key: str, who: str = "ada", **fields: Any) -> ClientResponse:
    return await writer.http.post(PATH, json=MUG | fields, headers=writer.as_(who, Idempotency_Key=key))


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(listings))).scalar_one()


async def test_a_repeat_gets_the_same_answer_and_lists_nothing(writer: Writer, engine: AsyncEngine) -> None:
    first = await create(writer, "key-1")
    # The same meaning in another order, with a default spelled out.
    again = await writer.http.post(
        PATH,
        json={"tags": [], **dict(reversed(MUG.items()))},
        headers=writer.as_("ada", Idempotency_Key="key-1"),
    )

    assert (first.status, again.status) == (201, 201)
    assert await first.read() == await again.read()
    assert first.headers["Location"] == again.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await count(engine) == 1


async def test_the_key_with_another_body_is_refused(writer: Writer, engine: AsyncEngine) -> None:
    await create(writer, "key-1")
    other = await create(writer, "key-1", quantity=7)
    assert (other.status, (await other.json())["code"]) == (422, "idempotency_key_reused")
    assert await count(engine) == 1


async def test_keys_of_two_accounts_have_nothing_to_do_with_each_other(writer: Writer) -> None:
    ada, bob = await create(writer, "key-1"), await create(writer, "key-1", who="bob", quantity=7)
    assert (ada.status, bob.status) == (201, 201)


async def test_a_refused_request_leaves_its_key_free(writer: Writer) -> None:
    refused = await create(writer, "key-1", price={"amount_minor": 0, "currency": "USD"})
    assert refused.status == 400
    assert (await create(writer, "key-1")).status == 201


async def test_the_same_request_at_once_in_two_processes_happens_once(
    writer: Writer, engine: AsyncEngine
) -> None:
    async with TestClient(TestServer(create_app(writer.settings))) as other:
        twin = Writer(other, writer.settings, writer.people)
        answers = await asyncio.gather(*(create(one, "key-1") for one in [writer, twin] * 10))
        bodies = {await answer.read() for answer in answers}

    assert {answer.status for answer in answers} == {201}
    assert len(bodies) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    assert await count(engine) == 1


async def test_a_request_still_running_elsewhere_is_not_waited_for_without_end(
    writer: Writer, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT", "50ms")
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "insert into idempotency_keys (account_id, operation, key, request_hash)"
                " values (:a, :o, 'k', '')"
            ),
            {"a": writer.people["ada@makers.example"], "o": f"POST {PATH}"},
        )
        answer = await create(writer, "k")
    assert (answer.status, (await answer.json())["code"]) == (409, "request_in_flight")
    assert answer.headers["Retry-After"] == "1"


async def test_a_key_is_kept_for_a_day(writer: Writer, engine: AsyncEngine) -> None:
    await create(writer, "old")
    await create(writer, "young")
    async with engine.begin() as connection:
        await connection.execute(
            update(idempotency_keys)
            .where(idempotency_keys.c.key == "old")
            .values(created_at=func.now() - text("interval '25 hours'"))
        )
    assert await idempotency.purge(engine) == 1
    assert "Idempotent-Replayed" in (await create(writer, "young")).headers
    assert "Idempotent-Replayed" not in (await create(writer, "old")).headers


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9"])
async def test_a_key_that_is_none_is_refused(writer: Writer, key: str) -> None:
    answer = await create(writer, key)
    assert (answer.status, (await answer.json())["param"]) == (400, "Idempotency-Key")
