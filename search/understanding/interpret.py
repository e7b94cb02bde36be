"""Words and arguments → an engine query and an account of what was understood. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.listing import Interpretation, Understood
from search.arguments import SearchArguments
from search.engine import Filters
from search.geo import Circle
from search.understanding import conditions
from search.understanding.ages import without_ages
from search.understanding.deadline import Deadline, read_deadline
from search.understanding.leaning import Leaning, read_leaning
from search.understanding.limits import limits_of
from search.understanding.negation import Denied, denies, leave_out, read_negations
from search.understanding.people import CUES, RELATIONS, People, read_people
from search.understanding.place import DEFAULT_RADIUS_KM, Place, Whereabouts, read_place
from search.understanding.price import PriceRange, read_price
from search.understanding.sizes import Size, Sizes, read_sizes
from search.understanding.spelling import is_known, repair
from search.understanding.synonyms import CHAT, FILLER, NAMED_WITH, plain, same_as
from search.understanding.tagging import Asked, Loose, Tags, read_tags
from search.understanding.text import PAUSE, is_word, normalise, tokens
from search.understanding.values import groups_of, refused_of, without_asked
from search.understanding.vocabulary import Vocabulary

MAX_WORDS = 24
_QUOTED = re.compile(r'"([^"]+)"')
_COUNTRY_OF = {"USD": "US", "GBP": "GB"}


@dataclass(frozen=True)
class ParsedQuery:
    """What to search: `words` to match, `meaning` to embed (empty when there is nothing to embed).

    `also` are words that raise a listing but need not match, `same` what a word may be called as well, `right`
    words that are not misspelt, `raised_by` groups of terms of which one raises it, `raised_near` where its shop
    is raised, `loose` what the words ask for that gives way when too little meets it. `price_leaning` is the
    part of the prices that goes first among equals, `unknown` what to say of values that the catalogue does not
    know when nothing is found.
    """

    words: tuple[str, ...]
    also: tuple[str, ...]
    same: Mapping[str, tuple[str, ...]]
    right: frozenset[str]
    meaning: str
    filters: Filters
    raised_by: tuple[frozenset[str], ...]
    raised_near: Circle | None
    loose: Loose
    price_leaning: Leaning | None
    unknown: tuple[str, ...]
    interpretation: Interpretation


@dataclass(frozen=True)
class _Conditions:
    """What was read out of the words as conditions, and the tokens that are left."""

    deadline: Deadline | None
    sizes: Sizes
    price: PriceRange | None
    leaning: Leaning | None
    where: Whereabouts
    denied: list[Denied]
    left: list[str]


@dataclass(frozen=True)
class _Words:
    """What the words beside the conditions say: see ParsedQuery."""

    people: People
    tags: Tags
    content: tuple[str, ...]
    also: tuple[str, ...]
    meaning: str
    shown: str


def interpret(
    arguments: SearchArguments, vocabulary: Vocabulary, today: date, language: Collection[str] = frozenset()
) -> ParsedQuery:
    """Read a search; `language` holds words that are spelt right, whether makers use them or not.

    Raises:
        MarketError: invalid_request: the lowest price is above the highest, a place is unknown, a day over.
    """
    text = normalise(arguments.query)
    read = _conditions(arguments, tokens(text), vocabulary, today)
    limits = limits_of(arguments, read.price)
    place, place_source = conditions.place_of(arguments, read.where.place)
    groups = groups_of(arguments, vocabulary)
    unwanted, gave_way = without_asked(read.denied, groups)
    denied = [*unwanted, *(refused := refused_of(arguments, vocabulary))]
    left, written, corrected = _mended(read.left, text, denied, vocabulary, language)
    words = _read_words(left, read, denied, vocabulary)
    asked = tuple(wish for wish in words.tags.asked if not _is_set(arguments, wish))
    understood = [
        *limits.understood,
        *conditions.denied_labels(unwanted, "query"),
        *conditions.denied_labels(refused, "argument"),
        *conditions.argument_labels(arguments, today),
        *conditions.place_labels(arguments, place, place_source),
        *_wishes(arguments, read, words, today),
    ]
    spelt = dict(zip(left, written, strict=True))
    said = [*words.content, *words.also]
    return ParsedQuery(
        words=words.content,
        also=words.also,
        same=_same(said, vocabulary, spelt, read.sizes, denied),
        right=frozenset(word for word in said if is_known(word, (), language)),
        meaning=words.meaning,
        filters=conditions.filters_of(
            arguments, limits, groups, denied, place, _lead_days(arguments, read, today)
        ),
        raised_by=tuple(dict.fromkeys([*words.people.groups, *words.tags.groups])),
        raised_near=_circle(read.where),
        loose=Loose(asked, _widening(arguments, place)),
        price_leaning=read.leaning,
        unknown=tuple(one for group in groups for one in group.unknown),
        interpretation=Interpretation(
            words=words.shown,
            understood=understood,
            relaxed=[*limits.gave_way, *gave_way],
            corrected=corrected,
            alternatives=_alternatives(place, read.where.near_me and place is None, corrected),
        ),
    )


def _read_words(
    left: Sequence[str], read: _Conditions, denied: Sequence[Denied], vocabulary: Vocabulary
) -> _Words:
    """Read what is left when all conditions were taken out."""
    people = read_people(left, vocabulary)
    tags = read_tags(left, vocabulary, people.said)
    left = [PAUSE if at in tags.dropped else word for at, word in enumerate(left)]
    # For a birthday of somebody who loves horses it is horses that are looked for.
    festive = tags.occasion_words if people.interests else set()
    said = people.said | tags.said | festive
    more = [name for name in people.interests if not denies(denied, name)]
    content = _content(left, said, read.sizes)
    also = dict.fromkeys([*_also(left, said, more, read.sizes), *read.where.origin_words])
    told = [at for at, word in enumerate(left) if is_word(word) and at not in festive][:MAX_WORDS]
    return _Words(
        people=people,
        tags=tags,
        content=content,
        also=tuple(also),
        # 'A gift' alone names nothing: whatever meets the conditions is shown, the best rated first.
        meaning=_meaning(left, told, [*more, *read.where.origin_words]) if content or said else "",
        shown=" ".join([word for word in left if is_word(word)][:MAX_WORDS]),
    )


def _conditions(
    arguments: SearchArguments, words: Sequence[str], vocabulary: Vocabulary, today: date
) -> _Conditions:
    """Take one kind of condition after the other out of the words, what is surest first."""
    country = arguments.ships_to or _COUNTRY_OF.get(arguments.currency or "")
    deadline, left = read_deadline(without_ages(words), today, country)
    sizes, left = read_sizes(left)
    price, left = read_price(left)
    leaning, left = read_leaning(left)
    where, left = read_place(left)
    denied, left = read_negations(left, vocabulary)
    return _Conditions(deadline, sizes, price, leaning, where, denied, left)


def _mended(
    left: Sequence[str],
    text: str,
    denied: Sequence[Denied],
    vocabulary: Vocabulary,
    language: Collection[str],
) -> tuple[list[str], list[str], list[str]]:
    """Return the words as they should be spelt, as they were written, and each repair; nothing that is denied."""
    as_written = frozenset(tokens(" ".join(_QUOTED.findall(text))))
    mended, corrected = repair(left, vocabulary, language, as_written)
    kept = leave_out(mended, denied)
    words = [mended[at] for at in kept]
    corrected = [note for note in corrected if note.rpartition(" ")[2] in words]
    return words, [left[at] for at in kept], corrected


def _lead_days(arguments: SearchArguments, read: _Conditions, today: date) -> int | None:
    if arguments.deliver_by:
        return conditions.lead_days_until(arguments.deliver_by, today)
    return conditions.lead_days(read.deadline, today)


def _wishes(arguments: SearchArguments, read: _Conditions, words: _Words, today: date) -> list[Understood]:
    """Return the labels of what the words say beside prices, exclusions and the place to search around."""
    return [
        *conditions.deadline_labels(None if arguments.deliver_by else read.deadline, today),
        *conditions.wish_labels(read.sizes, read.leaning, read.where.origin),
        *conditions.read_labels(words.people, words.tags),
    ]


def _circle(where: Whereabouts) -> Circle | None:
    return Circle((where.origin.lat, where.origin.lng), DEFAULT_RADIUS_KM) if where.origin else None


def _widening(arguments: SearchArguments, place: Place | None) -> str | None:
    """Return the town around which may be searched further out: how far was ours to say."""
    if place is None or arguments.near or arguments.radius_km or place.radius_km:
        return None
    return place.city.name


def _alternatives(place: Place | None, near_me: bool, corrected: Sequence[str]) -> list[str]:
    others = [f"near {city.name}" for city in place.others] if place else []
    if near_me:
        others = ["near a town: name it, as we are not told where you are"]
    return [*others, *(f'"{note.partition(" ")[0]}" in quotes, as it was written' for note in corrected)]


def _content(left: Sequence[str], said: set[int], sizes: Sizes) -> tuple[str, ...]:
    """Return the words that name the thing itself; a size in the form that makers write most."""
    words = [
        word for at, word in enumerate(left) if is_word(word) and at not in said and not _fills(left, at)
    ]
    looked_for = [word for word in words if not _size(sizes, word).compared]
    return tuple(_form(sizes, word) for word in looked_for)[:MAX_WORDS]


def _also(left: Sequence[str], said: set[int], interests: Sequence[str], sizes: Sizes) -> Iterator[str]:
    """Yield the words for people, what they care about and wishes: makers say them, but need not."""
    words = [left[at] for at in sorted(said) if is_word(left[at])]
    words += [word for word in left if _size(sizes, word).compared]
    for word in dict.fromkeys([*words, *interests]):
        if word not in FILLER and word not in CUES:
            yield _form(sizes, word)


_NO_SIZE = Size("", ())


def _size(sizes: Sizes, word: str) -> Size:
    return sizes.by_token.get(word, _NO_SIZE)


def _form(sizes: Sizes, word: str) -> str:
    return next(iter(_size(sizes, word).forms), word)


def _fills(words: Sequence[str], at: int) -> bool:
    """Tell whether the word says nothing of the thing: 'can', but for the one of 'watering can'."""
    before, after = tuple(words[max(0, at - 1) : at + 1]), tuple(words[at : at + 2])
    if words[at] in FILLER:
        return before not in NAMED_WITH and after not in NAMED_WITH
    return before in CHAT


def _meaning(left: Sequence[str], told: Sequence[int], more: Sequence[str]) -> str:
    """Return the text to embed: who a gift is for, and that it is one, only blurs what it should be."""
    telling = [
        left[at]
        for at in told
        if not _fills(left, at) and left[at] not in CUES and plain(left[at]) not in RELATIONS
    ]
    return " ".join(dict.fromkeys([*(telling or (left[at] for at in told)), *more]))


def _same(
    words: Sequence[str],
    vocabulary: Vocabulary,
    written: Mapping[str, str],
    sizes: Sizes,
    denied: Sequence[Denied],
) -> dict[str, tuple[str, ...]]:
    """Return what else each word may be called: its synonyms, and as it was written before it was mended."""
    found = {size.forms[0]: size.forms[1:] for size in sizes.by_token.values() if size.forms[0] in words}
    for word in words:
        others = [other for other in same_as(word) if other in vocabulary.words and not denies(denied, other)]
        # A maker may have used the word a moment ago, when the vocabulary was not yet told.
        original = written.get(word, word)
        found.setdefault(word, tuple(others if original == word else [original, *others]))
    return {word: others for word, others in found.items() if others}


def _is_set(arguments: SearchArguments, wish: Asked) -> bool:
    given = {"material": arguments.materials, "color": arguments.colors}
    return bool(given.get(wish.kind, arguments.personalizable))
