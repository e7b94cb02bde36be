"""A price in a shopper's words: 'under £20', 'between 10 and 30 dollars', 'not over £50', '$20-ish'. Pure.

A bare number is a price only after a comparison, and never when it counts or measures:
'under 30 cm' is a size, 'kids under 10' an age, 'max 6 mugs' a quantity.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from search.understanding.amounts import Amount, read_amount
from search.understanding.synonyms import singular
from search.understanding.text import PAUSE, is_number

Side = Literal["high", "low", "about"]
Phrases = dict[str, tuple[tuple[tuple[str, ...], Side], ...]]


def _phrases(**sides: str) -> Phrases:
    """Return the phrases of each side by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Side]]] = {}
    for side, text in sides.items():
        for phrase in text.split("|"):
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, side))  # type: ignore[arg-type]
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}


BEFORE = _phrases(
    high="no more than|not more than|less than|less then|cheaper than|lower than|up to|up to a maximum of|"
    "up to a max of|upto|at most|max|max of|maximum|maximum of|under|below|beneath|within|within a budget of|"
    "within my budget of|within budget of|not exceeding|<|<=|sub|sub -|budget of|budget is|budget|budget ,|to spend|"
    "spend|price range|price range of|limit|limit of|limit is",
    low="no less than|not less than|more than|at least|starting at|starting from|starts at|over|above|min|minimum|"
    "minimum of|>|>=|from|upwards of|spend at least",
    about="around|about|roughly|approximately|approx|approx ,|circa|~|in the region of|somewhere around",
)
AFTER = _phrases(
    high="or less|or under|and under|or below|and below|or cheaper|or lower|max|maximum|tops|at most|budget|"
    "each or less",
    low="or more|or above|or over|+|and up|and above|and over|or up|plus|upwards",
    about="ish|- ish|or so|give or take",
)
# Said beside a price, and no part of what is looked for.
_TRAILING = (("price", "range"), ("range",), ("bracket",), ("mark",), ("each",), ("per", "piece"), ("apiece",),
             ("to", "spend"), ("in", "total"), ("sterling",),
             ("limit",))  # fmt: skip
_ROUGHLY = frozenset("about around roughly approximately approx circa say budget of is".split())
_OF_MONEY = frozenset("budget spend range of is".split())
_NOT = frozenset("not no don't dont can't cant cannot nothing never won't nor".split())
_BETWEEN_NOT = frozenset("want to spend spending pay paying be going go costing priced anything is".split())
_LONGEST_BETWEEN_NOT = 4

_AGED = frozenset("age ages aged kid kids child children toddler toddlers boy boys girl girls teens".split())
_OF_AGE = 18  # to this number a limit after 'kids' is an age, and 'over' it whom something is for
_YOUNG = 5
_FEW = 12

ABOUT_SHARE = Decimal("0.2")


@dataclass(frozen=True)
class PriceRange:
    """Limits in whole units of the currency; without a currency they mean each listing's own."""

    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None

    def joined(self, other: "PriceRange") -> "PriceRange":
        """Return both limits where they fit together, else this one: 'over £10 but under £20'."""
        low = other.low if self.low is None else self.low
        high = other.high if self.high is None else self.high
        crossed = low is not None and high is not None and low > high
        if crossed or (self.currency and other.currency and self.currency != other.currency):
            return self
        return PriceRange(low, high, self.currency or other.currency)


def read_price(tokens: Sequence[str]) -> tuple[PriceRange | None, list[str]]:
    """Return the price range named in the tokens, None when there is none, and the tokens left over."""
    price: PriceRange | None = None
    left: list[str] = []
    at = 0
    while at < len(tokens):
        offer = _offer(tokens, at)
        found = _between(tokens, at) or _compared(tokens, at) or _dash_range(tokens, at)
        found = found or _compared_after(tokens, at)
        if offer:
            at = offer
        elif found:
            price = price.joined(found[0]) if price else found[0]
            at = found[1] + _length(tokens, found[1], _TRAILING)
        else:
            left.append(tokens[at])
            at += 1
            continue
        left.append(PAUSE)
    return price, left


def _offer(tokens: Sequence[str], at: int) -> int:
    """Return the end of '2 for £10', which limits nothing; 0 when it is not said."""
    if not is_number(tokens[at]) or tokens[at + 1 : at + 2] != ["for"]:
        return 0
    amount = read_amount(tokens, at + 2)
    return amount.end if amount and amount.currency else 0


