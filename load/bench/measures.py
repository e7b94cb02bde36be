"""Durations → percentiles, and tables of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How a number of durations spread, in milliseconds."""

    count: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float


def spread(seconds: Sequence[float]) -> Spread:
    """Return the spread of at least one duration."""
    ordered = sorted(seconds)
    p50, p95, p99, most = (round(percentile(ordered, share) * 1000, 1) for share in (0.5, 0.95, 0.99, 1.0))
    return Spread(len(ordered), p50, p95, p99, most)


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of them does not exceed (nearest rank)."""
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def table(rows: dict[str, Spread]) -> str:
    """Return the spreads as lines of text, by name."""
    width = max(len(name) for name in rows)
    lines = [f"{'':{width}}  {'count':>6} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'max ms':>8}"]
    for name, row in rows.items():
        cells = " ".join(f"{value:8.1f}" for value in (row.p50_ms, row.p95_ms, row.p99_ms, row.max_ms))
        lines.append(f"{name:{width}}  {row.count:6} {cells}")
    return "\n".join(lines)
