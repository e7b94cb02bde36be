"""What sending a cart to a country costs, pure: maker by maker, as their shipping profiles say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from core.cart import Cart, CartLine, CartShipping, CartShop, ShippingState, Total
from core.money import Money
from write_api.carts.view import sums
from write_api.listings.offers import Offer
from write_api.listings.pieces import Piece
from write_api.shipping.rules import rate_for, shipping_cost
from write_api.shipping.shapes import NewShippingProfile


class _Parcel(NamedTuple):
    """Lines of one maker that are sent by one profile; None for what has none."""

    profile: NewShippingProfile | None
    lines: Sequence[tuple[CartLine, Offer]]


def with_shipping(
    cart: Cart, offers: Mapping[Piece, Offer], profiles: Mapping[str, NewShippingProfile], country: str
) -> Cart:
    """Return the cart with what sending it to the country costs, where its makers have said so."""
    shops = [_shipped(shop, offers, profiles, country) for shop in cart.shops]
    sent = [shop for shop in shops if shop.shipping is not None]
    known = [shop.totals_with_shipping for shop in sent if shop.totals_with_shipping is not None]
    totals = sums(total for part in known for total in part) if len(known) == len(sent) else None
    return cart.model_copy(update={"shops": shops, "ships_to": country, "totals_with_shipping": totals})


def _shipped(
    shop: CartShop, offers: Mapping[Piece, Offer], profiles: Mapping[str, NewShippingProfile], country: str
) -> CartShop:
    parcels = _parcels(shop.lines, offers, profiles)
    if not parcels:
        return shop
    shipping = _shipping(parcels, country)
    totals = sums([*shop.subtotals, *shipping.costs]) if shipping.state == "known" else None
    return shop.model_copy(update={"shipping": shipping, "totals_with_shipping": totals})


def _parcels(
    lines: Iterable[CartLine], offers: Mapping[Piece, Offer], profiles: Mapping[str, NewShippingProfile]
) -> list[_Parcel]:
    """Return what can be bought, by the profile that it is sent by."""
    grouped: dict[str, list[tuple[CartLine, Offer]]] = {}
    for line in lines:
        if line.quantity:
            offer = offers[Piece(line.listing_id, line.variant_id or "")]
            grouped.setdefault(offer.shipping_profile_id or "", []).append((line, offer))
    return [_Parcel(profiles.get(profile_id), inside) for profile_id, inside in grouped.items()]


def _shipping(parcels: Sequence[_Parcel], country: str) -> CartShipping:
    nowhere: list[str] = []
    unsaid: list[str] = []
    costs: list[Money] = []
    for parcel in parcels:
        if parcel.profile is None:
            for line, offer in parcel.lines:
                (unsaid if _is_sent_to(country, offer) else nowhere).append(line.id)
        elif (cost := _cost(parcel.profile, parcel.lines, country)) is None:
            nowhere.extend(line.id for line, _ in parcel.lines)
        else:
            costs.append(cost)
    if nowhere:
        return _unknown(
            "not_sent_there", nowhere, f"This maker does not ship {_all_or(nowhere, parcels)} to {country}."
        )
    if unsaid:
        text = f"This maker has not said what shipping {_all_or(unsaid, parcels)} to {country} costs."
        return _unknown("not_said", unsaid, f"{text} Ask them before you buy.")
    days = _days(parcels, country)
    totals = sums(costs)
    return CartShipping(
        state="known", costs=totals, days_max=days, line_ids=[], text=_text(totals, days, country)
    )


def _cost(profile: NewShippingProfile, lines: Sequence[tuple[CartLine, Offer]], country: str) -> Money | None:
    pieces = sum(line.quantity for line, _ in lines)
    return shipping_cost(profile, country, pieces, sum(line.total.amount_minor for line, _ in lines))


def _is_sent_to(country: str, offer: Offer) -> bool:
    """Tell whether a listing without a profile goes there; one that names no country stays in its maker's."""
    countries = offer.ships_to or [offer.shop.country]
    return country in countries or countries == [""]


def _days(parcels: Iterable[_Parcel], country: str) -> int | None:
    """Return when the last of it is there, counted from the order; None while nobody says how long making takes."""
    found = []
    for profile, lines in parcels:
        rate = rate_for(profile.rates, country) if profile else None
        for line, offer in lines:
            is_made = line.availability == "made_to_order"
            if rate is None or (is_made and not offer.lead_days):
                return None
            found.append(rate.days_max + (offer.lead_days if is_made else 0))
    return max(found)


def _unknown(state: ShippingState, line_ids: list[str], text: str) -> CartShipping:
    return CartShipping(state=state, costs=[], days_max=None, line_ids=line_ids, text=text)


def _all_or(line_ids: Sequence[str], parcels: Iterable[_Parcel]) -> str:
    lines = sum(len(parcel.lines) for parcel in parcels)
    return "this" if len(line_ids) == lines else f"{len(line_ids)} of these {lines} lines"


def _text(costs: Sequence[Total], days: int | None, country: str) -> str:
    is_free = not any(cost.amount_minor for cost in costs)
    price = f"Shipping to {country} " + ("is free." if is_free else f"costs {' and '.join(map(str, costs))}.")
    if days is None:
        return f"{price} The maker has not said how long making it takes."
    return f"{price} All of it arrives within {'1 day' if days == 1 else f'{days} days'} of the order."
