"""A price in a shopper's words: 'under £20', 'between 10 and 30 dollars', '$15-25'. Pure.

A bare number is a price only beside a currency or after a comparison, and never when a unit follows it:
'under 30 cm' is a size, '2 mugs' a quantity.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

CURRENCY_MARKS = {
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "bucks": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
}  # fmt: skip

CEILINGS = (
    ("no", "more", "than"), ("not", "more", "than"), ("less", "than"), ("cheaper", "than"), ("lower", "than"),
    ("up", "to"), ("at", "most"), ("max",), ("maximum",), ("under",), ("below",), ("within",), ("<",), ("<=",),
    ("budget", "of"), ("budget", "is"), ("budget",),
)  # fmt: skip
FLOORS = (
    ("no", "less", "than"), ("more", "than"), ("at", "least"), ("starting", "at"), ("starting", "from"),
    ("over",), ("above",), ("min",), ("minimum",), (">",), (">=",),
)  # fmt: skip
ABOUTS = (("around",), ("about",), ("roughly",), ("approximately",), ("~",))
AFTER_CEILINGS = (("or", "less"), ("or", "under"), ("or", "below"), ("max",), ("maximum",), ("tops",))
AFTER_FLOORS = (("or", "more"), ("or", "above"), ("or", "over"), ("+",), ("and", "up"))

ABOUT_SHARE = Decimal("0.2")
LARGEST = Decimal(1_000_000)

# A number before one of these measures or counts something.
UNITS = frozenset(
    """mm cm m km metre metres meter meters inch inches in ft foot feet yd yard yards g kg gram grams oz ounce
    ounces lb lbs ml cl l litre litres liter liters ct carat carats k karat karats pack packs pc pcs piece
    pieces set sets pair pairs th st nd rd year years yr yrs yo month months week weeks day days hour hours
    minute minutes min mins mile miles people person persons guest guests kid kids child children page pages
    size sizes watt watts w volt volts v x by percent % degree degrees ply sheets sheet seater seat seats""".split()
)


@dataclass(frozen=True)
class PriceRange:
    """Limits in whole units of the currency; without a currency they mean each listing's own."""

    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True)
class _Amount:
    """A number with its currency, over tokens [start, end)."""

    start: int
    end: int
    value: Decimal
    currency: str | None
    followed_by_unit: bool


def read_price(tokens: Sequence[str]) -> tuple[PriceRange | None, list[str]]:
    """Return the price range named in the tokens, None when there is none, and the tokens left over."""
    for start in range(len(tokens)):
        found = _between(tokens, start) or _compared(tokens, start) or _dash_range(tokens, start)
        found = found or _compared_after(tokens, start)
        if found:
            price, end = found
            return price, [*tokens[:start], *tokens[end:]]
    return None, list(tokens)


def _between(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    if tokens[start] not in {"between", "from"}:
        return None
    low = _amount(tokens, start + 1)
    if low is None or low.end >= len(tokens) or tokens[low.end] not in {"and", "to", "-"}:
        return None
    high = _amount(tokens, low.end + 1)
    if high is None:
        return None
    # 'between 2 and 4 people' is no price; 'between' alone makes one of 'between 10 and 20'.
    if high.followed_by_unit or low.followed_by_unit:
        return None
    if tokens[start] == "from" and not (low.currency or high.currency):
        return None
    return _range(low, high), high.end


def _dash_range(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    low = _amount(tokens, start)
    if low is None or low.end >= len(tokens) or tokens[low.end] not in {"-", "to"}:
        return None
    high = _amount(tokens, low.end + 1)
    if high is None or not (low.currency or high.currency) or high.followed_by_unit:
        return None
    return _range(low, high), high.end


def _compared(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    for words, kind in ((CEILINGS, "high"), (FLOORS, "low"), (ABOUTS, "about")):
        length = _starts_with(tokens, start, words)
        amount = _amount(tokens, start + length) if length else None
        if amount is None or amount.followed_by_unit:
            continue
        if kind == "about" and amount.currency is None:
            continue
        return _limit(amount, kind), amount.end
    return None


def _compared_after(tokens: Sequence[str], start: int) -> tuple[PriceRange, int] | None:
    amount = _amount(tokens, start)
    if amount is None or amount.followed_by_unit:
        return None
    for words, kind in ((AFTER_CEILINGS, "high"), (AFTER_FLOORS, "low")):
        length = _starts_with(tokens, amount.end, words)
        if length and (amount.currency or kind == "high"):
            return _limit(amount, kind), amount.end + length
    if amount.currency is None:
        return None
    # 'a £20 gift', 'gift for $30': the amount is what the shopper means to spend.
    length = _starts_with(tokens, amount.end, (("budget",),))
    return _limit(amount, "high"), amount.end + length


def _limit(amount: _Amount, kind: str) -> PriceRange:
    if kind == "high":
        return PriceRange(high=amount.value, currency=amount.currency)
    if kind == "low":
        return PriceRange(low=amount.value, currency=amount.currency)
    margin = amount.value * ABOUT_SHARE
    return PriceRange(amount.value - margin, amount.value + margin, amount.currency)


def _range(one: _Amount, other: _Amount) -> PriceRange:
    low, high = sorted((one.value, other.value))
    return PriceRange(low, high, one.currency or other.currency)


def _starts_with(tokens: Sequence[str], at: int, phrases: Sequence[tuple[str, ...]]) -> int:
    return next((len(words) for words in phrases if tuple(tokens[at : at + len(words)]) == words), 0)


def _amount(tokens: Sequence[str], at: int) -> _Amount | None:
    start = at
    currency = None
    if at < len(tokens) and tokens[at] in CURRENCY_MARKS:
        currency = CURRENCY_MARKS[tokens[at]]
        at += 1
    value = _number(tokens[at]) if at < len(tokens) else None
    if value is None:
        return None
    at += 1
    if currency is None and at < len(tokens) and tokens[at] in CURRENCY_MARKS:
        currency = CURRENCY_MARKS[tokens[at]]
        at += 1
    unit = currency is None and at < len(tokens) and tokens[at] in UNITS
    return _Amount(start, at, value, currency, unit)


def _number(token: str) -> Decimal | None:
    if not token[0].isdigit():
        return None
    try:
        value = Decimal(token.replace(",", ""))
    except InvalidOperation:
        return None
    return value if value <= LARGEST else None
