"""Decisions about shipping: which rates may stand together, where they lead, what a parcel costs. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence

from core.errors import Code, MarketError
from core.money import MAX_MINOR, Money
from write_api.shipping.shapes import NewShippingProfile, ShippingProfile, ShippingRate


def check(rates: Sequence[ShippingRate]) -> None:
    """Make sure that every country has one rate or none.

    Raises:
        MarketError: invalid_request, naming the rate at fault.
    """
    times = Counter(country for rate in rates for country in rate.countries)
    open_ones = [rate for rate in rates if rate.everywhere_else]
    for number, rate in enumerate(rates):
        at = f"rates.{number}"
        twice = [country for country in rate.countries if times[country] > 1]
        if rate.everywhere_else == bool(rate.countries):
            raise _refused("A rate is for `countries` or for `everywhere_else`: one of the two.", at)
        if twice:
            raise _refused(f"The country {twice[0]} is there twice.", f"{at}.countries")
        if rate.days_min > rate.days_max:
            raise _refused("`days_min` must not be more than `days_max`.", f"{at}.days_min")
    if len(open_ones) > 1:
        raise _refused("Only one rate may be for `everywhere_else`.", "rates")


def covered(rates: Sequence[ShippingRate], known: Collection[str]) -> list[str]:
    """Return the countries that these rates lead to."""
    if any(rate.everywhere_else for rate in rates):
        return sorted(known)
    return sorted(country for rate in rates for country in rate.countries)


def shipping_cost(
    profile: NewShippingProfile | ShippingProfile, country: str, pieces: int, items_minor: int
) -> Money | None:
    """Return what it costs to send so many pieces, of so much together, to a country; None when it is not sent there.

    `pieces` is 1 or more, and `items_minor` is in the profile's currency.
    """
    rate = rate_for(profile.rates, country)
    if rate is None:
        return None
    is_free = rate.free_from_minor is not None and items_minor >= rate.free_from_minor
    cost = 0 if is_free else rate.price_minor + rate.each_further_minor * (pieces - 1)
    return Money(amount_minor=min(cost, MAX_MINOR), currency=profile.currency)


def rate_for(rates: Sequence[ShippingRate], country: str) -> ShippingRate | None:
    """Return the rate of a country: its own, else the one for everywhere else."""
    named = (rate for rate in rates if country in rate.countries)
    return next(named, None) or next((rate for rate in rates if rate.everywhere_else), None)


def _refused(sentence: str, param: str) -> MarketError:
    return MarketError(Code.INVALID_REQUEST, sentence, param=param)
