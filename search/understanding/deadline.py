"""By when a piece is needed: 'by friday', 'before mother's day', 'in 3 days', 'ready to ship'. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from search.understanding.amounts import read_number
from search.understanding.days import WEEKDAYS, read_day
from search.understanding.text import PAUSE

READY_DAYS = 3  # what marketplaces call ready to ship
_LONGEST_DAYS = 366

_BY = frozenset({"by", "before", "until", "till"})
_BY_PHRASES = (("in", "time", "for"), ("no", "later", "than"), ("not", "later", "than"), ("latest", "by"),
               ("ready", "for"), ("ready", "by"), ("on", "or", "before"), ("on", "or", "by"), ("by", "or", "before"),
               ("need", "it", "for"), ("need", "this", "for"), ("need", "them", "for"), ("needed", "for"),
               ("need", "it", "on"), ("required", "for"), ("want", "it", "for"))  # fmt: skip
# Said after the day, and no part of what is looked for.
_AFTER_DAY = (("at", "the", "latest"), ("at", "the", "very", "latest"), ("at", "latest"), ("the", "latest"),
              ("latest",), ("or", "sooner"), ("or", "earlier"), ("or", "before"))  # fmt: skip
# Said before 'by', and no part of what is looked for.
_LEADING = frozenset(
    """arrive arrives arriving arrival delivered deliver delivery needed need needs required wanted get here there
    dispatch dispatching shipped ship ships dispatched dispatches receive received ready due must should can it you i
    to be is has have me them latest want""".split()
)
_NEEDED = frozenset(
    """arrive arrives arriving delivered deliver needed need needs required get wanted want birthday wedding party
    anniversary christening shower graduation is on here it""".split()
)
_ARRIVING = frozenset("arrive arrives arriving delivered deliver here".split())
_EVENTS = frozenset("birthday wedding party anniversary christening shower graduation".split())
# 'A card for the 21st' is for a birthday, 'for the 25th' for Christmas.
_FESTIVE = frozenset({"1st", "18th", "21st", "25th", "30th"})
_YOU = frozenset("you u ya".split())
_MADE_BY = frozenset("designed painted written illustrated drawn sung directed created".split())
_PERIODS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "month": 30, "months": 30}
_WORKING = frozenset({"business", "working"})
_SENT = frozenset("ships dispatch dispatches dispatched dispatching".split())
_MADE = frozenset({"made", "ready", "finished"}) | _SENT
# 'Around the world in 80 days', 'returns within 30 days'.
_NO_DEADLINE_AFTER = frozenset("world return returns refund refunds exchange exchanges warranty".split())
_READY = (("ready", "to", "ship"), ("ready", "-", "to", "-", "ship"), ("ready", "to", "post"),
          ("ready", "to", "send"), ("ships", "immediately"), ("ready", "made"))  # fmt: skip
_NEXT_DAY = (("next", "day", "delivery"), ("next", "-", "day", "delivery"), ("overnight", "delivery"))
_ENDS = frozenset(
    """a an for under please near with without over below not no and from but latest ideally around about roughly
    approx approximately circa max maximum budget anything made that non up less cheap""".split()
) | {PAUSE, "£", "$", "€", "<", "~"}


@dataclass(frozen=True)
class Deadline:
    """A day by which it must be there, or within how many days it must be made."""

    day: date | None = None
    lead_days: int | None = None


Found = tuple[Deadline, int]


def read_deadline(
    words: Sequence[str], today: date, country: str | None = None
) -> tuple[Deadline | None, list[str]]:
    """Return by when it is needed, None when nothing is said of it, and the tokens that are left."""
    words = _spelt_out(words)
    for at in range(len(words)):
        found = _ready(words, at, today) or _by(words, at, today, country)
        found = found or _within(words, at, today) or _said(words, at, today, country)
        if found:
            start = at
            while start and words[start - 1] in _LEADING:
                start -= 1
            end = found[1] + _starts(words, found[1], _AFTER_DAY)
            return found[0], [*words[:start], PAUSE, *words[end:]]
    return None, list(words)


def _spelt_out(words: Sequence[str]) -> list[str]:
    """Return 'birthday is on friday' of 'birthday's on friday'."""
    found: list[str] = []
    for at, word in enumerate(words):
        is_short = word.endswith("'s") and word[:-2] in _EVENTS and words[at + 1 : at + 2] == ["on"]
        found += [word[:-2], "is"] if is_short else [word]
    return found


def _ready(words: Sequence[str], at: int, today: date) -> Found | None:
    if words[at] not in {"ready", "ships", "next", "overnight"}:
        return None
    if length := _starts(words, at, _READY):
        days, end = _days(words, at + length) or (READY_DAYS, at + length)
        return Deadline(lead_days=days), end
    if length := _starts(words, at, _NEXT_DAY):
        return Deadline(today + timedelta(1)), at + length
    return None


def _by(words: Sequence[str], at: int, today: date, country: str | None) -> Found | None:
    length = _starts(words, at, _BY_PHRASES) or (words[at] in _BY)
    if not length or (words[at] == "by" and at and words[at - 1] in _MADE_BY):
        return None
    found = read_day(words, at + length, today, country)
    if found is None:
        return None
    day, end = found
    feast = words[end - 1] in {"christmas", "xmas", "eve"}
    before = words[at] == "before" and not feast and day > today
    return Deadline(day - timedelta(1) if before else day), end


