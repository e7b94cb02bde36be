"""Bare numbers after a comparison that are no price: ages, sizes, years, ratings, counts of things. Pure."""

from collections.abc import Sequence
from typing import Literal

from search.understanding.amounts import Amount
from search.understanding.synonyms import singular
from search.understanding.text import PAUSE

Side = Literal["high", "low", "about"]

AGED = frozenset("age ages aged kid kids child children toddler toddlers boy boys girl girls teens".split())
_ADULTS = frozenset(
    """women woman men man ladies lady guys guy people person someone anyone somebody adult adults senior seniors
    her him them mum mom dad folks""".split()
)
_RATED = frozenset(
    """count rating ratings rated speed iphone ipad pixel galaxy pro mad holds hold fits fit seats seat feeds serves
    stores""".split()
)
_ANY = 10**9
_SIZED = {"ring": 16, "rings": 16, "size": 60, "sizes": 60}
_OF_AGE = 18  # to this number a limit after 'kids' is an age, and 'over' it whom something is for
# To which number it is no price after the word before the comparison; the second only as a lower limit.
_NO_PRICE_TO = dict.fromkeys(AGED, _OF_AGE) | dict.fromkeys(_RATED, _ANY) | _SIZED
_NO_FLOOR_TO = dict.fromkeys(_ADULTS, 100)
_AGES_TO = dict.fromkeys(AGED, _OF_AGE) | _NO_FLOOR_TO
_YOUNG = 5
_FEW = 12
_LEGAL_AGES = frozenset({_OF_AGE, 21})

# These need a currency: 'from 20', 'sub 7', 'higher than 30'.
_NEVER_BARE = frozenset("from sub greater higher pricier dearer beyond".split())
_MAY_BE_FEW = frozenset({"under", "below", "<"})
_UP_TO = frozenset({"up", "upto"})
_BUDGET = "budget"
_PIECES = frozenset({"piece", "item"})
_PRICED = frozenset("price priced prices pricing cost costs costing budget spend anywhere".split())


def is_priced(tokens: Sequence[str], at: int) -> bool:
    """Tell whether 'price', 'priced' or the like stands before."""
    start = at - (tokens[at - 1 : at] == [PAUSE])
    return start > 0 and tokens[start - 1] in _PRICED


def is_no_price(tokens: Sequence[str], start: int, first: int, amount: Amount, side: Side) -> bool:
    """Tell whether a bare number counts or measures; the comparison stands from `start`, its phrase from `first`."""
    before, said = tokens[start - 1] if start else "", tokens[first]
    whom = first > 0 and tokens[first - 1] == "for"
    if amount.counts or (said == _BUDGET and _is_year(amount, 1900)):
        return True
    if said in _NEVER_BARE or side == "about":
        return said != _BUDGET
    if before in _NO_PRICE_TO:
        return amount.value <= _NO_PRICE_TO[before]
    if whom and (side == "low" or first > start or amount.value <= _YOUNG):
        return True
    if side == "low" and (amount.value in _LEGAL_AGES or amount.value <= _NO_FLOOR_TO.get(before, 0)):
        return True
    return _counts_what_follows(tokens, said, amount, side)


def _counts_what_follows(tokens: Sequence[str], said: str, amount: Amount, side: Side) -> bool:
    after, then = [*tokens[amount.end : amount.end + 2], "", ""][:2]
    if after == "per":
        return then not in _PIECES
    is_plural = after.isalpha() and singular(after) != after
    is_few = amount.value <= _FEW and said not in _MAY_BE_FEW
    return is_plural and (side == "low" or said in _UP_TO or is_few)


def are_no_prices(tokens: Sequence[str], start: int, low: Amount, high: Amount) -> bool:
    """Tell whether two bare numbers from 'between' on are ages, sizes or years."""
    if is_priced(tokens, start):
        return False
    before = tokens[start - 1] if start else ""
    most = max(low.value, high.value)
    return (_is_year(low, 1000) and _is_year(high, 1000)) or most <= (_NO_PRICE_TO | _NO_FLOOR_TO).get(
        before, 0
    )


def is_age(tokens: Sequence[str], start: int, amount: Amount) -> bool:
    """Tell whether the number, which is no price, is how old somebody is: it says nothing of the thing."""
    before = tokens[start - 1] if start else ""
    return not amount.counts and amount.value <= _AGES_TO.get(before, -1)


def comes_after_a_name(tokens: Sequence[str], start: int, amount: Amount) -> bool:
    """Tell whether a bare number before 'max' or 'budget' is no limit: 'iphone 16 max', '2026 budget'."""
    before = tokens[start - 1] if start else ""
    return before in _NO_PRICE_TO or (
        _is_year(amount, 1900) and tokens[amount.end : amount.end + 1] == [_BUDGET]
    )


def _is_year(amount: Amount, first: int) -> bool:
    return amount.scale == 1 and first <= amount.value < 2100 and amount.value == int(amount.value)
