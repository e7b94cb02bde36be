"""Every judged query through every system, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.listings import Catalogue
from tests.relevance import metrics
from tests.relevance.conditions import Offered, Violation, violations
from tests.relevance.demo_index import demo_listings, shop_locations
from tests.relevance.judged_set import SLICES, Query
from tests.relevance.systems import DEPTH, SYSTEMS

OURS, BASELINE = "hybrid", "words"


@dataclass(frozen=True)
class Outcome:
    """What one system made of one query: the SKUs it answered with, best first, and their measures."""

    query: Query
    ranked: Sequence[str]
    strict: float
    judged: float
    judged_share: float
    recall: float


@dataclass(frozen=True)
class Row:
    """A system on a slice: means over its queries; `interval` is that of `strict` at 95 %."""

    slice: str
    system: str
    queries: int
    strict: float
    interval: tuple[float, float]
    judged: float
    judged_share: float
    recall: float


@dataclass(frozen=True)
class Comparison:
    """Ours against words alone on a slice: mean difference in strict nDCG, and the chance that it is none."""

    slice: str
    difference: float
    p: float


@dataclass(frozen=True)
class Figures:
    """All that `make relevance` shows."""

    rows: Sequence[Row]
    comparisons: Sequence[Comparison]
    typo_retention: float
    violations: Sequence[Violation]
    without_results: Sequence[str]
    judgments: int
    outcomes: Mapping[str, Sequence[Outcome]] = field(repr=False)

    def row(self, slice_: str, system: str) -> Row:
        """Return the row of a slice and a system."""
        return next(row for row in self.rows if (row.slice, row.system) == (slice_, system))


async def measure(
    catalogue: Catalogue, queries: Sequence[Query], systems: Sequence[str] = tuple(SYSTEMS)
) -> Figures:
    """Return the figures of the systems; ours must be among them, the baseline where gains matter."""
    outcomes = {name: [await _outcome(catalogue, query, name) for query in queries] for name in systems}
    ours = outcomes[OURS]
    return Figures(
        rows=[_row(slice_, name, outcomes[name]) for slice_ in (*SLICES, "all") for name in systems],
        comparisons=_compared(ours, outcomes[BASELINE]) if BASELINE in outcomes else [],
        typo_retention=_retained(ours),
        violations=[broken for outcome in ours for broken in violations(outcome.query, _offered(outcome))],
        without_results=[outcome.query.id for outcome in ours if not outcome.ranked],
        judgments=sum(len(query.grades) for query in queries if query.twin is None),
        outcomes=outcomes,
    )


async def _outcome(catalogue: Catalogue, query: Query, system: str) -> Outcome:
    ranked = await SYSTEMS[system](catalogue, query.asked(DEPTH))
    return Outcome(
        query,
        ranked,
        strict=metrics.ndcg(ranked, query.grades),
        judged=metrics.judged_ndcg(ranked, query.grades),
        judged_share=metrics.judged_share(ranked, query.grades),
        recall=metrics.recall(ranked, query.grades),
    )


def _of_slice(slice_: str, outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if slice_ in ("all", outcome.query.slice)]


def _row(slice_: str, system: str, outcomes: Sequence[Outcome]) -> Row:
    chosen = _of_slice(slice_, outcomes)
    strict = [outcome.strict for outcome in chosen]
    return Row(
        slice_,
        system,
        queries=len(chosen),
        strict=_mean(strict),
        interval=metrics.interval(strict),
        judged=_mean([outcome.judged for outcome in chosen]),
        judged_share=_mean([outcome.judged_share for outcome in chosen]),
        recall=_mean([outcome.recall for outcome in chosen]),
    )


def _compared(ours: Sequence[Outcome], baseline: Sequence[Outcome]) -> list[Comparison]:
    found = []
    for slice_ in (*SLICES, "all"):
        pairs = zip(_of_slice(slice_, ours), _of_slice(slice_, baseline), strict=True)
        differences = [one.strict - other.strict for one, other in pairs]
        found.append(Comparison(slice_, _mean(differences), metrics.chance_of_no_gain(differences)))
    return found


def _retained(outcomes: Sequence[Outcome]) -> float:
    """Return the nDCG of misspelt queries as a share of that of the same queries spelt right."""
    strict = {outcome.query.id: outcome.strict for outcome in outcomes}
    pairs = [(outcome.strict, strict[outcome.query.twin]) for outcome in outcomes if outcome.query.twin]
    return sum(one for one, _ in pairs) / sum(other for _, other in pairs)


def _offered(outcome: Outcome) -> list[Offered]:
    listings, locations = demo_listings(), shop_locations()
    return [Offered(listings[sku], locations[sku]) for sku in outcome.ranked]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
