"""`python -m tests.relevance`: measure the search against the judged set."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from core.settings import Index
from tests.relevance import report
from tests.relevance.demo_index import demo_catalogue, demo_listings, fill
from tests.relevance.judged_set import Query, load
from tests.relevance.measure import OURS, Figures, measure
from tests.support.meilisearch import serve

PAGE = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was asked for; 1 when a hard condition was broken."""
    asked = _parser().parse_args(arguments)
    queries = load()
    figures = _on_meilisearch(queries) if asked.meilisearch else asyncio.run(_figures(queries))
    if asked.unjudged:
        print(_unjudged(figures))
        return 0
    if asked.json:
        print(report.as_json(figures))
    elif asked.markdown:
        print(report.markdown(figures), end="")
    else:
        report.show(figures, Console(width=None if sys.stdout.isatty() else 120))
    return int(bool(figures.violations))


def _on_meilisearch(queries: Sequence[Query]) -> Figures:
    with tempfile.TemporaryDirectory(prefix="cl-meili-") as folder, serve(Path(folder)) as (server, _):
        return asyncio.run(_figures(queries, server.index("relevance")))


async def _figures(queries: Sequence[Query], index: Index | None = None) -> Figures:
    if index:
        await fill(index)
    async with demo_catalogue(index) as catalogue:
        return await measure(catalogue, queries)


def _unjudged(figures: Figures) -> str:
    """Return what the search shows on a first page and nobody judged, to be judged next."""
    lines = []
    for outcome in figures.outcomes[OURS]:
        new = [sku for sku in outcome.ranked[:PAGE] if sku not in outcome.query.grades]
        if new:
            lines.append(f"# {outcome.query.twin or outcome.query.id} «{outcome.query.text}»")
            lines += [f"  {sku}  {demo_listings()[sku].title}" for sku in new]
    return "\n".join(lines) or "Everything on the first pages was judged."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--meilisearch", action="store_true", help="on the `meilisearch` on PATH")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything, for programs")
    form.add_argument("--markdown", action="store_true", help="the tables of docs/relevance.md")
    form.add_argument("--unjudged", action="store_true", help="what first pages show and nobody judged")
    return parser


if __name__ == "__main__":
    sys.exit(main())