def _within(words: Sequence[str], at: int, today: date) -> Found | None:
    """Read 'in 3 days', 'within two weeks', 'in a week', 'made in 3 days'."""
    if at and words[at - 1] in _NO_DEADLINE_AFTER:
        return None
    counted = _days(words, at)
    if counted is None:
        return None
    days, end = counted
    before = words[at - 1] if at else ""
    # 'Dispatch within 3 days mug' needs no end: nothing else is said of what is sent.
    if before not in _SENT and not _ends(words, end):
        return None
    if before in _MADE:
        return Deadline(lead_days=days), end
    return Deadline(today + timedelta(days)), end


def _days(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return how many days are said from 'in' or 'within' on, the last of '3-5', and where that ends."""
    if words[at : at + 1] not in (["in"], ["within"]):
        return None
    start = at + 1
    for skipped in (("the", "next"), ("less", "than"), ("under",), ("about",), ("the",), ("just",)):
        if tuple(words[start : start + len(skipped)]) == skipped:
            start += len(skipped)
            break
    counted = (1, start + 1) if words[start : start + 1] in (["a"], ["one"]) else read_number(words, start)
    if counted and words[counted[1] : counted[1] + 1] in (["-"], ["to"], ["or"]):
        counted = read_number(words, counted[1] + 1) or counted
    if counted is None:
        return None
    number, end = counted
    working = words[end : end + 1] and words[end] in _WORKING
    end += bool(working)
    unit = words[end] if end < len(words) else ""
    end += 1 + (words[end + 1 : end + 2] == ["time"])
    if unit in {"hours", "hrs", "hour"}:
        days = -(-number // 24)
    elif unit in _PERIODS:
        days = number * _PERIODS[unit]
    else:
        return None
    days = -(-days * 7 // 5) if working else days  # five of seven days are worked on
    return (days, end) if 0 < days <= _LONGEST_DAYS else None


def _said(words: Sequence[str], at: int, today: date, country: str | None) -> Found | None:
    """Read a day without 'by': 'this weekend', 'arriving friday', 'birthday is on friday', 'i need it tomorrow'."""
    start = _day_said(words, at)
    found = None if start is None else read_day(words, start, today, country)
    if found is None or not _ends(words, found[1]):
        return None
    # 'Birthday 12th' may be the twelfth.
    is_which = words[at - 1 : at] == ["birthday"] and words[at][0].isdigit() and found[1] == at + 1
    return None if is_which else (Deadline(found[0]), found[1])


def _day_said(words: Sequence[str], at: int) -> int | None:
    """Return where a day may stand that is said from here on; None where none is."""
    word, before = words[at], words[at - 1] if at else ""
    needed = not _NEEDED.isdisjoint(words[max(0, at - 3) : at])
    if word == "for":
        return at + 1 if _is_for_day(words, at + 1) else None
    if word == "is" and before in _EVENTS:
        return at + 1 + (words[at + 1 : at + 2] == ["on"])
    if before in _ARRIVING:
        return at + (word == "on")
    is_needed = before in {"it", "this", "them"} and words[at - 2 : at - 1] == ["need"]
    is_dated = word != "on" and any(near[0].isdigit() for near in words[at : at + 2])
    if is_needed or (before == "birthday" and is_dated):
        return at
    # 'Don't want to adult today', 'is this weekend over yet' want no piece by then.
    if words[max(0, at - 2) : at - 1] == ["to"] and before not in _NEEDED:
        return None
    if word == "on":
        return at + 1 if needed else None
    if word in {"this", "next", "coming"}:
        # 'See you next tuesday' is rude, and no day.
        then = words[at + 1] if at + 1 < len(words) else ""
        is_said = then in {"weekend", "week", "month"} or (then in WEEKDAYS and before not in _YOU)
        return at if before != "is" and (is_said or needed) else None
    return at if needed and word in {"tomorrow", "today", "tonight"} else None


def _is_for_day(words: Sequence[str], at: int) -> bool:
    """Tell whether 'for' wants it by the day that stands here: 'for friday', 'for the 12th', no feast."""
    first, second, third, fourth = [*words[at : at + 4], "", "", "", ""][:4]
    if first == "the":
        is_of_month = bool(third) and not _ends(words, at + 2)
        is_ordinal = second[:1].isdigit() and second.endswith(("st", "nd", "rd", "th"))
        return is_ordinal and "july" not in {third, fourth} and (is_of_month or second not in _FESTIVE)
    named = second if first in {"this", "next", "coming"} else first
    return first == "tomorrow" or (named in WEEKDAYS and named.endswith("day") and second != "the")


def _ends(words: Sequence[str], at: int) -> bool:
    """Tell whether nothing stands here that the words before could describe: 'this weekend', not 'a week in paris'."""
    if at >= len(words) or words[at] in _ENDS or "$" in words[at] or words[at][0].isdigit():
        return True
    return _starts(words, at, _AFTER_DAY) > 0


def _starts(words: Sequence[str], at: int, phrases: Sequence[tuple[str, ...]]) -> int:
    return next((len(phrase) for phrase in phrases if tuple(words[at : at + len(phrase)]) == phrase), 0)
