"""A repeated request with an Idempotency-Key happens once."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.http import openapi
from core.http.operations import Operation
from core.tables import idempotency_keys, listings
from tests.support.writer import MUG, Writer
from write_api import idempotency
from write_api.app import ABOUT, OPERATIONS, create_app

pytestmark = pytest.mark.integration
PATH = "/api/v1/sellers/listings"
# Those that need nothing to be there; what belongs to an order, a cart or an endpoint is tested with it, and
# pictures, which no example can hold, in images/test_uploads.py.
ALONE = [one for one in OPERATIONS
         if one.repeatable and "{" not in one.path and "multipart/form-data" not in one.media]  # fmt: skip


async def create(writer: Writer, key: str, who: str = "ada", **fields: Any) -> ClientResponse:
    return await writer.http.post(PATH, json=MUG | fields, headers=writer.as_(who, Idempotency_Key=key))


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(listings))).scalar_one()


async def test_a_repeat_gets_the_same_answer_and_lists_nothing(writer: Writer, engine: AsyncEngine) -> None:
    first = await create(writer, "key-1")
    # The same in another order.
    again = await writer.http.post(
        PATH,
        json=dict(reversed(MUG.items())) | {"price": dict(reversed(MUG["price"].items()))},
        headers=writer.as_("ada", Idempotency_Key="key-1"),
    )

    assert (first.status, again.status) == (201, 201)
    assert await first.read() == await again.read()
    assert first.headers["Location"] == again.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await count(engine) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 7},
        {"sku": None},  # null is not nothing
        {"tags": []},  # nor is a default spelled out
        {"materials": ["clay", "oak"]},
        {"materials": ["oak"]},
    ],
    ids=str,
)
async def test_the_key_with_another_body_is_refused(
    writer: Writer, engine: AsyncEngine, change: dict[str, Any]
) -> None:
    first: dict[str, Any] = {"materials": ["oak", "clay"]} if "materials" in change else {}
    await create(writer, "key-1", **first)
    other = await create(writer, "key-1", **change)
    assert (other.status, (await other.json())["code"]) == (422, "idempotency_key_reused")
    assert await count(engine) == 1


async def test_keys_of_two_accounts_have_nothing_to_do_with_each_other(writer: Writer) -> None:
    ada, bob = await create(writer, "key-1"), await create(writer, "key-1", who="bob", quantity=7)
    assert (ada.status, bob.status) == (201, 201)


async def test_a_refused_request_leaves_its_key_free(writer: Writer) -> None:
    refused = await create(writer, "key-1", price={"amount_minor": 0, "currency": "USD"})
    assert refused.status == 400
    assert (await create(writer, "key-1")).status == 201


async def test_a_fault_of_ours_is_not_kept(
    writer: Writer, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("our own fault")

    with monkeypatch.context() as patched:
        patched.setattr("write_api.listings.service.announce", broken)  # after the listing was written
        assert (await create(writer, "key-1")).status == 500
    retried = await create(writer, "key-1")
    assert (retried.status, "Idempotent-Replayed" in retried.headers) == (201, False)
    assert await count(engine) == 1


async def test_an_answer_outlives_the_process_that_gave_it(writer: Writer, engine: AsyncEngine) -> None:
    async with TestClient(TestServer(create_app(writer.settings))) as first:
        given = await create(Writer(first, writer.settings, writer.people), "key-1")
        body = await given.read()
    again = await create(writer, "key-1")
    assert (again.status, await again.read()) == (201, body)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await count(engine) == 1


async def test_the_same_key_means_nothing_at_another_address(writer: Writer) -> None:
    await create(writer, "key-1")
    headers = writer.as_("ada", Scope.SELLER_MANAGE, Idempotency_Key="key-1")
    other = await writer.http.post("/api/v1/sellers/webhook-endpoints", json={}, headers=headers)
    assert (other.status, "Idempotent-Replayed" in other.headers) == (201, False)


@pytest.mark.parametrize("operation", ALONE, ids=lambda one: one.name)
async def test_whatever_is_repeatable_answers_a_repeat_with_the_first_answer(
    writer: Writer, operation: Operation[Any, Any]
) -> None:
    key = "0f8fad5b-d9cb-469f-a165-70867728950e"
    headers = writer.as_("ada", *operation.scopes, Idempotency_Key=key)
    if operation.media:
        headers["Content-Type"], sent = next(iter(operation.media.items()))
    else:
        example = openapi.document(OPERATIONS, ABOUT)["paths"][operation.path][operation.method.lower()]
        sent = json.dumps(example["requestBody"]["content"]["application/json"]["example"])
        headers["Content-Type"] = "application/json"
    answers = [
        await writer.http.request(operation.method, operation.path, data=sent, headers=headers)
        for _ in range(2)
    ]
    assert [answer.status for answer in answers] == [next(iter(operation.answers))] * 2
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None, "true"]
    assert await answers[0].read() == await answers[1].read()


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
