"""The words this catalogue's makers use for what they sell, and how many listings each stands for. Pure."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import nlargest
from itertools import accumulate
from typing import Literal, NamedTuple, cast, get_args

from search.document import CATEGORY_SEPARATOR, category_paths, term
from search.stems import stem
from search.understanding import known
from search.understanding.nearness import ByEnds
from search.understanding.synonyms import plain
from search.understanding.text import is_word, tokens

Kind = Literal["material", "color", "category", "style", "occasion", "recipient", "tag"]
LONGEST_PHRASE = 5

# What is not known to everybody counts when so many shops state it, on so many listings or this part of all.
SEVERAL_SHOPS = 3
LEAST_STATING = 20
SHARE_STATING = 50
MOST_NAMESAKES = 50

_SEVERAL = re.compile(r"\s*(?:&|,|\band\b)\s*")


class Entry(NamedTuple):
    """A value that listings carry. `whole` is False where a category's name holds other things too.

    `trusted` is False where too few makers say so to read everybody's words by it.
    """

    kind: Kind
    value: str
    listings: int
    whole: bool = True
    trusted: bool = True

    @property
    def term(self) -> str:
        """The filter term that finds these listings."""
        return f"{self.kind}:{self.value}"


class Match(NamedTuple):
    """The values that the next `length` tokens name."""

    length: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Values by kind with their numbers of listings, and every word that listings use."""

    materials: Mapping[str, int] = field(default_factory=dict)
    colors: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    styles: Mapping[str, int] = field(default_factory=dict)
    occasions: Mapping[str, int] = field(default_factory=dict)
    recipients: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    listings: int = 0
    shops: frozenset[str] = frozenset()  # the terms of their ids and names
    _stems: Mapping[str, int] = field(default_factory=dict, repr=False)
    _named: Mapping[tuple[str, ...], tuple[Entry, ...]] = field(default_factory=dict, repr=False)
    _trusted: Mapping[tuple[str, ...], tuple[Entry, ...]] = field(default_factory=dict, repr=False)
    _holding: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict, repr=False)
    _by_leaf: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, repr=False)
    _by_ends: ByEnds = field(default_factory=lambda: ByEnds(()), repr=False)

    def rarity(self, stem: str) -> float:
        """Return the inverse document frequency of a stem, as BM25 has it: 0.1 for 'gift', 8 for 'armadillo'."""
        having = min(self._stems.get(stem, 0), self.listings)
        return math.log1p((self.listings - having + 0.5) / (having + 0.5))

    def match(self, words: Sequence[str], at: int) -> Match | None:
        """Return the longest phrase at this place that names a trusted value; numbers and word forms do not count."""
        if plain(words[at]) not in self._holding:
            return None
        key = []
        for token in words[at : at + LONGEST_PHRASE]:
            if not is_word(token):
                break
            key.append(plain(token))
        for length in range(len(key), 0, -1):
            if found := self._trusted.get(tuple(key[:length])):
                return Match(length, found)
        return None

    def holding(self, phrase: Sequence[str]) -> list[Entry]:
        """Return every value whose name holds the phrase: 'gold' finds gold, gold plated, rose gold."""
        wanted = [plain(word) for word in phrase if is_word(word)]
        if not wanted:
            return []
        rows = [set(self._holding.get(word, ())) for word in wanted]
        return sorted(set.intersection(*rows))

    def names(self, word: str) -> bool:
        """Tell whether the word stands in the name of a trusted value."""
        return any(entry.trusted for entry in self._holding.get(plain(word), ()))

    def near(self, word: str, edits: int) -> set[str]:
        """Return the words within so many edits that begin or end as this one does."""
        return set(self._by_ends.near(word, edits))

    def value(self, kind: Kind, phrase: str) -> Entry | None:
        """Return the trusted value of this kind that the phrase names, in whatever form it is written."""
        found = self._trusted.get(_key(phrase), ())
        return next((entry for entry in found if entry.kind == kind), None)

    def named(self, phrase: str) -> tuple[Entry, ...]:
        """Return every value that the phrase names, trusted or not, in whatever form it is written."""
        return self._named.get(_key(phrase), ())

    def paths(self, name: str) -> list[str]:
        """Return the categories that are meant by a path, by its end, or by one of the things that its leaf lists.

        A name that few use means its larger namesakes too: nobody takes a name for themselves.
        """
        said = term("category", category_paths(name)[-1]).partition(":")[2]
        if CATEGORY_SEPARATOR in said and said in self.categories:
            return [said]
        *parents, leaf = _path_keys(name)
        ending = [path for path in self._by_leaf.get(leaf, ()) if _ends_so(path, parents)]
        whole = [path for path in ending if len(_path_keys(path)) == len(parents) + 1]
        if whole and parents:
            return whole
        named = [entry.value for entry in self._named.get(leaf, ()) if entry.kind == "category"]
        listed = [path for path in named if _ends_so(path, parents)]
        nearest = whole or ending or listed
        most = max((self.categories[path] for path in nearest), default=0)
        larger = {path for path in (*ending, *listed) if self.categories[path] > most}
        return [*nearest, *sorted(larger)]


