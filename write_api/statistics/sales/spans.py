"""Which tallies serve for some days, and which days have to be added up from orders. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from write_api.statistics.rules import DAY, Days, first_of_month, next_month, start_of


class Span(NamedTuple):
    """From an instant up to, and without, another."""

    starts_at: datetime
    ends_at: datetime

    @property
    def is_empty(self) -> bool:
        """Whether nothing can happen in it: a day that a time zone leaves out."""
        return self.starts_at == self.ends_at


def of_days(days: Days) -> dict[Span, date]:
    """Return the span of each day; days that were left out have none."""
    starts = [start_of(day, days.zone) for day in days]
    ends = [*starts[1:], start_of(days.last + DAY, days.zone)]
    spans = (Span(*pair) for pair in zip(starts, ends, strict=True))
    return {span: day for span, day in zip(spans, days, strict=True) if not span.is_empty}


def of_months(days: Days) -> dict[Span, date]:
    """Return the spans of the months that lie wholly in the days."""
    return {
        Span(start_of(first, days.zone), start_of(next_month(first), days.zone)): first
        for first in days.whole_months()
    }


@dataclass(frozen=True)
class Cover:
    """What some days are made of: whole months and days with a tally, and days without one."""

    months: Sequence[Span]
    days: Sequence[Span]  # outside of these months
    rest: Sequence[Span]  # days without a tally

    def stretches(self) -> list[Span]:
        """Return the days without a tally, those that follow one another as one."""
        return joined(self.rest)


def cover(days: Days, tallied: Collection[Span]) -> Cover:
    """Return what the days are made of, as few parts as can be.

    A month's tally serves only with those of all its days: so both are right or neither is there.
    """
    by_day = of_days(days)
    rest = [span for span in by_day if span not in tallied]
    lacking = {first_of_month(by_day[span]) for span in rest}
    months = {
        span: first for span, first in of_months(days).items() if span in tallied and first not in lacking
    }
    covered = set(months.values())
    served = [span for span, day in by_day.items() if span in tallied and first_of_month(day) not in covered]
    return Cover(list(months), served, rest)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order of time, those that touch as one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].ends_at == span.starts_at:
            found[-1] = Span(found[-1].starts_at, span.ends_at)
        else:
            found.append(span)
    return found


def to_tally(days: Days, tallied: Collection[Span], now: datetime) -> list[list[Span]]:
    """Return the spans that are over and lack a tally, those of each month together, oldest first."""
    by_month: dict[date, list[Span]] = {}
    for span, day in (of_days(days) | of_months(days)).items():
        if span not in tallied and span.ends_at <= now:
            by_month.setdefault(first_of_month(day), []).append(span)
    return [by_month[month] for month in sorted(by_month)]
