"""Stock on the wire: what makers and their systems send, and what became of each row."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.listing import ListingState, Sku, Wire

MOST_ROWS = 1000
LARGEST_STOCK = 1_000_000

Stock = Annotated[int, Field(ge=0, le=LARGEST_STOCK)]
StockDifference = Annotated[int, Field(ge=-LARGEST_STOCK, le=LARGEST_STOCK)]
StockOutcome = Literal[
    "updated",
    "unchanged",
    "unknown_sku",
    "repeated_sku",
    "has_variants",
    "version_conflict",
    "below_held",
    "below_zero",
    "above_limit",
    "late",
]


class StockWanted(Wire):
    """The stock of one SKU, either `set` to a number or `adjust`ed by a difference."""

    sku: Sku = Field(description="Of a listing, or of the variant where it has some")
    set: Stock | None = Field(default=None, description="Pieces on hand, those in open checkouts included")
    adjust: StockDifference | None = Field(default=None, description="How many more, or fewer")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.set is None) == (self.adjust is None):
            raise PydanticCustomError("set_or_adjust", "either set or adjust")
        return self


class StockChange(StockWanted):
    """One row of a call."""

    expected_version: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Leave the row alone when the listing has another version"
    )


class StockCall(Wire):
    """The stock of up to 1,000 SKUs of one's own shop. Each row stands for itself."""

    items: Annotated[list[StockChange], Field(min_length=1, max_length=MOST_ROWS)]


class StockRow(Wire):
    """What became of one row, and the stock as it is now; without the latter for a SKU that is not known."""

    sku: str
    outcome: StockOutcome
    detail: str = Field(default="", description="Why a row was refused and what to do, in a sentence")
    listing_id: str | None = None
    variant_id: str | None = Field(default=None, description="null for a listing without variants")
    quantity: int | None = Field(default=None, description="Pieces on hand")
    held: int | None = Field(default=None, description="Of these in open checkouts")
    available: int | None = Field(default=None, description="What can be sold: quantity − held")
    state: ListingState | None = None
    version: int | None = Field(default=None, description="Of the listing, and so its `state`")


class StockReport(Wire):
    """What became of a call, row by row in the order they were sent."""

    items: list[StockRow]
    updated: int
    unchanged: int
    refused: int = Field(description="Rows with any other outcome")
