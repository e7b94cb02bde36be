"""The day that words name: 'friday', '24th of december', 'dec 12', 'mother's day', 'next week'. Pure."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from search.understanding.amounts import UNITS
from search.understanding.feasts import read_feast
from search.understanding.text import PAUSE

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|"
        "october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_NAMES_TOO = frozenset(
    "may april june august mar jan jun sep dec jul".split()
)  # a month needs more than these
_SHORTENED = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())  # 'Dec. 24'
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri|saturday sat|sunday".split(
            "|"
        )
    )
    for name in names.split()
}
_FRIDAY, _SATURDAY = 4, 5
_WITH_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_IN_PARTS = frozenset("length sleeve sleeves price scale off".split())
_ORDINALS = ("st", "nd", "rd", "th")

Found = tuple[date, int]


def read_day(words: Sequence[str], at: int, today: date, country: str | None = None) -> Found | None:
    """Return the next such day, today or later, and the end of the words that name it; None for none.

    `country` (ISO 3166) tells apart what is another day elsewhere: Mother's Day, 4/12.
    """
    if at < len(words) and words[at] == "the":
        at += 1
    if at >= len(words):
        return None
    return (
        _weekday_with_date(words, at, today, country)
        or _relative(words, at, today)
        or _end_of(words, at, today)
        or _date(words, at, today, country)
        or read_feast(words, at, today, country)
    )


def _weekday_with_date(words: Sequence[str], at: int, today: date, country: str | None) -> Found | None:
    """Read 'saturday 5 december' and 'friday the 13th': the date tells which."""
    if words[at] not in WEEKDAYS:
        return None
    at += 1
    at += words[at : at + 1] == [PAUSE]
    at += words[at : at + 1] == ["the"]
    return _date(words, at, today, country) if at < len(words) else None


def _starts(words: Sequence[str], at: int, phrase: str) -> bool:
    parts = phrase.split()
    return list(words[at : at + len(parts)]) == parts


def _relative(words: Sequence[str], at: int, today: date) -> Found | None:
    for phrase, days in (("day after tomorrow", 2), ("today", 0), ("tonight", 0), ("tomorrow", 1)):
        if _starts(words, at, phrase):
            return today + timedelta(days), at + len(phrase.split())
    which = words[at] if words[at] in {"this", "next", "coming"} else ""
    at += bool(which)
    word = words[at] if at < len(words) else ""
    monday = today - timedelta(today.weekday())
    if word == "weekend":
        saturday = monday + timedelta(_SATURDAY)
        return (saturday + timedelta(7) if which == "next" else max(saturday, today)), at + 1
    if word == "week" and which:
        friday = monday + timedelta(_FRIDAY + (7 if which == "next" else 0))
        return max(friday, today), at + 1
    if word == "month" and which:
        return _last_of_month(today, 1 if which == "next" else 0), at + 1
    if word not in WEEKDAYS:
        return None
    at += 1
    week = at + (words[at : at + 1] == ["of"])  # 'tuesday next week', 'friday of next week'
    if which == "next" or list(words[week : week + 2]) == ["next", "week"]:
        return monday + timedelta(7 + WEEKDAYS[word]), at if which else week + 2
    return today + timedelta((WEEKDAYS[word] - today.weekday() - 1) % 7 + 1), at


def _end_of(words: Sequence[str], at: int, today: date) -> Found | None:
    if not _starts(words, at, "end of"):
        return None
    at += 2
    at += words[at : at + 1] == ["the"]
    word = words[at] if at < len(words) else ""
    if word in {"this", "next"}:
        return _relative(words, at, today)
    if word == "week":
        return max(today - timedelta(today.weekday() - _FRIDAY), today), at + 1
    if word == "month":
        return _last_of_month(today, 0), at + 1
    if word in _MONTHS:
        return _last_of_month(today, (_MONTHS[word] - today.month) % 12), at + 1
    return None


def _last_of_month(today: date, months: int) -> date:
    years, month = divmod(today.month - 1 + months, 12)
    year = today.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _date(words: Sequence[str], at: int, today: date, country: str | None) -> Found | None:
    number = _day_number(words[at])
    after = at + 1
    if number and words[after : after + 1] == ["of"]:
        after += 1
    month = _MONTHS.get(words[after]) if after < len(words) else None
    if number and month:
        return _in_year(words, after + 1, number, month, today)
    if number and words[at][-2:] in _ORDINALS:
        return _next_of_number(number, today), at + 1
    if words[at] in _MONTHS:
        day = at + 1 + (words[at + 1 : at + 2] == ["the"])
        day += words[at] in _SHORTENED and words[day : day + 1] == [PAUSE]
        named = _day_number(words[day]) if day < len(words) else 0
        if named:
            return _in_year(words, day + 1, named, _MONTHS[words[at]], today)
        return None if words[at] in _NAMES_TOO else _in_year(words, at + 1, 1, _MONTHS[words[at]], today)
    return _in_numbers(words, at, today, country)


def _day_number(word: str) -> int:
    """Return a day of the month written as '24' or '24th', else 0."""
    number = word[:-2] if word.endswith(_ORDINALS) else word
    return int(number) if number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= 31 else 0


def _in_year(words: Sequence[str], at: int, day: int, month: int, today: date) -> Found | None:
    """Return the date in the year that is named, or the next one; None for a year that is over or far."""
    named = at + (words[at : at + 1] == [PAUSE])
    year = words[named] if named < len(words) else ""
    if year.isdecimal() and len(year) == 4:
        found = _safe(int(year), month, day)
        return (found, named + 1) if found and today <= found else None
    return _next(day, month, today, at)


def _next(day: int, month: int, today: date, end: int) -> Found | None:
    years = (_safe(today.year + later, month, day) for later in range(5))
    return next(((found, end) for found in years if found and found >= today), None)


def _next_of_number(day: int, today: date) -> date:
    for later in range(12):
        years, month = divmod(today.month - 1 + later, 12)
        found = _safe(today.year + years, month + 1, day)
        if found and found >= today:
            return found
    return today


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_numbers(words: Sequence[str], at: int, today: date, country: str | None) -> Found | None:
    """Read '2026-12-24', '24/12', '24.12.2026', '12-24-26' and '12/24'; '4/12' as the country writes it."""
    if pointed := _WITH_POINTS.fullmatch(words[at]):
        return _ordered(*pointed.groups(), today=today, country=country, end=at + 1)
    part = list(words[at : at + 5])
    if len(part) < 3 or part[1] not in {"/", "-"} or not (part[0].isdecimal() and part[2].isdecimal()):
        return None
    whole = len(part) == 5 and part[3] == part[1] and part[4].isdecimal()
    if len(part[0]) == 4 and whole:
        found = _safe(int(part[0]), int(part[2][:4]), int(part[4][:4]))
        return (found, at + 5) if found and found >= today else None
    # 'By 24/7', '2 by 3/4 inch' and '3/4 length' name no day.
    after = words[at + 3] if at + 3 < len(words) else ""
    if not whole and (part[1] == "-" or part[:3] == ["24", "/", "7"] or after in UNITS | _IN_PARTS):
        return None
    return _ordered(
        part[0], part[2], part[4] if whole else "", today=today, country=country, end=at + (5 if whole else 3)
    )


def _ordered(one: str, other: str, year: str, *, today: date, country: str | None, end: int) -> Found | None:
    """Return the date of a day and a month in either order, in the year that is said in two digits or four."""
    day, month = _day_number(one), _day_number(other)
    if not day or not month:
        return None
    if month > 12 or (country == "US" and day <= 12):
        day, month = month, day
    if not year:
        return _next(day, month, today, end)
    found = _safe(int(year[:4]) + (2000 if len(year) == 2 else 0), month, day)
    return (found, end) if found and found >= today else None
