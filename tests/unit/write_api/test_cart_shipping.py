"""What a cart says of shipping, against sums made in the plainest way."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.cart import Cart, CartShipping
from core.ids import new_id
from core.listing import Image, Personalization, ShopRef
from core.money import Currency, Money
from tests.unit.write_api.test_shipping_rules import COUNTRIES, profiles
from write_api.carts.rules import Line
from write_api.carts.shipping import with_shipping
from write_api.carts.view import Kept, view
from write_api.listings.offers import Offer
from write_api.listings.pieces import Piece
from write_api.shipping.rules import shipping_cost
from write_api.shipping.shapes import NewShippingProfile, ShippingRate

SHOPS = [ShopRef(id=f"shp_{name}", name=name, country="GB") for name in ("Ada", "Bob")]
NOW = datetime(2026, 11, 28, tzinfo=UTC)
Pricelist = dict[str, NewShippingProfile]

PLAIN = Offer(
    piece=Piece("lst_plain"), shop=SHOPS[0], sku="A", title="Mug", options={}, available=9,
    price=Money(amount_minor=1000, currency="GBP"), made_to_order=False, lead_days=0,
    personalization=Personalization(), image=Image(url="/a.svg"), ships_to=[], shipping_profile_id=None,
    why_not=None,
)  # fmt: skip


def parcels(currency: Currency = "GBP", days: int = 4, **rate: int) -> NewShippingProfile:
    """Return a profile that sends to GB, and nowhere else."""
    only = ShippingRate.model_validate(
        {"countries": ["GB"], "price_minor": 300, "days_min": 1, "days_max": days} | rate
    )
    return NewShippingProfile(name="Parcels", currency=currency, rates=[only])


def piece(name: str, **fields: object) -> Offer:
    return replace(PLAIN, piece=Piece(f"lst_{name}"), **fields)  # type: ignore[arg-type]


def cart_of(
    *wanted: tuple[Offer, int], by: Pricelist | None = None, country: str = "GB"
) -> tuple[Cart, Cart]:
    """Return a cart with so many of these pieces, without shipping and with it."""
    lines = [
        Line(new_id("cln"), offer.piece, "", number, offer.title, offer.price) for offer, number in wanted
    ]
    offers = {offer.piece: offer for offer, _ in wanted}
    plain = view(Kept("crt_1", None, None, 1, NOW), lines, offers, "")
    return plain, with_shipping(plain, offers, by or {}, country)


def said(cart: Cart) -> list[CartShipping]:
    return [shop.shipping for shop in cart.shops if shop.shipping]


@st.composite
def filled(draw: st.DrawFn) -> tuple[list[tuple[Offer, int]], Pricelist]:
    """Pieces of two makers by three profiles in two currencies; some by none, some that are sold out."""
    currencies: list[Currency] = ["GBP", "JPY", "GBP"]
    pricelist = {
        f"spr_{n}": draw(profiles()).model_copy(update={"currency": currency})
        for n, currency in enumerate(currencies)
    }
    wanted = []
    for n in range(draw(st.integers(0, 8))):
        profile_id = draw(st.sampled_from([*pricelist, *pricelist, None]))
        currency = pricelist[profile_id].currency if profile_id else draw(st.sampled_from(currencies))
        offer = piece(
            str(n), shop=draw(st.sampled_from(SHOPS)), shipping_profile_id=profile_id,
            price=Money(amount_minor=draw(st.integers(0, 5_000_000)), currency=currency),
            available=draw(st.integers(0, 5)), ships_to=draw(st.lists(st.sampled_from(COUNTRIES))),
        )  # fmt: skip
        wanted.append((offer, draw(st.integers(1, 9))))
    return wanted, pricelist


@given(filled(), st.sampled_from(COUNTRIES))
def test_a_parts_shipping_is_the_sum_over_its_profiles(
    case: tuple[list[tuple[Offer, int]], Pricelist], country: str
) -> None:
    wanted, pricelist = case
    before, cart = cart_of(*wanted, by=pricelist, country=country)
    of_all: dict[str, int] = defaultdict(int)
    all_known = True
    for shop in cart.shops:
        # What is in stock is all there is: each piece is in one line.
        sold = [
            (offer, min(number, offer.available))
            for offer, number in wanted
            if offer.shop == shop.shop and offer.available
        ]
        sending: dict[str, int] = defaultdict(int)
        known = True
        for profile_id in {offer.shipping_profile_id for offer, _ in sold}:
            inside = [(offer, n) for offer, n in sold if offer.shipping_profile_id == profile_id]
            items = sum(offer.price.amount_minor * n for offer, n in inside)
            pieces = sum(n for _, n in inside)
            cost = shipping_cost(pricelist[profile_id], country, pieces, items) if profile_id else None
            known = known and cost is not None
            if cost is not None:
                sending[cost.currency] += cost.amount_minor
        if not sold:
            assert (shop.shipping, shop.totals_with_shipping) == (None, None)
            continue
        assert shop.shipping is not None
        assert (shop.shipping.state == "known") == known == (shop.shipping.line_ids == [])
        all_known = all_known and known
        if not known:
            assert (shop.shipping.costs, shop.totals_with_shipping) == ([], None)
            continue
        assert {one.currency: one.amount_minor for one in shop.shipping.costs} == sending
        both = {one.currency: one.amount_minor + sending[one.currency] for one in shop.subtotals}
        assert {one.currency: one.amount_minor for one in shop.totals_with_shipping or []} == both
        for currency, amount in both.items():
            of_all[currency] += amount
    assert (cart.totals_with_shipping is not None) == all_known
    if cart.totals_with_shipping is not None:
        assert {one.currency: one.amount_minor for one in cart.totals_with_shipping} == of_all
    hidden = {"ships_to", "totals_with_shipping"}
    shops = {"shops": {"__all__": {"shipping", "totals_with_shipping"}}}
    without = dict.fromkeys(hidden, True) | shops
    assert cart.model_dump(exclude=without) == before.model_dump(exclude=without), "nothing else changes"


def test_free_from_a_price_counts_the_pieces_of_that_profile_only() -> None:
    by = {"spr_a": parcels(free_from_minor=2000), "spr_b": parcels(each_further_minor=100)}
    free, paid = piece("a", shipping_profile_id="spr_a"), piece("b", shipping_profile_id="spr_b")
    [one] = said(cart_of((free, 2), (paid, 3), by=by)[1])
    assert [str(cost) for cost in one.costs] == ["£5.00"]
    [one] = said(cart_of((free, 1), (paid, 1), by=by)[1])
    assert [str(cost) for cost in one.costs] == ["£6.00"]
    [one] = said(cart_of((free, 2), by=by)[1])
    assert one.text == "Shipping to GB is free. All of it arrives within 4 days of the order."


def test_currencies_are_never_added() -> None:
    by = {"spr_a": parcels(), "spr_b": parcels("USD", price_minor=700)}
    pound = piece("a", shipping_profile_id="spr_a")
    dollar = piece("b", shipping_profile_id="spr_b", price=Money(amount_minor=2000, currency="USD"))
    cart = cart_of((pound, 1), (dollar, 1), by=by)[1]
    assert said(cart)[0].text.startswith("Shipping to GB costs £3.00 and $7.00.")
    assert [str(total) for total in cart.totals_with_shipping or []] == ["£13.00", "$27.00"]


def test_what_is_not_sent_there_is_named_and_nothing_is_added_up() -> None:
    by = {"spr_a": parcels()}
    here, nowhere = piece("a", ships_to=["FR"]), piece("b", shipping_profile_id="spr_a")
    plain, cart = cart_of((here, 1), (nowhere, 1), by=by, country="FR")
    [one] = said(cart)
    assert (one.state, one.costs, one.days_max) == ("not_sent_there", [], None)
    assert one.line_ids == [plain.shops[0].lines[1].id]
    assert one.text == "This maker does not ship 1 of these 2 lines to FR."
    assert (cart.totals_with_shipping, cart.totals) == (None, plain.totals)


def test_a_maker_without_a_profile_has_not_said_what_it_costs() -> None:
    listed, at_home = piece("a", ships_to=["FR"]), piece("b")
    [one] = said(cart_of((listed, 1), country="FR")[1])
    assert (one.state, one.text) == (
        "not_said", "This maker has not said what shipping this to FR costs. Ask them before you buy.",
    )  # fmt: skip
    for country, state in (("GB", "not_said"), ("FR", "not_sent_there")):
        [one] = said(cart_of((at_home, 1), country=country)[1])
        assert one.state == state, "as search finds it: a listing that names no country stays in its maker's"
    somewhere = replace(at_home, shop=ShopRef(id="shp_x", name="X"))
    assert said(cart_of((somewhere, 1))[1])[0].state == "not_said", "nobody knows where this maker is"


def test_the_last_parcel_comes_when_the_slowest_piece_is_made_and_sent() -> None:
    by = {"spr_a": parcels(days=4), "spr_b": parcels(days=9)}
    stocked = piece("a", shipping_profile_id="spr_b")
    made = piece("b", shipping_profile_id="spr_a", made_to_order=True, lead_days=14, available=2)

    def days(*wanted: tuple[Offer, int]) -> int | None:
        return said(cart_of(*wanted, by=by)[1])[0].days_max

    assert days((stocked, 1), (made, 3)) == 18
    assert days((stocked, 1), (made, 2)) == 9, "these two are in stock"
    assert days((stocked, 1), (replace(made, lead_days=0), 3)) is None
    [one] = said(cart_of((replace(made, lead_days=0), 3), by=by)[1])
    assert one.text == "Shipping to GB costs £3.00. The maker has not said how long making it takes."
