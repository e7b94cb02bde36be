"""A price in a shopper's words: 'under £20', 'between 10 and 30 dollars', 'not over £50', '$20-ish'. Pure.

A bare number is a price only after a comparison, and never when it counts or measures:
'under 30 cm' is a size, 'kids under 10' an age, 'max 6 mugs' a quantity.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from search.understanding.amounts import LARGEST, OTHER_MONEY, Amount, read_amount
from search.understanding.comparisons import (
    after_trailing,
    is_denied,
    is_no_matter,
    negated,
    said_after,
    said_before,
)
from search.understanding.counted import (
    Side,
    are_no_prices,
    is_age,
    is_no_price,
    is_no_price_before,
    is_priced,
)
from search.understanding.text import PAUSE, is_number

_ROUGHLY = frozenset("about around roughly approximately approx circa say budget of is".split())
_ABOUT = frozenset("about around roughly approximately approx circa".split())
_MEANING_TO = frozenset({"budget", "spend", "to"})  # 'to spend about £40' is no highest price
_LEANING_BUDGETS = (["on"], ["low"], ["tight"], ["small"])
_OF_MONEY = frozenset("budget spend range of is".split())

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
        if crossed and self.currency is None and other.currency:
            return other  # of 'for women over 50 under $30' the dollars are money for sure
        if crossed or (self.currency and other.currency and self.currency != other.currency):
            return self
        return PriceRange(low, high, self.currency or other.currency)


NO_LIMIT = PriceRange()


def read_price(tokens: Sequence[str]) -> tuple[PriceRange | None, list[str]]:
    """Return the price range named in the tokens, None when there is none, and the tokens left over."""
    price: PriceRange | None = None
    left: list[str] = []
    at = 0
    while at < len(tokens):
        unlimited = _unlimited(tokens, at)
        # The 'max' of 'iphone 16 max 20' and the 'min' of '30 min, 20 pieces' are said of the number before.
        said_of_it = tokens[at] in {"max", "min"} and bool(left) and is_number(left[-1])
        found = None if said_of_it else (_between(tokens, at) or _compared(tokens, at))
        found = found or _dash_range(tokens, at) or _either(tokens, at) or _compared_after(tokens, at)
        if unlimited:
            at = unlimited
        elif found:
            price = _joined(price, found[0])
            left = _without_introduction(left)
            at = after_trailing(tokens, found[1])
        else:
            left.append(tokens[at])
            at += 1
            continue
        left.append(PAUSE)
    return price, left


def _without_introduction(left: list[str]) -> list[str]:
    """Return the tokens without a 'budget' that only says that a price follows, no 'on a budget'."""
    end = len(left) - (left[-1:] == [PAUSE])
    if left[end - 1 : end] in (["of"], ["is"]):
        end -= 1
    elif left[end - 3 : end - 1] == ["on", "a"] or left[end - 2 : end - 1] in _LEANING_BUDGETS:
        return left
    return [*left[: end - 1], PAUSE] if end and left[end - 1] == "budget" else left


def _joined(price: PriceRange | None, found: PriceRange) -> PriceRange | None:
    """Return both; an age, money that nobody sells in, and a sum beyond all sums limit nothing."""
    if found.currency == OTHER_MONEY or found.low is found.high is None:
        return price
    return price.joined(found) if price else found


def _unlimited(tokens: Sequence[str], at: int) -> int:
    """Return the end of '2 for £10' and of the heart '<3', which limit nothing; 0 when none is said."""
    if tokens[at] == "<" and tokens[at + 1 : at + 2] == ["3"]:
        return at + 2
    if not is_number(tokens[at]) or tokens[at + 1 : at + 2] != ["for"]:
        return 0
    amount = read_amount(tokens, at + 2)
    return amount.end if amount and amount.currency else 0


def _between(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    if tokens[start] not in {"between", "from", "around", "about", "roughly"}:
        return None
    low = read_amount(tokens, start + 1)
    if low is None or low.end >= len(tokens) or tokens[low.end] not in {"and", "to", "-", "or"}:
        return None
    high = read_amount(tokens, low.end + 1)
    if high is None:
        # 'Between £10 and whatever': the lower limit stays one.
        floor = tokens[start] == "between" and low.limits
        return (_limit(low, "low"), low.end) if floor else None
    # 'between 2 and 4 people' is no price; 'between' alone makes one of 'between 10 and 20'.
    if high.counts or low.counts:
        return None
    if not (low.currency or high.currency):
        if are_no_prices(tokens, start, low, high):
            return (NO_LIMIT, high.end) if is_age(tokens, start, high) else None
        if tokens[start] != "between" and not is_priced(tokens, start):
            return None
    return _range(low, high), _end_of_range(tokens, start, low, high)


def _dash_range(tokens: Sequence[str], start: int, *, bare: bool = False) -> tuple[PriceRange, int] | None:
    """Read '$20-30'; without a currency only where the words before leave no doubt."""
    read = _two(tokens, start, {"-", "to", "/"})
    if read is None:
        return None
    low, high = read
    if tokens[low.end] == "/" and low.currency and high.currency and low.currency != high.currency:
        return None  # 'under £20/$25' says it twice
    is_sure = bare or low.currency or high.currency or is_priced(tokens, start)
    end = _end_of_range(tokens, start, low, high)
    return (_range(low, high), end) if is_sure or end > high.end else None


def _end_of_range(tokens: Sequence[str], start: int, low: Amount, high: Amount) -> int:
    """Return the end of a range with the 'max' after it, which is of a price: not in 'iphone 15-16 max'."""
    found = said_after(tokens, high.end)
    if found is None or found[1] != "high" or is_number(tokens[found[0]] if found[0] < len(tokens) else "-"):
        return high.end
    if not (low.currency or high.currency):
        none = are_no_prices(tokens, start, low, high) or is_no_price_before(tokens, start, high, found[0])
        return high.end if none else found[0]
    return found[0]


def _either(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    """Read '40 or 50 pounds': the larger is what may be spent."""
    read = _two(tokens, start, {"or"})
    if read is None or not read[1].currency or read[0].currency not in {None, read[1].currency}:
        return None
    return PriceRange(high=_range(*read).high, currency=read[1].currency), read[1].end


def _two(tokens: Sequence[str], start: int, links: Collection[str]) -> tuple[Amount, Amount] | None:
    low = read_amount(tokens, start)
    if low is None or low.counts or low.end >= len(tokens) or tokens[low.end] not in links:
        return None
    high = read_amount(tokens, low.end + 1)
    return None if high is None or high.counts else (low, high)


def _compared(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    first = start
    comparison = said_before(tokens, start)
    if turned := negated(tokens, start):
        comparison, first = turned
    if comparison is None:
        return None
    end, said = comparison
    side = said
    while end < len(tokens) and tokens[end] in _ROUGHLY:
        is_about = tokens[start] in _MEANING_TO and said == "high" and tokens[end] in _ABOUT
        side = "about" if is_about else side
        end += 1
    of_money = tokens[end - 1 - (tokens[end - 1] == PAUSE)] in _OF_MONEY or side != said
    if ranged := _dash_range(tokens, end, bare=of_money):
        return ranged
    if side == "high" and (either := _either(tokens, end)):
        return either
    the = tokens[end : end + 1] == ["the"]
    amount = read_amount(tokens, end + the)
    if amount is None:
        return None
    vague = the and tokens[amount.end : amount.end + 1] != ["mark"]
    denied = first == start and is_denied(tokens, start)  # 'not under 18' was no price, and its rest is none
    if amount.currency is None and (vague or denied or is_no_price(tokens, start, first, amount, said)):
        return (NO_LIMIT, amount.end) if is_age(tokens, start, amount) else None
    if side == "low" and tokens[amount.end : amount.end + 3] == ["is", "too", "much"]:
        return _limit(amount, "high"), amount.end + 3
    if side == "low" and first == start and is_no_matter(tokens, start):
        return NO_LIMIT, amount.end
    again = said_after(tokens, amount.end)  # 'max £20 or less' says it twice
    is_again = again and (again[1] == side or (side == "about" and tokens[amount.end] == "budget"))
    return _limit(amount, side), again[0] if again and is_again else amount.end


def _compared_after(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    amount = read_amount(tokens, start)
    if amount is None or amount.counts:
        return None
    each = amount.end + (tokens[amount.end : amount.end + 1] == ["each"])
    found = said_after(tokens, each)
    if found and (amount.currency or found[1] == "high"):
        is_none = amount.currency is None and is_no_price_before(tokens, start, amount, found[0])
        return None if is_none else (_limit(amount, found[1]), found[0])
    # 'a £20 gift', 'gift for $30': the amount is what the shopper means to spend.
    is_sure = amount.limits or (amount.currency and not tokens[start].isalnum())  # '₹500', not '911 RS'
    return (_limit(amount, "high"), amount.end) if is_sure else None


def _limit(amount: Amount, side: Side) -> PriceRange:
    value = _limiting(amount.value)
    if side == "high":
        return PriceRange(high=value, currency=amount.currency)
    if side == "low":
        return PriceRange(low=value, currency=amount.currency)
    margin = amount.value * ABOUT_SHARE
    return PriceRange(_limiting(amount.value - margin), _limiting(amount.value + margin), amount.currency)


def _range(one: Amount, other: Amount) -> PriceRange:
    # The k of '1-2k' is that of both.
    scale = other.scale if one.scale == 1 and one.value < other.value else 1
    low, high = sorted((one.value * scale, other.value))
    return PriceRange(_limiting(low), _limiting(high), one.currency or other.currency)


def _limiting(value: Decimal) -> Decimal | None:
    """Return the value as a limit: none where it is beyond all prices, as the other side still holds."""
    return value if value <= LARGEST else None
