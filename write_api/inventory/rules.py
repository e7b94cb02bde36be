"""Decisions about stock, pure: what a row may change, what may be held, when a maker is told."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.inventory import LARGEST_STOCK, StockChange, StockOutcome
from core.listing import ListingState
from write_api.listings.rules import state_for


@dataclass(frozen=True)
class Stock:
    """What is known of one listing's stock. `changed_at` is the instant that `quantity` is true for."""

    id: str
    shop_id: str
    sku: str
    title: str
    quantity: int
    held: int
    made_to_order: bool
    state: ListingState
    version: int
    changed_at: datetime
    low_stock_level: int | None
    low_stock_told: bool

    @property
    def available(self) -> int:
        """What can still be sold."""
        return self.quantity - self.held

    @property
    def is_shown_in_stock(self) -> bool:
        """Whether shoppers see it as in stock."""
        return self.state == "active" and (self.available > 0 or self.made_to_order)


@dataclass(frozen=True)
class Decision:
    """What a row comes to: the stock afterwards, which is the one before when nothing changes."""

    outcome: StockOutcome
    detail: str
    after: Stock


def decide(stock: Stock, wanted: StockChange, counted_at: datetime | None) -> Decision:
    """Return what a row does to a listing's stock.

    `counted_at` is when somebody else counted; None when the row is true now.
    """
    refused = _refusal(stock, wanted, counted_at)
    if refused is not None:
        return Decision(*refused, stock)
    quantity = _wanted(stock, wanted)
    if quantity == stock.quantity:
        return Decision("unchanged", "", stock)
    return Decision("updated", "", with_quantity(stock, quantity))


def _wanted(stock: Stock, wanted: StockChange) -> int:
    return wanted.set if wanted.set is not None else stock.quantity + (wanted.adjust or 0)


def _refusal(
    stock: Stock, wanted: StockChange, counted_at: datetime | None
) -> tuple[StockOutcome, str] | None:
    if counted_at is not None and counted_at < stock.changed_at:
        return "late", "The stock was changed after this was counted. Count again and send what is there now."
    if wanted.expected_version not in (None, stock.version):
        detail = f"You expected version {wanted.expected_version}, but the listing is at {stock.version}. "
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


def with_quantity(stock: Stock, quantity: int) -> Stock:
    """Return the stock with another quantity on hand, in the state that asks for, a version on."""
    state = state_for(stock.state, quantity=quantity, made_to_order=stock.made_to_order)
    return replace(stock, quantity=quantity, state=state, version=stock.version + 1)


def holdable(stock: Stock, wanted: int) -> tuple[int, int] | None:
    """Return how many come from stock and how many are to be made; None when there are not that many."""
    if stock.state != "active":
        return None
    if stock.available >= wanted:
        return wanted, 0
    return (stock.available, wanted - stock.available) if stock.made_to_order else None


def with_held(stock: Stock, held: int) -> Stock:
    """Return the stock with another number of held pieces.

    The version is raised only when shoppers see another thing than before: a seller's own change is not in
    conflict with somebody's open checkout.
    """
    after = replace(stock, held=held)
    if after.is_shown_in_stock == stock.is_shown_in_stock:
        return after
    return replace(after, version=stock.version + 1)


def is_low(before: Stock, after: Stock) -> bool:
    """Tell whether the maker must hear now that few are left: once, until there were more again."""
    if before.low_stock_told or after.low_stock_level is None or after.made_to_order:
        return False
    on_offer = before.state in ("active", "sold_out")
    return on_offer and after.available <= after.low_stock_level and after.available < before.available


def told_after_count(after: Stock, *, is_told: bool) -> bool:
    """Return whether the maker still counts as told once the stock was counted."""
    enough = after.low_stock_level is None or after.available > after.low_stock_level
    return is_told and not enough
