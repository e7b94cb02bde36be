"""Words that name what listings say of themselves: materials, colours, categories, occasions, styles. Pure.

Most only raise the listings that carry the value; 'in blue' and 'made of oak' are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from search.document import PERSONALIZABLE
from search.understanding.synonyms import FILLER, plain
from search.understanding.vocabulary import Entry, Match, Vocabulary

# A value that hardly anything carries is worth a preference, not a condition.
LEAST_LISTINGS = 20

_MADE_OF = (("made", "of"), ("made", "from"), ("made", "out", "of"), ("made", "with"), ("crafted", "from"))
_IN = (("in",),)
_PERSONAL = tuple(
    tuple(cue.split())
    for cue in (
        "made to order", "made - to - order", "custom made", "custom - made", "with a name on it",
        "personalised", "personalized", "personalisable", "personalizable", "customised", "customized", "bespoke",
    )
)  # fmt: skip

# What is said for an occasion without naming it; what stands before the bar would only mislead as words.
_SAID_FOR = {
    "christmas": ("secret santa", "stocking filler", "stocking stuffer", "|", "festive"),
    "housewarming": ("first home", "first house", "first flat", "new home", "just moved", "moving in", "|"),
    "wedding": ("just married", "getting married", "|", "newlywed", "bride and groom", "anniversary"),
    "new baby": ("|", "baby shower", "christening", "baptism", "naming day"),
    "thank you": ("end of term", "end of year", "end of school", "|"),
    "congratulations": ("|", "graduation", "new job"),
}
_OCCASIONS = {
    tuple(phrase.split()): (occasion, phrases.index(phrase) < phrases.index("|"))
    for occasion, phrases in _SAID_FOR.items()
    for phrase in phrases
    if phrase != "|"
}

_PERSONAL_FIRST = frozenset(cue[0] for cue in _PERSONAL)


@dataclass(frozen=True)
class Asked:
    """A condition that the words ask for outright; it gives way when too little meets it."""

    label: str
    kind: str
    terms: frozenset[str]


@dataclass(frozen=True)
class Loose:
    """What gives way before nothing is found: wishes, and how far around a town, where that was ours to say."""

    asked: tuple[Asked, ...] = ()
    around: str | None = None


PERSONALISED = Asked("can be personalised", "personalizable", frozenset({PERSONALIZABLE}))


@dataclass
class Tags:
    """What the words name: groups of terms that raise a listing, and what was asked for outright."""

    groups: list[frozenset[str]] = field(default_factory=list)
    occasions: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    said: set[int] = field(default_factory=set)  # positions of words that makers need not use
    occasion_words: set[int] = field(default_factory=set)  # positions
    dropped: set[int] = field(
        default_factory=set
    )  # positions of words that would only mislead: 'secret santa'


def read_tags(words: Sequence[str], vocabulary: Vocabulary, said: set[int]) -> Tags:
    """Return what the words name, those at the positions `said` aside."""
    found = Tags()
    at = 0
    while at < len(words):
        length = _personal(words, at)
        if length:
            found.asked = [*(wish for wish in found.asked if wish != PERSONALISED), PERSONALISED]
            found.said.update(range(at, at + length))
            at += length
            continue
        named, misleads = (None, False) if at in said else _occasion(words, at, vocabulary)
        if named and misleads:
            found.dropped.update(range(at, at + named.length))
        match = named or (None if at in said else vocabulary.match(words, at))
        # 'A gift' is said of everything: it is no wish for the category that is called so.
        if match is None or all(word in FILLER for word in words[at : at + match.length]):
            at += 1
            continue
        entries = [entry for entry in match.entries if entry.kind != "recipient"]
        if entries:
            found.groups.append(frozenset(entry.term for entry in entries))
            occasions = [entry.value for entry in entries if entry.kind == "occasion"]
            found.occasions += occasions
            found.occasion_words.update(range(at, at + match.length) if occasions else ())
        asked = _asked(words, at, entries)
        if asked and asked not in found.asked:
            found.asked.append(asked)
        at += match.length
    return found


def _occasion(words: Sequence[str], at: int, vocabulary: Vocabulary) -> tuple[Match | None, bool]:
    """Return the occasion that these words stand for, where makers name it, and whether the words mislead."""
    for length in (3, 2, 1):
        phrase = words[at : at + length]
        if entry := occasion_said(phrase, vocabulary):
            return Match(length, (entry,)), _OCCASIONS[tuple(map(plain, phrase))][1]
    return None, False


def occasion_said(phrase: Sequence[str], vocabulary: Vocabulary) -> Entry | None:
    """Return the occasion that a whole phrase stands for without naming it, where makers name it."""
    occasion, _ = _OCCASIONS.get(tuple(map(plain, phrase)), ("", False))
    return vocabulary.value("occasion", occasion) if occasion else None


def _personal(words: Sequence[str], at: int) -> int:
    """Return how many tokens ask for a piece made for one person: 'personalised', 'made to order'."""
    if words[at] not in _PERSONAL_FIRST:
        return 0
    return next((len(cue) for cue in _PERSONAL if tuple(words[at : at + len(cue)]) == cue), 0)


def _asked(words: Sequence[str], at: int, entries: Sequence[Entry]) -> Asked | None:
    """Return the condition, where one value of one kind is named after words that ask for it."""
    stuff = [entry for entry in entries if entry.kind in {"material", "color"}]
    if len(stuff) != 1 or stuff[0].listings < LEAST_LISTINGS:
        return None
    value = stuff[0]
    if value.kind == "material" and _after(words, at, _MADE_OF):
        return Asked(f"made of {value.value}", "material", frozenset({value.term}))
    if value.kind == "color" and len(entries) == 1 and _after(words, at, _IN) and _ends(words, at + 1):
        return Asked(f"in {value.value}", "color", frozenset({value.term}))
    return None


def _after(words: Sequence[str], at: int, phrases: Sequence[tuple[str, ...]]) -> bool:
    return any(tuple(words[max(0, at - len(phrase)) : at]) == phrase for phrase in phrases)


def _ends(words: Sequence[str], at: int) -> bool:
    """Tell whether the colour stands alone: not 'in red riding hood', not 'in black and white'."""
    return at >= len(words) or words[at] in {
        "for",
        "under",
        "with",
        "near",
        "from",
        "please",
        ",",
        "below",
        "over",
    }
