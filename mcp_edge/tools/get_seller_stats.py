"""get_seller_stats: how a maker's own shop does."""

from mcp_types import ToolAnnotations

from core.auth import Scope
from core.dashboard import Asked, SalesFigures, SellerDashboard
from core.errors import Code, MarketError
from core.money import amount
from mcp_edge.auth import Caller
from mcp_edge.services import Services
from mcp_edge.tools.tool import Answer, Tool
from mcp_edge.tools.wording import quoted

LONGEST_BY_DAY = 62  # beyond that the conversation gets weeks, and then months only
LONGEST_BY_WEEK = 366


class GetSellerStatsArguments(Asked):
    """The write API's own arguments."""


async def get_seller_stats(services: Services, caller: Caller, arguments: GetSellerStatsArguments) -> Answer:
    """Read the dashboard in the caller's name."""
    if caller.principal is None or caller.token is None:
        raise MarketError(Code.MISSING_TOKEN)
    board = await services.writes.get_dashboard(caller.token, arguments)
    return Answer(_sentence(board), _short(board))


def _short(board: SellerDashboard) -> SellerDashboard:
    """Return it without the days, or weeks, that a long period has too many of."""
    days = len(board.sales.by_day)
    left_out: dict[str, list[object]] = {}
    if days > LONGEST_BY_DAY:
        left_out["by_day"] = []
    if days > LONGEST_BY_WEEK:
        left_out["by_week"] = []
    return board.model_copy(update={"sales": board.sales.model_copy(update=left_out)})


def _sentence(board: SellerDashboard) -> str:
    sales, period = board.sales, board.period
    sold = f"{_figures(sales.total, sales.currency)} from {period.first_day} to {period.last_day}"
    before = f"{_figures(sales.previous, sales.currency)} in as many days before"
    others = "".join(f"; besides, {_figures(one.total, one.currency)}" for one in board.other_currencies)
    first = f"{sold}; {before}{others}."
    if board.best and board.best[0].currency == sales.currency:
        first += f" Best: {quoted(board.best[0].title)} with {_count(board.best[0].pieces, 'piece')}."
    to_do = [_count(board.to_ship.count, "order") + " to ship"]
    if board.to_ship.overdue:
        to_do.append(f"{board.to_ship.overdue} of them overdue")
    if board.stock.low_count:
        to_do.append(f"{_count(board.stock.low_count, 'listing')} low in stock")
    if board.stock.sold_out_count:
        to_do.append(f"{board.stock.sold_out_count} sold out and wanted")
    to_do += [f"{amount(one.amount_minor, one.currency)} to be paid out" for one in board.payouts.due]
    return f"{first} Now: {', '.join(to_do)}."


def _figures(figures: SalesFigures, currency: str) -> str:
    cancelled = f" ({figures.cancelled_orders} cancelled besides)" if figures.cancelled_orders else ""
    revenue = amount(figures.revenue_minor, currency)
    return f"{_count(figures.orders, 'order')}{cancelled}, {_count(figures.pieces, 'piece')}, {revenue}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


TOOL = Tool(
    name="get_seller_stats",
    title="Show how the shop does",
    description=(
        "Use this when a maker asks how their own shop does: what sold this month or between two days and how "
        "that compares with before, what to ship, which pieces sell and which do not, what runs out, what "
        "assistants showed of the shop, what will be paid out. Without `from` and `to` it tells of the last 30 "
        "days. Amounts are in minor units of `currency` and never converted. Do not use for one order, for "
        "changing stock (update_inventory), or for shoppers."
    ),
    arguments=GetSellerStatsArguments,
    output=SellerDashboard,
    annotations=ToolAnnotations(
        read_only_hint=True, destructive_hint=False, open_world_hint=False, idempotent_hint=True
    ),
    invoking="Adding up the sales…",
    invoked="Here is how the shop does",
    function=get_seller_stats,
    operation="get_dashboard",
    scopes=(Scope.SELLER_MANAGE,),
    deadline_seconds=9.0,
)
