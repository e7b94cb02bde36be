"""Hand-checked queries: how often each part is read right, and that real queries fire nothing they should not."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arguments import SearchArguments
from search.understanding.interpret import ParsedQuery, interpret
from search.understanding.text import tokens
from tests.support.vocabulary import TODAY, small_vocabulary

DATA = Path(__file__).parents[2] / "data"
VOCABULARY = small_vocabulary()
LANGUAGE = frozenset(
    """about above inches size year old people pieces pack weeks seats pair brother obsessed feather allergic
    average disturb cutting towel teacher majesty perfect days glitter pottery custom order within near miles
    close friend picnic loves hates bath reading black mat mats slip drill rug made paris york euros dollars
    less than stick nickel hands dog print standing shelf lamp too just want toy london into half""".split()
)
PARTS = ("price", "excluded", "corrected", "people", "place", "asked")
HARD = ("price", "excluded", "place")


def read(query: str) -> ParsedQuery:
    return interpret(SearchArguments.model_construct(query=query), VOCABULARY, TODAY, LANGUAGE)


def parts(parsed: ParsedQuery) -> dict[str, Any]:
    labels: dict[str, list[str]] = {}
    for found in parsed.interpretation.understood:
        labels.setdefault(found.kind, []).append(found.label)
    currency = next((t for g in parsed.filters.any_of for t in g if t.startswith("currency:")), None)
    limits = (parsed.filters.min_price_minor, parsed.filters.max_price_minor)
    place = labels.get("place", [None])[0]
    return {
        "price": [*limits, currency and currency[-3:].upper()] if limits != (None, None) else None,
        "excluded": [label.removeprefix("not ") for label in labels.get("excluded", [])],
        "corrected": parsed.interpretation.corrected,
        "people": [*labels.get("recipient", []), *labels.get("interest", []), *labels.get("occasion", [])],
        "place": place and place.partition(" km of ")[2],
        "asked": [wish.label for wish in parsed.asked],
    }


def expected(case: dict[str, Any]) -> dict[str, Any]:
    price = case.get("price")
    if price:
        price = [*(int(Decimal(limit) * 100) if limit else None for limit in price[:2]), price[2]]
    lists = {part: case.get(part, []) for part in PARTS}
    return lists | {"price": price, "place": case.get("place")}


def test_hand_checked_queries_are_read_as_a_person_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    cases = [json.loads(line) for line in (DATA / "parse_cases.jsonl").read_text().splitlines()]
    right: Counter[str] = Counter()
    false_filters, wrong = 0, []
    for case in cases:
        found, wanted = parts(read(case["query"])), expected(case)
        for part in PARTS:
            right[part] += found[part] == wanted[part]
            if found[part] != wanted[part]:
                wrong.append(f"{case['query']!r}: {part} is {found[part]}, not {wanted[part]}")
        false_filters += any(found[part] and not wanted[part] for part in HARD)
    share = {part: right[part] / len(cases) for part in PARTS}
    with capsys.disabled():
        print(f"\n{len(cases)} queries read right:", *(f"{part} {share[part]:.3f}" for part in PARTS))
    assert len(cases) >= 150
    assert share["price"] >= 0.99, wrong
    assert false_filters / len(cases) <= 0.005, wrong
    assert min(share.values()) >= 0.97, wrong


def test_no_price_no_place_and_no_exclusion_fires_on_real_queries_that_have_none() -> None:
    with (DATA / "wands-queries.csv").open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file, delimiter="\t")]
    assert len(queries) == 480
    fired = {query: found for query in queries if any((found := parts(read(query)))[part] for part in HARD)}
    assert fired == {}


@given(st.text(max_size=10_000) | st.lists(st.sampled_from(
    "not no without w / o - free non near within 5 miles of leeds portland , under £ $ 20 9e9 for my mom who "
    "loves cats gold silver mug candel made in blue personalised between and 10.5 ' ₤ ２０ ﷺ 0".split()
), max_size=80).map(" ".join))  # fmt: skip
def test_any_text_is_interpreted_without_error_and_nothing_is_invented(text: str) -> None:
    parsed = read(text)
    assert len(parsed.words) <= 24
    assert len(parsed.interpretation.words) <= 1000
    known = {*tokens(text.casefold()), *(note.split(" → ")[1] for note in parsed.interpretation.corrected)}
    assert text.isascii() is False or set(parsed.words) <= known
