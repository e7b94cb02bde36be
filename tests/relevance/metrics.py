"""Measures of a ranking against graded judgments, with how sure they are. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

DEPTH = 10
RELEVANT = 2  # from this grade on a listing serves
RESAMPLES = 10_000
SEED = 20261123

Grades = Mapping[str, int]
Values = Sequence[float] | npt.NDArray[np.float64]


def gain(grade: int) -> int:
    """Return what a listing of this grade is worth: 0, 1, 3 or 7."""
    return int(2**grade) - 1


def discounted(grades: Sequence[int], depth: int = DEPTH) -> float:
    """Return the discounted gain of the first `depth` grades."""
    return float(sum(gain(grade) / np.log2(rank + 2) for rank, grade in enumerate(grades[:depth])))


def ndcg(ranked: Sequence[str], grades: Grades, depth: int = DEPTH) -> float:
    """Return nDCG where what was not judged counts as irrelevant: strict."""
    best = discounted(sorted(grades.values(), reverse=True), depth)
    return discounted([grades.get(sku, 0) for sku in ranked[:depth]], depth) / best if best else 0.0


def judged_ndcg(ranked: Sequence[str], grades: Grades, depth: int = DEPTH) -> float:
    """Return nDCG of the ranking without what was not judged."""
    return ndcg([sku for sku in ranked if sku in grades], grades, depth)


def judged_share(ranked: Sequence[str], grades: Grades, depth: int = DEPTH) -> float:
    """Return the share of the first `depth` that was judged; 1 when nothing was found."""
    shown = ranked[:depth]
    return sum(sku in grades for sku in shown) / len(shown) if shown else 1.0


def recall(ranked: Sequence[str], grades: Grades, depth: int = 100) -> float:
    """Return the share of the relevant listings among the first `depth`."""
    relevant = {sku for sku, grade in grades.items() if grade >= RELEVANT}
    return len(relevant & set(ranked[:depth])) / min(len(relevant), depth) if relevant else 1.0


def interval(values: Values) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean over queries."""
    low, high = np.percentile(_resampled_means(values), [2.5, 97.5])
    return float(low), float(high)


def chance_of_no_gain(differences: Values) -> float:
    """Return the share of paired bootstrap samples whose mean difference is not above zero: a one-sided p."""
    return float(np.mean(_resampled_means(differences) <= 0))


def _resampled_means(values: Values) -> npt.NDArray[np.float64]:
    numbers = np.asarray(values, np.float64)
    chosen = np.random.default_rng(SEED).integers(0, len(numbers), (RESAMPLES, len(numbers)))
    means: npt.NDArray[np.float64] = numbers[chosen].mean(axis=1)
    return means


def kappa(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the agreement of two passes over the same pairs, quadratically weighted: 1 is complete."""
    grades = sorted({*first, *second})
    if len(grades) < 2:
        return 1.0
    one, two = np.asarray(first), np.asarray(second)
    observed = np.mean((one - two) ** 2)
    expected = np.mean((one[:, None] - two[None, :]) ** 2)
    return float(1 - observed / expected)
