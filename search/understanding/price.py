"""A price in a shopper's words: 'under £20', 'between 10 and 30 dollars', 'not over £50', '$20-ish'. Pure.

A bare number is a price only after a comparison, and never when it counts or measures:
'under 30 cm' is a size, 'kids under 10' an age, 'max 6 mugs' a quantity.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from search.understanding.amounts import LARGEST, OTHER_MONEY, Amount, read_amount
from search.understanding.counted import (
    Side,
    are_no_prices,
    comes_after_a_name,
    is_age,
    is_no_price,
    is_priced,
)
from search.understanding.text import PAUSE, is_number

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
    high="no more than|no more then|not more than|not more then|less than|less then|cheaper than|lower than|up to|"
    "up to a maximum of|up to a max of|upto|at most|max|max of|max ,|maximum|maximum of|maximum ,|max price|"
    "max price of|max price ,|maximum price|maximum price of|maximum price ,|under|below|beneath|within|"
    "within a budget of|within my budget of|within budget of|<|<=|sub|sub -|budget of|budget is|budget|budget ,|"
    "to spend|spend|price range|price range of|price range ,|limit|limit of|limit is|price limit|price cap|"
    "price cap of|capped at",
    low="no less than|not less than|more than|at least|starting at|starting from|starts at|over|above|min|min of|"
    "min ,|minimum|minimum of|minimum ,|min price|min price of|min price ,|minimum price|minimum price of|"
    "minimum price ,|>|>=|from|upwards of|spend at least|greater than|higher than|pricier than|dearer than|"
    "more expensive than|beyond|exceed|exceeds|exceeding",
    about="around|about|roughly|approximately|approx|approx ,|circa|~|in the region of|somewhere around",
)
AFTER = _phrases(
    high="or less|or under|and under|or below|and below|or cheaper|or lower|max|maximum|tops|at most|at the most|"
    "budget|each or less",
    low="or more|or above|or over|+|and up|and above|and over|or up|plus|upwards|or higher|and higher|or greater|"
    "minimum|min|at least|at the least",
    about="ish|- ish|or so|give or take",
)
# Said beside a price, and no part of what is looked for.
_TRAILING = (("price", "range"), ("range",), ("bracket",), ("mark",), ("each",), ("per", "piece"), ("per", "item"),
             ("apiece",), ("to", "spend"), ("in", "total"), ("sterling",), ("limit",))  # fmt: skip
_POST = frozenset("shipping postage delivery tax vat".split())
_WITH_POST = (("including",), ("incl", PAUSE), ("incl",), ("inc", PAUSE), ("inc",), ("with",), ("plus",), ("before",),
              ("excluding",), ("without",), ("not", "including"))  # fmt: skip
_PLUS_SOMETHING = _POST | {"size", "sizes"}  # '$50 plus size', '$50 plus postage'
_ROUGHLY = frozenset("about around roughly approximately approx circa say budget of is".split())
_OF_MONEY = frozenset("budget spend range of is".split())
_NOT = frozenset(
    """not no don't dont can't cant cannot nothing never won't wont wouldn't wouldnt shouldn't shouldnt mustn't mustnt
    couldn't couldnt doesn't doesnt didn't isn't isnt aren't nor without""".split()
)
_AUXILIARIES = frozenset("do does can could should would must will may".split())
_BETWEEN_NOT = frozenset(
    """want wanna wanting to spend spending pay paying be being go going cost costing costs priced anything is afford
    looking willing trying able really have happy prepared planning plan hoping for a that any it""".split()
)
_LONGEST_BETWEEN_NOT = 6
# With these 'not' says something else: 'no minimum'.
_NEVER_TURNED = frozenset("from to budget max maximum min minimum limit price sub capped".split())

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
            at = _after_trailing(tokens, found[1])
        else:
            left.append(tokens[at])
            at += 1
            continue
        left.append(PAUSE)
    return price, left


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
    return _range(low, high), high.end


