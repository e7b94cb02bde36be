"""What a parcel costs, said again in the plainest way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MarketError
from core.money import Money
from write_api.shipping.rules import check, covered, shipping_cost
from write_api.shipping.shapes import NewShippingProfile, ShippingRate

COUNTRIES = ["CA", "DE", "FR", "GB", "JP", "US"]
amounts = st.integers(0, 10_000_000)


@st.composite
def profiles(draw: st.DrawFn) -> NewShippingProfile:
    """Profiles that may stand: countries dealt out to rates, and perhaps one for all others."""
    dealt = draw(st.lists(st.integers(0, 3), min_size=len(COUNTRIES), max_size=len(COUNTRIES)))
    groups = [[c for c, group in zip(COUNTRIES, dealt, strict=True) if group == n] for n in (1, 2, 3)]
    rates = [draw(rate(countries=group)) for group in groups if group]
    if draw(st.booleans()) or not rates:
        rates.insert(draw(st.integers(0, len(rates))), draw(rate(everywhere_else=True)))
    return NewShippingProfile(name="Parcels", currency="EUR", rates=rates)


def rate(**where: object) -> st.SearchStrategy[ShippingRate]:
    return st.builds(
        lambda price, each, free: ShippingRate.model_validate(
            {"price_minor": price, "each_further_minor": each, "free_from_minor": free}
            | {"days_min": 1, "days_max": 2} | where
        ),
        amounts, amounts, st.none() | amounts,
    )  # fmt: skip


@given(profiles(), st.sampled_from(COUNTRIES), st.integers(1, 10_000), st.integers(0, 10**9))
def test_the_first_piece_costs_and_each_further_one_does(
    profile: NewShippingProfile, country: str, pieces: int, items_minor: int
) -> None:
    check(profile.rates)
    cost = shipping_cost(profile, country, pieces, items_minor)
    own = [one for one in profile.rates if country in one.countries]
    other = [one for one in profile.rates if one.everywhere_else]
    expected = next(iter(own or other), None)

    assert (cost is None) == (expected is None) == (country not in covered(profile.rates, COUNTRIES))
    if expected is None or cost is None:
        return
    assert cost.currency == "EUR"
    if expected.free_from_minor is not None and items_minor >= expected.free_from_minor:
        assert cost.amount_minor == 0
    else:
        each = [expected.price_minor, *[expected.each_further_minor] * (pieces - 1)]
        assert cost.amount_minor == sum(each)


@given(
    profiles(), st.sampled_from(COUNTRIES), st.integers(1, 1000), st.integers(0, 10**9), st.integers(0, 10**9)
)
def test_more_pieces_never_cost_less_and_dearer_ones_never_more(
    profile: NewShippingProfile, country: str, pieces: int, items_minor: int, more: int
) -> None:
    def cost(count: int, items: int) -> int:
        found = shipping_cost(profile, country, count, items)
        return -1 if found is None else found.amount_minor

    assert cost(pieces + 1, items_minor) >= cost(pieces, items_minor)
    assert cost(pieces, items_minor + more) <= cost(pieces, items_minor)


def test_no_cost_is_larger_than_money_can_be() -> None:
    huge = ShippingRate(everywhere_else=True, price_minor=1, each_further_minor=10**7, days_min=1, days_max=1)
    profile = NewShippingProfile(name="Stones", currency="JPY", rates=[huge])
    assert shipping_cost(profile, "JP", 10**7, 0) == Money(amount_minor=10**12, currency="JPY")


GOOD = {"countries": ["GB"], "price_minor": 1, "days_min": 1, "days_max": 2}


@pytest.mark.parametrize(("rates", "param"), [
    ([GOOD, GOOD], "rates.0.countries"),
    ([GOOD | {"countries": ["GB", "GB"]}], "rates.0.countries"),
    ([GOOD | {"countries": []}], "rates.0"),
    ([GOOD | {"everywhere_else": True}], "rates.0"),
    ([GOOD | {"days_min": 3}], "rates.0.days_min"),
    ([GOOD | {"countries": [], "everywhere_else": True}] * 2, "rates"),
])  # fmt: skip
def test_rates_that_contradict_each_other_are_refused(rates: list[dict[str, object]], param: str) -> None:
    with pytest.raises(MarketError) as refusal:
        check([ShippingRate.model_validate(rate) for rate in rates])
    assert (refusal.value.code, refusal.value.param) == ("invalid_request", param)
