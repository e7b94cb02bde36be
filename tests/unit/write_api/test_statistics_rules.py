"""Days of time zones, and which tallies serve for them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dashboard import Asked
from core.errors import MarketError
from write_api.sellers.zones import ZONES
from write_api.statistics.rules import Days, days_asked, monday_of, next_month, start_of
from write_api.statistics.sales import spans
from write_api.statistics.sales.spans import Span

NOW = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2012, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))
ZONE = st.sampled_from(sorted(ZONES))
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # zones are read from files


@PATIENT
@given(instant=INSTANTS, zone=ZONE)
def test_an_instant_lies_in_the_day_that_a_clock_on_the_wall_shows(instant: datetime, zone: str) -> None:
    there = ZoneInfo(zone)
    day = instant.astimezone(there).date()
    assert start_of(day, there) <= instant < start_of(day + timedelta(1), there)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Asia/Kolkata", date(2026, 3, 29), 24),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # Samoa went over the date line and left this day out
        ("Pacific/Apia", date(2011, 12, 31), 24),
    ],
)
def test_days_are_as_long_as_they_are(zone: str, day: date, hours: float) -> None:
    there = ZoneInfo(zone)
    assert start_of(day + timedelta(1), there) - start_of(day, there) == timedelta(hours=hours)


def test_a_day_that_was_left_out_has_no_span() -> None:
    around = Days(date(2011, 12, 29), date(2011, 12, 31), ZoneInfo("Pacific/Apia"))
    assert list(spans.of_days(around).values()) == [date(2011, 12, 29), date(2011, 12, 31)]


@PATIENT
@given(
    first=st.dates(date(2012, 1, 1), date(2030, 1, 1)),
    length=st.integers(1, 200),
    zone=ZONE,
    data=st.data(),
)
def test_what_covers_some_days_covers_each_once_and_nothing_else(
    first: date, length: int, zone: str, data: st.DataObject
) -> None:
    there = ZoneInfo(zone)
    days = Days(first, first + timedelta(length - 1), there)
    every = [*spans.of_days(days), *spans.of_months(days)]
    tallied = data.draw(st.sets(st.sampled_from(every)))
    found = spans.cover(days, tallied)
    assert {*found.months, *found.days} <= tallied
    assert not tallied & set(found.rest)
    parts = sorted([*found.months, *found.days, *found.stretches()])
    assert spans.joined(parts) == [
        Span(start_of(days.first, there), start_of(days.last + timedelta(1), there))
    ]
    assert spans.cover(days, every) == spans.Cover(
        list(spans.of_months(days)), spans.cover(days, every).days, []
    )


def test_only_what_is_over_is_tallied_and_a_month_at_once() -> None:
    days = Days(date(2026, 9, 29), date(2026, 11, 30), ZoneInfo("America/New_York"))
    groups = spans.to_tally(days, {}, NOW)
    assert [len(group) for group in groups] == [2, 32, 26]
    assert max(span.ends_at for group in groups for span in group) <= NOW


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_weeks_begin_on_monday_and_months_on_the_first(day: date) -> None:
    assert monday_of(day) == date.fromisocalendar(*day.isocalendar()[:2], 1)
    assert next_month(day).day == 1
    assert 1 <= (next_month(day) - day).days <= 31


def asked(**days: str) -> Asked:
    return Asked.model_validate(days)


@pytest.mark.parametrize(
    ("given_days", "zone", "first", "last"),
    [
        ({}, "Europe/London", date(2026, 10, 29), date(2026, 11, 27)),
        ({}, "Asia/Kolkata", date(2026, 10, 30), date(2026, 11, 28)),  # where it is tomorrow already
        ({"from": "2026-11-01"}, "Europe/London", date(2026, 11, 1), date(2026, 11, 27)),
        ({"to": "2026-03-30"}, "Europe/London", date(2026, 3, 1), date(2026, 3, 30)),
        ({"from": "2024-01-01", "to": "2025-12-31"}, "UTC", date(2024, 1, 1), date(2025, 12, 31)),
        ({"from": "2000-01-01", "to": "2000-01-01"}, "UTC", date(2000, 1, 1), date(2000, 1, 1)),
    ],
)
def test_what_is_not_said_is_the_last_thirty_days(
    given_days: dict[str, str], zone: str, first: date, last: date
) -> None:
    days = days_asked(asked(**given_days), NOW, ZoneInfo(zone))
    assert (days.first, days.last) == (first, last)


@pytest.mark.parametrize(
    ("given_days", "said", "param"),
    [
        ({"from": "2026-11-02", "to": "2026-11-01"}, "`from` must not be after `to`.", "from"),
        ({"from": "2026-12-01"}, "`from` must not be after `to`, which is today (2026-11-27).", "from"),
        ({"from": "2024-01-01", "to": "2026-01-01"}, "Ask about 731 days at most; these are 732.", "from"),
        (
            {"from": "1999-12-31", "to": "2000-01-01"},
            "`from` must be a day from 2000-01-01 to 2099-12-31.",
            "from",
        ),
        (
            {"from": "2099-12-01", "to": "2100-01-01"},
            "`to` must be a day from 2000-01-01 to 2099-12-31.",
            "to",
        ),
        ({"to": "0001-01-01"}, "`to` must be a day from 2000-01-01 to 2099-12-31.", "to"),
        ({"to": "9999-12-31"}, "`to` must be a day from 2000-01-01 to 2099-12-31.", "to"),
    ],
)
def test_days_that_cannot_be_told_of_are_refused(given_days: dict[str, str], said: str, param: str) -> None:
    with pytest.raises(MarketError) as refusal:
        days_asked(asked(**given_days), NOW, ZoneInfo("UTC"))
    assert (refusal.value.message, refusal.value.param) == (said, param)
