"""Generations on every engine: filled aside, published whole, kept a while, gone on with after a stop."""

import asyncio
import dataclasses
from datetime import timedelta

import numpy as np
import pytest

from core.settings import Index
from search.document import IndexDocument
from search.engine import IndexUnavailableError
from search.engines import open_reader, open_writer
from search.writing import DocumentsRefusedError, Entry, Generation
from tests.integration.search.engines.conftest import MODEL, Engine, without_vector
from tests.support.listings import DIMENSIONS, document, listing, vector
from tests.support.waiting import until

HOUR = timedelta(hours=1)


def revised(name: str, revision: str) -> IndexDocument:
    return dataclasses.replace(document(listing(name)), revision=revision)


def unwritable(name: str) -> IndexDocument:
    return document(listing(name, lead_days=2**70))


async def held(engine: Engine, generation: Generation) -> list[Entry]:
    return sorted([entry async for page in engine.writer.entries(generation) for entry in page])


async def test_without_an_index_readers_and_writers_are_told_what_to_run(index: Index) -> None:
    writer = open_writer(index)
    assert await writer.current() is None
    with pytest.raises(IndexUnavailableError):
        await writer.apply([revised("a", "1.1")], ())
    assert await writer.current() is None
    with pytest.raises(IndexUnavailableError, match="craftlocal reindex"):
        async with open_reader(index, DIMENSIONS):
            raise AssertionError("there is nothing to read")
    await writer.close()


async def test_entries_tell_what_was_written_and_whether_it_has_a_vector(engine: Engine) -> None:
    generation = await engine.fill(revised("a", "1.1"), without_vector(revised("b", "2.1")))
    await engine.writer.apply([revised("a", "3.1")], ())
    expected = sorted([Entry(listing("a").id, "3.1", True), Entry(listing("b").id, "2.1", False)])
    assert await held(engine, generation) == expected
    assert await engine.writer.current() == generation == Generation(generation.name, MODEL)
    loaded = await engine.writer.load(generation, [listing("a").id, listing("absent").id])
    assert loaded == {listing("a").id: listing("a")}


async def test_nothing_of_a_refused_batch_is_written_and_the_next_is(engine: Engine) -> None:
    await engine.put(listing("a"))
    crooked = dataclasses.replace(document(listing("c")), vector=np.full(DIMENSIONS, np.nan, np.float32))
    short = dataclasses.replace(document(listing("c")), vector=np.ones(3, np.float32))
    for bad in (unwritable("c"), crooked, short):
        with pytest.raises(DocumentsRefusedError):
            await engine.writer.apply([revised("b", "1.1"), bad], [listing("a").id])
        assert await engine.skus() == ["a"]
    await engine.write(revised("d", "1.1"))
    assert set(await engine.skus()) == {"a", "d"}


async def test_a_batch_said_twice_is_there_once(engine: Engine) -> None:
    await engine.put(listing("gone"))
    for _ in range(2):
        await engine.write(revised("a", "1.1"), removes=[listing("gone"), listing("never")])
    assert await engine.skus() == ["a"]
    assert await engine.reader.count() == 1


async def test_filling_that_was_stopped_is_gone_on_with_for_the_same_model_only(
    engine: Engine, index: Index
) -> None:
    begun = await engine.writer.create("another", DIMENSIONS)
    await engine.writer.stage(begun, [revised("a", "1.1"), revised("b", "1.1")], ())
    await engine.writer.flush(begun)
    await engine.writer.close()
    other = open_writer(index)
    assert (await other.create("yet another", DIMENSIONS)).name != begun.name
    assert await other.create("another", DIMENSIONS) == begun
    await other.stage(begun, [revised("c", "1.1")], [listing("a").id])
    await other.publish(begun)
    assert await other.current() == begun
    await other.publish(begun)  # as after a crash between publishing and noting it down
    assert await other.current() == begun
    await other.close()
    assert [entry.listing_id for entry in await held(engine, begun)] == sorted(
        [listing("b").id, listing("c").id]
    )


async def test_what_is_published_takes_over_without_an_empty_answer(engine: Engine) -> None:
    await engine.put(*(listing(f"old{n}", title="Old chair") for n in range(20)))
    fresh = [document(listing(f"new{n}", title="New chair")) for n in range(20)]
    seen: set[frozenset[str]] = set()
    done = asyncio.Event()

    async def keep_asking() -> None:
        while not done.is_set():
            answer = await engine.find("chair", order="newest", limit=100)
            assert answer.total == len(answer.candidates) == 20
            seen.add(frozenset(one.listing_id for one in answer.candidates))
            await asyncio.sleep(0)  # an engine in this process answers without a pause

    asking = asyncio.create_task(keep_asking())
    await engine.fill(*fresh)

    async def has_taken_over() -> bool:
        return asking.done() or frozenset(one.listing.id for one in fresh) in seen

    await until(has_taken_over)
    done.set()
    await asking
    assert seen == {
        frozenset(listing(f"old{n}").id for n in range(20)),
        frozenset(one.listing.id for one in fresh),
    }


async def test_replaced_generations_are_kept_for_a_while(engine: Engine) -> None:
    first = await engine.writer.current()
    await engine.fill(revised("a", "1.1"))
    await engine.fill(revised("b", "1.1"))
    assert await engine.writer.prune(HOUR) == []
    assert first is not None
    assert len(await engine.writer.prune(timedelta(0))) == 2

    async def shows_the_newest() -> bool:
        return await engine.skus() == ["b"]

    await until(shows_the_newest)
    assert await engine.writer.prune(timedelta(0)) == []


async def test_vectors_of_two_models_never_meet(engine: Engine) -> None:
    await engine.put(listing("a"))
    assert await engine.skus() == ["a"]
    with pytest.raises(IndexUnavailableError, match="craftlocal reindex"):
        await engine.another_reader(model="another model")
    await engine.fill(revised("b", "1.1"), model="another model")
    at_once = await engine.find("thing", vector=vector(listing("b").title))
    assert [one.listing_id for one in at_once.candidates] == [listing("a").id]

    async def shows(sku: str) -> bool:
        found = await engine.find(order="newest")
        return [one.listing_id for one in found.candidates] == [listing(sku).id]

    await until(lambda: shows("a"))  # it stays with the generation before
    reader = await engine.another_reader(model="another model")
    assert [one.sku for one in (await reader.load([listing("b").id])).values()] == ["b"]
    await engine.fill(revised("c", "1.2"))
    await until(lambda: shows("c"))
