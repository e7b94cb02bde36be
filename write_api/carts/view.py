"""What a shopper sees of a cart, pure: its lines at today's prices, by maker, and what has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.cart import Availability, Cart, CartLine, CartNotice, CartShop, NoticeKind, Total
from core.listing import Image
from core.money import Money
from write_api.carts.rules import GONE, Line
from write_api.listings.offers import Offer
from write_api.listings.pieces import Piece

FEW = 5


@dataclass(frozen=True)
class Kept:
    """A cart's row."""

    id: str
    account_id: str | None
    merged_into: str | None
    version: int
    expires_at: datetime


def view(cart: Kept, lines: Iterable[Line], offers: Mapping[Piece, Offer], site: str) -> Cart:
    """Return the cart as it can be bought now; `site` is where our own pictures are.

    Lines of one piece share what there is of it: the one that was put in first has it first.
    """
    taken: dict[Piece, int] = {}
    shops: dict[str, CartShop] = {}
    notices: list[CartNotice] = []
    shown: list[CartLine] = []
    for line in lines:
        offer = offers.get(line.piece)
        if offer is None:  # listings are never deleted for good
            continue
        left = max(0, offer.available - taken.get(line.piece, 0))
        one = _line(line, offer, left, site)
        taken[line.piece] = taken.get(line.piece, 0) + one.quantity
        notices.extend(_notices(one, offer))
        shown.append(one)
        shops.setdefault(offer.shop.id, CartShop(shop=offer.shop, lines=[], subtotals=[])).lines.append(one)
    totals = sums(_counted(shown))
    if len(totals) > 1:
        notices.append(_several_currencies(totals))
    return Cart(
        id=cart.id,
        version=cart.version,
        shops=[one.model_copy(update={"subtotals": sums(_counted(one.lines))}) for one in shops.values()],
        notices=notices,
        totals=totals,
        expires_at=cart.expires_at,
    )


def _line(line: Line, offer: Offer, left: int, site: str) -> CartLine:
    is_gone = offer.why_not == "gone"  # and what it has become is the maker's own affair
    quantity = _buyable(line, offer, left)
    price = line.price if is_gone else offer.price
    availability = _availability(line, offer, left, quantity)
    return CartLine(
        id=line.id,
        listing_id=line.piece.listing_id,
        variant_id=line.piece.variant_id or None,
        title=line.title if is_gone else offer.title,
        options={} if is_gone else dict(offer.options),
        image=None if is_gone else _image(offer.image, site),
        personalization=line.personalization,
        price=price,
        price_when_added=line.price,
        wanted=line.wanted,
        quantity=quantity,
        total=Total(amount_minor=price.amount_minor * quantity, currency=price.currency),
        availability=availability,
        hint=_hint(availability, offer, left),
    )


def _image(image: Image, site: str) -> Image:
    return image.model_copy(update={"url": site + image.url}) if image.url.startswith("/") else image


def _buyable(line: Line, offer: Offer, left: int) -> int:
    if offer.why_not is not None:
        return 0
    return line.wanted if offer.made_to_order else min(line.wanted, left)


def _availability(line: Line, offer: Offer, left: int, quantity: int) -> Availability:
    if quantity == 0:
        return "unavailable"
    if offer.made_to_order and line.wanted > left:
        return "made_to_order"
    return "few_left" if left <= FEW and not offer.made_to_order else "in_stock"


def _hint(availability: Availability, offer: Offer, left: int) -> str:
    match availability:
        case "unavailable":
            return offer.reason or "All that are left are in other lines of this cart."
        case "made_to_order":
            days = "1 day" if offer.lead_days == 1 else f"{offer.lead_days} days"
            return f"Made to order, ships in {days}" if offer.lead_days else "Made to order"
        case "few_left":
            return f"Only {left} left"
        case _:
            return "In stock"


def _notices(line: CartLine, offer: Offer) -> Iterable[CartNotice]:
    if line.quantity == 0:
        said = GONE if offer.why_not == "gone" else line.hint
        yield _notice("unavailable", line, f"This cannot be bought now and does not count. {said}")
        return
    if line.quantity < line.wanted:
        yield _notice(
            "quantity_lowered",
            line,
            f"{line.wanted} were asked for and {line.quantity} can be had, so {line.quantity} count. "
            "Set the quantity to that, or take the line out.",
        )
    if line.price != line.price_when_added:
        yield _notice(
            "price_changed",
            line,
            f"The price was {line.price_when_added} when this was put in and is {line.price} now. "
            "Tell the shopper; setting the quantity again takes the new price as known.",
        )


def _notice(kind: NoticeKind, line: CartLine, text: str) -> CartNotice:
    return CartNotice(kind=kind, line_id=line.id, text=text)


def _several_currencies(totals: Sequence[Money]) -> CartNotice:
    text = (
        f"The pieces are priced in {' and '.join(one.currency for one in totals)}. "
        "Prices are never converted: each currency is paid for itself."
    )
    return CartNotice(kind="several_currencies", line_id=None, text=text)


def sums(amounts: Iterable[Money]) -> list[Total]:
    """Return the amounts added up, one sum for each currency."""
    found: dict[str, int] = {}
    for one in amounts:
        found[one.currency] = found.get(one.currency, 0) + one.amount_minor
    return [Total.model_validate({"amount_minor": n, "currency": c}) for c, n in sorted(found.items())]


def _counted(lines: Iterable[CartLine]) -> Iterable[Total]:
    return (line.total for line in lines if line.quantity)
