"""An indexer without an index builds one, however often it has to try."""

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from indexer import app
from indexer.reindex import Progress, Rebuild, Report
from search.embedded.index_writer import EmbeddedIndexWriter
from search.writing import IndexBusyError
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.fussy_writer import FussyWriter


class Troubled(Rebuild):
    """Fails once with what it is given, and does something about it."""

    trouble: Exception | None = None
    help: Callable[[], None] = staticmethod(lambda: None)

    async def run(self, on_progress: Progress = lambda _done, _total: None) -> Report:
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble
        try:
            return await super().run(on_progress)
        finally:
            self.help()


async def first_build(shop: IndexedShop, rebuild: Rebuild) -> list[str]:
    with capture_logs() as lines:
        await asyncio.wait_for(app._build_first_index(rebuild, shop.writer), 30)
    return [line["event"] for line in lines]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "FIRST_BUILD_AGAIN_SECONDS", 0.01)


async def test_too_many_refused_listings_are_told_of_and_tried_again(shop: IndexedShop) -> None:
    await shop.stock(*(row(f"s{n}", f"Mug {n}") for n in range(30)))
    refused = {f"Mug {n}" for n in range(25)}
    writer = FussyWriter(EmbeddedIndexWriter(shop.root), refused)
    rebuild = Troubled(shop.engine, shop.embedder, writer)
    rebuild.help = refused.clear
    told = await first_build(shop, rebuild)
    await writer.close()
    assert told.count("index.first_build_failed") == 1
    assert len(await shop.found("mug")) == 30


@pytest.mark.parametrize("trouble", [IndexBusyError("busy"), ConnectionRefusedError()])
async def test_what_passes_by_itself_is_waited_for(shop: IndexedShop, trouble: Exception) -> None:
    await shop.stock(row("mug", "Mug"))
    writer = FussyWriter(EmbeddedIndexWriter(shop.root))
    rebuild = Troubled(shop.engine, shop.embedder, writer)
    rebuild.trouble = trouble
    await first_build(shop, rebuild)
    await writer.close()
    assert await shop.found() == ["mug"]
