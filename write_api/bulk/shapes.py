"""What a maker hears of an upload."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from core.listing import Wire

Outcome = Literal["created", "updated", "unchanged", "refused"]


class BulkUpload(Wire):
    """An upload and how far it is."""

    id: str
    status_url: str
    rows_url: str
    state: Literal["waiting", "done", "refused", "failed"] = Field(
        description="refused: the file as a whole cannot be used; failed: our fault. Rows done before stay in."
    )
    reason: str = Field(default="", description="Why it was refused or failed")
    remark: str = Field(default="", description="Something about the file that cost no row")
    rows_total: int | None = Field(description="Rows in the file; null until it has been read once")
    rows_done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    created_at: datetime
    finished_at: datetime | None


class BulkRow(Wire):
    """What became of one row."""

    number: int = Field(description="Counted from 1, without the header")
    line: int = Field(description="The line of the file on which the row starts")
    sku: str
    outcome: Outcome
    listing_id: str | None
    param: str = Field(description="The field at fault; empty where the row as a whole is")
    reason: str = Field(description="Why a row was refused, and what to do")


class BulkRows(Wire):
    """A page of rows in the order of the file."""

    items: list[BulkRow]
    next_cursor: str | None = None
