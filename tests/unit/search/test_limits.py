"""Prices of words and arguments hold side by side; what gives way is said, and labels say what is kept to."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arguments import SearchArguments
from search.understanding.interpret import ParsedQuery, interpret
from search.understanding.vocabulary import Vocabulary


def read(query: str = "", **arguments: object) -> ParsedQuery:
    asked = SearchArguments.model_validate({"query": query} | arguments)
    return interpret(asked, Vocabulary(), date(2026, 11, 23))


def limits(parsed: ParsedQuery) -> tuple[int | None, int | None]:
    return parsed.filters.min_price_minor, parsed.filters.max_price_minor


def told(parsed: ParsedQuery) -> list[tuple[str, str]]:
    return [(found.label, found.source) for found in parsed.interpretation.understood]


def test_a_spoken_ceiling_holds_beside_a_floor_that_was_set() -> None:
    parsed = read("christmas under £3", min_price=1)
    assert limits(parsed) == (100, 300)
    assert told(parsed) == [("from £1.00", "argument"), ("up to £3.00", "query")]
    assert parsed.interpretation.relaxed == []


def test_a_spoken_floor_holds_beside_a_ceiling_that_was_set() -> None:
    parsed = read("christmas over £3", max_price=50)
    assert limits(parsed) == (300, 5000)
    assert told(parsed) == [("from £3.00", "query"), ("up to £50.00", "argument")]


@pytest.mark.parametrize(
    ("query", "arguments", "kept", "relaxed"),
    [
        ("mug under £3", {"min_price": 10}, (1000, None), ["'up to £3.00' gave way to min_price"]),
        ("mug over £30", {"max_price": 10}, (None, 1000), ["'from £30.00' gave way to max_price"]),
        ("mug £3 to £5", {"min_price": 4}, (400, 500), []),
        ("mug £3 to £5", {"min_price": 9}, (900, None), ["'up to £5.00' gave way to min_price"]),
        ("mug £3 to £5", {"min_price": 1, "max_price": 2}, (100, 200), []),
        ("mug under $20", {"currency": "GBP"}, (None, None), ["'up to $20.00' limits nothing in GBP"]),
        (
            "mug between $20 and $30", {"currency": "GBP", "max_price": 9}, (None, 900),
            ["'from $20.00 and up to $30.00' limits nothing in GBP"],
        ),
        ("mug under 20", {"currency": "GBP", "min_price": 5}, (500, 2000), []),
    ],
)  # fmt: skip
def test_an_argument_wins_over_what_does_not_fit_to_it_and_that_is_said(
    query: str, arguments: dict[str, object], kept: tuple[int | None, int | None], relaxed: list[str]
) -> None:
    parsed = read(query, **arguments)
    assert (limits(parsed), parsed.interpretation.relaxed) == (kept, relaxed)


@pytest.mark.parametrize(
    ("arguments", "kept", "label"),
    [
        ({"currency": "JPY", "max_price": "10.5"}, (None, 10), "up to ¥10"),
        ({"currency": "JPY", "min_price": "10.5"}, (11, None), "from ¥11"),
        ({"currency": "GBP", "max_price": "9.999"}, (None, 999), "up to £9.99"),
        ({"max_price": "9.999"}, (None, 999), "up to 9.99"),
        ({"max_price": "-0"}, (None, 0), "up to 0.00"),
        ({"min_price": "-0.0", "currency": "CHF"}, (0, None), "from CHF 0.00"),
    ],
)
def test_a_label_says_just_what_is_kept_to(
    arguments: dict[str, object], kept: tuple[int | None, int | None], label: str
) -> None:
    parsed = read("mug", **arguments)
    assert (limits(parsed), [text for text, _ in told(parsed)]) == (kept, [label])


_PENCE = st.integers(0, 10_000).map(lambda pence: Decimal(pence) / 100)


@given(st.none() | _PENCE, st.none() | _PENCE, _PENCE, st.sampled_from(["under", "over"]))
def test_no_price_is_dropped_without_a_word(
    low: Decimal | None, high: Decimal | None, spoken: Decimal, word: str
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    parsed = read(f"mug {word} £{spoken}", min_price=low, max_price=high)
    labels = [label for label, _ in told(parsed)]
    said = f"{'up to' if word == 'under' else 'from'} £{spoken:.2f}"
    argument = high if word == "under" else low
    assert argument is not None or said in labels or any(said in one for one in parsed.interpretation.relaxed)
    kept = limits(parsed)
    assert None in kept or kept[0] <= kept[1]  # type: ignore[operator]
