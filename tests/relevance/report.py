"""The figures as a table for people, as JSON for programs, and as Markdown for the docs."""

from dataclasses import asdict
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from tests.relevance.demo_index import demo_listings
from tests.relevance.judged_set import twice_judged
from tests.relevance.measure import OURS, Figures, Row
from tests.relevance.metrics import kappa

HEADINGS = (
    "slice",
    "system",
    "queries",
    "strict nDCG@10",
    "95 %",
    "judged nDCG@10",
    "judged@10",
    "recall@100",
)
SURE = 0.05
LEAST_RETAINED = 0.92
SHOWN = 10


def show(figures: Figures, console: Console) -> None:
    """Print the tables."""
    table = Table(
        title=f"Relevance on the demo catalogue, {figures.judgments:,} judgments", title_style="bold"
    )
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading in HEADINGS[:2] else "right", no_wrap=True)
    for row in figures.rows:
        first = row.system == figures.rows[0].system
        cells = _cells(row)
        style = "bold" if row.system == OURS else "dim"
        table.add_row(cells[0] if first else "", *cells[1:], style=style, end_section=row.system == OURS)
    console.print(table)
    if figures.comparisons:
        console.print(_gains(figures))
    for name, value, good in _bars(figures):
        console.print(f"  {'[green]✓' if good else '[red]✗'}[/] {name}: [bold]{value}[/]")
    console.print(f"  [dim]{_agreement()}[/]")
    for broken in figures.violations[:SHOWN]:
        title = demo_listings()[broken.sku].title
        console.print(
            f"    [red]{broken.query}[/] asked for {broken.condition}; rank {broken.rank} is {title}"
        )


def _gains(figures: Figures) -> Table:
    table = Table(title="hybrid − words, paired bootstrap", title_style="bold")
    table.add_column("slice")
    table.add_column("Δ strict nDCG@10", justify="right")
    table.add_column("p of no gain", justify="right")
    for one in figures.comparisons:
        colour = (
            "green" if one.difference > 0 and one.p < SURE else "red" if one.difference < 0 else "default"
        )
        table.add_row(one.slice, f"[{colour}]{one.difference:+.3f}[/]", f"{one.p:.4f}")
    return table


def _bars(figures: Figures) -> list[tuple[str, str, bool]]:
    return [
        (
            "typo retention",
            f"{figures.typo_retention:.1%} (at least 92 %)",
            figures.typo_retention >= LEAST_RETAINED,
        ),
        ("hard conditions broken in the top 20", str(len(figures.violations)), not figures.violations),
        (
            "queries without results",
            ", ".join(figures.without_results) or "none",
            not figures.without_results,
        ),
    ]


def _agreement() -> str:
    """Return how far the judge agreed with itself."""
    both = twice_judged()
    same = sum(first == second for first, second in both) / len(both)
    weighted = kappa([first for first, _ in both], [second for _, second in both])
    return f"{len(both):,} pairs judged twice: {same:.0%} alike, weighted kappa {weighted:.2f}"


def _cells(row: Row) -> tuple[str, ...]:
    low, high = row.interval
    return (
        row.slice,
        row.system,
        str(row.queries),
        f"{row.strict:.3f}",
        f"{low:.3f}–{high:.3f}",
        f"{row.judged:.3f}",
        f"{row.judged_share:.0%}",
        f"{row.recall:.3f}",
    )


def markdown(figures: Figures) -> str:
    """Return the figures as the docs show them."""
    lines = [f"| {' | '.join(HEADINGS)} |", f"|{'---|' * len(HEADINGS)}"]
    lines += [f"| {' | '.join(_cells(row))} |" for row in figures.rows]
    lines += ["", "| slice | hybrid − words | p of no gain |", "|---|---|---|"]
    lines += [f"| {one.slice} | {one.difference:+.3f} | {one.p:.4f} |" for one in figures.comparisons]
    lines += ["", *(f"- {name[0].upper()}{name[1:]}: {value}." for name, value, _ in _bars(figures))]
    lines += [f"- {_agreement()}."]
    return "\n".join(lines) + "\n"


def as_json(figures: Figures) -> str:
    """Return everything, with the strict nDCG@10 of every query under every system."""
    summary: dict[str, Any] = {
        "rows": [asdict(row) for row in figures.rows],
        "comparisons": [asdict(one) for one in figures.comparisons],
        "typo_retention": figures.typo_retention,
        "violations": [asdict(broken) for broken in figures.violations],
        "without_results": figures.without_results,
        "judgments": figures.judgments,
        "queries": {
            system: {outcome.query.id: round(outcome.strict, 4) for outcome in outcomes}
            for system, outcomes in figures.outcomes.items()
        },
    }
    return orjson.dumps(summary, option=orjson.OPT_INDENT_2).decode()