def _between(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    if tokens[start] not in {"between", "from", "around", "about", "roughly"}:
        return None
    low = read_amount(tokens, start + 1)
    if low is None or low.end >= len(tokens) or tokens[low.end] not in {"and", "to", "-"}:
        return None
    high = read_amount(tokens, low.end + 1)
    if high is None:
        return None
    # 'between 2 and 4 people' is no price; 'between' alone makes one of 'between 10 and 20'.
    if high.counts or low.counts:
        return None
    if tokens[start] != "between" and not (low.currency or high.currency):
        return None
    return _range(low, high), high.end


def _dash_range(tokens: Sequence[str], start: int, *, bare: bool = False) -> tuple[PriceRange, int] | None:
    """Read '$20-30'; without a currency only where the words before leave no doubt."""
    low = read_amount(tokens, start)
    if low is None or low.end >= len(tokens) or tokens[low.end] not in {"-", "to", "/"}:
        return None
    high = read_amount(tokens, low.end + 1)
    if high is None or not (bare or low.currency or high.currency) or high.counts:
        return None
    return _range(low, high), high.end


def _compared(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    comparison = _negated(tokens, start) or _phrase(tokens, start, BEFORE)
    if comparison is None:
        return None
    end, side = comparison
    while end < len(tokens) and tokens[end] in _ROUGHLY:
        side = (
            "about" if tokens[start] == "budget" and tokens[end] in {"about", "around", "roughly"} else side
        )
        end += 1
    if ranged := _dash_range(tokens, end, bare=tokens[end - 1] in _OF_MONEY):
        return ranged
    amount = read_amount(tokens, end)
    if amount is None or (amount.currency is None and _is_no_price(tokens, start, amount, side)):
        return None
    too_much = tokens[amount.end : amount.end + 3] == ["is", "too", "much"]
    if too_much and side == "low":
        return _limit(amount, "high"), amount.end + 3
    again = _phrase(tokens, amount.end, AFTER)  # 'max £20 or less' says it twice
    return _limit(amount, side), again[0] if again and again[1] == side else amount.end


def _negated(tokens: Sequence[str], start: int) -> tuple[int, Side] | None:
    """Read 'not over', 'nothing above', 'don't want to spend more than': the other side is meant."""
    if tokens[start] not in _NOT:
        return None
    at = start + 1
    while at < len(tokens) and at - start <= _LONGEST_BETWEEN_NOT and tokens[at] in _BETWEEN_NOT:
        at += 1
    found = _phrase(tokens, at, BEFORE)
    if found is None or found[1] == "about" or tokens[at] in {"from", "to", "budget", "max", "min"}:
        return None
    return found[0], "high" if found[1] == "low" else "low"


def _is_no_price(tokens: Sequence[str], start: int, amount: Amount, side: Side) -> bool:
    """Tell whether a bare number after a comparison counts things or years."""
    before = tokens[start - 1] if start else ""
    if amount.counts or side == "about" or tokens[start] in {"from", "sub"}:
        return tokens[start] != "budget" or amount.counts
    if before in _AGED:
        return amount.value <= _OF_AGE
    if before == "for" and (side == "low" or amount.value <= _YOUNG):
        return True
    if side == "low" and amount.value in {_OF_AGE, 21}:
        return True
    after = tokens[amount.end] if amount.end < len(tokens) else ""
    counted = after.isalpha() and singular(after) != after and tokens[start] not in {"under", "below", "<"}
    return counted and amount.value <= _FEW


def _compared_after(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    amount = read_amount(tokens, start)
    if amount is None or amount.counts:
        return None
    each = amount.end + (tokens[amount.end : amount.end + 1] == ["each"])
    found = _phrase(tokens, each, AFTER)
    if found and (amount.currency or (found[1] == "high" and not (start and tokens[start - 1] in _AGED))):
        return _limit(amount, found[1]), found[0]
    # 'a £20 gift', 'gift for $30': the amount is what the shopper means to spend.
    return (_limit(amount, "high"), amount.end) if amount.currency else None


def _phrase(tokens: Sequence[str], at: int, phrases: Phrases) -> tuple[int, Side] | None:
    if at >= len(tokens):
        return None
    for words, side in phrases.get(tokens[at], ()):
        if tuple(tokens[at : at + len(words)]) == words:
            return at + len(words), side
    return None


def _limit(amount: Amount, side: Side) -> PriceRange:
    if side == "high":
        return PriceRange(high=amount.value, currency=amount.currency)
    if side == "low":
        return PriceRange(low=amount.value, currency=amount.currency)
    margin = amount.value * ABOUT_SHARE
    return PriceRange(amount.value - margin, amount.value + margin, amount.currency)


def _range(one: Amount, other: Amount) -> PriceRange:
    low, high = sorted((one.value, other.value))
    return PriceRange(low, high, one.currency or other.currency)


def _length(tokens: Sequence[str], at: int, phrases: Sequence[tuple[str, ...]]) -> int:
    return next((len(words) for words in phrases if tuple(tokens[at : at + len(words)]) == words), 0)
