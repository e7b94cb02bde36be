"""How amounts of an order are split and given back: whole minor units that always add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BASIS_POINTS = 10_000


@dataclass(frozen=True)
class FeeRule:
    """What the marketplace keeps of a maker's order: a part of the goods, and a fixed amount."""

    basis_points: int = 0
    fixed_minor: int = 0

    def of(self, goods_minor: int) -> int:
        """Return the fee for goods of this value, rounded half up and never more than they are."""
        part = (goods_minor * self.basis_points + BASIS_POINTS // 2) // BASIS_POINTS
        return min(goods_minor, part + self.fixed_minor)


@dataclass(frozen=True)
class PaidLine:
    """What was paid for a line, and how many of its pieces are taken back."""

    id: str
    price_minor: int
    quantity: int
    discount_minor: int
    tax_minor: int
    cancelled: int

    @property
    def paid_minor(self) -> int:
        """What the buyer paid for all its pieces."""
        return self.price_minor * self.quantity - self.discount_minor + self.tax_minor

    def back_minor(self, cancelled: int) -> int:
        """Return what goes back for so many pieces in all: exact for all of them, rounded down before."""
        return self.paid_minor * cancelled // self.quantity


def split(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """Return the amount in parts by weight that sum to it exactly: the largest remainders get one more.

    Without any weight all weigh the same.
    """
    even = weights if any(weights) else [1] * len(weights)
    whole = sum(even)
    parts = [amount_minor * weight // whole for weight in even]
    remainders = [(amount_minor * weight % whole, -n) for n, weight in enumerate(even)]
    left = amount_minor - sum(parts)
    for _, minus_n in sorted(remainders, reverse=True)[:left]:
        parts[-minus_n] += 1
    return parts


def given_back(lines: Iterable[tuple[PaidLine, int]], *, shipping_minor: int) -> int:
    """Return what goes back to the buyer when that many more pieces of each line are taken back.

    Shipping goes back with the last piece; a maker's order is then paid back in full. Name all its lines.
    """
    named = list(lines)
    goods = sum(
        line.back_minor(line.cancelled + more) - line.back_minor(line.cancelled) for line, more in named
    )
    nothing_left = all(line.cancelled + more == line.quantity for line, more in named)
    return goods + (shipping_minor if nothing_left and any(more for _, more in named) else 0)
