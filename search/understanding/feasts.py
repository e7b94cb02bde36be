"""Days that people give presents for, by name: when is Easter, Mother's Day, Thanksgiving. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

_SUNDAY, _THURSDAY = 6, 3


def _easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _mothering_sunday(year: int) -> date:
    return _easter(year) - timedelta(21)


def _american_mothers_day(year: int) -> date:
    return _nth(year, 5, _SUNDAY, 2)


# Nothing is delivered on Christmas or New Year's Day: the day before is meant.
_FEASTS: dict[str, Callable[[int], date]] = {
    "christmas eve": _on(12, 24), "christmas day": _on(12, 24), "christmas": _on(12, 24), "xmas": _on(12, 24),
    "new year's eve": _on(12, 31), "new years eve": _on(12, 31), "new year": _on(12, 31),
    "new year's": _on(12, 31), "new years": _on(12, 31),
    "valentine's day": _on(2, 14), "valentines day": _on(2, 14), "valentine's": _on(2, 14),
    "valentines": _on(2, 14), "st patrick's day": _on(3, 17), "halloween": _on(10, 31),
    "easter": _easter, "easter sunday": _easter,
    "father's day": lambda year: _nth(year, 6, _SUNDAY, 3), "fathers day": lambda year: _nth(year, 6, _SUNDAY, 3),
    "thanksgiving": lambda year: _nth(year, 11, _THURSDAY, 4),
}  # fmt: skip
_LONGEST = 3
_MOTHERS = frozenset({"mother's day", "mothers day", "mothering sunday"})


def read_feast(
    words: Sequence[str], at: int, today: date, country: str | None = None
) -> tuple[date, int] | None:
    """Return the next such feast and the end of its name.

    Where the country does not tell, Mother's Day is the British or the American one, whichever comes first.
    """
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        name = " ".join(words[at : at + length])
        if name in _MOTHERS:
            british, american = _next(_mothering_sunday, today), _next(_american_mothers_day, today)
            known = {"US": american, "GB": british, "IE": british}
            return known.get(country or "", min(british, american)), at + length
        if name in _FEASTS:
            return _next(_FEASTS[name], today), at + length
    return None


def _next(feast: Callable[[int], date], today: date) -> date:
    return next(day for year in (today.year, today.year + 1) if (day := feast(year)) >= today)
