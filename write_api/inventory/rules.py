"""Decisions about stock, pure: what a row may change, what may be held, when a maker is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.inventory import LARGEST_STOCK, StockChange, StockOutcome
from core.listing import ListingState
from write_api.listings.rules import state_for


@dataclass(frozen=True)
class Stock:
    """Pieces that are counted together: a listing's, or one of its variants'.

    `changed_at` is the instant that `quantity` is true for; a variant that was taken off keeps what is held.
    """

    variant_id: str  # empty for a listing without variants
    sku: str
    quantity: int
    held: int
    changed_at: datetime
    low_stock_told: bool
    options: Mapping[str, str] = field(default_factory=dict)
    is_removed: bool = False

    @property
    def available(self) -> int:
        """What can still be sold."""
        return self.quantity - self.held


@dataclass(frozen=True)
class Shelf:
    """A listing and its stocks by variant: its own under the empty name, or one for each of its variants."""

    id: str
    shop_id: str
    sku: str
    title: str
    made_to_order: bool
    state: ListingState
    version: int
    low_stock_level: int | None
    stocks: Mapping[str, Stock]

    @property
    def living(self) -> list[Stock]:
        """What makes up the listing: all but what was taken off."""
        return [stock for stock in self.stocks.values() if not stock.is_removed]

    @property
    def has_variants(self) -> bool:
        """Whether it is bought as one of its variants only."""
        return "" not in self.stocks

    @property
    def quantity(self) -> int:
        """Pieces on hand."""
        return sum(stock.quantity for stock in self.living)

    @property
    def held(self) -> int:
        """Pieces in open checkouts."""
        return sum(stock.held for stock in self.living)

    def is_shown_in_stock(self, stock: Stock) -> bool:
        """Tell whether shoppers see it as in stock."""
        return self.state == "active" and (stock.available > 0 or self.made_to_order)


@dataclass(frozen=True)
class Decision:
    """What a row comes to: the stock afterwards, which is the one before when nothing changes."""

    outcome: StockOutcome
    detail: str
    after: Stock


@dataclass(frozen=True)
class Movement:
    """A listing's stock before and after something happened to the `touched` of its variants."""

    before: Shelf
    after: Shelf
    touched: tuple[str, ...]

    @property
    def pairs(self) -> list[tuple[Stock, Stock]]:
        """Each stock that was touched, before and after."""
        return [(self.before.stocks[name], self.after.stocks[name]) for name in self.touched]


def moved(before: Shelf, changed: Iterable[Stock]) -> Movement:
    """Return what it means for a listing that some of its stocks are these now.

    Its version is raised when pieces came or went, and when shoppers see another thing than before. Holding
    alone does not: a seller's own change is not in conflict with somebody's open checkout.
    """
    new = {stock.variant_id: stock for stock in changed}
    after = replace(before, stocks={**before.stocks, **new})
    state = state_for(before.state, quantity=after.quantity, made_to_order=before.made_to_order)
    after = replace(after, state=state)
    if _seen(before) != _seen(after):
        after = replace(after, version=before.version + 1)
    return Movement(before, after, tuple(new))


def _seen(shelf: Shelf) -> list[tuple[int, bool]]:
    return [(stock.quantity, shelf.is_shown_in_stock(stock)) for stock in shelf.living]


def decide(shelf: Shelf, stock: Stock, wanted: StockChange, counted_at: datetime | None) -> Decision:
    """Return what a row does to a stock.

    `counted_at` is when somebody else counted; None when the row is true now.
    """
    refused = _refusal(shelf, stock, wanted, counted_at)
    if refused is not None:
        return Decision(*refused, stock)
    quantity = _wanted(stock, wanted)
    if quantity == stock.quantity:
        return Decision("unchanged", "", stock)
    return Decision("updated", "", replace(stock, quantity=quantity))


def _wanted(stock: Stock, wanted: StockChange) -> int:
    return wanted.set if wanted.set is not None else stock.quantity + (wanted.adjust or 0)


def _refusal(
    shelf: Shelf, stock: Stock, wanted: StockChange, counted_at: datetime | None
) -> tuple[StockOutcome, str] | None:
    if counted_at is not None and counted_at < stock.changed_at:
        return "late", "The stock was changed after this was counted. Count again and send what is there now."
    if wanted.expected_version not in (None, shelf.version):
        detail = f"You expected version {wanted.expected_version}, but the listing is at {shelf.version}. "
        return "version_conflict", detail + "Look at the stock here and send the row again."
    quantity = _wanted(stock, wanted)
    if quantity < 0:
        return "below_zero", f"There are only {stock.quantity} on hand. Send `set` with what is there."
    if quantity > LARGEST_STOCK:
        return "above_limit", f"Stock ends at {LARGEST_STOCK:,} pieces."
    if quantity < stock.held:
        detail = f"{stock.held} are in open checkouts and cannot be taken away. Send {stock.held} or more, "
        return "below_held", detail + "or wait until those checkouts are paid or given up."
    return None


def holdable(shelf: Shelf, variant_id: str, wanted: int) -> tuple[int, int] | None:
    """Return how many come from stock and how many are to be made; None when there are not that many."""
    stock = shelf.stocks.get(variant_id)
    if shelf.state != "active" or stock is None or stock.is_removed:
        return None
    if stock.available >= wanted:
        return wanted, 0
    return (stock.available, wanted - stock.available) if shelf.made_to_order else None


def put_back(stock: Stock, pieces: int) -> Stock:
    """Return the stock with pieces that were sold and came back."""
    return replace(stock, quantity=min(stock.quantity + pieces, LARGEST_STOCK))


def is_low(shelf: Shelf, before: Stock, after: Stock) -> bool:
    """Tell whether the maker must hear now that few are left: once, until there were more again."""
    level = shelf.low_stock_level
    if before.low_stock_told or level is None or shelf.made_to_order or after.is_removed:
        return False
    on_offer = shelf.state in ("active", "sold_out")
    return on_offer and after.available <= level and after.available < before.available


def told_after_count(shelf: Shelf, after: Stock, *, is_told: bool) -> bool:
    """Return whether the maker still counts as told once the stock was counted."""
    enough = shelf.low_stock_level is None or after.available > shelf.low_stock_level
    return is_told and not enough
