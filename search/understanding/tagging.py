"""Words that name what listings say of themselves: materials, colours, categories, occasions, styles. Pure.

Most only raise the listings that carry the value; 'in blue' and 'made of oak' are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from search.document import PERSONALIZABLE
from search.understanding.vocabulary import Entry, Vocabulary

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
        match = None if at in said else vocabulary.match(words, at)
        if match is None:
            at += 1
            continue
        entries = [entry for entry in match.entries if entry.kind != "recipient"]
        if entries:
            found.groups.append(frozenset(entry.term for entry in entries))
            found.occasions += [entry.value for entry in entries if entry.kind == "occasion"]
        asked = _asked(words, at, entries)
        if asked and asked not in found.asked:
            found.asked.append(asked)
        at += match.length
    return found


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
