"""kill -9 in the middle of a rebuild: the next goes on where it was, and searches never noticed."""

import asyncio
import signal
import sys
import textwrap

import pytest

from search.embedded import generations
from tests.integration.indexer.conftest import IndexedShop, row
from tests.support.waiting import until

REBUILD = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from core.db import open_engine
    from core.settings import Postgres
    from indexer import store
    from indexer.reindex import Rebuild
    from search.embedded import index_writer
    from tests.support.embedder import CannedEmbedder

    index_writer.COMMIT_EVERY = store.PAGE = 20

    def tell(done, total):
        print(done, flush=True)
        sys.stdin.readline()

    async def main():
        writer = index_writer.EmbeddedIndexWriter(Path(sys.argv[1]))
        database = open_engine(Postgres.model_validate({"url": sys.argv[2]}))
        await Rebuild(database, CannedEmbedder(), writer).run(tell)

    asyncio.run(main())
""")


@pytest.mark.parametrize("pages", [1, 4])
async def test_a_killed_rebuild_is_gone_on_with(shop: IndexedShop, database_url: str, pages: int) -> None:
    await shop.stock(*(row(f"s{n}", f"Thing {n}") for n in range(100)))
    await shop.rebuild()
    before = generations.current(shop.root)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", REBUILD, str(shop.root), database_url,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdin
    assert child.stdout
    for _ in range(pages - 1):
        await child.stdout.readline()
        child.stdin.write(b"\n")
    assert int(await child.stdout.readline()) == pages * 20
    child.send_signal(signal.SIGKILL)
    await child.wait()
    assert generations.current(shop.root) == before
    assert len(await shop.found("")) == 100
    await shop.indexing.index(await shop.change("s3", title="Renamed lantern"))
    await shop.indexing.index(await shop.change("s4", state="paused"))
    await until(lambda: _nothing_stale(shop))
    report = await shop.rebuild()
    assert report.resumed >= pages * 20 - 2
    assert (report.shown, report.embedded) == (99, 0)
    assert await shop.found("lantern") == ["s3"]
    assert generations.current(shop.root) != before


async def _nothing_stale(shop: IndexedShop) -> bool:
    return await shop.stale() == []
