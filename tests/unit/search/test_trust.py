"""One seller's words for their own pieces do not change how anybody's search is read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from search.arguments import SearchArguments
from search.understanding.interpret import ParsedQuery, interpret
from search.understanding.text import is_word, normalise, tokens
from search.understanding.vocabulary import Kind, Vocabulary, build
from tests.support import parse_templates
from tests.support.readings import Score, language
from tests.support.vocabulary import TODAY, marketplace

CASES = Path(__file__).parents[2] / "data" / "parse_cases.jsonl"
LONGEST = 3


@cache
def queries() -> list[str]:
    labelled = [json.loads(line)["query"] for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [*labelled, *(case["query"] for case in parse_templates.cases())]


def hostile() -> Iterator[str]:
    """Yield every run of words of every query as a value of every kind."""
    for query in queries():
        words = [word for word in tokens(normalise(query)) if is_word(word)]
        for at in range(len(words)):
            for end in range(at + 1, min(at + LONGEST, len(words)) + 1):
                phrase = " ".join(words[at:end])
                yield from (f"{kind}:{phrase}" for kind in get_args(Kind))
                # 'Mugs and candles' lists two things that everybody knows.
                if "and" not in words[at:end]:
                    yield f"category:odd > {phrase}"
                yield f"recipient:for {phrase}"


def read(query: str, vocabulary: Vocabulary) -> ParsedQuery:
    return interpret(SearchArguments.model_construct(query=query), vocabulary, TODAY, language())


@cache
def strange() -> frozenset[str]:
    """Return those that not everybody knows: who says 'silver' is believed."""
    theirs = set(hostile())
    vocabulary = marketplace(theirs, counted=True)
    known = {
        one
        for one in theirs
        for entry in vocabulary.named(one.partition(":")[2].rpartition("> ")[2].removeprefix("for "))
        if entry.term == one and entry.trusted
    }
    return frozenset(theirs - known)


@pytest.mark.parametrize("counted", [True, False])
def test_the_values_of_one_shop_change_the_reading_of_no_query(counted: bool) -> None:
    theirs = strange()
    assert len(theirs) > 20_000
    before, after = marketplace((), counted=counted), marketplace(theirs, counted=counted)
    for query in queries():
        was, now = read(query, before), read(query, after)
        # Who is kept out because of what they state themselves are only the shop's own listings.
        filters = replace(now.filters, none_of=now.filters.none_of - theirs)
        assert replace(now, filters=filters) == was, query


def test_labelled_queries_are_read_as_well_in_a_marketplace() -> None:
    score = Score(vocabulary=marketplace((), counted=True))
    for line in CASES.read_text(encoding="utf-8").splitlines():
        score.add(json.loads(line))
    assert score.share("price") >= 0.99, score.wrong
    assert score.false_hard / score.cases <= 0.005, score.wrong


def test_a_mug_is_no_occasion_because_one_seller_says_so() -> None:
    query = "mug for my mum who gardens"
    assert read(query, marketplace({"occasion:mug"}, counted=True)).words == ("mug",)
    assert read(query, build([("occasion:mug", 500)], {}, 1000)).words == ("mug",)


@pytest.mark.parametrize(
    ("terms", "is_read"),
    [
        ({"style:axolotl": 3}, False),
        ({"style:axolotl": 100}, False),  # as large as a shop may be
        ({"style:axolotl": 201}, True),  # more than the two largest shops have
        ({"style:vintage": 1}, True),  # known to everybody
    ],
)
def test_a_value_is_read_where_everybody_knows_it_or_several_shops_state_it(
    terms: dict[str, int], is_read: bool
) -> None:
    shops = {f"shop:shp_{number}": 100 for number in range(40)}
    vocabulary = build((terms | shops).items(), {}, 4000)
    [term] = terms
    assert (vocabulary.match([term.partition(":")[2]], 0) is not None) is is_read


def test_in_a_catalogue_of_one_shop_all_its_values_are_read() -> None:
    vocabulary = build([("style:axolotl", 4), ("shop:shp_1", 200)], {}, 200)
    assert vocabulary.match(["axolotl"], 0) is not None
    assert build([("style:axolotl", 3), ("shop:shp_1", 200)], {}, 200).match(["axolotl"], 0) is None


def test_a_colour_that_one_seller_made_up_does_not_change_what_a_denial_keeps_out() -> None:
    filters = read("candle not lavender", marketplace({"color:lavender"}, counted=True)).filters
    assert filters.without == {"lavender"}
    assert filters.none_of == {"color:lavender"}
