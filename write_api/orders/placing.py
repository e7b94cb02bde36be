"""What an order is made of before it is placed, and how it falls into its makers' parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from core.ids import new_id
from write_api.listings.pieces import Piece
from write_api.orders.money import FeeRule, split
from write_api.orders.shapes import Address, Gift

NO_FEE = FeeRule()


@dataclass(frozen=True)
class Buyer:
    """Who buys: an account, or a guest with an address for mail and a secret that opens the order."""

    account_id: str | None = None
    email: str = ""
    secret: str | None = None


@dataclass(frozen=True)
class NewLine:
    """Pieces that are bought, and for how much each."""

    piece: Piece
    quantity: int
    price_minor: int
    personalization: str = ""


@dataclass(frozen=True)
class Charges:
    """What comes on top of a maker's goods, and what is taken off them."""

    shipping_minor: int = 0
    tax_minor: int = 0
    discount_minor: int = 0


@dataclass(frozen=True)
class NewOrder:
    """What was agreed with a buyer. `reference` is the checkout's, under which the pieces are held.

    The lines are in one currency; `charges` are by shop.
    """

    reference: str
    buyer: Buyer
    currency: str
    ship_to: Address
    lines: tuple[NewLine, ...]
    charges: Mapping[str, Charges] = field(default_factory=dict)
    gift: Gift | None = None
    fee: FeeRule = NO_FEE


@dataclass(frozen=True)
class Sums:
    """The amounts of an order or of a part of it."""

    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        """What they come to."""
        return self.items_minor - self.discount_minor + self.shipping_minor + self.tax_minor

    def columns(self) -> dict[str, int]:
        """Return them as columns."""
        return asdict(self) | {"total_minor": self.total_minor}


@dataclass(frozen=True)
class NewPart:
    """A maker's part of an order to be: its lines by what stock gives, and what it comes to."""

    id: str
    shop_id: str
    sums: Sums
    fee_minor: int
    lines: tuple[dict[str, Any], ...]


def divide(new: NewOrder, shop_of: Mapping[Piece, str], to_make: Mapping[Piece, int]) -> list[NewPart]:
    """Return the makers' parts of an order, in the order in which their shops come up in its lines.

    Raises:
        ValueError: amounts that cannot be: fewer than one piece, below zero, more discount than goods.
    """
    for line in new.lines:
        if line.quantity < 1 or line.price_minor < 0:
            raise ValueError("a line has one piece or more, for nothing or more")
    makes = _made_by_line(new.lines, to_make)
    shops = dict.fromkeys(shop_of[line.piece] for line in new.lines)
    if unknown := set(new.charges) - set(shops):
        raise ValueError(f"charges of shops that nothing is bought from: {sorted(unknown)}")
    return [
        _part(
            new,
            shop_id,
            [
                (line, made)
                for line, made in zip(new.lines, makes, strict=True)
                if shop_of[line.piece] == shop_id
            ],
        )
        for shop_id in shops
    ]


def _part(new: NewOrder, shop_id: str, lines: Sequence[tuple[NewLine, int]]) -> NewPart:
    charges = new.charges.get(shop_id, Charges())
    worth = [line.price_minor * line.quantity for line, _ in lines]
    if min(asdict(charges).values()) < 0 or charges.discount_minor > sum(worth):
        raise ValueError("charges are nothing or more, and a discount is no more than the goods")
    sums = Sums(sum(worth), charges.discount_minor, charges.shipping_minor, charges.tax_minor)
    part_id = new_id("sho")
    shares = zip(lines, split(charges.discount_minor, worth), split(charges.tax_minor, worth), strict=True)
    rows = tuple(
        {
            "id": new_id("lin"),
            "shop_order_id": part_id,
            "position": position,
            "listing_id": line.piece.listing_id,
            "variant_id": line.piece.variant_id,
            "personalization": line.personalization,
            "price_minor": line.price_minor,
            "quantity": line.quantity,
            "to_make": made,
            "discount_minor": discount,
            "tax_minor": tax,
        }
        for position, ((line, made), discount, tax) in enumerate(shares)
    )
    return NewPart(part_id, shop_id, sums, new.fee.of(sums.items_minor - sums.discount_minor), rows)


def pieces_of(lines: Iterable[NewLine]) -> dict[Piece, int]:
    """Return how many of each piece the lines want together."""
    wanted: dict[Piece, int] = {}
    for line in lines:
        wanted[line.piece] = wanted.get(line.piece, 0) + line.quantity
    return wanted


def _made_by_line(lines: Sequence[NewLine], to_make: Mapping[Piece, int]) -> list[int]:
    # Stock goes to the first lines of a piece, so what is to be made falls to its last ones.
    from_stock = {piece: wanted - to_make[piece] for piece, wanted in pieces_of(lines).items()}
    made = []
    for line in lines:
        taken = min(line.quantity, from_stock[line.piece])
        from_stock[line.piece] -= taken
        made.append(line.quantity - taken)
    return made
