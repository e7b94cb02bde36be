"""Sizes and counts in a shopper's words: '8x10', '30 cm', 'ring size 7', 'set of 4'. Pure.

Each becomes one token, so that it is searched for as one thing in the ways makers write it, and neither a price
nor a spelling mistake is seen in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from search.understanding.amounts import CURRENCY_MARKS, read_number
from search.understanding.text import PAUSE, is_number

# The unit, how else it is written, and whether makers write it onto the number.
_UNITS = {
    "cm": "cm cms centimetre centimetres centimeter centimeters",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "m": "m metre metres meter meters",
    "in": "inch inches in",
    "ft": "ft foot feet",
    "yd": "yd yds yard yards",
    "ml": "ml millilitre millilitres milliliter milliliters",
    "cl": "cl",
    "l": "l litre litres liter liters",
    "oz": "oz ounce ounces",
    "g": "g gm gms gram grams",
    "kg": "kg kilo kilos kilogram kilograms",
    "lb": "lb lbs",
    "qt": "qt quart quarts",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
# The word that is searched for beside the number: 'in' alone says nothing.
_SPOKEN = {"in": "inch", "l": "litre", "m": "metre", "g": "g", "ft": "ft"}
_PIECES = frozenset("piece pieces pc pcs".split())
_LETTERS = {"xs": "extra small", "xl": "extra large", "xxl": "2xl", "2xl": "2xl", "xxxl": "3xl", "3xl": "3xl"}
_PAPER = frozenset(f"{series}{number}" for series in "ab" for number in range(8)) | {"a3+"}
_FINENESS = {"ct": "ct", "carat": "ct", "carats": "ct", "k": "k", "kt": "k", "karat": "k", "karats": "k"}
_KARATS = frozenset("8 9 10 14 18 21 22 24".split())
_SYSTEMS = frozenset({"us", "uk", "eu"})
_COMPARED = frozenset(
    "under over below above than least most max maximum min minimum about around roughly to up within".split()
)
_ROUGHLY = frozenset({"about", "around", "roughly"})
# After 'in' the inch is meant: '8 in wide', not 'under 20 in blue'.
_AFTER_INCH = frozenset("x by - wide tall long high deep diameter across square round frame pot".split()) | {
    PAUSE
}


@dataclass(frozen=True)
class Size:
    """A size: what it is called, and each way it may be written, as words that stand together."""

    label: str
    forms: tuple[str, ...]
    compared: bool = False  # 'under 30 cm': a piece that fits says another number


@dataclass
class Sizes:
    """The sizes found, by the token that each has become."""

    by_token: dict[str, Size] = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        """Return what to call those that are looked for as they are."""
        return [size.label for size in self.by_token.values() if size.label and not size.compared]


def read_sizes(words: Sequence[str]) -> tuple[Sizes, list[str]]:
    """Return the sizes, and the tokens with each size as one."""
    found = Sizes()
    left: list[str] = []
    at = 0
    while at < len(words):
        read = None if words[at] == PAUSE else _size(words, at)
        if read is None:
            left.append(words[at])
            at += 1
            continue
        start, (size, at) = at, read
        token = " ".join(words[start:at])
        found.by_token.setdefault(token, size)
        left.append(token)
    return found, left


def _size(words: Sequence[str], at: int) -> tuple[Size, int] | None:
    if at and words[at - 1] in CURRENCY_MARKS:
        return None
    return _named(words, at) or _several(words, at) or _measured(words, at)


def _named(words: Sequence[str], at: int) -> tuple[Size, int] | None:
    """Read 'A4', 'extra large', 'size 7', 'ring uk size 9', 'US 7'."""
    word, after = words[at], words[at + 1 : at + 3]
    if word in _PAPER:
        return Size(word.upper(), (word,)), at + 1
    if word in _LETTERS or (word == "extra" and after[:1] in (["large"], ["small"])):
        spoken = _LETTERS.get(word) or f"extra {after[0]}"
        short = next((short for short, said in _LETTERS.items() if said == spoken), spoken)
        return Size(
            spoken, tuple(dict.fromkeys((word if word in _LETTERS else spoken, spoken, short)))
        ), at + (1 if word in _LETTERS else 2)
    if word == "size":
        system = after[0] if after[:1] and after[0] in _SYSTEMS else ""
        end = at + 1 + bool(system)
    elif word in _SYSTEMS:
        system, end = word, at + 1 + (after[:1] == ["size"])
    else:
        return None
    value = words[end] if end < len(words) else ""
    if not value or not (_is_plain(words, end) or (word == "size" and value in {"s", "m", "l", *_LETTERS})):
        return None
    if is_number(value) and (side := _side(words, end)):
        value, end = side[0], side[2] - 1
    if not system and words[end + 1 : end + 2] and words[end + 1] in _SYSTEMS:
        system, end = words[end + 1], end + 1
    forms = (f"size {value}", f"{system} {value}") if system else (f"size {value}",)
    label = f"size {system.upper()} {value}" if system else f"size {value.upper()}"
    return Size(label, forms), end + 1


def _is_plain(words: Sequence[str], at: int) -> bool:
    """Tell whether a number stands here that no unit and no currency of its own follows."""
    if not is_number(words[at]):
        return False
    after, then = [*words[at + 1 : at + 3], "-", "-"][:2]
    return (after not in CURRENCY_MARKS or is_number(then)) and after not in {"x", "%"}


def _several(words: Sequence[str], at: int) -> tuple[Size, int] | None:
    """Read 'set of 4', 'pack of twelve', '12 pack', '6 piece'."""
    if words[at] in {"set", "pack", "box"} and words[at + 1 : at + 2] == ["of"]:
        counted = read_number(words, at + 2)
        if counted is None or words[counted[1] : counted[1] + 1] == ["x"]:
            return None
        number, end = counted
        return Size(f"{words[at]} of {number}", (f"{words[at]} {number}", f"{number} {words[at]}")), end
    counted = read_number(words, at)
    if counted is None:
        return None
    number, end = counted
    end += words[end : end + 1] == ["-"]
    unit = words[end] if end < len(words) else ""
    if unit == "pack":
        return Size(f"pack of {number}", (f"{number} pack", f"pack {number}")), end + 1
    if unit in _PIECES:
        size = Size(
            f"{number} piece", (f"{number} piece", f"{number}pc", f"set {number}"), _is_compared(words, at)
        )
        return size, end + 1
    return None


def _measured(words: Sequence[str], at: int) -> tuple[Size, int] | None:
    """Read '30 cm', '8 x 10 in', '3 1/2 inch', '18k'."""
    if ranged := _ranged(words, at):
        return ranged
    first = _side(words, at)
    if first is None:
        return None
    sides, units, end = [first[0]], [first[1]], first[2]
    while end < len(words) and words[end] in {"x", "by"} and (side := _side(words, end + 1)):
        sides.append(side[0])
        units.append(side[1])
        end = side[2]
    unit = next((unit for unit in reversed(units) if unit), None)
    compared = _is_compared(words, at)
    if len(sides) == 1:
        if unit is None:
            return _fine(words, at, end)
        return _one(sides[0], unit, compared), end
    spaced = " x ".join(sides)
    forms = ["x".join(sides), spaced]
    if unit:
        forms += ["x".join(sides) + unit, " x ".join(f"{side}{unit}" for side in sides)]
    return Size(f"{spaced} {unit}" if unit else spaced, tuple(forms), compared), end


def _ranged(words: Sequence[str], at: int) -> tuple[Size, int] | None:
    """Read '20-30 cm' and 'between 20 cm and 30 cm': what fits may say any number of them."""
    at += words[at] == "between"
    low = _side(words, at)
    if low is None or low[2] >= len(words) or words[low[2]] not in {"-", "to", "and"}:
        return None
    high = _side(words, low[2] + 1)
    if high is None or high[1] is None or (words[low[2]] == "and" and words[at - 1 : at] != ["between"]):
        return None
    return _one(high[0], high[1], compared=True), high[2]


def _side(words: Sequence[str], at: int) -> tuple[str, str | None, int] | None:
    """Return a number as it is written, the unit after it where there is one, and the end."""
    if at >= len(words):
        return None
    if is_number(words[at]):
        number, end = words[at], at + 1
        if _is_fraction(words, end):
            number, end = f"{number} {words[end]}/{words[end + 2]}", end + 3
        elif _is_fraction(words, at):
            number, end = f"{number}/{words[at + 2]}", at + 3
    else:
        counted = read_number(words, at)
        if counted is None or words[counted[1] : counted[1] + 1] not in (
            ["inch"],
            ["foot"],
            ["litre"],
            ["cm"],
        ):
            return None
        number, end = str(counted[0]), counted[1]
    hyphen = words[end : end + 1] == ["-"]
    unit = words[end + hyphen] if end + hyphen < len(words) else ""
    if unit in _UNIT and not (unit == "in" and not _is_inch(words, end + hyphen)):
        return number, _UNIT[unit], end + hyphen + 1
    return number, None, end


def _is_fraction(words: Sequence[str], at: int) -> bool:
    part = words[at : at + 3]
    return len(part) == 3 and part[1] == "/" and is_number(part[0]) and is_number(part[2])


def _is_inch(words: Sequence[str], at: int) -> bool:
    after = words[at + 1] if at + 1 < len(words) else PAUSE
    return after in _AFTER_INCH or words[at - 2 : at - 1] in (["x"], ["by"])


def _is_compared(words: Sequence[str], at: int) -> bool:
    before = words[at - 1] if at else ""
    return before in _COMPARED or (before == "-" and at > 1 and is_number(words[at - 2]))


def _one(number: str, unit: str, compared: bool) -> Size:
    spoken = _SPOKEN.get(unit, unit)
    forms = dict.fromkeys((f"{number}{unit}", f"{number} {spoken}", f"{number}{spoken}"))
    return Size(f"{number} {unit}", tuple(forms), compared)


def _fine(words: Sequence[str], at: int, end: int) -> tuple[Size, int] | None:
    """Read '9 ct' and '18k': how fine gold is, as one token."""
    unit = words[end] if end < len(words) else ""
    if unit not in _FINENESS or not is_number(words[at]) or end != at + 1 or _is_thousands(words, at):
        return None
    short = _FINENESS[unit]
    other = "carat" if short == "ct" else "karat"
    return Size("", (f"{words[at]}{short}", f"{words[at]} {short}", f"{words[at]} {other}")), end + 1


def _is_thousands(words: Sequence[str], at: int) -> bool:
    """Tell whether the k of 'under 2k', '$1-2k' or 'between 1k and 2k' stands for thousands of money."""
    if words[at + 1] != "k" or words[at] in _KARATS:
        return False
    if words[at + 2 : at + 3] and words[at + 2] in CURRENCY_MARKS:
        return True
    start = at
    if at > 1 and words[at - 1] in {"and", "to", "-"}:
        start = at - 2 - (words[at - 2] == "k")
    before = words[start - 1] if start > 0 else ""
    return before in _COMPARED - _ROUGHLY or before in CURRENCY_MARKS or before == "between"
