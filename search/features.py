"""What tells how well a listing fits a query: numbers from its profile, the same on every engine. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log1p

from search.document import Profile
from search.engine import Candidate, EngineQuery
from search.stems import stem, words_in
from search.understanding.people import RELATIONS
from search.understanding.synonyms import plain
from search.understanding.vocabulary import Vocabulary

FEATURES = (
    "words",  # BM25 over the fields, the title counted most
    "cosine",  # nearness in meaning
    "coverage",  # share of the query, by rarity of its words, that stands anywhere
    "title_coverage",  # the same of the title
    "complete",  # 1 when every word is there
    "phrases",  # share of neighbouring words that are neighbours there
    "letters",  # share of the query's trigrams that the title has: forgives spelling
    "numbers",  # share of the query's numbers that are there
    "raised",  # named values that the listing states, at most three
    "brevity",  # 1 for a title of one word, less for longer ones
)

TITLE, FACTS, BODY = 3.0, 1.5, 0.7
SATURATION = 1.2  # BM25's k1
LONG_TITLE, LONG_BODY = 0.03, 0.004  # how much a word more makes each hit weigh less: BM25's b, per word
ALSO = 0.4  # weight of words that a maker may leave out
KIN = 0.3  # weight of 'mum' and 'friend': what suits them seldom says so
MOST_TERMS = 24
MOST_RAISED = 3

Features = tuple[float, ...]


@dataclass(frozen=True)
class Term:
    """A word of the query: its forms as stems between blanks, and what finding it is worth."""

    forms: tuple[str, ...]
    worth: float
    needed: bool


@dataclass(frozen=True)
class Wanted:
    """A query made ready for looking at many listings."""

    terms: tuple[Term, ...]
    pairs: tuple[str, ...]
    trigrams: tuple[str, ...]
    numbers: tuple[str, ...]
    worth: float


def wanted(query: EngineQuery, vocabulary: Vocabulary) -> Wanted:
    """Return what to look for in listings."""
    needed, also = query.words or query.also, query.also if query.words else ()
    found: dict[str, Term] = {}
    for word in (*needed[:MOST_TERMS], *also[:MOST_TERMS]):
        term = _term(word, query.same, vocabulary, needed=word in needed)
        # 'gardens' and 'gardening' are one word said twice.
        found.setdefault(term.forms[0], term)
    terms = tuple(found.values())
    first = [term.forms[0].strip() for term in terms if term.needed]
    text = " ".join(needed)
    return Wanted(
        terms=terms,
        pairs=tuple(f" {one} {other} " for one, other in pairwise(first)),
        trigrams=tuple(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2))),
        numbers=tuple(f" {word} " for word in words_in(text) if word.isdecimal()),
        worth=sum(term.worth for term in terms) or 1.0,
    )


def _term(word: str, same: Mapping[str, Sequence[str]], vocabulary: Vocabulary, *, needed: bool) -> Term:
    forms = dict.fromkeys(f" {' '.join(map(stem, words_in(form)))} " for form in (word, *same.get(word, ())))
    # A word is as rare as its commonest form: 'mommy' is worth no more than 'mum'.
    rarity = min(vocabulary.rarity(form.split()[-1]) if form.strip() else 0.0 for form in forms)
    share = KIN if plain(word) in RELATIONS else (1.0 if needed else ALSO)
    return Term(tuple(forms), rarity * share, needed)


def measure(sought: Wanted, candidate: Candidate) -> Features:
    """Return the features of one candidate, in the order of FEATURES."""
    profile = candidate.profile
    assert profile is not None
    words, found, in_title, complete = _look(sought.terms, profile)
    everywhere = profile.title_stems + profile.fact_stems
    return (
        words,
        candidate.cosine,
        found / sought.worth,
        in_title / sought.worth,
        complete,
        _share(sought.pairs, everywhere),
        _share(sought.trigrams, profile.title),
        _share(sought.numbers, everywhere + profile.body_stems),
        min(candidate.raised, MOST_RAISED),
        1.0 / log1p(1.7 + profile.title_stems.count(" ")),
    )


def _look(terms: Sequence[Term], profile: Profile) -> tuple[float, float, float, float]:
    title, facts, body = profile.title_stems, profile.fact_stems, profile.body_stems
    title_weight = TITLE / (1.0 + LONG_TITLE * title.count(" "))
    body_weight = BODY / (1.0 + LONG_BODY * body.count(" "))
    words = found = in_title = 0.0
    complete = 1.0
    for term in terms:
        titled = stated = told = 0
        for form in term.forms:
            if (count := title.count(form)) > titled:  # `max` would take longer than counting
                titled = count
            stated = stated or form in facts
            told = told or form in body
        weight = title_weight * titled + FACTS * stated + body_weight * told
        if weight:
            words += term.worth * weight / (SATURATION + weight)
            found += term.worth
            if titled:
                in_title += term.worth
        elif term.needed:
            complete = 0.0
    return words, found, in_title, complete if terms else 0.0


def _share(parts: Sequence[str], text: str) -> float:
    if not parts:
        return 0.0
    found = 0
    for part in parts:
        found += part in text
    return found / len(parts)
