"""What only a server does: it dies under our hands, fails batches together, loses an answer to a swap."""

import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Code, MarketError
from core.settings import Index
from search.engine import EngineQuery, IndexUnavailableError
from search.engines import open_reader, open_writer
from search.meilisearch.client import AwayError, Client
from search.meilisearch.writer import MeilisearchWriter
from search.writing import Entry, IndexWriter
from tests.support.listings import DIMENSIONS, document, listing, vector
from tests.support.meilisearch import ABSENT, Server, serve


async def published(index: Index) -> IndexWriter:
    writer = open_writer(index)
    await writer.publish(await writer.create("test", DIMENSIONS))
    return writer


async def held(writer: IndexWriter) -> set[str]:
    current = await writer.current()
    assert current is not None
    return {entry.listing_id async for page in writer.entries(current) for entry in page}


@pytest.mark.skipif(shutil.which("meilisearch") is None, reason=ABSENT)
async def test_what_was_acknowledged_is_there_after_a_kill_and_writing_goes_on() -> None:
    acknowledged: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="cl-meili-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with serve(folder) as (server, process):
            writer = await published(server.index("listings"))

            async def write_on() -> None:
                for number in range(10_000):
                    item = listing(str(number))
                    await writer.apply([document(item)], ())
                    acknowledged.add(item.id)

            writing = asyncio.create_task(write_on())
            while len(acknowledged) < 5:  # noqa: ASYNC110 - the event happens in the server
                await asyncio.sleep(0.01)
            process.kill()
            with pytest.raises(IndexUnavailableError):
                await writing
            await writer.close()
        with serve(folder) as (server, _):
            again = open_writer(server.index("listings"))
            assert acknowledged <= await held(again)
            await again.apply([document(listing("after"))], sorted(acknowledged))
            assert listing("after").id in await held(again)
            assert not acknowledged & await held(again)
            await again.close()


async def test_a_staged_batch_that_failed_for_anothers_fault_is_there_after_all(
    meilisearch_index: Index,
) -> None:
    writer = await published(meilisearch_index)
    assert isinstance(writer, MeilisearchWriter)
    made = await writer.create("test", DIMENSIONS)
    client = await writer._client()
    for number in range(3):
        await writer.stage(made, [document(listing(f"{number}{half}")) for half in "ab"], ())
        # Without a vector, by somebody else: it takes along whatever is batched with it.
        await client.request("POST", f"/indexes/{made.name}/documents", [{"id": f"stranger{number}"}])
    await writer.publish(made)
    assert await held(writer) == {listing(f"{number}{half}").id for number in range(3) for half in "ab"}
    await writer.close()


async def test_a_swap_whose_answer_is_lost_is_not_undone(
    meilisearch_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = await published(meilisearch_index)
    swaps = 0
    request = Client.request

    async def loses_answers(self: Client, method: str, path: str, *rest: object, **named: bool) -> object:
        nonlocal swaps
        answer = await request(self, method, path, *rest, **named)  # type: ignore[arg-type]
        if path == "/swap-indexes":
            swaps += 1
            raise AwayError("the answer is lost")
        return answer

    monkeypatch.setattr(Client, "request", loses_answers)
    made = await writer.create("test", DIMENSIONS)
    await writer.stage(made, [document(listing("new"))], ())
    await writer.publish(made)
    assert swaps == 1
    assert await writer.current() == made
    assert await held(writer) == {listing("new").id}
    await writer.close()


async def test_an_index_of_another_format_is_no_index(
    meilisearch_server: Server, meilisearch_index: Index
) -> None:
    writer = await published(meilisearch_index)
    assert isinstance(writer, MeilisearchWriter)
    client = await writer._client()
    uid = meilisearch_index.meilisearch_index
    strange = {"id": "label", "label": {"name": "x", "format": 0}, "_vectors": {"listing": None}}
    await client.request("POST", f"/indexes/{uid}/documents", [strange])
    while await writer.current() is not None:  # noqa: ASYNC110 - the event happens in the server
        await asyncio.sleep(0.01)
    with pytest.raises(IndexUnavailableError, match="another format"):
        await writer.apply([document(listing("a"))], ())
    with pytest.raises(IndexUnavailableError, match="another format"):
        async with open_reader(meilisearch_index, DIMENSIONS):
            raise AssertionError("it was read")
    made = await writer.create("test", DIMENSIONS)
    await writer.stage(made, [document(listing("new"))], ())
    await writer.publish(made)
    [page] = [page async for page in writer.entries(made)]
    assert list(page) == [Entry(listing("new").id, "", True)]
    await writer.close()


async def test_a_reader_without_an_index_of_its_model_says_so_at_once(meilisearch_index: Index) -> None:
    writer = await published(meilisearch_index)
    async with open_reader(meilisearch_index, DIMENSIONS, "test") as reader:
        await writer.publish(await writer.create("another", 3))
        await writer.prune(timedelta(0))
        with pytest.raises(MarketError) as refused:
            await reader.find(EngineQuery(("mug",), vector("mug")))
        assert refused.value.code is Code.NOT_READY
    await writer.close()
