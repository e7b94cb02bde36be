"""Fitting a linear ranking to graded judgments by LambdaRank, and trying it on queries left out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.relevance.metrics import DEPTH, discounted, gain

Numbers = npt.NDArray[np.float64]

STEPS = 150
RATE = 0.05
LEAST_SHARE = 0.1  # of the queries, in which a feature must tell candidates apart to be fitted
BELOW = 15  # from this rank on a swap weighs less: it does not show
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
    """Return weights that order pairs rightly where it shows, held to the prior by `shrink`; none is below 0.

    A swap of two candidates counts by what it would change in nDCG (Burges 2010, LambdaRank). Steps are Adam's.
    What differs in hardly any query cannot be judged by them, and keeps the weight it has.
    """
    told = np.mean([_differs(cases, at) for at in range(len(cases.groups))], axis=0) >= LEAST_SHARE
    spread = np.maximum(cases.features[cases.filled == 0].std(axis=0), 1e-9)
    pairs = [found for at in range(len(cases.groups)) if (found := _pairs(cases, at, spread))]
    start = prior * spread
    weights, drift, size = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, STEPS + 1):
        slope = sum((one.slope(weights) for one in pairs), np.zeros_like(start)) / max(1, len(pairs))
        slope -= shrink * (weights - start)
        drift, size = 0.9 * drift + 0.1 * slope, 0.99 * size + 0.01 * slope**2
        move = (drift / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.99**step)) + 1e-8)
        weights = np.where(told, np.maximum(weights + RATE * move, 0.0), start)
    return weights / spread


@dataclass(frozen=True)
class _Pairs:
    """The candidates of one case; `better[i, j]` is what the gain of i has over that of j, 0 where it has not."""

    features: Numbers
    better: Numbers

    def slope(self, weights: Numbers) -> Numbers:
        """Return the direction in which the weights set more pairs right."""
        scores = self.features @ weights
        ranks = np.argsort(np.argsort(-scores, kind="stable"), kind="stable")
        discounts = np.where(ranks < BELOW, 1.0, 0.5) / np.log2(ranks + 2)
        wrong = 1 / (1 + np.exp(np.clip(scores[:, None] - scores[None, :], -30, 30)))
        pull = self.better * np.abs(discounts[:, None] - discounts[None, :]) * wrong
        way: Numbers = (pull.sum(axis=1) - pull.sum(axis=0)) @ self.features
        return way


def _pairs(cases: Cases, at: int, spread: Numbers) -> _Pairs | None:
    listed = cases.filled[at] == 0
    gains = cases.gains[at][listed]
    better = np.maximum(gains[:, None] - gains[None, :], 0.0) / cases.best[at]
    return _Pairs(cases.features[at][listed] / spread, better) if better.any() else None


def _differs(cases: Cases, at: int) -> npt.NDArray[np.bool_]:
    listed = cases.features[at][cases.filled[at] == 0]
    return np.ptp(listed, axis=0) > 0 if len(listed) else np.zeros(cases.features.shape[2], np.bool_)


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
