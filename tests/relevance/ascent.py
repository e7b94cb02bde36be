"""Fitting a linear ranking to graded judgments by coordinate ascent, and trying it on queries left out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.relevance.metrics import DEPTH, discounted, gain

Numbers = npt.NDArray[np.float64]

STEPS = (1.0, 0.5, 0.25, 0.12, 0.06)  # in units of `scale`
ROUNDS_A_STEP = 3
LEAST_SPREAD = 1e-3
LEAST_GAIN = 1e-9
SEED = 20261123
NEVER = -1e12  # the score of what fills up short lists

_DISCOUNTS = 1 / np.log2(np.arange(DEPTH) + 2)


@dataclass(frozen=True)
class Case:
    """A query's candidates: features and grade of each, and the grades of all that was judged, found or not.

    Cases of one `group` are one wish in several words: they are fitted on, or left out, together.
    """

    group: str
    features: Sequence[Sequence[float]]
    grades: Sequence[int]
    judged: Sequence[int]


@dataclass(frozen=True)
class Cases:
    """Cases side by side, so that all are ranked at once: (cases, candidates, features) and (cases, candidates)."""

    groups: npt.NDArray[np.str_]
    features: Numbers
    filled: Numbers
    gains: Numbers
    best: Numbers

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> "Cases":
        return Cases(
            self.groups[rows], self.features[rows], self.filled[rows], self.gains[rows], self.best[rows]
        )

    def ndcgs(self, weights: Numbers) -> Numbers:
        """Return the strict nDCG@10 of each case under these weights; ties go by the order given."""
        top = np.argsort(-(self.features @ weights + self.filled), axis=1, kind="stable")[:, :DEPTH]
        found: Numbers = np.take_along_axis(self.gains, top, axis=1) @ _DISCOUNTS[: top.shape[1]] / self.best
        return found


def side_by_side(cases: Sequence[Case]) -> Cases:
    """Return the cases ready for fitting; each has a relevant listing among those judged."""
    longest = max(len(one.grades) for one in cases)
    width = next(len(one.features[0]) for one in cases if one.features)
    features = np.zeros((len(cases), longest, width))
    filled = np.full((len(cases), longest), NEVER)
    gains = np.zeros((len(cases), longest))
    for at, one in enumerate(cases):
        count = len(one.grades)
        if count:
            features[at, :count] = one.features
        filled[at, :count] = 0.0
        gains[at, :count] = [gain(grade) for grade in one.grades]
    best = np.array([discounted(sorted(one.judged, reverse=True)) for one in cases])
    return Cases(np.array([one.group for one in cases]), features, filled, gains, best)


def fit(cases: Cases, prior: Numbers, shrink: float) -> Numbers:
    """Return weights with a high mean nDCG@10, less `shrink` times the mean squared way from the prior."""
    units = scale(cases, prior)

    def value(weights: Numbers) -> float:
        return float(cases.ndcgs(weights).mean() - shrink * np.mean(((weights - prior) / units) ** 2))

    random = np.random.default_rng(SEED)
    weights, best = prior.copy(), value(prior)
    for step in STEPS:
        for _ in range(ROUNDS_A_STEP):
            before = best
            for at in random.permutation(len(weights)):
                for way in (step, -step):
                    tried = weights.copy()
                    tried[at] += way * units[at]
                    reached = value(tried)
                    if reached > best + LEAST_GAIN:
                        weights, best = tried, reached
                        break
            if best == before:
                break
    return weights


def scale(cases: Cases, prior: Numbers) -> Numbers:
    """Return how much of each weight moves scores half as much as the prior's strongest feature does."""
    listed = [one[fill == 0] for one, fill in zip(cases.features, cases.filled, strict=True)]
    spread = np.mean([one.std(axis=0) for one in listed if len(one)], axis=0)
    strongest = float(np.max(np.abs(prior) * spread)) or 1.0
    # A feature that hardly ever differs would otherwise be given any weight for two queries' sake.
    most = 2 * float(np.max(np.abs(prior)))
    units: Numbers = np.minimum(strongest / 2 / np.maximum(spread, LEAST_SPREAD), most)
    return units


def held_out(cases: Cases, prior: Numbers, shrink: float, folds: int) -> tuple[Numbers, list[Numbers]]:
    """Return each case's nDCG@10 under weights fitted without its group, and the weights of every fold."""
    groups = np.unique(cases.groups)
    shuffled = np.random.default_rng(SEED).permutation(groups)
    fold_of = dict(zip(shuffled, np.arange(len(groups)) % folds, strict=True))
    folded = np.array([fold_of[group] for group in cases.groups])
    scores = np.zeros(len(folded))
    fitted = []
    for fold in range(folds):
        weights = fit(cases[np.flatnonzero(folded != fold)], prior, shrink)
        left_out = np.flatnonzero(folded == fold)
        scores[left_out] = cases[left_out].ndcgs(weights)
        fitted.append(weights)
    return scores, fitted
