"""Words and arguments become conditions; arguments win; nonsense is refused in words."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Code, MarketError
from search.arguments import SearchArguments
from search.understanding.interpret import ParsedQuery
from search.understanding.interpret import interpret as interpret_with
from search.understanding.vocabulary import Vocabulary


def interpret(arguments: SearchArguments) -> ParsedQuery:
    return interpret_with(arguments, Vocabulary(), date(2026, 11, 23))


def test_a_price_in_the_words_becomes_a_ceiling_and_leaves_the_words() -> None:
    parsed = interpret(SearchArguments(query="red mug under £20"))
    assert parsed.words == ("red", "mug")
    assert parsed.filters.max_price_minor == 2000
    assert frozenset({"currency:gbp"}) in parsed.filters.any_of
    assert [(found.label, found.source) for found in parsed.interpretation.understood] == [
        ("up to £20.00", "query")
    ]


def test_a_price_argument_wins_over_the_words() -> None:
    parsed = interpret(SearchArguments(query="mug under £20", max_price=Decimal(5)))
    assert parsed.filters.max_price_minor == 500
    assert parsed.words == ("mug",)
    assert parsed.interpretation.understood[0].source == "argument"


def test_words_that_only_say_that_a_gift_is_wanted_are_not_searched_for() -> None:
    parsed = interpret(SearchArguments(query="a nice gift under $30"))
    assert (parsed.words, parsed.meaning) == ((), "")
    mother = interpret(SearchArguments(query="gift for my mom who gardens"))
    assert (mother.words, mother.also) == ((), ("mom", "gardens", "gardening"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("watering can", "watering can"),
        ("can you find a mug", "mug"),
        ("free range eggs sign", "free range eggs sign"),
        ("I live in a flat, any plant pots?", "flat plant pots"),
        ("live edge board", "live edge board"),
        ("I don't know what to get my mum", ""),
        ("he's 25 and wouldn't pay for a mug", "mug"),
    ],
)
def test_chat_is_no_word_to_search_for_but_where_it_names_the_thing(query: str, words: str) -> None:
    assert " ".join(interpret(SearchArguments(query=query)).words) == words


@pytest.mark.parametrize(
    ("query", "leaning", "told"),
    [
        ("cheap mug", "low", ["cheaper pieces first among equals"]),
        ("luxury mug", "high", ["dearer pieces first among equals"]),
        ("mug", None, []),
    ],
)
def test_cheap_and_luxury_lean_to_prices_and_limit_nothing(
    query: str, leaning: str | None, told: list[str]
) -> None:
    parsed = interpret(SearchArguments(query=query))
    assert (parsed.words, parsed.price_leaning) == (("mug",), leaning)
    assert (parsed.filters.min_price_minor, parsed.filters.max_price_minor) == (None, None)
    assert [found.label for found in parsed.interpretation.understood] == told


def test_two_prices_are_both_kept() -> None:
    filters = interpret(SearchArguments(query="mug over £10 but under £20")).filters
    assert (filters.min_price_minor, filters.max_price_minor) == (1000, 2000)


def test_a_ceiling_between_two_pennies_never_lets_the_dearer_one_through() -> None:
    parsed = interpret(SearchArguments(max_price=Decimal("9.999"), min_price=Decimal("1.001")))
    assert (parsed.filters.min_price_minor, parsed.filters.max_price_minor) == (101, 999)


def test_yen_have_no_pennies() -> None:
    assert interpret(SearchArguments(max_price=Decimal(2000), currency="JPY")).filters.max_price_minor == 2000


def test_the_lowest_price_may_not_be_above_the_highest() -> None:
    with pytest.raises(MarketError) as refused:
        interpret(SearchArguments(min_price=Decimal(9), max_price=Decimal(5)))
    assert (refused.value.code, refused.value.param) == (Code.INVALID_REQUEST, "min_price")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"query": "mug in 366 days"}, "by 24 November 2027"),
        ({"query": "mug by 24 october"}, "by 24 October 2027"),
        ({"query": "mug by 1 march"}, "by 1 March"),
        ({"query": "mug", "deliver_by": "2099-01-01"}, "by 1 January 2099"),
        ({"query": "mug", "deliver_by": "2026-12-24"}, "by 24 December"),
    ],
)
def test_a_day_that_is_far_off_is_told_with_its_year(arguments: dict[str, object], told: str) -> None:
    [found] = interpret(SearchArguments.model_validate(arguments)).interpretation.understood
    assert found.label == f"{told} (2 days of it for the post)"


def test_the_shop_that_was_set_is_told() -> None:
    [found] = interpret(SearchArguments(query="mug", shop="Leeds Clay")).interpretation.understood
    assert (found.kind, found.label, found.source) == ("shop", "only from Leeds Clay", "argument")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("toys 2-3 years", "toys"),
        ("bracelet for girl, 12, silver", "bracelet silver"),
        ("mug for mum who is 60", "mug"),
        ("mug for mum turning 60", "mug"),
        ("6yo puzzle", "puzzle"),
        ("anniversary mug 10 years", "anniversary mug 10 years"),
        ("girl 12 piece puzzle", "girl 12 piece puzzle"),
    ],
)
def test_how_old_somebody_is_is_not_searched_for(query: str, words: str) -> None:
    assert " ".join(interpret(SearchArguments(query=query)).words) == words
