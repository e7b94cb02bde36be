"""By when: days in words, the year they roll to, and that an argument wins."""

from datetime import date

import pytest

from search.arguments import SearchArguments
from search.understanding.deadline import Deadline, read_deadline
from search.understanding.feasts import read_feast
from search.understanding.interpret import ParsedQuery, interpret
from search.understanding.text import PAUSE, normalise, tokens
from tests.support.vocabulary import TODAY, small_vocabulary

VOCABULARY = small_vocabulary()


def ask(query: str, **arguments: object) -> ParsedQuery:
    return interpret(SearchArguments.model_validate({"query": query} | arguments), VOCABULARY, TODAY)


def day(query: str, today: date, country: str | None = None) -> date | None:
    found, _ = read_deadline(tokens(normalise(query)), today, country)
    return found.day if found else None


def test_a_day_in_words_is_a_condition_and_leaves_the_words() -> None:
    parsed = ask("walnut board by 24 december")
    assert parsed.filters.max_lead_days == 29
    assert parsed.words == ("walnut", "board")
    assert [(found.kind, found.label, found.source) for found in parsed.interpretation.understood] == [
        ("deliver_by", "by 24 December (2 days of it for the post)", "query")
    ]


def test_the_argument_wins_over_the_day_in_the_words() -> None:
    parsed = ask("mug by friday", deliver_by="2026-12-24")
    assert parsed.filters.max_lead_days == 29
    assert [found.source for found in parsed.interpretation.understood] == ["argument"]


def test_what_must_be_made_soon_needs_no_post() -> None:
    parsed = ask("ready to ship mug")
    assert (parsed.filters.max_lead_days, parsed.words) == (3, ("mug",))
    assert [found.label for found in parsed.interpretation.understood] == ["made within 3 days"]


def test_the_words_before_the_day_go_with_it() -> None:
    found, left = read_deadline(tokens("i need it delivered by friday, a red mug"), TODAY)
    assert found == Deadline(date(2026, 11, 27))
    assert [word for word in left if word != PAUSE] == ["a", "red", "mug"]
    found, left = read_deadline(tokens("red mug, ships within 5 working days at the latest"), TODAY)
    assert (found, [word for word in left if word != PAUSE]) == (Deadline(lead_days=7), ["red", "mug"])


@pytest.mark.parametrize(
    ("today", "query", "expected"),
    [
        (date(2026, 12, 31), "by 1 january", date(2027, 1, 1)),
        (date(2026, 12, 24), "by christmas", date(2026, 12, 24)),
        (date(2026, 12, 25), "by christmas", date(2027, 12, 24)),
        (date(2027, 1, 31), "by the 30th", date(2027, 3, 30)),
        (date(2027, 3, 1), "by 29 february", date(2028, 2, 29)),
        (date(2026, 11, 27), "by friday", date(2026, 12, 4)),
        (date(2026, 11, 29), "this weekend", date(2026, 11, 29)),
        (date(2026, 11, 29), "by the end of the week", date(2026, 11, 29)),
        (date(2026, 12, 30), "by the end of next month", date(2027, 1, 31)),
        (date(2026, 12, 30), "by the end of february", date(2027, 2, 28)),
    ],
)
def test_a_day_that_is_over_is_meant_next_time(today: date, query: str, expected: date) -> None:
    assert day(query, today) == expected


def test_what_is_another_day_elsewhere_goes_by_the_country() -> None:
    assert day("by 4/12", TODAY) == date(2026, 12, 4)
    assert day("by 4/12", TODAY, "US") == date(2027, 4, 12)
    assert day("by mother's day", TODAY, "US") == date(2027, 5, 9)
    assert day("by mother's day", TODAY, "GB") == day("by mother's day", TODAY) == date(2027, 3, 7)
    assert (
        ask("card by mother's day", ships_to="US").filters.max_lead_days
        == (date(2027, 5, 9) - TODAY).days - 2
    )


@pytest.mark.parametrize(
    ("year", "easter"), [(2024, (3, 31)), (2025, (4, 20)), (2027, (3, 28)), (2038, (4, 25)), (2285, (3, 22))]
)
def test_easter_is_when_the_church_says(year: int, easter: tuple[int, int]) -> None:
    assert read_feast(["easter"], 0, date(year, 1, 1)) == (date(year, *easter), 1)
