"""Labelled queries: how often each part is read right, and that real queries fire nothing they should not."""

import csv
import json
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import MarketError
from search.understanding.synonyms import plain
from search.understanding.text import MAX_CHARACTERS, normalise, tokens
from tests.support import parse_templates
from tests.support.readings import HARD, SLOTS, Score, read, slots

DATA = Path(__file__).parents[2] / "data"
DEMO_TITLES = Path(__file__).parents[3] / "cli/demo/data/uci-gifts.csv"
LONGEST = 4 * 256

_BITS = """not no without w / o - free non near within 5 miles of leeds portland , under £ $ 20 9e9 for my mom who
    loves cats gold silver mug candel made in blue personalised between and 10.5 ' ₤ ２０ ﷺ 0 by friday the 31st of
    february in 3 days size 7 8x10 set a4 cheap luxury ready to ship from paris around ½ cm 1.299,00 k " is budget
    hundred twenty december 99/99/9999 -1 1e9 next weekend except glitter or £9999999 nickel kids over tenner""".split()
_TEXT = st.text(max_size=LONGEST) | st.lists(st.sampled_from(_BITS), max_size=80).map(" ".join)
_WORDS = st.lists(st.sampled_from(_BITS), max_size=40).map(" ".join)


def test_hand_checked_queries_are_read_as_a_person_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    score = Score()
    for line in (DATA / "parse_cases.jsonl").read_text(encoding="utf-8").splitlines():
        score.add(json.loads(line))
    assert score.cases >= 600
    _hold(score, capsys)


def test_queries_made_of_parts_are_read_as_their_parts(capsys: pytest.CaptureFixture[str]) -> None:
    score = Score()
    for case in parse_templates.cases():
        score.add(case)
    assert score.cases >= 700
    _hold(score, capsys)


def _hold(score: Score, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{score}")
    assert score.share("price") >= 0.99, score.wrong
    assert score.false_hard / score.cases <= 0.005, score.wrong
    assert min(score.share(slot) for slot in SLOTS) >= 0.97, score.wrong


def test_no_condition_fires_on_real_queries_that_have_none() -> None:
    queries = _real_queries()
    assert len(queries) == 480
    assert _fired(queries) == {}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{} £50", [None, 5000, "GBP"]),
        ("{} under 20", [None, 2000, None]),
        ("{} £10-20", [1000, 2000, "GBP"]),
        ("{} not over 50 euros", [None, 5000, "EUR"]),
        ("20€ {}", [None, 2000, "EUR"]),
        ("$20 min $40 max {}", [2000, 4000, "USD"]),
    ],
)
def test_whatever_numbers_a_real_query_has_the_price_beside_it_is_the_one_that_is_said(
    said: str, expected: list[object]
) -> None:
    read_as = {query: slots(read(said.format(query)))["price"] for query in _real_queries()}
    assert {query: price for query, price in read_as.items() if price != expected} == {}


def _real_queries() -> list[str]:
    with (DATA / "wands-queries.csv").open(encoding="utf-8", newline="") as file:
        return [row["query"] for row in csv.DictReader(file, delimiter="\t")]


def test_no_condition_fires_on_what_makers_call_their_pieces() -> None:
    with DEMO_TITLES.open(encoding="utf-8", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    assert len(titles) > 3_000
    assert _fired(titles) == {}


def _fired(queries: list[str]) -> dict[str, dict[str, object]]:
    read_as = {query: slots(read(query)) for query in queries}
    conditions = (*HARD, "origin")
    return {
        query: {slot: found[slot] for slot in conditions}
        for query, found in read_as.items()
        if any(found[slot] not in (None, []) for slot in conditions)
    }


@given(_TEXT)
@settings(deadline=None)
def test_any_text_is_interpreted_alike_every_time_and_nothing_is_invented(text: str) -> None:
    try:
        parsed = read(text)
    except MarketError:
        return
    assert parsed == read(text)
    assert len(parsed.words) <= 24
    assert len(parsed.interpretation.words) <= 1000
    forms = {form for size in parsed.words if size in parsed.same for form in (size, *parsed.same[size])}
    known = {
        *tokens(text.casefold()),
        *(note.split(" → ")[1] for note in parsed.interpretation.corrected),
        *forms,
    }
    assert text.isascii() is False or set(parsed.words) <= known | {
        size for size in parsed.words if " " in size
    }


@given(_WORDS)
@settings(deadline=None)
def test_what_is_denied_is_neither_searched_for_nor_embedded(text: str) -> None:
    parsed = read(text)
    denied = {plain(word) for word in slots(parsed)["excluded"]}
    searched = {plain(word) for word in (*parsed.words, *parsed.also, *parsed.meaning.split())}
    assert denied & searched == set()


HOSTILE = {
    "long": "walnut board " * 800,
    "nots": "not " * 10_000,
    "not of commas": "not , " * 5_000,
    "one word": "w" * 10_000,
    "numbers": " ".join(map(str, range(500))),
    "amounts": "£1 " * 500,
    "nulls": "\x00" * 300 + "mug\x00under £5",
    "no width": "wal\u200bnut\u200d bo\u00adard",
    "right to left": "\u202emug\u202c under £20 לוח אגוז",
    "emoji": "🎁👨‍👩‍👧‍👦 mug 🏳️‍🌈" * 50,
    "combining": "e\u0301" * 5_000,
    "growing": "ﷺ" * 10_000,
    "other digits": "mug under £٢٠ १२ cm ２０x３０",
    "typos": " ".join(f"{letter}xqzw{letter}vkj" for letter in string.ascii_lowercase),
    "fractions": "½¾⅓ 1/2/3/4/5 " * 40,
    "dates": "by 99/99/9999 by 31 february by 2026-13-45 in 99999999 weeks",
    "huge": "under £" + "9" * 250,
    "hyphens": "-" * 5_000 + "free",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_bad_input_is_read_without_complaint(text: str) -> None:
    assert len(tokens(normalise(text))) <= MAX_CHARACTERS
    assert len(read(text).meaning) <= 600


def test_characters_without_width_do_not_cut_words() -> None:
    assert read("wal\u200bnut bo\u00adard").words == ("walnut", "board")
