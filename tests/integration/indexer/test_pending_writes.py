"""A write to Meilisearch whose end nobody waited for costs no listing its vector."""

import asyncio
import dataclasses

import pytest

from core.settings import Index
from search.document import IndexDocument
from search.engine import EngineQuery, IndexUnavailableError
from search.engines import open_reader, open_writer
from search.meilisearch import tasks
from search.meilisearch.client import AwayError
from search.meilisearch.writer import MeilisearchWriter, _payload
from tests.support.listings import DIMENSIONS, document, listing, vector

MUG = listing("mug", title="Blue mug")
SHOWN = dataclasses.replace(document(MUG), revision="1.1")
# Its words first, as its vector is not there yet; behind others, so that it takes a moment.
RENAMED = dataclasses.replace(document(listing("mug", title="Red jug")), vector=None, revision="2.1")
OTHERS = [document(listing(f"other {number}")) for number in range(600)]
TAKEN_BACK = dataclasses.replace(SHOWN, revision="3.1")


async def published(index: Index, *documents: IndexDocument) -> MeilisearchWriter:
    writer = open_writer(index)
    assert isinstance(writer, MeilisearchWriter)
    await writer.publish(await writer.create("test", DIMENSIONS))
    await writer.apply(documents, ())
    return writer


async def cosine(index: Index) -> float:
    async with open_reader(index, DIMENSIONS, "test") as reader:
        answer = await reader.find(EngineQuery(vector=vector(MUG.title)))
        return next((one.cosine for one in answer.candidates if one.listing_id == MUG.id), 0.0)


async def test_a_writer_begins_while_a_task_of_one_that_was_killed_is_under_way(
    meilisearch_index: Index,
) -> None:
    killed = await published(meilisearch_index, SHOWN)
    await killed._send(meilisearch_index.meilisearch_index, _payload([*OTHERS, RENAMED], "test", {}))
    await killed.close()
    writer = open_writer(meilisearch_index)
    await writer.apply([TAKEN_BACK], ())
    await writer.close()
    assert await cosine(meilisearch_index) > 0.99


@pytest.mark.parametrize("failure", [AwayError("no answer"), asyncio.CancelledError()])
async def test_a_writer_goes_on_after_it_could_not_wait_for_a_task(
    meilisearch_index: Index, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    writer = await published(meilisearch_index, SHOWN)

    async def fail(*_: object) -> None:
        raise failure

    with monkeypatch.context() as away:
        away.setattr(tasks, "ended", fail)
        with pytest.raises((IndexUnavailableError, asyncio.CancelledError)):
            await writer.apply([*OTHERS, RENAMED], ())
    await writer.apply([TAKEN_BACK], ())
    await writer.close()
    assert await cosine(meilisearch_index) > 0.99


async def test_a_vector_that_is_stored_is_not_sent_again_once_a_task_was_waited_for(
    meilisearch_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = await published(meilisearch_index, SHOWN)
    sent: list[bytes] = []
    send = writer._send

    async def noting(uid: str, payload: bytes) -> int:
        sent.append(payload)
        return await send(uid, payload)

    monkeypatch.setattr(writer, "_send", noting)
    await writer.apply([TAKEN_BACK], ())
    await writer.close()
    assert len(sent[0]) < len(_payload([TAKEN_BACK], "test", {})) / 2
    assert await cosine(meilisearch_index) > 0.99
