"""Words and arguments → an engine query and an account of what was understood. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import Code, MarketError
from core.listing import Interpretation
from search.arguments import SearchArguments
from search.engine import Filters
from search.understanding import conditions
from search.understanding.conditions import Source
from search.understanding.negation import Denied, exclusion, read_negations
from search.understanding.people import CUES, read_people
from search.understanding.place import Place, read_place
from search.understanding.price import PriceRange, read_price
from search.understanding.spelling import repair
from search.understanding.synonyms import FILLER, same_as
from search.understanding.tagging import Asked, read_tags
from search.understanding.text import is_word, normalise, tokens
from search.understanding.vocabulary import Vocabulary

MAX_WORDS = 24


@dataclass(frozen=True)
class ParsedQuery:
    """What to search: `words` to match, `meaning` to embed (empty when there is nothing to embed).

    `also` are words that raise a listing but need not match, `same` what a word may be called as well,
    `raised_by` groups of terms of which one raises it, `asked` conditions from the words that give way when
    too little meets them.
    """

    words: tuple[str, ...]
    also: tuple[str, ...]
    same: Mapping[str, tuple[str, ...]]
    meaning: str
    filters: Filters
    raised_by: tuple[frozenset[str], ...]
    asked: tuple[Asked, ...]
    interpretation: Interpretation


def interpret(
    arguments: SearchArguments, vocabulary: Vocabulary, today: date, language: Collection[str] = frozenset()
) -> ParsedQuery:
    """Read a search; `language` holds words that are spelt right, whether makers use them or not.

    Raises:
        MarketError: invalid_request: the lowest price is above the highest, a place is unknown, a day over.
    """
    read, left = read_price(tokens(normalise(arguments.query)))
    price, source = _price(arguments, read)
    _refuse_crossed(price)
    max_lead_days = conditions.lead_days_until(arguments.deliver_by, today)
    place_read, near_me, left = read_place(left)
    place, place_source = conditions.place_of(arguments, place_read)
    denied, left = read_negations(left, vocabulary)
    refused = _refused(arguments, vocabulary)
    written = left
    left, corrected = repair(written, vocabulary, language)
    people = read_people(left, vocabulary)
    tags = read_tags(left, vocabulary, people.said)
    asked = tuple(wish for wish in tags.asked if not _is_set(arguments, wish))
    said = people.said | tags.said
    content, also = _content(left, said), tuple(_also(left, said, people.interests))
    words = [word for word in left if is_word(word)][:MAX_WORDS]
    named = [name for name in people.interests if name not in words]
    understood = [
        *conditions.price_labels(price, source),
        *conditions.denied_labels(denied, "query"),
        *conditions.denied_labels(refused, "argument"),
        *conditions.argument_labels(arguments),
        *conditions.place_labels(arguments, place, place_source),
        *conditions.read_labels(people, tags),
    ]
    return ParsedQuery(
        words=content,
        also=also,
        same=_same([*content, *also], vocabulary, dict(zip(left, written, strict=True))),
        # 'A gift' alone names nothing: whatever meets the conditions is shown, the best rated first.
        meaning=" ".join([*words, *named]) if content or said else "",
        filters=conditions.filters_of(arguments, price, [*denied, *refused], place, max_lead_days),
        raised_by=tuple(dict.fromkeys([*people.groups, *tags.groups])),
        asked=asked,
        interpretation=Interpretation(
            words=" ".join(words),
            understood=understood,
            corrected=corrected,
            alternatives=_alternatives(place, near_me and place is None),
        ),
    )


def _refuse_crossed(price: PriceRange) -> None:
    if price.low is not None and price.high is not None and price.low > price.high:
        raise MarketError(
            Code.INVALID_REQUEST, "min_price is above max_price: swap or drop one of them.", param="min_price"
        )


def _alternatives(place: Place | None, near_me: bool) -> list[str]:
    others = [f"near {city.name}" for city in place.others] if place else []
    return ["near a town: name it, as we are not told where you are"] if near_me else others


def _content(left: Sequence[str], said: set[int]) -> tuple[str, ...]:
    """Return the words that name the thing itself."""
    return tuple(
        word for at, word in enumerate(left) if is_word(word) and word not in FILLER and at not in said
    )[:MAX_WORDS]


def _also(left: Sequence[str], said: set[int], interests: Sequence[str]) -> Iterator[str]:
    """Yield the words for people, what they care about and wishes: makers say them, but need not."""
    words = (left[at] for at in sorted(said) if is_word(left[at]))
    yield from dict.fromkeys(word for word in (*words, *interests) if word not in FILLER and word not in CUES)


def _same(
    words: Sequence[str], vocabulary: Vocabulary, written: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return what else each word may be called: its synonyms, and as it was written before it was mended."""
    found = {}
    for word in words:
        others = [other for other in same_as(word) if other in vocabulary.words]
        # A maker may have used the word a moment ago, when the vocabulary was not yet told.
        original = written.get(word, word)
        found[word] = tuple(others if original == word else [original, *others])
    return {word: others for word, others in found.items() if others}


def _is_set(arguments: SearchArguments, wish: Asked) -> bool:
    given = {"material": arguments.materials, "color": arguments.colors}
    return bool(given.get(wish.kind, arguments.personalizable))


def _refused(arguments: SearchArguments, vocabulary: Vocabulary) -> list[Denied]:
    """Return the materials that the caller left out, and all that their names stand for."""
    phrases = [tokens(normalise(material)) for material in arguments.exclude_materials]
    return [exclusion(phrase, vocabulary) for phrase in phrases if any(map(is_word, phrase))]


def _price(arguments: SearchArguments, read: PriceRange | None) -> tuple[PriceRange, Source]:
    given = arguments.min_price is not None or arguments.max_price is not None
    if not given and read is not None:
        if arguments.currency and read.currency and arguments.currency != read.currency:
            # 'under $20' with currency=GBP: the argument says what to show, so the words cannot set a limit in it.
            return PriceRange(currency=arguments.currency), "argument"
        return PriceRange(read.low, read.high, arguments.currency or read.currency), "query"
    currency = arguments.currency or (read.currency if read else None)
    return PriceRange(arguments.min_price, arguments.max_price, currency), "argument"
