"""What shoppers ask for: the list in queries.txt, and how often each line of it is asked."""

import itertools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUERIES = Path(__file__).with_name("queries.txt")
_LIMITS = re.compile(r"(?P<low>\d+(?:\.\d\d)?)?-(?P<high>\d+(?:\.\d\d)?)? (?P<currency>[A-Z]{3})")


@dataclass(frozen=True)
class Limits:
    """The prices that the words allow, in minor units."""

    low_minor: int | None
    high_minor: int | None
    currency: str

    def allow(self, price: dict[str, Any]) -> bool:
        """Tell whether a price on the wire is within the limits and in their currency."""
        amount_minor = int(price["amount_minor"])
        return (
            price["currency"] == self.currency
            and (self.low_minor is None or amount_minor >= self.low_minor)
            and (self.high_minor is None or amount_minor <= self.high_minor)
        )


@dataclass(frozen=True)
class Wish:
    """A shopper's words, and what their price words mean (written down by a person, not parsed)."""

    query: str
    limits: Limits | None = None


def read_wishes(path: Path = QUERIES) -> list[Wish]:
    """Return the wishes of a file: `words`, or `words | LOW-HIGH CUR`; `#` starts a comment line.

    Raises:
        ValueError: a line's limits cannot be read.
    """
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return [_wish(line) for line in lines if line and not line.startswith("#")]


def _wish(line: str) -> Wish:
    query, bar, limits = (part.strip() for part in line.partition("|"))
    if not bar:
        return Wish(query)
    match = _LIMITS.fullmatch(limits)
    if match is None:
        raise ValueError(f"{line!r}: limits are written as LOW-HIGH CUR, one of the two may be missing")
    return Wish(query, Limits(_minor(match["low"]), _minor(match["high"]), match["currency"]))


def _minor(amount: str | None) -> int | None:
    return round(float(amount) * 100) if amount else None


class Zipf:
    """Chooses the n-th wish of a list with a weight of 1 / n^exponent, as people do with searches."""

    def __init__(self, wishes: Sequence[Wish], exponent: float) -> None:
        self._wishes = list(wishes)
        weights = (1 / rank**exponent for rank in range(1, len(wishes) + 1))
        self._cumulative = list(itertools.accumulate(weights))

    def choose(self, chance: random.Random) -> Wish:
        """Return one wish."""
        return chance.choices(self._wishes, cum_weights=self._cumulative)[0]