def _dash_range(tokens: Sequence[str], start: int, *, bare: bool = False) -> tuple[PriceRange, int] | None:
    """Read '$20-30'; without a currency only where the words before leave no doubt."""
    read = _two(tokens, start, {"-", "to", "/"})
    if read is None:
        return None
    low, high = read
    if tokens[low.end] == "/" and low.currency and high.currency and low.currency != high.currency:
        return None  # 'under £20/$25' says it twice
    if not (bare or low.currency or high.currency or is_priced(tokens, start)):
        return None
    return _range(low, high), high.end


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
    comparison = _phrase(tokens, start, BEFORE)
    if negated := _negated(tokens, start):
        comparison, first = negated
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
    if side == "high" and (either := _either(tokens, end)):
        return either
    the = tokens[end : end + 1] == ["the"]
    amount = read_amount(tokens, end + the)
    if amount is None:
        return None
    vague = the and tokens[amount.end : amount.end + 1] != ["mark"]
    if amount.currency is None and (vague or is_no_price(tokens, start, first, amount, side)):
        return (NO_LIMIT, amount.end) if is_age(tokens, start, amount) else None
    if side == "low" and tokens[amount.end : amount.end + 3] == ["is", "too", "much"]:
        return _limit(amount, "high"), amount.end + 3
    again = _phrase(tokens, amount.end, AFTER)  # 'max £20 or less' says it twice
    return _limit(amount, side), again[0] if again and again[1] == side else amount.end


def _negated(tokens: Sequence[str], start: int) -> tuple[tuple[int, Side], int] | None:
    """Read 'not over', 'nothing above', 'don't want to spend more than': the other side is meant."""
    at = start + (tokens[start] in _AUXILIARIES)
    if at >= len(tokens) or tokens[at] not in _NOT:
        return None
    at += 1
    while at < len(tokens) and at - start <= _LONGEST_BETWEEN_NOT and tokens[at] in _BETWEEN_NOT:
        at += 1
    found = _phrase(tokens, at, BEFORE)
    if found is None or found[1] == "about" or tokens[at] in _NEVER_TURNED:
        return None
    return (found[0], "high" if found[1] == "low" else "low"), at


def _compared_after(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    amount = read_amount(tokens, start)
    if amount is None or amount.counts:
        return None
    each = amount.end + (tokens[amount.end : amount.end + 1] == ["each"])
    found = _said_after(tokens, each)
    if found and (amount.currency or (found[1] == "high" and not comes_after_a_name(tokens, start, amount))):
        return _limit(amount, found[1]), found[0]
    # 'a £20 gift', 'gift for $30': the amount is what the shopper means to spend.
    is_sure = amount.limits or (amount.currency and not tokens[start].isalnum())  # '₹500', not '911 RS'
    return (_limit(amount, "high"), amount.end) if is_sure else None


def _said_after(tokens: Sequence[str], at: int) -> tuple[int, Side] | None:
    found = _phrase(tokens, at, AFTER)
    if found is None or found[1] != "low":
        return found
    after = tokens[found[0]] if found[0] < len(tokens) else ""
    if tokens[at] == "plus":
        return None if after in _PLUS_SOMETHING else found
    # '$50 at least 30 cm wide': that is how wide.
    return None if _phrase(tokens, at, BEFORE) and after[:1].isdigit() else found


def _phrase(tokens: Sequence[str], at: int, phrases: Phrases) -> tuple[int, Side] | None:
    if at >= len(tokens):
        return None
    for words, side in phrases.get(tokens[at], ()):
        if tuple(tokens[at : at + len(words)]) == words:
            return at + len(words), side
    return None


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


def _after_trailing(tokens: Sequence[str], at: int) -> int:
    """Return the end of what is said beside the price: 'each', 'mark', 'including shipping'."""
    while length := _length(tokens, at, _TRAILING):
        at += length
    words = _length(tokens, at, _WITH_POST)
    if words and tokens[at + words : at + words + 1] and tokens[at + words] in _POST:
        return at + words + 1
    included = tokens[at : at + 1] and tokens[at] in _POST and tokens[at + 1 : at + 2] == ["included"]
    return at + 2 if included else at


def _length(tokens: Sequence[str], at: int, phrases: Sequence[tuple[str, ...]]) -> int:
    return next((len(words) for words in phrases if tuple(tokens[at : at + len(words)]) == words), 0)
