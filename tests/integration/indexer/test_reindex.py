"""A rebuild misses nothing that happens meanwhile, and embeds nothing twice."""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.settings import Index
from indexer import store
from indexer.filling import Filling
from indexer.reindex import LITTLE, Progress, Rebuild, RebuildRunningError, prune
from search.document import Vector
from search.embedded import generations
from search.embedded.index_writer import EmbeddedIndexWriter
from search.engine import EngineQuery, ListingIndex
from search.engines import open_reader, open_writer
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.embedder import CannedEmbedder
from write_api.catalogue.service import import_rows


async def test_a_second_rebuild_embeds_nothing(shop: IndexedShop) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(30)))
    first = await shop.rebuild()
    second = await shop.rebuild()
    assert (first.embedded, first.shown) == (30, 30)
    assert (second.embedded, second.shown) == (0, 30)


async def test_changes_during_a_rebuild_are_in_it(shop: IndexedShop) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(20)))
    await shop.rebuild()
    changes: list[asyncio.Task[None]] = []

    def meanwhile(_done: int, _total: int) -> None:
        changes.append(asyncio.create_task(sell_out_and_add()))

    async def sell_out_and_add() -> None:
        await shop.indexing.index(await shop.change("s3", state="paused"))
        await shop.indexing.index(await shop.change("s4", title="Renamed lantern"))
        await shop.stock(row("late", "Late lantern"))

    report = await shop.rebuild(meanwhile)
    await asyncio.gather(*changes)
    late = await shop.change("late", price_minor=2)
    await shop.indexing.index(late)
    assert report.caught_up <= 3
    assert await shop.found("lantern") == ["late", "s4"]
    assert "s3" not in await shop.found("")
    assert len(await shop.found("")) == 20


