"""Words and arguments → an engine query and an account of what was understood. Pure."""

from dataclasses import dataclass

from core.errors import Code, MarketError
from core.listing import Interpretation
from search.arguments import SearchArguments
from search.engine import Filters
from search.understanding import conditions
from search.understanding.conditions import Source
from search.understanding.negation import Denied, exclusion, read_negations
from search.understanding.price import PriceRange, read_price
from search.understanding.text import is_word, normalise, tokens
from search.understanding.vocabulary import Vocabulary

MAX_WORDS = 24

# Words that say that something is wanted, not what: sellers' spam makes them worse than useless for matching.
FILLER = frozenset(
    """a an and any are as at be best buy can cool could cute do for find from get good great have help i i'd i'm
    idea ideas in is it item items like lovely looking love me my need nice of on one or our perfect please
    present presents really some something special than that the their them thing things this to under want
    we what which who with would you your gift gifts her him his she he they us show search""".split()
)


@dataclass(frozen=True)
class ParsedQuery:
    """What to search: `words` to match, `meaning` to embed (empty when there is nothing to embed)."""

    words: tuple[str, ...]
    meaning: str
    filters: Filters
    interpretation: Interpretation


def interpret(arguments: SearchArguments, vocabulary: Vocabulary) -> ParsedQuery:
    """Read a search. A condition given as an argument wins over one in the words.

    Raises:
        MarketError: invalid_request when the lowest price is above the highest, or a price has no meaning.
    """
    read, left = read_price(tokens(normalise(arguments.query)))
    price, source = _price(arguments, read)
    if price.low is not None and price.high is not None and price.low > price.high:
        raise MarketError(
            Code.INVALID_REQUEST, "min_price is above max_price: swap or drop one of them.", param="min_price"
        )
    denied, left = read_negations(left, vocabulary)
    refused = _refused(arguments, vocabulary)
    words = [word for word in left if is_word(word)][:MAX_WORDS]
    content = tuple(word for word in words if word not in FILLER)
    return ParsedQuery(
        words=content,
        # 'A gift' alone names nothing: whatever meets the conditions is shown, the best rated first.
        meaning=" ".join(words) if content else "",
        filters=conditions.filters_of(arguments, price, [*denied, *refused]),
        interpretation=Interpretation(
            words=" ".join(words),
            understood=[
                *conditions.price_labels(price, source),
                *conditions.denied_labels(denied, "query"),
                *conditions.denied_labels(refused, "argument"),
                *conditions.argument_labels(arguments),
            ],
        ),
    )


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
