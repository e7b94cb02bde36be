"""A maker's figures on the wire: what sold, what to do, what assistants showed. Pure."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from core.listing import ListingState, Wire

LISTED = 5  # best, slow and the next to ship
WARNED = 10


def _written_out(given: Any) -> Any:
    """Refuse what only might mean a day: instants, seconds, weeks."""
    if not isinstance(given, str):
        raise PydanticCustomError("day", "a day")
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise PydanticCustomError("day", "a day") from None
    if day.isoformat() != given:
        raise PydanticCustomError("day", "a day")
    return day


Day = Annotated[date, BeforeValidator(_written_out)]


class Asked(Wire):
    """Which days a maker asks about, both included, in the shop's time zone."""

    first: Day | None = Field(
        default=None, alias="from", description="First day, as 2026-11-01; 29 days before `to` when left out"
    )
    last: Day | None = Field(default=None, alias="to", description="Last day; today when left out")


class Period(Wire):
    """The days that are told of, both included, and those before that they are compared with."""

    first_day: date
    last_day: date
    previous_first_day: date
    previous_last_day: date
    time_zone: str = Field(examples=["Europe/London"])


class SalesFigures(Wire):
    """What was sold, by the day on which it was ordered, whatever became of it later taken off."""

    orders: int = Field(default=0, description="Placed and not cancelled as a whole")
    cancelled_orders: int = Field(default=0, description="Placed, and cancelled as a whole since")
    pieces: int = Field(default=0, description="Sold and not cancelled")
    revenue_minor: int = Field(
        default=0,
        description="What buyers paid, shipping and tax included and our fee not taken off, less `cancelled_minor`",
    )
    cancelled_minor: int = Field(default=0, description="What was cancelled or refunded of these orders")


class SalesFrom(SalesFigures):
    """The same of one day, week or month, as far as it lies in the period."""

    starts_on: date = Field(description="The day; the Monday of the week; the first of the month")


class CurrencySales(Wire):
    """Sales in one currency, in its minor units; never converted."""

    currency: str
    total: SalesFigures
    previous: SalesFigures = Field(description="As many days before")


class Sales(CurrencySales):
    """Sales in the shop's own currency."""

    by_day: list[SalesFrom] = Field(
        description="Every day of the period, those without a sale too; assistants get no days of a long one"
    )
    by_week: list[SalesFrom]
    by_month: list[SalesFrom]


class OrderToShip(Wire):
    """An order that waits to be sent."""

    id: str
    number: str
    placed_at: datetime
    ship_by: date | None
    is_overdue: bool
    pieces: int


class ToShip(Wire):
    """Orders that wait to be sent."""

    count: int
    overdue: int
    next: list[OrderToShip] = Field(description="Those to be sent first")


class BestListing(Wire):
    """A listing that sold in the period."""

    listing_id: str
    sku: str
    title: str
    pieces: int
    revenue_minor: int = Field(description="Prices of the pieces, without discounts, shipping and tax")
    currency: str
    viewed: int = Field(description="How often assistants opened it for somebody")


class SlowListing(Wire):
    """A listing on offer that did not sell in the period."""

    listing_id: str
    sku: str
    title: str
    listed_on: date
    shown: int
    viewed: int


class StockWarning(Wire):
    """A listing of which there are few left, or none though people want it."""

    listing_id: str
    sku: str
    title: str
    state: ListingState
    available: int
    pieces: int = Field(description="Sold in the period")
    viewed: int


class StockWarnings(Wire):
    """What is nearly or wholly gone; pieces that are made to order are not among them."""

    low_stock_level: int | None
    low: list[StockWarning] = Field(description="`low_stock_level` or fewer available; the fewest first")
    low_count: int
    sold_out: list[StockWarning] = Field(description="Sold or viewed in the period; the most wanted first")
    sold_out_count: int


class AssistantFigures(Wire):
    """What assistants showed of the shop, and what came of it; the steps are counted, not followed."""

    shown: int = Field(description="How often a listing of the shop stood in an assistant's search results")
    viewed: int = Field(description="How often an assistant opened one")
    orders: int = Field(
        description="Orders that came through assistants, cancelled ones left out, in any currency"
    )
    all_orders: int = Field(description="Orders by whatever way")
    revenue_minor: int = Field(description="What came through assistants in the shop's currency")
    view_rate: float | None = Field(description="viewed / shown; null when nothing was shown")
    order_rate: float | None = Field(description="orders / viewed; null when nothing was viewed")


class Payout(Wire):
    """Money for the maker in one currency: what buyers paid, less our fee and what was cancelled."""

    currency: str
    orders: int
    amount_minor: int


class Payouts(Wire):
    """Money for the maker that was not paid out yet, of all days."""

    due: list[Payout] = Field(description="Of delivered orders")
    on_its_way: list[Payout] = Field(description="Of orders that are not delivered yet")


class SellerDashboard(Wire):
    """How a shop does: the period's sales, and what there is to do now."""

    period: Period
    sales: Sales
    other_currencies: list[CurrencySales]
    to_ship: ToShip
    best: list[BestListing] = Field(description="The most revenue first")
    slow: list[SlowListing] = Field(description="On offer longest without a sale in the period first")
    stock: StockWarnings
    assistants: AssistantFigures
    payouts: Payouts
