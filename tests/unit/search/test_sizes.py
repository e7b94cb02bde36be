"""Sizes are one thing to look for, written in the ways makers write them."""

import pytest

from search.arguments import SearchArguments
from search.understanding.interpret import ParsedQuery, interpret
from tests.support.vocabulary import TODAY, small_vocabulary

VOCABULARY = small_vocabulary()


def read(query: str) -> ParsedQuery:
    return interpret(SearchArguments(query=query), VOCABULARY, TODAY)


@pytest.mark.parametrize(
    ("query", "words", "same"),
    [
        ("30 cm plate", ("30cm", "plate"), ("30 cm",)),
        ("30cm plate", ("30cm", "plate"), ("30 cm",)),
        ('6" pot', ("6in", "pot"), ("6 inch", "6inch")),
        ("8x10 print", ("8x10", "print"), ("8 x 10",)),
        ("8 by 10 inch print", ("8x10", "print"), ("8 x 10", "8x10in", "8in x 10in")),
        ("ring us 7", ("ring", "size 7"), ("us 7",)),
        ("set of four mugs", ("set 4", "mugs"), ("4 set",)),
        ("9 ct gold ring", ("9ct", "gold", "ring"), ("9 ct", "9 carat")),
        ("A4 print", ("a4", "print"), ()),
        ("1920s clock", ("1920s", "clock"), ()),
    ],
)
def test_a_size_is_searched_for_in_the_forms_that_makers_write(
    query: str, words: tuple[str, ...], same: tuple[str, ...]
) -> None:
    parsed = read(query)
    size = next((word for word in words if word[0].isdigit() or word in {"size 7", "set 4"}), "")
    assert (parsed.words, parsed.same.get(size, ())) == (words, same)


def test_a_size_stays_as_it_was_said_in_what_is_embedded() -> None:
    parsed = read("set of 4 mugs under £40")
    assert parsed.meaning == parsed.interpretation.words == "set of 4 mugs"
    assert [(found.kind, found.label) for found in parsed.interpretation.understood] == [
        ("max_price", "up to £40.00"), ("size", "set of 4")
    ]  # fmt: skip


def test_what_is_to_be_smaller_than_a_size_need_not_name_it() -> None:
    parsed = read("plate under 30 cm")
    assert (parsed.words, parsed.also) == (("plate",), ("30cm",))
    assert parsed.filters.max_price_minor is None
    assert parsed.interpretation.understood == []
