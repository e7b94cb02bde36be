"""The client against answers that a real server was recorded to give."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import structlog.testing

from core.errors import Code, MarketError
from search.engine import EngineQuery, IndexUnavailableError
from search.meilisearch import tasks
from search.meilisearch.breaker import FAILURES, REST_SECONDS, Breaker
from search.meilisearch.client import (
    READING,
    WRITING,
    AnswerError,
    AwayError,
    Client,
    Patience,
    check_version,
    connect,
)
from search.meilisearch.reader import MeilisearchIndex
from tests.unit.search.meilisearch.replay import Replaying, recorded

FINE = {"status": 200, "headers": {}, "body": {"results": []}}
OVERLOAD = recorded("16", "overload")["response"]
INTERNAL = recorded("16", "search body over")["response"]
MISSING_INDEX = recorded("09", "missing index")["response"]
BAD_FILTER = recorded("09", "filter syntax")["response"]
WRONG_KEY = recorded("01", "version with a wrong key")["response"]


@asynccontextmanager
async def client_of(server: Replaying, patience: Patience = READING) -> AsyncIterator[Client]:
    async with server.at() as url, connect(url, "key", patience) as client:
        yield client


async def test_what_is_asked_carries_the_key_and_wants_no_compressed_answer() -> None:
    server = Replaying(FINE)
    async with client_of(server) as client:
        await client.request("POST", "/multi-search", {"queries": []})
    [asked] = server.asked
    assert asked.headers["Authorization"] == "Bearer key"
    assert asked.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("answer", [MISSING_INDEX, BAD_FILTER, WRONG_KEY])
async def test_a_refusal_is_not_tried_again(answer: dict[str, Any]) -> None:
    server = Replaying(answer, FINE)
    async with client_of(server) as client:
        with pytest.raises(AnswerError) as refused:
            await client.request("GET", "/")
    assert refused.value.code == answer["body"]["code"]
    assert len(server.asked) == 1


async def test_an_internal_error_is_tried_once_more_by_a_reader() -> None:
    server = Replaying(INTERNAL, FINE)
    async with client_of(server) as client:
        assert await client.request("GET", "/") == FINE["body"]
    assert len(server.asked) == 2


async def test_what_must_not_happen_twice_is_tried_once() -> None:
    server = Replaying(INTERNAL, FINE)
    async with client_of(server, WRITING) as client:
        with pytest.raises(AwayError):
            await client.request("POST", "/swap-indexes", [], repeatable=False)
    assert len(server.asked) == 1


async def test_a_server_that_asks_for_a_pause_gets_it() -> None:
    server = Replaying(OVERLOAD, FINE)
    async with client_of(server) as client:
        # A shopper does not wait ten seconds; the indexer does, and nobody asks meanwhile.
        with pytest.raises(AwayError) as away:
            await client.request("GET", "/")
    assert away.value.again_after_seconds == 10
    assert len(server.asked) == 1
    short = {**OVERLOAD, "headers": {"Retry-After": "0"}}
    again = Replaying(short, FINE)
    async with client_of(again, WRITING) as client:
        assert await client.request("GET", "/") == FINE["body"]


async def test_a_server_that_hangs_or_is_not_there_is_given_up_in_time() -> None:
    hasty = replace(READING, total_seconds=0.2)
    async with client_of(Replaying(None), hasty) as client:
        with pytest.raises(AwayError, match="TimeoutError"):
            await client.request("GET", "/")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        async with connect(f"http://127.0.0.1:{closed.getsockname()[1]}", "key", READING) as client:
            with pytest.raises(AwayError):
                await client.request("GET", "/")


async def test_after_failures_in_a_row_the_server_is_left_alone() -> None:
    server = Replaying(INTERNAL)
    async with client_of(server) as client:
        for _ in range(20):
            with pytest.raises(AwayError):
                await client.request("GET", "/")
    assert len(server.asked) == FAILURES


def test_a_breaker_lets_one_through_a_second_until_one_succeeds() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.failed()
    assert not breaker.lets_through()
    now += REST_SECONDS
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert all(breaker.lets_through() for _ in range(3))


@pytest.mark.parametrize(
    ("version", "is_fine"),
    [("1.50.0", True), ("1.62.3", True), ("1.49.9", False), ("2.0.0", False), ("nightly", False)],
)
async def test_the_version_is_checked_in_words(version: str, is_fine: bool) -> None:
    answer = recorded("01", "version")["response"] | {"body": {"pkgVersion": version}}
    async with client_of(Replaying(answer)) as client:
        if is_fine:
            await check_version(client)
        else:
            with pytest.raises(IndexUnavailableError, match=r"needs 1\.50"):
                await check_version(client)


async def test_the_version_is_asked_for_with_the_key_for_that() -> None:
    server = Replaying(recorded("01", "version")["response"])
    async with client_of(server) as client:
        await check_version(client, "only the version")
    [asked] = server.asked
    assert asked.headers["Authorization"] == "Bearer only the version"


async def test_a_version_key_that_is_refused_is_said_and_one_that_is_absent_is_logged() -> None:
    async with client_of(Replaying(WRONG_KEY, WRONG_KEY)) as client:
        with pytest.raises(IndexUnavailableError, match="refuses MEILISEARCH_VERSION_KEY"):
            await check_version(client, "wrong")
        with structlog.testing.capture_logs() as logs:
            await check_version(client)
    assert [line["event"] for line in logs] == ["search.version_unchecked"]


async def test_a_wrong_key_is_told_from_an_absent_server_and_an_absent_index() -> None:
    for answer, sentence in (
        (WRONG_KEY, "refuses MEILISEARCH_API_KEY"),
        (INTERNAL, "does not answer"),
        (MISSING_INDEX, "craftlocal reindex"),
    ):
        async with client_of(Replaying(answer)) as client:
            with pytest.raises(IndexUnavailableError, match=sentence):
                await MeilisearchIndex(client, "listings", 384).open()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (OVERLOAD, Code.SERVICE_UNAVAILABLE),
        (INTERNAL, Code.SERVICE_UNAVAILABLE),
        (MISSING_INDEX, Code.NOT_READY),
        (BAD_FILTER, Code.SERVICE_UNAVAILABLE),
        (WRONG_KEY, Code.SERVICE_UNAVAILABLE),
    ],
)
async def test_callers_never_see_the_servers_words(answer: dict[str, Any], code: Code) -> None:
    async with client_of(Replaying(answer)) as client:
        reader = MeilisearchIndex(client, "listings", 384)
        for ask in (reader.find(EngineQuery()), reader.load(["lst_1"]), reader.categories(), reader.count()):
            with pytest.raises(MarketError) as refused:
                await ask
            assert refused.value.code is code
            assert refused.value.status == 503
            assert answer["body"]["message"] not in str(refused.value.problem())


async def test_a_task_that_failed_for_a_document_is_told_from_one_that_failed_for_the_server() -> None:
    failed = recorded("15", "task 5")["response"]["body"]

    def answer(task: dict[str, Any]) -> dict[str, Any]:
        return {"status": 200, "headers": {}, "body": {"results": [task]}}

    enqueued = {**failed, "status": "enqueued"}
    server = Replaying(answer(enqueued), answer(enqueued), answer(failed))
    async with client_of(server) as client:
        [refusal] = tasks.refusals(await tasks.ended(client, [failed["uid"]]))
    assert "no vectors provided for document" in refusal
    full = {**failed, "error": {"type": "system", "code": "no_space_left_on_device", "message": "full"}}
    async with client_of(Replaying(answer(full))) as client:
        with pytest.raises(IndexUnavailableError, match="no_space_left_on_device"):
            await tasks.ended(client, [failed["uid"]])
    async with client_of(Replaying(answer({**failed, "status": "canceled"}))) as client:
        with pytest.raises(IndexUnavailableError, match="cancelled"):
            await tasks.ended(client, [failed["uid"]])


async def test_a_connection_that_breaks_in_the_answer_is_tried_again() -> None:
    calls = 0

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        calls += 1
        await reader.readuntil(b"\r\n\r\n")
        body = b"{}" if calls > 1 else b""
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(half, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with connect(f"http://127.0.0.1:{port}", "key", READING) as client:
            assert await client.request("GET", "/") == {}
    assert calls == 2
