"""Which listings the words of a query match: two thirds of them, as a filter over stems. Pure."""

from collections.abc import Collection, Sequence
from typing import Protocol

from search.engine import EngineQuery
from search.fuzzy import mistyped, typos
from search.meilisearch.filters import NOTHING, all_of, any_of, everywhere, has
from search.stems import stem, words_in

SHARE_OF_WORDS_NEEDED = 2 / 3
# What 'eleven of sixteen' is written out as has some 700 parts, and grows fast from there.
MOST_COUNTED = 16

Stems = tuple[str, ...]


class Known(Protocol):
    """What is known of the words in use; it may be behind by a moment."""

    def is_word(self, word: str) -> bool:
        """Tell whether a listing has the word just so."""

    def is_stem(self, stem: str) -> bool:
        """Tell whether a listing has the word in any form."""

    def like(self, stem: str, typos: int) -> set[str]:
        """Return the stems in use that are this many typing errors away at most."""

    def rarity(self, stem: str) -> float:
        """Return the inverse document frequency of a stem."""


def unknown(query: EngineQuery, known: Known) -> frozenset[str]:
    """Return the words that are looked for as they may be misspelt."""
    return mistyped(query, lambda word: known.is_stem(stem(word)))


def forms(word: str, query: EngineQuery, known: Known, fuzzy: Collection[str]) -> list[Stems]:
    """Return the ways to meet a word, each as the stems it takes, the word itself first."""
    found = [_stems(word)]
    # Looked up as they are written: 'earings' that nobody wrote must not find ears.
    found += [_stems(other) for other in query.same.get(word, ()) if all(map(known.is_word, words_in(other)))]
    if word in fuzzy:
        found += [(other,) for other in sorted(known.like(stem(word), typos(word)))]
    return list(dict.fromkeys(form for form in found if form))


def matching(query: EngineQuery, known: Known) -> str | None:
    """Return what asks for two thirds of the words (all of one or two); None when there are none to ask for."""
    words = query.words or query.also
    if not words:
        return None
    fuzzy = unknown(query, known)
    parts = [_one_of(forms(word, query, known, fuzzy)) for word in words]
    if query.any_word or not query.words:
        return any_of(parts)
    if len(parts) > MOST_COUNTED:
        # The rarest tell most.
        rarest = sorted(range(len(parts)), key=lambda at: -_rarity(words[at], known))[:MOST_COUNTED]
        parts = [parts[at] for at in sorted(rarest)]
    return at_least(needed(len(parts)), parts)


def needed(words: int) -> int:
    """Return how many of so many words must match."""
    return round(words * SHARE_OF_WORDS_NEEDED) if words > 2 else words


def at_least(least: int, parts: Sequence[str]) -> str:
    """Return what asks for so many of the parts.

    Halved and halved again: of sixteen parts every choice of eleven would be 4368 alternatives.
    """
    if least == 1:
        return any_of(parts)
    if least == len(parts):
        return all_of(parts)
    half = len(parts) // 2
    left, right = parts[:half], parts[half:]
    ways = []
    for of_left in range(max(0, least - len(right)), min(least, len(left)) + 1):
        both = [(of_left, left), (least - of_left, right)]
        ways.append(all_of([at_least(count, side) for count, side in both if count]))
    return any_of(ways)


def _one_of(ways: Sequence[Stems]) -> str:
    single = [way[0] for way in ways if len(way) == 1]
    parts = [has(single)] if single else []
    parts += [everywhere(way) for way in ways if len(way) > 1]
    return any_of(parts) if parts else NOTHING


def _stems(word: str) -> Stems:
    return tuple(stem(part) for part in words_in(word))


def _rarity(word: str, known: Known) -> float:
    return max((known.rarity(one) for one in _stems(word)), default=0.0)
