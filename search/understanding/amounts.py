"""An amount of money as people write and say it: '£1,200', '12,50 €', 'US$30', 'twenty quid', 'a tenner'. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from search.understanding.text import PAUSE, is_number

CURRENCY_MARKS = {
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "¥": "JPY", "jpy": "JPY", "yen": "JPY",
    "c$": "CAD", "ca$": "CAD", "cad": "CAD", "a$": "AUD", "au$": "AUD", "aud": "AUD", "nz$": "NZD", "nzd": "NZD",
    "cdn$": "CAD", "cdn": "CAD", "chf": "CHF", "sek": "SEK", "kronor": "SEK", "nok": "NOK", "dkk": "DKK",
}  # fmt: skip
# Money that nobody sells in here: an amount of it limits nothing.
OTHER_MONEY = "other"
_OTHER_MARKS = frozenset(
    """hk$ s$ sg$ r$ mx$ nt$ ₹ ₩ ₽ ₺ ₪ ฿ ₫ ₴ ₦ ₱ ₤ inr rs rupee rupees hkd sgd mxn peso pesos brl reais pln zł zl
    zloty zlotys czk kr krona kroner krone thb baht krw cny rmb yuan zar php shekel shekels rubles franc
    francs""".split()
)
_MARKS = CURRENCY_MARKS | dict.fromkeys(_OTHER_MARKS, OTHER_MONEY)
_SIGNS = frozenset("£$€¥")
_BY_SPACES = frozenset({"EUR", "CHF", "SEK", "NOK", "DKK"})  # where '1 200' is written for 1,200
_COUNTRIES = {
    "canadian": "CAD", "australian": "AUD", "aussie": "AUD", "nz": "NZD", "kiwi": "NZD", "american": "USD", "us": "USD",
    "british": "GBP", "swiss": "CHF", "swedish": "SEK", "norwegian": "NOK", "danish": "DKK",
    **dict.fromkeys(("hk", "singapore", "mexican", "brazilian", "indian", "taiwan"), OTHER_MONEY),
}  # fmt: skip
_COINS = {"fiver": ("5", "GBP"), "tenner": ("10", "GBP")}
_HUNDREDTHS = {"p": "GBP", "pence": "GBP", "cents": "USD", "¢": "USD"}
_BEFORE_VALUE = frozenset({"voucher", "vouchers", "certificate", "certificates", "coupon", "giftcard"})
# 'For dogs up to 30 pounds' weighs the dogs, 'holds up to 50 pounds' what it holds.
_BEFORE_WEIGHT = frozenset(
    """dog dogs cat cats puppy puppies pet pets breed breeds hold holds holding support supports supporting carries
    capacity""".split()
)
_COMPARING = frozenset(
    "up to under over below above less more than at least most between and from around about - or".split()
)
_WEIGHED = frozenset(
    "weighted weight weights weighs weigh weighing heavy lose losing lost loss loaf dumbbell dumbbells kettlebell "
    "lb lbs clay".split()
)
# A sum of money that is the thing itself: 'a £20 gift card', '£5 off', 'two dollar bill'.
_THINGS = (("gift", "card"), ("gift", "cards"), ("gift", "voucher"), ("gift", "vouchers"), ("gift", "certificate"),
           ("voucher",), ("vouchers",), ("coupon",), ("off",), ("discount",), ("bill",), ("bills",), ("note",),
           ("coin",), ("coins",))  # fmt: skip

LARGEST = Decimal(1_000_000)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,']\d{3})+")
_GROUP = re.compile(r"\d{3}(?:[.,]\d{2})?")
_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d{2})?")

_SMALL = {
    word: value
    for value, word in enumerate(
        """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split(),
        1,
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_TENS["fourty"] = 40
_ALONE_FROM = 10  # 'under fifty' may be a price, 'under five' is an age

# A number before one of these measures or counts something.
UNITS = frozenset(
    """mm cm cms m km kms metre metres meter meters inch inches ft foot feet yd yds yard yards g kg gram grams
    gms oz ounce ounces lb lbs stone ml cl l litre litres liter liters qt ct carat carats k karat karats pack packs
    pc pcs piece pieces set sets pair pairs th st nd rd s year years yr yrs yo month months week weeks day days
    hour hours hr hrs minute minutes min mins mile miles person people persons adult adults guest guests kid kids
    child children page pages size sizes watt watts w volt volts v x by percent % degree degrees ply sheet sheets
    seater seat seats pint pints dozen stars star cups cup inspired style business working thread count tc gsm grit bpm
    lumens""".split()
)


