"""update_inventory: a maker says how many pieces there are."""

import hashlib
import secrets
from typing import Annotated

from mcp_types import ToolAnnotations
from pydantic import Field, StringConstraints

from core.auth import Scope
from core.errors import Code, MarketError
from core.inventory import StockCall, StockChange, StockReport, StockRow, StockWanted
from core.listing import Wire
from mcp_edge.auth import Caller
from mcp_edge.services import Services
from mcp_edge.tools.tool import Answer, Tool

MOST_ROWS = 100
NAMED_IN_SENTENCE = 8


class UpdateInventoryArguments(Wire):
    """Which SKUs of the caller's own shop have how many pieces."""

    items: Annotated[list[StockWanted], Field(min_length=1, max_length=MOST_ROWS)] = Field(
        description="One row for each SKU"
    )
    reference: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = Field(
        default=None,
        description="What tells an `adjust` from an equal one before it, such as an order number or the time; "
        "equal ones with the same reference count once a day",
    )


async def update_inventory(services: Services, caller: Caller, arguments: UpdateInventoryArguments) -> Answer:
    """Send the stock to the write API in the caller's name."""
    if caller.principal is None or caller.token is None:
        raise MarketError(Code.MISSING_TOKEN)
    wanted = StockCall(items=[StockChange(**row.model_dump()) for row in arguments.items])
    key = _idempotency_key(caller.principal.account_id, wanted, arguments.reference)
    report, is_replayed = await services.writes.update_inventory(caller.token, wanted, key)
    return Answer(_sentence(report, is_replayed=is_replayed), report)


def _idempotency_key(account_id: str, wanted: StockCall, reference: str | None) -> str:
    """Return the same key for the same adjustment: a host that retries counts it once.

    Setting a number twice is harmless, and must happen again when another number came in between.
    """
    if all(row.set is not None for row in wanted.items):
        return secrets.token_hex(16)
    parts = ("update_inventory", account_id, reference or "", wanted.model_dump_json())
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _sentence(report: StockReport, *, is_replayed: bool) -> str:
    if is_replayed:
        return (
            "Nothing was changed now: this same call was made before and counted then. If it happened once "
            "more, call again with another `reference`."
        )
    good = [row for row in report.items if row.outcome in ("updated", "unchanged")]
    refused = [row for row in report.items if row not in good]
    parts = []
    if good:
        parts.append(f"Stock now: {_listed([_stock(row) for row in good])}.")
    if refused:
        parts.append(f"Not changed: {_listed([f'{row.sku}: {row.detail}' for row in refused])}")
    return " ".join(parts)


def _stock(row: StockRow) -> str:
    held = f" ({row.held} of them in open checkouts)" if row.held else ""
    state = ", sold out" if row.state == "sold_out" else ""
    same = ", as before" if row.outcome == "unchanged" else ""
    return f"{row.sku} {row.quantity}{held}{state}{same}"


def _listed(parts: list[str]) -> str:
    more = f"; and {len(parts) - NAMED_IN_SENTENCE} more" if len(parts) > NAMED_IN_SENTENCE else ""
    return "; ".join(parts[:NAMED_IN_SENTENCE]) + more


TOOL = Tool(
    name="update_inventory",
    title="Update stock",
    description=(
        "Use this when a maker says how many pieces of their own listings there are: `set` a number ('three "
        "left'), or `adjust` by a difference ('sold two at the fair' is -2). Rows name the maker's SKU, as "
        "create_listing and search_listings show it, or that of the variant where a listing has some (get_listing "
        "shows them); ask when it is not clear which piece is meant. Each row "
        "stands for itself, and the answer says what became of it. Do not use for prices or words of a "
        "listing, for orders (they take stock by themselves), or for shoppers."
    ),
    arguments=UpdateInventoryArguments,
    output=StockReport,
    annotations=ToolAnnotations(
        read_only_hint=False, destructive_hint=True, open_world_hint=False, idempotent_hint=False
    ),
    invoking="Counting the pieces…",
    invoked="The stock is up to date",
    function=update_inventory,
    operation="count_stock",
    scopes=(Scope.SELLER_MANAGE,),
    deadline_seconds=9.0,
)
