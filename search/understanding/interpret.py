"""Words and arguments → an engine query and an account of what was understood. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.errors import Code, MarketError
from core.listing import Interpretation, Understood
from core.money import CURRENCIES, Money, decimal_places, to_minor
from search.arguments import SearchArguments
from search.document import IN_STOCK, term
from search.engine import Filters
from search.understanding.price import PriceRange, read_price
from search.understanding.text import normalise, tokens

MAX_WORDS = 24

# Words that say that something is wanted, not what: sellers' spam makes them worse than useless for matching.
FILLER = frozenset(
    """a an and any are as at be best buy can cool could cute do for find from get good great have help i i'd i'm
    idea ideas in is it item items like lovely looking love me my need nice of on one or our perfect please
    present presents really some something special than that the their them thing things this to under want
    we what which who with would you your gift gifts her him his she he they us show search""".split()
)

Source = Literal["query", "argument"]


@dataclass(frozen=True)
class ParsedQuery:
    """What to search: `words` to match, `meaning` to embed (empty when there is nothing to embed)."""

    words: tuple[str, ...]
    meaning: str
    filters: Filters
    interpretation: Interpretation


def interpret(arguments: SearchArguments) -> ParsedQuery:
    """Read a search. A price given as an argument wins over one in the words.

    Raises:
        MarketError: invalid_request when the lowest price is above the highest, or a price has no meaning.
    """
    read, left = read_price(tokens(normalise(arguments.query)))
    price, source = _price(arguments, read)
    if price.low is not None and price.high is not None and price.low > price.high:
        raise MarketError(
            Code.INVALID_REQUEST, "min_price is above max_price: swap or drop one of them.", param="min_price"
        )
    words = [word for word in left if word[0].isalnum()][:MAX_WORDS]
    content = tuple(word for word in words if word not in FILLER)
    understood = [*_price_labels(price, source), *_argument_labels(arguments)]
    return ParsedQuery(
        words=content,
        # 'A gift' alone names nothing: whatever meets the conditions is shown, the best rated first.
        meaning=" ".join(words) if content else "",
        filters=_filters(arguments, price),
        interpretation=Interpretation(words=" ".join(words), understood=understood),
    )


def _price(arguments: SearchArguments, read: PriceRange | None) -> tuple[PriceRange, Source]:
    given = arguments.min_price is not None or arguments.max_price is not None
    if not given and read is not None:
        if arguments.currency and read.currency and arguments.currency != read.currency:
            # 'under $20' with currency=GBP: the argument says what to show, so the words cannot set a limit in it.
            return PriceRange(currency=arguments.currency), "argument"
        return PriceRange(read.low, read.high, arguments.currency or read.currency), "query"
    currency = arguments.currency or (read.currency if read else None)
    return PriceRange(arguments.min_price, arguments.max_price, currency), "argument"


def _filters(arguments: SearchArguments, price: PriceRange) -> Filters:
    groups = [
        _group("category", [arguments.category]),
        _group("currency", [price.currency]),
        _group("material", arguments.materials),
        _group("color", arguments.colors),
        _group("occasion", [arguments.occasion]),
        _group("recipient", [arguments.recipient]),
        _group("shop", [arguments.shop]),
    ]
    if arguments.in_stock:
        groups.append(frozenset({IN_STOCK}))
    return Filters(
        any_of=tuple(group for group in groups if group),
        min_price_minor=_minor(price.low, price.currency, up=True),
        max_price_minor=_minor(price.high, price.currency, up=False),
    )


def _group(kind: str, values: list[str] | list[str | None]) -> frozenset[str]:
    return frozenset(term(kind, value) for value in values if value)


def _minor(amount: Decimal | None, currency: str | None, *, up: bool) -> int | None:
    """Return the limit in minor units, never letting through a price beyond it."""
    if amount is None:
        return None
    exact = amount.scaleb(decimal_places(currency or "USD"))
    whole = int(exact)
    return whole + 1 if up and exact != whole else whole


def _price_labels(price: PriceRange, source: Source) -> list[Understood]:
    labels = []
    if price.low is not None:
        labels.append(
            Understood(kind="min_price", label=f"from {_spoken(price.low, price.currency)}", source=source)
        )
    if price.high is not None:
        labels.append(
            Understood(kind="max_price", label=f"up to {_spoken(price.high, price.currency)}", source=source)
        )
    if price.currency and not labels:
        labels.append(Understood(kind="currency", label=f"priced in {price.currency}", source=source))
    return labels


def _spoken(amount: Decimal, currency: str | None) -> str:
    if currency in CURRENCIES:
        return str(Money.model_validate({"amount_minor": to_minor(amount, currency), "currency": currency}))
    return f"{amount:,.2f}"


def _argument_labels(arguments: SearchArguments) -> list[Understood]:
    labels = [
        ("category", arguments.category),
        *(("material", value) for value in arguments.materials),
        *(("color", value) for value in arguments.colors),
        ("occasion", arguments.occasion),
        ("recipient", arguments.recipient),
    ]
    found = [
        Understood.model_validate({"kind": kind, "label": label, "source": "argument"})
        for kind, label in labels
        if label
    ]
    if not arguments.in_stock:
        found.append(Understood(kind="in_stock", label="sold-out pieces too", source="argument"))
    return found
