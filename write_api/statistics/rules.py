"""Days, weeks and months of a shop, and the figures of each. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.dashboard import Asked, SalesFigures, SalesFrom
from core.errors import Code, MarketError

USUAL_DAYS = 30
MOST_DAYS = 731  # two years, with a leap day
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
DAY = timedelta(days=1)
TOLD = tuple(SalesFigures.model_fields)


@dataclass(frozen=True)
class Days:
    """Days of a time zone, the first and the last included."""

    first: date
    last: date
    zone: ZoneInfo

    def __iter__(self) -> Iterator[date]:
        """Go through the days."""
        return (self.first + n * DAY for n in range(len(self)))

    def __len__(self) -> int:
        """Return how many there are."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Days":
        """As many days that come before."""
        return Days(self.first - len(self) * DAY, self.first - DAY, self.zone)

    def whole_months(self) -> list[date]:
        """Return the first days of the months that lie wholly in it."""
        starts = (day for day in self if day.day == 1)
        return [start for start in starts if next_month(start) - DAY <= self.last]


def days_asked(asked: Asked, now: datetime, zone: ZoneInfo) -> Days:
    """Return the days that a maker asks about.

    Raises:
        MarketError: invalid_request.
    """
    for name, day in (("from", asked.first), ("to", asked.last)):
        if day and not EARLIEST <= day <= LATEST:
            raise _refused(f"`{name}` must be a day from {EARLIEST} to {LATEST}.", name)
    last = asked.last or now.astimezone(zone).date()
    first = asked.first or max(last - (USUAL_DAYS - 1) * DAY, EARLIEST)
    if first > last:
        until = "" if asked.last else f", which is today ({last})"
        raise _refused(f"`from` must not be after `to`{until}.", "from")
    days = Days(first, last, zone)
    if len(days) > MOST_DAYS:
        raise _refused(f"Ask about {MOST_DAYS} days at most; these are {len(days)}.", "from")
    return days


def _refused(sentence: str, param: str) -> MarketError:
    return MarketError(Code.INVALID_REQUEST, sentence, param=param)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins.

    Where midnight is skipped, that is when the clocks are put on; where it comes twice, the first.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def monday_of(day: date) -> date:
    """Return the first day of its ISO week."""
    return day - day.weekday() * DAY


def first_of_month(day: date) -> date:
    """Return the first day of its month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return first_of_month(first_of_month(day) + 31 * DAY)


class Figures(NamedTuple):
    """What was sold in one currency."""

    orders: int = 0
    cancelled_orders: int = 0
    assistant_orders: int = 0  # of `orders`
    pieces: int = 0
    revenue_minor: int = 0
    cancelled_minor: int = 0
    assistant_revenue_minor: int = 0  # of `revenue_minor`

    def told(self) -> dict[str, int]:
        """Return what is told of them, by the names of `SalesFigures`."""
        return {name: getattr(self, name) for name in TOLD}


def total(parts: Sequence[Figures]) -> Figures:
    """Return the sum of them all."""
    if len(parts) < 2:
        return parts[0] if parts else Figures()
    return Figures(*map(sum, zip(*parts, strict=True)))


def series(
    days: Days, by_day: Mapping[date, Figures], bucket: Callable[[date], date] = lambda day: day
) -> list[SalesFrom]:
    """Return the figures of every bucket of days, in order, also of those without any."""
    gathered: dict[date, list[Figures]] = {}
    for day in days:
        found = gathered.setdefault(bucket(day), [])
        if day in by_day:
            found.append(by_day[day])
    return [SalesFrom(starts_on=start, **total(parts).told()) for start, parts in gathered.items()]


def rate(part: int, whole: int) -> float | None:
    """Return part / whole, None of nothing."""
    return round(part / whole, 4) if whole else None
