"""Generations of the embedded index: filled aside, published whole, kept a while, gone on with after a crash."""

import dataclasses
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from search.document import IndexDocument
from search.embedded import generations, index_writer
from search.embedded.index_writer import EmbeddedIndexWriter
from search.embedded.reader import EmbeddedIndex
from search.engine import IndexUnavailableError
from search.writing import DocumentsRefusedError, Entry, Generation, IndexBusyError
from tests.support.listings import DIMENSIONS, document, listing

HOUR = timedelta(hours=1)


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[EmbeddedIndexWriter]:
    opened = EmbeddedIndexWriter(tmp_path)
    yield opened
    await opened.close()


def revised(name: str, revision: str, *, with_vector: bool = True) -> IndexDocument:
    made = dataclasses.replace(document(listing(name)), revision=revision)
    return made if with_vector else dataclasses.replace(made, vector=None)


def refused(name: str) -> IndexDocument:
    return document(listing(name, lead_days=2**70))


async def filled(writer: EmbeddedIndexWriter, *documents: IndexDocument) -> Generation:
    generation = await writer.create("test", DIMENSIONS)
    await writer.stage(generation, documents, ())
    await writer.publish(generation)
    return generation


async def held(writer: EmbeddedIndexWriter, generation: Generation) -> list[Entry]:
    return sorted([entry async for page in writer.entries(generation) for entry in page])


async def test_entries_tell_what_was_written_and_whether_it_has_a_vector(
    writer: EmbeddedIndexWriter,
) -> None:
    generation = await filled(writer, revised("a", "1.1"), revised("b", "2.1", with_vector=False))
    await writer.apply([revised("a", "3.1")], ())
    expected = sorted([Entry(listing("a").id, "3.1", True), Entry(listing("b").id, "2.1", False)])
    assert await held(writer, generation) == expected
    assert await writer.current() == generation == Generation(generation.name, "test")


async def test_nothing_of_a_refused_batch_is_written(writer: EmbeddedIndexWriter) -> None:
    generation = await filled(writer, revised("a", "1.1"))
    with pytest.raises(DocumentsRefusedError):
        await writer.apply([revised("b", "1.1"), refused("c")], [listing("a").id])
    await writer.apply([revised("d", "1.1")], ())
    assert {entry.listing_id for entry in await held(writer, generation)} == {
        listing("a").id,
        listing("d").id,
    }


async def test_without_an_index_a_change_is_told_what_to_run(writer: EmbeddedIndexWriter) -> None:
    assert await writer.current() is None
    with pytest.raises(IndexUnavailableError, match="craftlocal reindex"):
        await writer.apply([revised("a", "1.1")], ())


async def test_a_second_process_that_writes_is_told_and_the_first_goes_on(
    writer: EmbeddedIndexWriter, tmp_path: Path
) -> None:
    await filled(writer)
    await writer.apply([revised("a", "1.1")], ())
    other = EmbeddedIndexWriter(tmp_path)
    with pytest.raises(IndexBusyError):
        await other.apply([revised("b", "1.1")], ())
    await writer.close()
    await other.apply([revised("b", "1.1")], ())
    await other.close()


async def test_changes_follow_to_the_generation_that_another_process_published(
    writer: EmbeddedIndexWriter, tmp_path: Path
) -> None:
    await filled(writer, revised("a", "1.1"))
    await writer.apply([revised("a", "2.1")], ())
    other = EmbeddedIndexWriter(tmp_path)
    newer = await filled(other, revised("a", "2.1"))
    await writer.apply([revised("a", "3.1")], ())
    assert await held(writer, newer) == [Entry(listing("a").id, "3.1", True)]


async def test_a_replaced_generation_stays_for_an_hour(writer: EmbeddedIndexWriter, tmp_path: Path) -> None:
    old, new = await filled(writer), await filled(writer)
    assert await writer.prune(HOUR) == []
    long_ago = (tmp_path / old.name / generations.REPLACED).stat().st_mtime - 4000
    os.utime(tmp_path / old.name / generations.REPLACED, (long_ago, long_ago))
    assert await writer.prune(HOUR) == [old.name]
    assert await writer.prune(timedelta(0)) == []
    assert await writer.current() == new


async def test_a_generation_that_is_being_filled_is_never_pruned(
    writer: EmbeddedIndexWriter, tmp_path: Path
) -> None:
    generation = await writer.create("test", DIMENSIONS)
    other = EmbeddedIndexWriter(tmp_path)
    assert await other.prune(timedelta(0)) == []
    assert (await other.create("test", DIMENSIONS)).name != generation.name
    await other.close()


async def test_an_interrupted_generation_is_gone_on_with_only_by_its_own_model(
    writer: EmbeddedIndexWriter, tmp_path: Path
) -> None:
    begun = await writer.create("test", DIMENSIONS)
    await writer.stage(begun, [revised("a", "1.1")], ())
    await writer.flush(begun)
    await writer.close()
    other = EmbeddedIndexWriter(tmp_path)
    assert (await other.create("another model", DIMENSIONS)).name != begun.name
    assert await other.create("test", DIMENSIONS) == begun
    assert await held(other, begun) == [Entry(listing("a").id, "1.1", True)]
    assert await other.load(begun, [listing("a").id, listing("b").id]) == {listing("a").id: listing("a")}
    await other.close()


async def test_a_reader_of_one_model_refuses_the_index_of_another(
    writer: EmbeddedIndexWriter, tmp_path: Path
) -> None:
    first = await filled(writer, revised("a", "1.1"))
    with pytest.raises(IndexUnavailableError, match="craftlocal reindex"):
        EmbeddedIndex(tmp_path, DIMENSIONS, model="another model")
    reader = EmbeddedIndex(tmp_path, DIMENSIONS, model="test", refresh_seconds=0)
    other = await writer.create("another model", DIMENSIONS)
    await writer.publish(other)
    await reader.count()
    opening = reader._opening
    assert opening
    await opening
    os.utime(tmp_path / first.name / generations.REPLACED, (0, 0))
    assert await writer.prune(HOUR) == [first.name]
    assert await reader.count() == 1


FILLER = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from search.embedded import index_writer
    from tests.support.listings import document, listing
    index_writer.COMMIT_EVERY = 50
    async def main():
        writer = index_writer.EmbeddedIndexWriter(Path(sys.argv[1]))
        generation = await writer.create("test", 384)
        for start in range(0, 100_000, 10):
            page = [document(listing(str(n))) for n in range(start, start + 10)]
            await writer.stage(generation, page, ())
            print(start + 10, flush=True)
    asyncio.run(main())
""")


def kill_after_staging(root: Path, pages: int) -> int:
    """Fill a generation in another process and kill it; return how many listings it had staged."""
    child = subprocess.Popen([sys.executable, "-c", FILLER, str(root)], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    staged = [int(child.stdout.readline()) for _ in range(pages)]
    child.send_signal(signal.SIGKILL)
    child.communicate()
    return staged[-1]


async def test_kill_9_while_filling_loses_no_more_than_the_last_few(
    writer: EmbeddedIndexWriter, tmp_path: Path
) -> None:
    staged = kill_after_staging(tmp_path, pages=17)
    left = [folder.name for folder in generations.unfinished(tmp_path, "test", DIMENSIONS)]
    generation = await writer.create("test", DIMENSIONS)
    assert left == [generation.name]
    assert len(await held(writer, generation)) >= staged - 50
    assert index_writer.COMMIT_EVERY >= 1000
