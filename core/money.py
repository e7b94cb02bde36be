"""Money in integer minor units with an ISO 4217 currency. Never a float."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Currency = Literal["AUD", "CAD", "CHF", "DKK", "EUR", "GBP", "JPY", "NOK", "NZD", "SEK", "USD"]
CURRENCIES: frozenset[str] = frozenset(get_args(Currency))

MAX_MINOR = 10**12
MinorUnits = Annotated[int, Field(ge=0, le=MAX_MINOR)]

_SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥", "AUD": "A$", "CAD": "CA$", "NZD": "NZ$"}


class Money(BaseModel):
    """An amount in minor units (pence, cents; whole yen) with its currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount_minor: MinorUnits
    currency: Currency

    def __str__(self) -> str:
        """Return the amount as a person writes it: £12.50, $8.00, CHF 4.00."""
        return amount(self.amount_minor, self.currency)


def amount(minor: int, currency: str) -> str:
    """Return an amount, also one below nothing, as a person writes it: £12.50, CHF 4.00, -$8.00."""
    places = decimal_places(currency)
    number = f"{Decimal(abs(minor)).scaleb(-places):,.{places}f}"
    symbol = _SYMBOLS.get(currency)
    return ("-" if minor < 0 else "") + (f"{symbol}{number}" if symbol else f"{currency} {number}")


def decimal_places(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217 exponent)."""
    return 0 if currency == "JPY" else 2


def to_minor(amount: Decimal | str | float, currency: str) -> int:
    """Return a decimal amount such as `12.50` in minor units, rounded half up.

    Raises:
        ValueError: the text is no number, is negative, or is larger than any price we carry.
    """
    try:
        exact = Decimal(str(amount))
        minor = int(exact.scaleb(decimal_places(currency)).quantize(Decimal(1), ROUND_HALF_UP))
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"{amount!r} is not an amount of money") from error
    if not 0 <= minor <= MAX_MINOR:
        raise ValueError(f"{amount} {currency} is out of range")
    return minor
