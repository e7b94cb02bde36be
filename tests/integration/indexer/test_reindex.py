"""A rebuild misses nothing that happens meanwhile, and embeds nothing twice."""

import asyncio

import pytest

from indexer.reindex import Rebuild, RebuildRunningError
from search.embedded import generations
from tests.integration.indexer.conftest import IndexedShop, row


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