async def test_two_rebuilds_at_once_the_second_is_told(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Mug"))
    told: list[RebuildRunningError] = []
    begun = asyncio.Event()

    async def second() -> None:
        await begun.wait()
        try:
            await shop.rebuild()
        except RebuildRunningError as error:
            told.append(error)

    task = asyncio.create_task(second())

    class Slow(Rebuild):
        async def _catch_up(self, connection, writer):  # type: ignore[no-untyped-def]
            begun.set()
            await task
            return await super()._catch_up(connection, writer)

    await shop.rebuild(kind=Slow)
    assert len(told) == 1
    assert "already" in str(told[0])


async def test_a_rebuild_that_fails_leaves_the_old_index_as_it_was(shop: IndexedShop) -> None:
    await shop.stock(row("mug", "Mug"))
    await shop.rebuild()
    before = generations.current(shop.root)

    def stop(_done: int, _total: int) -> None:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        await shop.rebuild(stop)
    assert generations.current(shop.root) == before
    assert await shop.found("mug") == ["mug"]
    await shop.rebuild()
    assert generations.current(shop.root) != before


async def test_an_index_is_deleted_an_hour_after_it_was_replaced_but_not_during_a_rebuild(
    shop: IndexedShop,
) -> None:
    await shop.stock(row("mug", "Mug"))
    await shop.rebuild()
    old = generations.current(shop.root)
    await shop.rebuild()
    assert await prune(shop.engine, shop.writer) == []
    os.utime(old / generations.REPLACED, (0, 0))
    pruned: list[asyncio.Task[list[str]]] = []

    def meanwhile(_done: int, _total: int) -> None:
        pruned.append(asyncio.create_task(prune(shop.engine, shop.writer)))

    class Patient(Rebuild):
        async def _catch_up(self, connection, filling):  # type: ignore[no-untyped-def]
            assert await pruned[0] == []
            return await super()._catch_up(connection, filling)

    await shop.rebuild(meanwhile, kind=Patient)
    assert not old.exists()  # the rebuild itself tidied up in the end
    assert len(generations._generations(shop.root)) == 2


async def test_a_rebuild_waits_for_what_deletes_older_indexes_and_is_not_told_of_another_rebuild(
    shop: IndexedShop,
) -> None:
    await shop.stock(row("mug", "Mug"))
    begun, go_on = asyncio.Event(), asyncio.Event()

    class Slow(EmbeddedIndexWriter):
        async def prune(self, older_than: timedelta) -> list[str]:
            begun.set()
            await go_on.wait()
            return await super().prune(older_than)

    pruning = asyncio.create_task(prune(shop.engine, Slow(shop.root)))
    await begun.wait()
    rebuilding = asyncio.create_task(shop.rebuild())
    try:
        assert not (await asyncio.wait([rebuilding], timeout=0.2))[0]
    finally:
        go_on.set()
        assert await pruning == []
    assert (await rebuilding).shown == 1


async def test_the_second_command_says_in_one_line_that_a_rebuild_is_running(
    shop: IndexedShop, database_url: str, tmp_path: Path
) -> None:
    async with shop.engine.connect() as claim:
        assert await store.try_lock_rebuild(claim)
        second = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "indexer", "reindex", cwd=Path(__file__).parents[3],
            env=os.environ | {"DATABASE_URL": database_url, "SEARCH_INDEX_DIR": str(tmp_path)},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, told = await second.communicate()
        await store.release(claim)
    assert second.returncode == 1
    assert told.decode() == "A rebuild of this index is running already: wait for it to end.\n"


async def test_what_comes_in_during_a_rebuild_is_embedded_while_changes_go_through(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.stock(row("mug", "Mug"))
    await shop.rebuild()
    embedding = threading.Event()
    documents = shop.embedder.documents

    def telling(texts: Sequence[str]) -> Iterator[Vector]:
        if texts:
            embedding.set()
        yield from documents(texts)

    class Late(Rebuild):
        async def _fill(self, filling: Filling, on_progress: Progress) -> None:
            await super()._fill(filling, on_progress)
            await shop.stock(*(row(f"new-{n}", f"New thing {n}") for n in range(LITTLE + 1)))
            monkeypatch.setattr(shop.embedder, "documents", telling)
            shop.embedder.may_go_on.clear()

    rebuilding = asyncio.create_task(shop.rebuild(kind=Late))
    assert await asyncio.to_thread(embedding.wait, 30)
    gone = await shop.change("mug", state="deleted")
    try:
        await asyncio.wait_for(shop.indexing.index(gone), 20)
    finally:
        shop.embedder.may_go_on.set()
    report = await rebuilding
    assert (report.shown, report.caught_up) == (LITTLE + 1, LITTLE + 2)
    assert len(await shop.found("")) == LITTLE + 1


async def test_the_pointer_is_synced_with_its_folder_before_versions_are_noted(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    sync = os.fsync

    def noting(file: int) -> None:
        synced.append(os.fstat(file).st_ino)
        sync(file)

    monkeypatch.setattr(os, "fsync", noting)
    await shop.stock(row("mug", "Mug"))
    await shop.rebuild()
    assert synced[-2:] == [(shop.root / generations.POINTER).stat().st_ino, shop.root.stat().st_ino]


async def test_an_interrupted_rebuild_is_gone_on_with_on_every_engine(
    engine: AsyncEngine, index: Index
) -> None:
    await import_rows(engine, [row(f"s{n}", f"Thing {n}") for n in range(600)])
    writer, embedder = open_writer(index), CannedEmbedder()

    def stop(done: int, _total: int) -> None:
        raise ConnectionError(f"gone after {done}")

    with pytest.raises(ConnectionError, match="gone after 500"):
        await Rebuild(engine, embedder, writer).run(stop)
    assert await writer.current() is None
    report = await Rebuild(engine, embedder, writer).run()
    await writer.close()
    assert (report.shown, report.embedded) == (600, 100)
    assert report.resumed in (0, 500)


async def test_no_search_fails_or_is_empty_while_an_index_is_rebuilt_and_swapped(
    engine: AsyncEngine, index: Index
) -> None:
    await import_rows(engine, [row(f"s{n}", f"Thing {n}") for n in range(60)])
    writer, embedder = open_writer(index), CannedEmbedder()
    await Rebuild(engine, embedder, writer).run()
    counts: list[int] = []

    async def search_on(reader: ListingIndex) -> None:
        while True:
            counts.append((await reader.find(EngineQuery(words=("thing",), order="newest"))).total)
            await asyncio.sleep(0)

    async with open_reader(index, embedder.dimensions, embedder.model) as reader:
        searching = asyncio.create_task(search_on(reader))
        for _ in range(2):
            await Rebuild(engine, embedder, writer).run()
        searching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await searching
    await writer.close()
    assert set(counts) == {60}