@dataclass(frozen=True)
class Amount:
    """A number with its currency, over tokens [start, end). `counts` when it measures or counts something."""

    start: int
    end: int
    value: Decimal
    currency: str | None
    counts: bool
    scale: int = 1  # 1,000 for '2k' and '2 grand'

    @property
    def limits(self) -> bool:
        """Tell whether it is money that listings are priced in."""
        return self.currency not in {None, OTHER_MONEY}


def read_amount(tokens: Sequence[str], at: int) -> Amount | None:
    """Return the amount that begins here; None where none does, or the money is itself the thing."""
    start = at
    currency, at = _prefix(tokens, at)
    if currency is None and (coin := _coin(tokens, at)):
        value, currency, at = coin
        return Amount(start, at, value, currency, counts=False)
    found = _grouped(tokens, at, currency) or _number(tokens, at)
    if found is None or (start and currency is None and _is_of_other_money(tokens, start)):
        return None
    value, at = found
    scale, at = _scale(tokens, at)
    value, currency, at = _suffix(tokens, at, value * scale, currency)
    if currency and (_is_weight(tokens, start, at - 1) or _names_thing(tokens, start, at)):
        return None
    if currency is None and not is_number(tokens[start]) and value < _ALONE_FROM:
        return None
    unit = _at(tokens, at + (_at(tokens, at) == "-"))
    counts = currency is None and (unit in UNITS or _is_fraction(tokens, at))
    return Amount(start, at, value, currency, counts, scale)


def _prefix(tokens: Sequence[str], at: int) -> tuple[str | None, int]:
    """Read what stands before the number: '£', 'US$', 'CAD $', 'Australian $', 'Rs.'."""
    word, after = _at(tokens, at), _at(tokens, at + 1)
    if word in _COUNTRIES and after == "$":
        return _COUNTRIES[word], at + 2
    if word not in _MARKS:
        return None, at
    more = (word.isalpha() and after in _SIGNS) or (word == "rs" and after == PAUSE)
    return _MARKS[word], at + 1 + more


def _is_of_other_money(tokens: Sequence[str], at: int) -> bool:
    """Tell whether the number is the rest of '₹ 500', whose mark was passed by."""
    return tokens[at - 1] in _OTHER_MARKS or list(tokens[max(0, at - 2) : at]) == ["rs", PAUSE]


def _grouped(
    tokens: Sequence[str], at: int, currency: str | None, *, is_last: bool = False
) -> tuple[Decimal, int] | None:
    """Read '1 200 €', '1 200 to 1 500 €' and '€1 200': never '£20 100 pages', nor '3 500' without a currency."""
    end = at + 1
    while _GROUP.fullmatch(_at(tokens, end)):
        end += 1
    if end == at + 1 or not _GROUPS.fullmatch(" ".join(tokens[at:end])) or _at(tokens, end) in UNITS:
        return None
    is_marked = _at(tokens, end) in CURRENCY_MARKS and not _opens_next(tokens, end)
    linked = not is_last and _at(tokens, end) in {"to", "-", "and"}
    is_of_range = linked and _grouped(tokens, end + 1, None, is_last=True) is not None
    value = written_number("".join(tokens[at:end]))
    if value is None or not (is_marked or is_of_range or currency in _BY_SPACES):
        return None
    return value, end