def build(
    terms: Iterable[tuple[str, int]],
    words: Mapping[str, int],
    listings: int,
    shops_with: Callable[[str, int], int] | None = None,
) -> Vocabulary:
    """Return the vocabulary of so many listings: how many have each filter term (`kind:value`) and each word.

    `shops_with` tells how many shops have a term, up to a number that is enough; without it the number is taken
    that there must be at least.
    """
    values: dict[str, dict[str, int]] = {kind: {} for kind in (*get_args(Kind), "shop")}
    for said, having in terms:
        kind, _, value = said.partition(":")
        if kind in values and value and having:
            values[kind][value] = having
    shops = values.pop("shop")
    trust = Trust([having for shop, having in shops.items() if shop.startswith("shp_")], listings, shops_with)
    named: dict[tuple[str, ...], dict[Entry, None]] = {}
    holding: dict[str, set[Entry]] = {}
    for kind, found in values.items():
        for value, having in found.items():
            for name, entry in _names(cast("Kind", kind), value, having):
                key = _key(name)
                judged = entry._replace(trusted=trust.holds(key, entry))
                if key:
                    named.setdefault(key, {})[judged] = None
                for word in key:
                    holding.setdefault(word, set()).add(judged)
    trusted = {key: _most(entry for entry in entries if entry.trusted) for key, entries in named.items()}
    return Vocabulary(
        materials=values["material"],
        colors=values["color"],
        categories=values["category"],
        styles=values["style"],
        occasions=values["occasion"],
        recipients=values["recipient"],
        tags=values["tag"],
        words=words,
        listings=listings,
        shops=frozenset(f"shop:{shop}" for shop in shops),
        _stems=_stems(words),
        _named={key: _most(entries) for key, entries in named.items()},
        _trusted={key: entries for key, entries in trusted.items() if entries},
        _holding={word: tuple(entries) for word, entries in holding.items()},
        _by_leaf=_by_leaf(values["category"]),
        _by_ends=ByEnds(words),
    )


def _by_leaf(categories: Mapping[str, int]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the paths by what they end in, those of most listings first."""
    found: dict[tuple[str, ...], list[str]] = {}
    for path in sorted(categories, key=lambda path: -categories[path]):
        found.setdefault(_path_keys(path)[-1], []).append(path)
    return {leaf: tuple(paths[:MOST_NAMESAKES]) for leaf, paths in found.items()}


def _most(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return those that most listings have; ten thousand categories called 'Mugs' must not slow a search down."""
    several = tuple(entries)
    if len(several) <= MOST_NAMESAKES:
        return several
    return tuple(nlargest(MOST_NAMESAKES, several, key=lambda entry: entry.listings))


class Trust:
    """Whose values everybody's words are read by: those that everybody knows, or that several shops state.

    One maker's word for their mugs must not change what others find.
    """

    def __init__(
        self, sizes: Iterable[int], listings: int, shops_with: Callable[[str, int], int] | None
    ) -> None:
        self._largest = list(accumulate(sorted(sizes, reverse=True)[:SEVERAL_SHOPS]))
        self._several = min(SEVERAL_SHOPS, len(self._largest))
        self._least = min(LEAST_STATING, listings // SHARE_STATING)
        self._shops_with = shops_with

    def holds(self, key: tuple[str, ...], entry: Entry) -> bool:
        """Tell whether words may be read by this value, under the name that has this key."""
        if key in _known(entry.kind):
            return True
        if entry.kind == "occasion" or entry.listings < self._least:
            return False
        if self._several < 2:
            return True  # nobody is there whom it could harm
        if self._shops_with:
            return self._shops_with(entry.term, self._several) >= self._several
        # More than the largest shops have between them can only be of one shop more.
        return entry.listings > self._largest[self._several - 2]


@cache
def _known(kind: Kind) -> frozenset[tuple[str, ...]]:
    return frozenset(map(_key, known.names(kind)))


def _stems(words: Mapping[str, int]) -> dict[str, int]:
    """Return how many listings have each stem, as far as its words tell: at least as many as its commonest."""
    found: dict[str, int] = {}
    for word, listings in words.items():
        found[stem(word)] = found.get(stem(word), 0) + listings
    return found


def _names(kind: Kind, value: str, listings: int) -> list[tuple[str, Entry]]:
    """Return the phrases that name a value. Of categories the last part, and each thing it lists."""
    entry = Entry(kind, value, listings)
    if kind == "recipient":
        return [(value.removeprefix("for "), entry)]
    if kind == "occasion" and _key(value) == ("valentine", "day"):
        return [(value, entry), ("valentine", entry)]
    if kind != "category":
        return [(value, entry)]
    leaf = value.rsplit(CATEGORY_SEPARATOR, 1)[-1]
    things = [thing for thing in _SEVERAL.split(leaf) if thing]
    if CATEGORY_SEPARATOR not in value:
        return [(leaf, entry)]
    return [(thing, entry._replace(whole=len(things) == 1)) for thing in things]


def _key(name: str) -> tuple[str, ...]:
    return tuple(plain(word) for word in tokens(name) if is_word(word))


def _path_keys(path: str) -> list[tuple[str, ...]]:
    """Return the keys of the parts of a category's path; 'and' counts as little as '&'."""
    keys = [_key(part) for part in path.split(">")]
    return [tuple(word for word in key if word != "and") for key in keys]


def _ends_so(path: str, parents: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether these are the last parents of the path."""
    own = _path_keys(path)[:-1]
    return not parents or own[-len(parents) :] == list(parents)
