"""Values set as arguments → the terms they stand for, as forgivingly as words are read. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.errors import Code, MarketError
from search.arguments import SearchArguments
from search.document import category_paths, term
from search.understanding.negation import Denied, exclusion
from search.understanding.people import read_people
from search.understanding.synonyms import plain
from search.understanding.tagging import occasion_said
from search.understanding.text import is_word, normalise, tokens
from search.understanding.vocabulary import Kind, Vocabulary

_BEFORE_PERSON = frozenset("for my our the a an his her your".split())
_UNKNOWN = {
    "category": "nothing here is in",
    "material": "nothing here is of",
    "color": "nothing here is",
    "occasion": "nothing here is for",
    "recipient": "nothing here is",
    "shop": "none here is called",
}


@dataclass(frozen=True)
class Group:
    """What one argument asks for: of its terms one is enough; in words what of it the catalogue does not know."""

    argument: str
    values: tuple[str, ...]
    terms: frozenset[str]
    unknown: tuple[str, ...]


def groups_of(arguments: SearchArguments, vocabulary: Vocabulary) -> list[Group]:
    """Return what the values that were set stand for."""
    set_values: list[tuple[str, str, Sequence[str | None]]] = [
        ("category", "category", [arguments.category]),
        ("materials", "material", arguments.materials),
        ("colors", "color", arguments.colors),
        ("occasion", "occasion", [arguments.occasion]),
        ("recipient", "recipient", [arguments.recipient]),
        ("shop", "shop", [arguments.shop]),
    ]
    return [
        _group(argument, kind, [value for value in values if value], vocabulary)
        for argument, kind, values in set_values
        if any(values)
    ]


def _group(argument: str, kind: str, values: Sequence[str], vocabulary: Vocabulary) -> Group:
    found: set[str] = set()
    unknown = []
    for value in values:
        meant = set(_meant(kind, value, vocabulary))
        # What was said last may not be in the vocabulary yet.
        found |= {*meant, term(kind, category_paths(value)[-1] if kind == "category" else value)}
        if not meant and vocabulary.listings:
            unknown.append(f"another {kind.replace('color', 'colour')}: {_UNKNOWN[kind]} '{value}'")
    return Group(argument, tuple(values), frozenset(found), tuple(unknown))


def _meant(kind: str, value: str, vocabulary: Vocabulary) -> Iterable[str]:
    """Return the terms of the catalogue that a value stands for."""
    match kind:
        case "category":
            return [term("category", path) for path in vocabulary.paths(value)]
        case "occasion":
            return _occasions(value, vocabulary)
        case "recipient":
            return _recipients(value, vocabulary)
        case "shop":
            shop = term("shop", value)
            return [shop] if shop in vocabulary.shops else []
    return _named(kind, value, vocabulary)


def _named(kind: Kind | str, phrase: str, vocabulary: Vocabulary) -> list[str]:
    return [entry.term for entry in vocabulary.named(phrase) if entry.kind == kind]


def _occasions(value: str, vocabulary: Vocabulary) -> Iterator[str]:
    yield from _named("occasion", value, vocabulary)
    said = occasion_said(_words(value), vocabulary)
    if said:
        yield said.term


def _recipients(value: str, vocabulary: Vocabulary) -> list[str]:
    """Return whom the value names: 'Mom', 'for her', 'gardener'; what they care about where there is no other."""
    words = _words(value)
    while len(words) > 1 and words[0] in _BEFORE_PERSON:
        words = words[1:]
    read = {one for group in read_people(["for", *words], vocabulary).groups for one in group}
    people = {one for one in read if one.startswith("recipient:")}
    return [*_named("recipient", " ".join(words), vocabulary), *(people or read)]


def refused_of(arguments: SearchArguments, vocabulary: Vocabulary) -> list[Denied]:
    """Return the materials that the caller left out, and all that their names stand for.

    Raises:
        MarketError: invalid_request: there is no word in one, or nothing is left of `materials`.
    """
    phrases = [_words(material) for material in arguments.exclude_materials]
    if not all(phrases):
        raise MarketError(
            Code.INVALID_REQUEST, "exclude_materials needs words, such as 'gold'.", param="exclude_materials"
        )
    if arguments.materials and all(_holds_one(material, phrases) for material in arguments.materials):
        raise MarketError(
            Code.INVALID_REQUEST,
            "exclude_materials leaves nothing of materials: drop one of them.",
            param="exclude_materials",
        )
    return [exclusion(phrase, vocabulary) for phrase in phrases]


def _holds_one(material: str, phrases: Iterable[Sequence[str]]) -> bool:
    named = set(map(plain, _words(material)))
    return any(named.issuperset(map(plain, phrase)) for phrase in phrases)


def without_asked(denied: Sequence[Denied], groups: Sequence[Group]) -> tuple[list[Denied], list[str]]:
    """Return of what the words deny that which no argument asks for, and of the rest what gave way, in words."""
    kept, gave_way = [], []
    for thing in denied:
        asking = next((group.argument for group in groups if _asks_for(group, thing)), None)
        if asking:
            gave_way.append(f"'not {thing.label}' gave way to {asking}")
        else:
            kept.append(thing)
    return kept, gave_way


def _asks_for(group: Group, thing: Denied) -> bool:
    name = [plain(word) for word in thing.label.split()]
    named = any(list(map(plain, _words(value))) == name for value in group.values)
    return named or not group.terms.isdisjoint(entry.term for entry in thing.entries)


def _words(text: str) -> list[str]:
    return [word for word in tokens(normalise(text)) if is_word(word)]
