"""`python -m tests.relevance.fit`: weights of ranking from the judged set, tried on queries left out of it."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from search import weights as files
from search.arguments import SearchArguments
from search.features import FEATURES
from search.listings import WEIGHTS, Catalogue, explain, search_listings
from search.ranking import Ranked
from tests.relevance import lambda_rank, metrics
from tests.relevance.demo_index import demo_catalogue, demo_listings
from tests.relevance.judged_set import SLICES, Query, load
from tests.relevance.lambda_rank import Case, Numbers

FOLDS = 5
SHRINK = 1.0  # as good on queries left out as .1, and nearer to what public sets of product queries taught
MOST_PAGES = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, show before and after on queries left out, write the file; 1 when nothing was gained."""
    asked = _parser().parse_args(arguments)
    queries = load()
    cases = lambda_rank.side_by_side(asyncio.run(_cases(queries)))
    prior = np.array(WEIGHTS.features)
    before = cases.ndcgs(prior)
    after, of_folds = lambda_rank.held_out(cases, prior, asked.shrink, FOLDS)
    fitted = lambda_rank.fit(cases, prior, asked.shrink)
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(_results(queries, before, after, cases.ndcgs(fitted)))
    console.print(_weights(prior, fitted, of_folds))
    if after.mean() <= before.mean():
        console.print("Queries that were left out gain nothing: the file stays as it is.")
        return 1
    if not asked.dry_run:
        _write(queries, fitted, before, after, asked.out)
        console.print(f"Wrote {asked.out}.")
    return 0


async def _cases(queries: Sequence[Query]) -> list[Case]:
    sku_of = {listing.id: sku for sku, listing in demo_listings().items()}
    async with demo_catalogue() as catalogue:
        return [await _case(catalogue, query, sku_of) for query in queries]


async def _case(catalogue: Catalogue, query: Query, sku_of: dict[str, str]) -> Case:
    found = await _every_candidate(catalogue, query.asked(100))
    return Case(
        query.twin or query.id,
        [one.features for one in found],
        [query.grades.get(sku_of[one.candidate.listing_id], 0) for one in found],
        list(query.grades.values()),
    )


async def _every_candidate(catalogue: Catalogue, asked: SearchArguments) -> list[Ranked]:
    """Return all that ranking had to choose from: the pages of the first tier, by id."""
    found: list[Ranked] = []
    for _ in range(MOST_PAGES):
        ranked = await explain(catalogue, asked)
        found += [one for one in ranked if one.candidate.tier == 0]
        cursor = (await search_listings(catalogue, asked)).next_cursor
        if cursor is None or not ranked or ranked[-1].candidate.tier:
            break
        asked = asked.model_copy(update={"cursor": cursor})
    return sorted(found, key=lambda one: one.candidate.listing_id)


def _results(queries: Sequence[Query], before: Numbers, after: Numbers, seen: Numbers) -> Table:
    table = Table(title="Strict nDCG@10 of the features alone", title_style="bold")
    for heading in ("slice", "before", "left out", "Δ", "p of no gain", "fitted on all"):
        table.add_column(heading, justify="left" if heading == "slice" else "right")
    for slice_ in (*SLICES, "all"):
        rows = [at for at, query in enumerate(queries) if slice_ in ("all", query.slice)]
        difference = after[rows] - before[rows]
        numbers = [before[rows].mean(), after[rows].mean(), difference.mean()]
        table.add_row(
            slice_,
            *(f"{number:{sign}.3f}" for number, sign in zip(numbers, ("", "", "+"), strict=True)),
            f"{metrics.chance_of_no_gain(difference):.4f}",
            f"{seen[rows].mean():.3f}",
        )
    return table


def _weights(prior: Numbers, fitted: Numbers, of_folds: Sequence[Numbers]) -> Table:
    table = Table(title="Weights", title_style="bold")
    for heading in ("feature", "before", "fitted", "lowest and highest of the folds"):
        table.add_column(heading, justify="left" if heading == "feature" else "right")
    for at, name in enumerate(FEATURES):
        of_fold = [weights[at] for weights in of_folds]
        table.add_row(
            name, f"{prior[at]:.2f}", f"{fitted[at]:.2f}", f"{min(of_fold):.2f} … {max(of_fold):.2f}"
        )
    return table


def _write(queries: Sequence[Query], fitted: Numbers, before: Numbers, after: Numbers, out: Path) -> None:
    judgments = sum(len(query.grades) for query in queries if query.twin is None)
    told = (
        f"{len(queries)} queries and {judgments} judgments of tests/relevance; "
        f"on queries left out strict nDCG@10 {before.mean():.3f} -> {after.mean():.3f}"
    )
    features = tuple(round(float(weight), 3) for weight in fitted)
    files.write(out, replace(WEIGHTS, version=WEIGHTS.version + 1, fitted_on=told, features=features))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.fit", description=__doc__)
    shipped = Path(str(resources.files("search").joinpath(files.FILE)))
    parser.add_argument("--dry-run", action="store_true", help="show, and write nothing")
    parser.add_argument("--out", type=Path, default=shipped, help="the file to write")
    parser.add_argument("--shrink", type=float, default=SHRINK, help="how strongly the old weights hold")
    return parser


if __name__ == "__main__":
    sys.exit(main())
