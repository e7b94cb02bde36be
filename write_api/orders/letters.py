"""The words of mails about orders. Pure. Nobody reads here what the other side typed: it stands with the order."""

from collections.abc import Sequence
from typing import Literal

from core.cart import Total
from core.money import Money
from write_api.notifications.letter import Block, Button, Item, Items, Letter, Lines, Paragraph, Sums
from write_api.orders.shapes import Address, Amounts, Order, OrderLine, OrderPart, ShopOrder, Tracking

KEEP = "Keep this mail: whoever has its link can see the order."
REPLY = "Questions about a piece? Its maker reads the messages you write about the order."
MAKER_CLOSING = "You get this mail because you sell on CraftLocal."
SHOWN_OF_PERSONALIZATION = 200

Pieces = Sequence[tuple[OrderLine, int]]


def placed(order: Order, link: str | None, *, is_guest: bool) -> Letter:
    """Return what the buyer reads once an order is placed."""
    makers = len(order.shop_orders)
    who = order.shop_orders[0].shop.name if makers == 1 else f"{makers} makers"
    words = f"Thank you. {who} {'has' if makers == 1 else 'have'} your order {order.number}."
    if makers > 1:
        words += " Each sends their part by themselves, and you hear when it is on its way."
    blocks: list[Block] = [Paragraph(words), *_button("See your order", link)]
    blocks += [_items(f"{part.shop.name}, sent by {_day(part)}", part.lines) for part in order.shop_orders]
    blocks += [Sums(_sums(order.amounts)), Lines("Goes to", address_lines(order.ship_to))]
    return Letter(f"Your order {order.number}", tuple(blocks), KEEP if is_guest and link else REPLY)


def new_order(number: str, part: ShopOrder, country: str) -> Letter:
    """Return what a maker reads of a new order: what to make and send until when, not where."""
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"You have a new order, {number}, for {country}. Accept it, and send it by {_day(part)}. Where it goes "
            "stands with the order: ask your assistant for your orders to ship."
        ),
        _items("To send", part.lines, own_words=False),
        Sums(_sums(part.amounts)),
    )
    return Letter(f"New order {number}", blocks, MAKER_CLOSING)


def shipped(number: str, part: ShopOrder, link: str | None) -> Letter:
    """Return what the buyer reads once a maker has sent their part."""
    blocks: list[Block] = [
        Paragraph(f"{part.shop.name} has sent what you ordered. {_followed(part.tracking)}")
    ]
    if part.tracking and part.tracking.url:
        blocks += _button("Follow the parcel", part.tracking.url)
    else:
        blocks += _button("See your order", link)
    left = tuple(
        _item(line, line.quantity - line.cancelled, own_words=True)
        for line in part.lines
        if line.quantity > line.cancelled
    )
    blocks.append(Items("In the parcel", left))
    return Letter(f"On its way: your order {number}", tuple(blocks), REPLY)


def cancelled(
    number: str,
    part: ShopOrder,
    pieces: Pieces,
    back: Money,
    link: str | None,
    by: Literal["buyer", "seller"],
) -> Letter:
    """Return what the buyer reads of pieces that were cancelled, by themselves or by the maker."""
    who = "You have" if by == "buyer" else f"{part.shop.name} has"
    what = "this order" if part.status == "cancelled" else "a part of this order"
    words = f"{who} cancelled {what}. {back} goes back to you, the way you paid."
    blocks = (Paragraph(words), _cancelled_items(pieces), *_button("See your order", link))
    return Letter(f"Cancelled: {_of_order(part)} {number}", blocks, REPLY)


def cancelled_by_buyer(number: str, part: ShopOrder, pieces: Pieces) -> Letter:
    """Return what a maker reads of pieces that the buyer no longer wants."""
    what = (
        "this order. There is nothing left to send" if part.status == "cancelled" else "a part of this order"
    )
    blocks: tuple[Block, ...] = (Paragraph(f"The buyer has cancelled {what}."), _cancelled_items(pieces))
    return Letter(f"Cancelled: {_of_order(part)} {number}", blocks, MAKER_CLOSING)


def message_from_maker(number: str, shop: str, link: str | None) -> Letter:
    """Return what the buyer reads of a message: that there is one. Its words stay with the order."""
    words = f"{shop} has written to you about your order {number}."
    blocks = (Paragraph(words), *_button("Read the message", link))
    return Letter(f"A message about your order {number}", blocks, REPLY)


def message_from_buyer(number: str) -> Letter:
    """Return what a maker reads of a message: that there is one."""
    words = (
        f"The buyer of order {number} has written to you. Ask your assistant for the messages of that order."
    )
    return Letter(f"A message about order {number}", (Paragraph(words),), MAKER_CLOSING)


def link_wanted(number: str, link: str | None) -> Letter:
    """Return what a guest reads who lost the link to an order."""
    words = (
        f"Somebody, probably you, asked for the link to your order {number}. Links from before do not open it "
        "any more."
    )
    return Letter(
        f"The link to your order {number}", (Paragraph(words), *_button("See your order", link)), KEEP
    )


def _of_order(part: OrderPart) -> str:
    return "order" if part.status == "cancelled" else "part of order"


def _followed(tracking: Tracking | None) -> str:
    if tracking is None:
        return "It goes without a tracking number."
    return f"It goes with {tracking.carrier}, number {tracking.number}."


def _button(label: str, link: str | None) -> list[Block]:
    return [Button(label, link)] if link else []


def _items(heading: str, lines: Sequence[OrderLine], *, own_words: bool = True) -> Items:
    return Items(heading, tuple(_item(line, line.quantity, own_words=own_words) for line in lines))


def _cancelled_items(pieces: Pieces) -> Items:
    return Items("Cancelled", tuple(_item(line, number, own_words=False) for line, number in pieces))


def _item(line: OrderLine, number: int, *, own_words: bool) -> Item:
    details = [", ".join(f"{name}: {value}" for name, value in line.options.items())] if line.options else []
    if line.personalization and own_words:
        words = " ".join(line.personalization.split())
        short = words if len(words) <= SHOWN_OF_PERSONALIZATION else words[:SHOWN_OF_PERSONALIZATION] + "…"
        details.append(f"Personalised: “{short}”")
    elif line.personalization:
        details.append("Personalised: the words stand with the order")
    return Item(f"{number} × {line.title}", tuple(details), str(worth(line, number)))


def worth(line: OrderLine, number: int) -> Total:
    """Return what so many pieces of a line cost before discount, shipping and tax."""
    return Total(amount_minor=line.price.amount_minor * number, currency=line.price.currency)


def address_lines(to: Address) -> tuple[str, ...]:
    """Return an address as it stands on a parcel."""
    town = ", ".join(filter(None, (to.city, f"{to.region} {to.postal_code}".strip())))
    return tuple(filter(None, (to.name, to.line1, to.line2, town, to.country)))


def _sums(amounts: Amounts) -> tuple[tuple[str, str], ...]:
    rows = [("Goods", str(amounts.items))]
    if amounts.discount.amount_minor:
        rows.append(("Discount", f"−{amounts.discount}"))
    rows.append(("Shipping", str(amounts.shipping) if amounts.shipping.amount_minor else "free"))
    if amounts.tax.amount_minor:
        rows.append(("Tax", str(amounts.tax)))
    return (*rows, ("Total", str(amounts.total)))


def _day(part: OrderPart) -> str:
    return f"{part.ship_by.day} {part.ship_by:%B %Y}"
