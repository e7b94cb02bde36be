"""`python -m load.bench`: choose a benchmark, run it against the running shop, print what came out."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

import aiohttp

from load.bench import kills, rebuilding, searchable, sustained, verdict, writes
from load.bench.client import Client, Way
from load.bench.errors import BenchError
from load.bench.measures import Spread, table
from load.bench.shop import Shop, find_shop

TIMEOUT = aiohttp.ClientTimeout(total=10)


def arguments() -> argparse.Namespace:
    """Return the command line, read."""
    parser = argparse.ArgumentParser(prog="python -m load.bench", description=__doc__)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=Path("data"), help="data folder of the running shop")
    shared.add_argument("--token", help="the seller's bearer token; made by `craftlocal token` when missing")
    shared.add_argument("--json", action="store_true", help="print the figures as JSON")
    shared.add_argument("--keep", action="store_true", help="leave the listings in the shop")
    benches = parser.add_subparsers(dest="bench", required=True)

    one = benches.add_parser("searchable", parents=[shared], help="write → searchable, one after another")
    one.add_argument("--writes", type=int, default=100)
    one.add_argument("--via", choices=("mcp", "rest", "both"), default="both")

    steady = benches.add_parser("sustained", parents=[shared], help="write → searchable at a steady rate")
    steady.add_argument("--rate", type=float, default=50.0, help="writes a second")
    steady.add_argument("--seconds", type=float, default=20.0)
    steady.add_argument("--of", choices=("listings", "prices"), default="listings", help="what is written")

    single = benches.add_parser("writes", parents=[shared], help="single writes, and stock of 1,000 SKUs")
    single.add_argument("--writes", type=int, default=200, help="of each kind")
    single.add_argument("--calls", type=int, default=20, help="of a thousand rows")

    shaking = benches.add_parser("kills", parents=[shared], help="kill -9 of indexer and write_api meanwhile")
    shaking.add_argument("--writes", type=int, default=500)
    shaking.add_argument("--kills", type=int, default=50)
    shaking.add_argument("--rate", type=float, default=40.0, help="writes a second at most")
    shaking.add_argument("--seed", type=int, default=1, help="of the moments of the kills")

    anew = benches.add_parser("rebuild", parents=[shared], help="craftlocal reindex while shoppers search")
    anew.add_argument("--shoppers", type=int, default=2, help="who search without a pause")
    return parser.parse_args()


async def run(options: argparse.Namespace, shop: Shop) -> int:
    """Run the chosen benchmark and return the exit code."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        client = Client(session, shop)
        if options.bench == "kills":
            return await _kills(client, options)
        if options.bench == "rebuild":
            return await _rebuild(client, options)
        if options.bench == "searchable":
            ways: tuple[Way, ...] = ("mcp", "rest") if options.via == "both" else (options.via,)
            rows = await searchable.measure(client, writes=options.writes, ways=ways, keep=options.keep)
        elif options.bench == "writes":
            rows = await writes.measure(client, writes=options.writes, calls=options.calls, keep=options.keep)
        else:
            measured = sustained.measure if options.of == "listings" else sustained.measure_prices
            rows = await measured(client, rate=options.rate, seconds=options.seconds, keep=options.keep)
    _print(rows, as_json=options.json)
    return 0


async def _kills(client: Client, options: argparse.Namespace) -> int:
    shaken = await kills.shake(
        client, writes=options.writes, kills=options.kills, rate=options.rate, seed=options.seed
    )
    found = await verdict.judge(client, shaken)
    if not options.keep:
        await client.delete([created.listing_id for created in shaken.created.values()])
    if options.json:
        print(json.dumps({**found.as_dict(), "killed": shaken.killed, "seconds": round(shaken.seconds, 1)}))
    else:
        print(verdict.spoken(found, shaken))
    return 1 if found.violations or sum(shaken.killed.values()) != options.kills else 0


async def _rebuild(client: Client, options: argparse.Namespace) -> int:
    rebuilt = await rebuilding.measure(client, shoppers=options.shoppers)
    if options.json:
        counts = {"searches": rebuilt.watched.searches} | {
            name: len(getattr(rebuilt.watched, name)) for name in ("failed", "empty")
        }
        spreads = {name: asdict(row) for name, row in rebuilt.rows().items()}
        print(json.dumps({"rebuild": rebuilt.report, **counts, "spreads": spreads}, ensure_ascii=False))
    else:
        print(rebuilding.spoken(rebuilt))
        print(table(rebuilt.rows()))
    return 0 if rebuilt.held else 1


def _print(rows: dict[str, Spread], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({name: asdict(row) for name, row in rows.items()}, ensure_ascii=False))
    else:
        print(table(rows))


def main() -> int:
    """Run, and turn what the person can act on into one sentence."""
    options = arguments()
    try:
        return asyncio.run(run(options, find_shop(options.data, options.token)))
    except (BenchError, aiohttp.ClientError) as error:
        print(f"load.bench {options.bench}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