def _scale(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """Read the thousands of '2k' and '2 grand', no grand piano."""
    grand = _at(tokens, at) == "grand" and _at(tokens, at + 1) not in {"piano", "pianos"}
    return (1000, at + 1) if grand or _at(tokens, at) == "k" else (1, at)


def _at(tokens: Sequence[str], at: int) -> str:
    return tokens[at] if at < len(tokens) else ""


def _coin(tokens: Sequence[str], at: int) -> tuple[Decimal, str, int] | None:
    at += _at(tokens, at) == "a"
    if _at(tokens, at) not in _COINS:
        return None
    value, currency = _COINS[tokens[at]]
    return Decimal(value), currency, at + 1


def _suffix(
    tokens: Sequence[str], at: int, value: Decimal, currency: str | None
) -> tuple[Decimal, str | None, int]:
    """Read what follows the number: '20 pounds', '$20 CAD', '20 Australian dollars', '50p'."""
    after = _at(tokens, at)
    if after == "-" and _at(tokens, at + 1) in {"pound", "dollar", "euro"}:
        return value, CURRENCY_MARKS[tokens[at + 1]], at + 2
    if currency is None and after in _HUNDREDTHS:
        return value / 100, _HUNDREDTHS[after], at + 1
    if after in _COUNTRIES and _at(tokens, at + 1) in _MARKS:
        return value, _COUNTRIES[after], at + 2
    # '$20 CAD' are Canadian; of '£20 $30' the second mark belongs to what follows.
    if after in _MARKS and (currency is None or (len(after) == 3 and after.isalpha())):
        return (value, currency, at) if _opens_next(tokens, at) else (value, _MARKS[after], at + 1)
    return value, currency, at


def _opens_next(tokens: Sequence[str], at: int) -> bool:
    """Tell whether the mark belongs to the number after it: 'size 7 $50', not '20 $ 40 $' nor '20 € 100 % wool'."""
    after = _at(tokens, at + 2)
    is_sign = not tokens[at].isalpha()
    return is_sign and is_number(_at(tokens, at + 1) or "-") and after != tokens[at] and after not in UNITS


def _is_weight(tokens: Sequence[str], start: int, at: int) -> bool:
    if tokens[at] not in {"pound", "pounds"}:
        return False
    compared = start
    while compared and (tokens[compared - 1] in _COMPARING or is_number(tokens[compared - 1])):
        compared -= 1
    is_of_it = 0 < compared < start and tokens[compared - 1] in _BEFORE_WEIGHT
    return is_of_it or not _WEIGHED.isdisjoint(tokens)


def _names_thing(tokens: Sequence[str], start: int, at: int) -> bool:
    if start and tokens[start - 1] in _BEFORE_VALUE:
        return True
    return any(tuple(tokens[at : at + len(thing)]) == thing for thing in _THINGS)


def _is_fraction(tokens: Sequence[str], at: int) -> bool:
    return _at(tokens, at) == "/" and _at(tokens, at + 1)[:1].isdigit()


def read_number(tokens: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return a whole number in digits or words that begins here, and where it ends."""
    found = _number(tokens, at)
    return (int(found[0]), found[1]) if found and found[0] == int(found[0]) else None


def _number(tokens: Sequence[str], at: int) -> tuple[Decimal, int] | None:
    word = _at(tokens, at)
    if word and is_number(word):
        value = written_number(word)
        return None if value is None else (value, at + 1)
    hundreds = 1 if word == "a" else _SMALL.get(word, 0)
    if hundreds and _at(tokens, at + 1) == "hundred":
        below = _below_hundred(tokens, at + 3) if _at(tokens, at + 2) == "and" else None
        return Decimal(hundreds * 100 + (below[0] if below else 0)), below[1] if below else at + 2
    spoken = _below_hundred(tokens, at)
    return (Decimal(spoken[0]), spoken[1]) if spoken else None


def _below_hundred(tokens: Sequence[str], at: int) -> tuple[int, int] | None:
    token = _at(tokens, at)
    if token in _SMALL:
        return _SMALL[token], at + 1
    if token not in _TENS:
        return None
    unit = at + 1 + (_at(tokens, at + 1) == "-")
    if 0 < _SMALL.get(_at(tokens, unit), 0) < 10:
        return _TENS[token] + _SMALL[tokens[unit]], unit + 1
    return _TENS[token], at + 1


def written_number(token: str) -> Decimal | None:
    """Return the number that digits with points and commas mean: '1,200', '1.299,00', '12,50', '12.50'."""
    last = max(token.rfind("."), token.rfind(","))
    if _THOUSANDS.fullmatch(token) and len(set(token) & set(".,'")) == 1:
        return Decimal(re.sub("[.,']", "", token))
    whole, decimals = (token[:last], token[last + 1 :]) if last > 0 else (token, "")
    if len(decimals) > 2 and "," in token:
        return None
    if not (whole.isdigit() or _THOUSANDS.fullmatch(whole)):
        return None
    return Decimal(re.sub("[.,']", "", whole) + ("." + decimals if decimals else ""))
