"""Bare numbers after a comparison that are no price: ages, sizes, years, ratings, counts of things. Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal

from search.understanding.amounts import Amount
from search.understanding.people import RELATIONS
from search.understanding.synonyms import plain, singular
from search.understanding.text import PAUSE, is_number

Side = Literal["high", "low", "about"]

_AGED = "age ages aged kid kids child children baby babies toddler toddlers boy boys girl girls tweens teens"
_ADULTS = "guy people person someone anyone somebody adult senior her him them folk"
_NAMES = "count rating ratings rated holds hold fits fit seats seat feeds serves stores"
# What is called Max, and what has limits of its own.
_MODELS = frozenset("iphone ipad pixel galaxy pro air mad".split())
_LIMITED = frozenset("speed weight time word character height age".split())
_ANY = 10**9
_OF_AGE = 18  # to this number a limit after 'kids' is an age, and 'over' it whom something is for
_OLDEST = 100
_AGES_TO = dict.fromkeys((*_ADULTS.split(), *RELATIONS), _OLDEST) | dict.fromkeys(_AGED.split(), _OF_AGE)
# To which number it is no price, by the word before the comparison; then where it is a lower limit.
_NO_PRICE_TO = {
    **dict.fromkeys(_AGED.split(), _OF_AGE),
    **dict.fromkeys(("size", "sizes"), 60),
    **dict.fromkeys(_NAMES.split(), _ANY),
}
_NO_FLOOR_TO = _AGES_TO | {"ring": 16, "day": _OLDEST} | _NO_PRICE_TO
# A bare 'around 30' is a price from this number on, and after these who are no age.
_FEWEST = 10
_ABOUT_MONEY = frozenset({"around", "about", "roughly"})
_GROWN = frozenset(
    """her him them mum dad wife husband girlfriend boyfriend partner fiance fiancee boss colleague coworker teacher
    friend neighbour nurse grandma grandpa sister brother aunt auntie uncle couple newlywed host hostess""".split()
)
_ABOUT_SOMETHING = frozenset(
    """is are was were be am turning turns turned turn wrap wraps all size sizes ring length width height depth diameter
    circumference waist chest bust wrist neck foot feet quantity qty favours favors favour favor invitations invites
    guests people party clock world wedding or and to from at""".split()
)
_GIFTS = frozenset("gift gifts present presents something".split())
_TOLD_OF = frozenset("book books story stories poem poems song songs film films what how just".split())
_HELD = frozenset({"bottles", "glasses"})  # 'wine rack under 12 bottles'
_PROUD = frozenset("fabulous fab flirty proud fierce sassy thriving".split())
_YOUNG = 5
_FEW = 12
_LEGAL_AGES = frozenset({_OF_AGE, 21})
_HEART = 3

# These need a currency: 'from 20', 'sub 7', 'higher than 30'.
_NEVER_BARE = frozenset("from sub greater higher pricier dearer beyond".split())
_NEVER_BARE_UNLESS_DENIED = frozenset("exceed exceeds exceeding".split())
_MAY_BE_FEW = frozenset({"under", "below", "<"})
_MAY_BE_HEART = frozenset({"less", "<"})
_UP_TO = frozenset({"up", "upto"})
_COUNTING = frozenset({"limit", "max", "maximum"})
_BUDGET = "budget"
_APIECE = frozenset("piece item unit person head guest favour favor".split())
_PRICED = frozenset("price priced prices pricing cost costs costing budget spend anywhere".split())
_IN_PART = frozenset({"half", "full", "sale"})


def is_priced(tokens: Sequence[str], at: int) -> bool:
    """Tell whether 'price', 'priced' or the like stands before, and no 'half price'."""
    start = at - (tokens[at - 1 : at] == [PAUSE])
    return start > 0 and tokens[start - 1] in _PRICED and (start < 2 or tokens[start - 2] not in _IN_PART)


def is_no_price(tokens: Sequence[str], start: int, first: int, amount: Amount, side: Side) -> bool:
    """Tell whether a bare number counts or measures; the comparison stands from `start`, its phrase from `first`."""
    said, before = tokens[first], _before(tokens, first)
    named = {"limit": _LIMITED, "max": _MODELS}.get(said, frozenset())
    if amount.counts or _before(tokens, start) in named:
        return True
    if said == _BUDGET and amount.start == first + 1 and _is_year(amount, 1900):
        return True
    if side == "about":
        return not _is_about_money(tokens, start, amount)
    if said in _NEVER_BARE or (first == start and said in _NEVER_BARE_UNLESS_DENIED):
        return not is_priced(tokens, first)
    if before == "for" and (side == "low" or first > start or amount.value <= _YOUNG):
        return True
    if (side == "low" and (amount.value in _LEGAL_AGES or _is_proud(tokens, amount.end))) or (
        is_number(before or "-") and amount.value <= _YOUNG
    ):
        return True  # 'over 21', 'mum of 3 under 5'
    table = _NO_FLOOR_TO if side == "low" else _NO_PRICE_TO
    if amount.value <= _most(table, tokens, start) or (said in _MAY_BE_HEART and amount.value == _HEART):
        return True
    return _counts_what_follows(tokens, said, amount, side)


def _is_proud(tokens: Sequence[str], at: int) -> bool:
    """Tell whether the number before is an age: 'over 40 and fabulous'."""
    return tokens[at : at + 1] in (["and"], ["n"]) and _before(tokens, at + 2) in _PROUD


def _is_about_money(tokens: Sequence[str], start: int, amount: Amount) -> bool:
    """Tell whether 'around 30' is a price: where a thought ends, and neither an age nor a year nor a count."""
    before = _before(tokens, start)
    ends = amount.end >= len(tokens) or tokens[amount.end] == PAUSE
    if tokens[start] not in _ABOUT_MONEY or not ends or amount.value < _FEWEST or _is_year(amount, 1000):
        return False
    if (
        is_number(before or "-")
        or before in _ABOUT_SOMETHING
        or (before in _TOLD_OF and tokens[start] == "about")
    ):
        return False
    if before == "for" and _before(tokens, start - 1) not in _GIFTS:
        return False  # 'a table for about 12'
    is_aged = plain(before) in _AGES_TO or singular(before) in _AGES_TO
    return not is_aged or plain(before) in _GROWN


def _counts_what_follows(tokens: Sequence[str], said: str, amount: Amount, side: Side) -> bool:
    after, then = [*tokens[amount.end : amount.end + 2], "", ""][:2]
    if after == "per":
        return then not in _APIECE or said in _COUNTING
    is_plural = after.isalpha() and singular(after) != after
    if said in _MAY_BE_FEW and after in _HELD:
        return True
    is_few = amount.value <= _FEW and said not in _MAY_BE_FEW
    return is_plural and (side == "low" or said in _UP_TO or is_few)


def are_no_prices(tokens: Sequence[str], start: int, low: Amount, high: Amount) -> bool:
    """Tell whether two bare numbers from 'between' on are ages, sizes or years."""
    if is_priced(tokens, start):
        return False
    are_years = _is_year(low, 1000) and _is_year(high, 1000)
    return are_years or max(low.value, high.value) <= _most(_NO_FLOOR_TO, tokens, start)


def is_age(tokens: Sequence[str], start: int, amount: Amount) -> bool:
    """Tell whether the number, which is no price, is how old somebody is: it says nothing of the thing."""
    return not amount.counts and amount.value <= _most(_AGES_TO, tokens, start)


def is_no_price_before(tokens: Sequence[str], start: int, amount: Amount, end: int) -> bool:
    """Tell the same of a bare number before 'max' or the like: 'iphone 16 max', '737 max 8', '2026 budget'."""
    is_second = start > 1 and tokens[start - 1] in {"-", "to"} and is_number(tokens[start - 2])
    said, before = tokens[amount.end], _before(tokens, start - 2 * is_second)  # of 'iphone 15-16 max'
    after = tokens[end] if end < len(tokens) else "-"
    if said == _BUDGET and _is_year(amount, 1900):
        return True
    if said == "max" and (before in _MODELS or is_number(after)):
        return True
    return before in _NO_PRICE_TO or (after in _AGES_TO and amount.value <= _AGES_TO[after])


def _before(tokens: Sequence[str], at: int) -> str:
    return tokens[at - 1] if at else ""


def _most(table: Mapping[str, int], tokens: Sequence[str], start: int) -> int:
    """Return to which number it is no price after the word before; -1 for none."""
    before = _before(tokens, start)
    return table.get(before, table.get(plain(before), -1))


def _is_year(amount: Amount, first: int) -> bool:
    return amount.scale == 1 and first <= amount.value < 2100 and amount.value == int(amount.value)
