"""The order of results, alike on every engine: one linear score, then small late terms. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from operator import mul
from typing import Literal, NamedTuple

from search.engine import Candidate
from search.features import Features, Wanted, measure
from search.weights import Weights

DAY_SECONDS = 86_400
FRESH_DAYS = 30.0
MOST_OF_A_SHOP = 4  # its listings beyond these do not push each other further down

Leaning = Literal["low", "high"]


class Ranked(NamedTuple):
    """A candidate in its place: what was measured of it, and the late terms that moved it."""

    candidate: Candidate
    features: Features
    score: float  # of the features
    fresh: float
    leaning: float
    same_shop: float  # what it lost to listings of its own shop above it

    @property
    def total(self) -> float:
        """What it was sorted by; only the order means anything."""
        return self.score + self.fresh + self.leaning - self.same_shop


# What sorts (the total turned round, the id, which no two share), then what was found and lost: plain
# tuples, for a key function and a `Ranked` for each would take longer than the sorting.
_Found = tuple[Candidate, Features, float, float, float]
_Place = tuple[float, str, _Found, float]


@dataclass(frozen=True)
class Wishes:
    """What the late terms go by: the time (seconds since 1970), dearer or cheaper first, shops side by side."""

    now: int
    leaning: Leaning | None = None
    spread_shops: bool = True


def rank(candidates: Sequence[Candidate], sought: Wanted, weights: Weights, wishes: Wishes) -> list[Ranked]:
    """Return the candidates, best first; ties go by id."""
    leanings = _leanings(candidates, wishes.leaning)
    placed: list[_Place] = []
    for candidate, leaning in zip(candidates, leanings, strict=True):
        assert candidate.profile is not None
        features = measure(sought, candidate)
        score = sum(map(mul, weights.features, features))
        age_days = max(0, wishes.now - candidate.profile.created_at) // DAY_SECONDS
        fresh = weights.fresh * exp(-age_days / FRESH_DAYS)
        leant = weights.leaning * leaning
        found = candidate, features, score, fresh, leant
        placed.append((-(score + fresh + leant), candidate.listing_id, found, 0.0))
    placed.sort()
    if wishes.spread_shops and weights.same_shop:
        placed = _spread(placed, weights.same_shop)
        placed.sort()
    return [Ranked(*found, same_shop) for *_, found, same_shop in placed]


def _leanings(candidates: Sequence[Candidate], leaning: Leaning | None) -> list[float]:
    """Return 1 for the price that is leant to, 0 for the other end, by place in the order of prices."""
    if leaning is None or len(candidates) < 2:
        return [0.0] * len(candidates)
    prices = [candidate.profile.price_minor if candidate.profile else 0 for candidate in candidates]
    places = {price: at for at, price in enumerate(sorted(set(prices), reverse=leaning == "low"))}
    return [places[price] / max(1, len(places) - 1) for price in prices]


def _spread(placed: Sequence[_Place], weight: float) -> list[_Place]:
    above: dict[str, int] = {}
    moved = []
    for below, listing_id, found, _ in placed:
        candidate = found[0]
        shop_id = candidate.profile.shop_id if candidate.profile else ""
        before = above.get(shop_id, 0)
        above[shop_id] = before + 1
        lost = weight * min(before, MOST_OF_A_SHOP)
        moved.append((below + lost, listing_id, found, lost))
    return moved
