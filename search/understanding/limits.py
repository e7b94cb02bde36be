"""The prices that hold, side by side: an argument's limit, else the one in the words, and where each is from. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from core.errors import Code, MarketError
from core.listing import Understood
from core.money import amount, decimal_places
from search.arguments import SearchArguments
from search.understanding.price import PriceRange


@dataclass(frozen=True)
class Limits:
    """The prices that hold, what was understood of them, and what gave way to an argument, in words."""

    min_minor: int | None
    max_minor: int | None
    currency: str | None
    understood: tuple[Understood, ...]
    gave_way: tuple[str, ...]


def limits_of(arguments: SearchArguments, read: PriceRange | None) -> Limits:
    """Return the limits of both; where they do not fit together the argument's hold.

    Raises:
        MarketError: invalid_request: both are arguments, and the lowest price is above the highest.
    """
    low, high = arguments.min_price, arguments.max_price
    if low is not None and high is not None and low > high:
        raise MarketError(
            Code.INVALID_REQUEST, "min_price is above max_price: swap or drop one of them.", param="min_price"
        )
    read, gave_way = _fitting(arguments, read or PriceRange())
    price = PriceRange(
        read.low if low is None else low,
        read.high if high is None else high,
        arguments.currency or read.currency,
    )
    understood = [
        *_label("min_price", _floor(price), by_argument=low is not None),
        *_label("max_price", _ceiling(price), by_argument=high is not None),
    ]
    if price.currency and not understood:
        priced = f"priced in {price.currency}"
        understood += _label("currency", priced, by_argument=arguments.currency is not None)
    return Limits(
        min_minor=_minor(price.low, price.currency, up=True),
        max_minor=_minor(price.high, price.currency, up=False),
        currency=price.currency,
        understood=tuple(understood),
        gave_way=tuple(gave_way),
    )


def _fitting(arguments: SearchArguments, read: PriceRange) -> tuple[PriceRange, list[str]]:
    """Return of the words' limits what fits to the arguments, and of the others why they do not hold."""
    floor, ceiling = _floor(read), _ceiling(read)
    if arguments.currency and read.currency and arguments.currency != read.currency:
        # A limit in dollars says nothing about pounds.
        said = " and ".join(filter(None, (floor, ceiling)))
        return PriceRange(), [f"'{said}' limits nothing in {arguments.currency}"] if said else []
    low, high, gave_way = read.low, read.high, []
    if arguments.max_price is None and _crossed(arguments.min_price, high):
        high = None
        gave_way.append(f"'{ceiling}' gave way to min_price")
    if arguments.min_price is None and _crossed(low, arguments.max_price):
        low = None
        gave_way.append(f"'{floor}' gave way to max_price")
    return PriceRange(low, high, read.currency), gave_way


def _crossed(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high


def _label(kind: str, text: str, *, by_argument: bool) -> list[Understood]:
    source = "argument" if by_argument else "query"
    return [Understood.model_validate({"kind": kind, "label": text, "source": source})] if text else []


def _floor(price: PriceRange) -> str:
    """Return the lower limit as it is kept to, in words; empty when there is none."""
    minor = _minor(price.low, price.currency, up=True)
    return "" if minor is None else f"from {_spoken(minor, price.currency)}"


def _ceiling(price: PriceRange) -> str:
    minor = _minor(price.high, price.currency, up=False)
    return "" if minor is None else f"up to {_spoken(minor, price.currency)}"


def _spoken(minor: int, currency: str | None) -> str:
    return amount(minor, currency) if currency else f"{Decimal(minor).scaleb(-2):,.2f}"


def _minor(limit: Decimal | None, currency: str | None, *, up: bool) -> int | None:
    """Return the limit in minor units, never letting through a price beyond it; two decimals where none are known."""
    if limit is None:
        return None
    exact = limit.scaleb(decimal_places(currency or ""))
    whole = int(exact)
    return whole + 1 if up and exact != whole else whole
