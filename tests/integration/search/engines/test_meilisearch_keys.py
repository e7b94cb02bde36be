"""The keys we make may do what our services do, and nothing else."""

import dataclasses
from datetime import timedelta

import pytest
import structlog.testing
from pydantic import SecretStr

from core.settings import Index
from search.engine import EngineQuery, IndexUnavailableError
from search.engines import make_keys, open_reader, open_writer
from search.meilisearch import client
from tests.support.listings import DIMENSIONS, document, listing, vector
from tests.support.meilisearch import Server


async def test_with_its_key_each_service_can_do_its_work_and_not_the_others(
    meilisearch_server: Server, meilisearch_index: Index
) -> None:
    name = meilisearch_index.meilisearch_index
    keys = await make_keys(meilisearch_server.url, meilisearch_server.key, name)
    assert keys == await make_keys(meilisearch_server.url, meilisearch_server.key, name)
    writing = dataclasses.replace(meilisearch_server, key=keys.write).index(name)
    writer = open_writer(writing)
    for title in ("Oak stool", "Oak table"):
        made = await writer.create("test", DIMENSIONS)
        await writer.stage(made, [document(listing("a", title=title))], ())
        await writer.publish(made)
    await writer.apply([document(listing("b", title="Oak bench"))], [listing("a").id])
    assert await writer.current() == made
    assert [entry.listing_id async for page in writer.entries(made) for entry in page] == [listing("b").id]
    assert len(await writer.prune(timedelta(0))) == 1
    await writer.close()
    reading = dataclasses.replace(meilisearch_server, key=keys.read).index(name)
    async with open_reader(reading, DIMENSIONS, "test") as reader:
        found = await reader.find(EngineQuery(("oak",), vector("Oak bench")))
        assert list(await reader.load([one.listing_id for one in found.candidates])) == [listing("b").id]
        assert (await reader.categories())[0].count == 1
    thief = open_writer(reading)
    with pytest.raises(IndexUnavailableError, match="refuses MEILISEARCH_API_KEY"):
        await thief.apply([document(listing("c"))], ())
    await thief.close()
    async with open_reader(meilisearch_server.index(name), DIMENSIONS) as reader:
        assert await reader.count() == 1


async def test_only_the_master_key_makes_keys(meilisearch_server: Server) -> None:
    with pytest.raises(IndexUnavailableError, match="master key"):
        await make_keys(meilisearch_server.url, "not the master key", "listings")


async def test_with_the_keys_we_make_the_version_is_checked_at_the_start(
    meilisearch_server: Server, meilisearch_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = meilisearch_index.meilisearch_index
    keys = await make_keys(meilisearch_server.url, meilisearch_server.key, name)
    writing, reading = (
        dataclasses.replace(meilisearch_server, key=key, version_key=keys.version).index(name)
        for key in (keys.write, keys.read)
    )
    with structlog.testing.capture_logs() as logs:
        writer = open_writer(writing)
        await writer.publish(await writer.create("test", DIMENSIONS))
        async with open_reader(reading, DIMENSIONS, "test"):
            pass
        await writer.close()
    assert "search.version_unchecked" not in [line["event"] for line in logs]
    monkeypatch.setattr(client, "OLDEST", (1, 999))  # as if this server were too old
    with pytest.raises(IndexUnavailableError, match=r"server is version 1\."):
        await open_writer(writing).current()
    with pytest.raises(IndexUnavailableError, match=r"server is version 1\."):
        async with open_reader(reading, DIMENSIONS, "test"):
            raise AssertionError("it was read")


async def test_the_key_for_the_version_opens_nothing_else(
    meilisearch_server: Server, meilisearch_index: Index
) -> None:
    name = meilisearch_index.meilisearch_index
    keys = await make_keys(meilisearch_server.url, meilisearch_server.key, name)
    thief = open_writer(dataclasses.replace(meilisearch_server, key=keys.version).index(name))
    with pytest.raises(IndexUnavailableError, match="refuses MEILISEARCH_API_KEY"):
        await thief.create("test", DIMENSIONS)
    await thief.close()


async def test_a_wrong_key_is_said_when_the_service_starts(meilisearch_server: Server) -> None:
    wrong = dataclasses.replace(meilisearch_server, key="wrong").index("listings")
    assert isinstance(wrong.meilisearch_api_key, SecretStr)
    with pytest.raises(IndexUnavailableError, match="MEILISEARCH_API_KEY"):
        async with open_reader(wrong, DIMENSIONS):
            raise AssertionError("it was taken")
