"""Fitting a linear ranking to graded judgments by coordinate ascent, and trying it on queries left out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.relevance.metrics import DEPTH, discounted, gain

Vector = npt.NDArray[np.float64]

STEPS = (1.0, 0.5, 0.25, 0.12, 0.06)  # in units of what moves the score as much as the strongest feature does
ROUNDS_A_STEP = 3
SEED = 20261123


@dataclass(frozen=True)
class Case:
    """A query's candidates: features (a row each), gains of their grades, and the best discounted gain there is.

    Cases of one `group` are the same wish in other words: they are fitted on, or left out, together.
    """

    group: str
    features: Vector
    gains: Vector
    best: float


@dataclass(frozen=True)
class Problem:
    """What is fitted: mean nDCG@10 over the cases, less `shrink` times the squared way from the prior."""

    cases: Sequence[Case]
    prior: Vector
    scale: Vector  # what one unit of each weight is measured in
    shrink: float

    def value(self, weights: Vector) -> float:
        """Return what is to be as high as it can."""
        away = (weights - self.prior) / self.scale
        return float(np.mean(ndcgs(self.cases, weights)) - self.shrink * np.mean(away**2))


_DISCOUNTS = 1 / np.log2(np.arange(DEPTH) + 2)


def case(
    group: str, features: Sequence[Sequence[float]], grades: Sequence[int], all_grades: Sequence[int]
) -> Case:
    """Return a query ready for fitting; `all_grades` are those of every judged listing, found or not."""
    best = discounted(sorted(all_grades, reverse=True))
    return Case(group, np.asarray(features, np.float64), np.array([gain(grade) for grade in grades]), best)


def ndcgs(cases: Sequence[Case], weights: Vector) -> Vector:
    """Return the strict nDCG@10 of each case under these weights."""
    return np.array([_ndcg(one, weights) for one in cases])


def _ndcg(one: Case, weights: Vector) -> float:
    if not one.best or not len(one.gains):
        return 0.0
    top = np.argsort(-(one.features @ weights), kind="stable")[:DEPTH]
    return float(one.gains[top] @ _DISCOUNTS[: len(top)] / one.best)


def fit(cases: Sequence[Case], prior: Vector, shrink: float, seed: int = SEED) -> Vector:
    """Return weights near the prior under which the cases rank best."""
    problem = Problem(cases, prior, scale(cases, prior), shrink)
    random = np.random.default_rng(seed)
    weights, best = prior.copy(), problem.value(prior)
    for step in STEPS:
        for _ in range(ROUNDS_A_STEP):
            before = best
            for at in random.permutation(len(weights)):
                for way in (step, -step):
                    tried = weights.copy()
                    tried[at] += way * problem.scale[at]
                    value = problem.value(tried)
                    if value > best + 1e-9:
                        weights, best = tried, value
                        break
            if best == before:
                break
    return weights


def scale(cases: Sequence[Case], prior: Vector) -> Vector:
    """Return how much of each weight moves scores as much as the prior's strongest feature, half of it at most."""
    spread = np.mean([one.features.std(axis=0) for one in cases if len(one.features)], axis=0)
    strongest = float(np.max(np.abs(prior) * spread)) or 1.0
    scales: Vector = strongest / 2 / np.maximum(spread, 1e-3)
    # A feature that hardly ever differs would otherwise be given any weight for two queries' sake.
    return np.minimum(scales, 2 * np.max(np.abs(prior)))


def held_out(cases: Sequence[Case], prior: Vector, shrink: float, folds: int) -> tuple[Vector, list[Vector]]:
    """Return each case's nDCG under weights fitted without its group, and the weights of every fold."""
    groups = sorted({one.group for one in cases})
    fold_of = dict(
        zip(np.random.default_rng(SEED).permutation(groups), np.arange(len(groups)) % folds, strict=True)
    )
    scores = np.zeros(len(cases))
    fitted = []
    for fold in range(folds):
        weights = fit([one for one in cases if fold_of[one.group] != fold], prior, shrink)
        left_out = [at for at, one in enumerate(cases) if fold_of[one.group] == fold]
        scores[left_out] = ndcgs([cases[at] for at in left_out], weights)
        fitted.append(weights)
    return scores, fitted
