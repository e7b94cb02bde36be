"""What words ask for, as Meilisearch's filters; and words that are nearly another."""

import itertools
import re

import pytest

from search.engine import EngineQuery
from search.meilisearch.bodies import MOST_VARIANTS, variants
from search.meilisearch.filters import quoted
from search.meilisearch.matching import MOST_COUNTED, at_least, matching
from search.meilisearch.words import Words

WORDS = Words([], dict.fromkeys("candle lavender walnut board mug earrings gardening".split(), 3), 9)


@pytest.mark.parametrize(("least", "words"), [(1, 1), (2, 3), (3, 5), (5, 8), (6, 9), (7, 7)])
def test_so_many_of_the_words_is_exactly_so_many(least: int, words: int) -> None:
    names = [f"w{n}" for n in range(words)]
    logic = at_least(least, names).replace("AND", "and").replace("OR", "or")
    for there in itertools.product([False, True], repeat=words):
        assert eval(logic, dict(zip(names, there, strict=True))) == (sum(there) >= least)


def test_however_many_words_the_filter_stays_small() -> None:
    words = tuple(f"w{n}" for n in range(120))
    asked = matching(EngineQuery(words), WORDS)
    assert asked is not None
    assert asked.count("stems IN") < 500
    assert len(set(re.findall(r"w\d+", asked))) == MOST_COUNTED
    assert len(variants(EngineQuery(words), WORDS)) <= MOST_VARIANTS


@pytest.mark.parametrize(
    ("stem", "typos", "found"),
    [
        ("candel", 1, {"candl"}),
        ("wlanut", 1, {"walnut"}),
        ("bord", 1, {"board"}),
        ("lavendar", 1, set()),
        ("lavendar", 2, {"lavend"}),
        ("xylophon", 2, set()),
        ("", 1, set()),
    ],
)
def test_words_a_few_letters_away_are_found(stem: str, typos: int, found: set[str]) -> None:
    assert WORDS.like(stem, typos) == found


def test_fewer_words_are_worth_less_and_rare_ones_more() -> None:
    known = Words([], {"rare": 1, "common": 900, "middling": 50}, 1000)
    found = variants(EngineQuery(("rare", "middling", "common")), known)
    assert [one.stems for one in found] == [
        ("rare", "middl", "common"),
        ("rare", "middl"),
        ("rare", "common"),
        ("middl", "common"),
    ]
    assert found[0].weight == 1.0


@pytest.mark.parametrize("value", ['"', "\\", '\\"', 'a" OR id EXISTS OR "', "\\\\"])
def test_no_value_ends_its_own_quotes(value: str) -> None:
    text = quoted([value])
    assert re.fullmatch(r'\["(?:[^"\\]|\\.)*"\]', text)
