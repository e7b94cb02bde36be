"""POST of a catalogue file, GET of how far it is and of what became of its rows."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, StringConstraints

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from core.listing import Wire
from core.money import Currency
from write_api.audit.authors import author_of
from write_api.bulk import service
from write_api.bulk.shapes import BulkRows, BulkUpload, Outcome
from write_api.bulk.worker import WAKE
from write_api.resources import ENGINE

ONE = service.PATH + "/{upload_id}"
TAG = "Bulk upload"
ROW = '{"sku": "mug-1", "title": "Sea blue mug", "price": 32, "currency": "USD"}'
MEDIA = {
    "text/csv": "sku,title,price,currency\nmug-1,Sea blue mug,32.00,USD\nmug-2,Moss green mug,34.00,USD\n",
    "text/tab-separated-values": "sku\ttitle\tprice\tcurrency\nmug-1\tSea blue mug\t32.00\tUSD\n",
    "application/jsonl": f"{ROW}\n",
    "application/x-ndjson": f"{ROW}\n",
    "application/json": f"[{ROW}]",
}


class FileOptions(Wire):
    """What holds for every row of a file."""

    currency: Currency | None = Field(
        default=None, description="Of every price, whatever the file says; a Shopify export needs it"
    )


class PageOfRows(Wire):
    """Which rows to return."""

    outcome: Outcome | None = Field(default=None, description="Only rows that ended so")
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most")] = 100
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, description="`next_cursor` of the page before"
    )


async def upload_listings(call: Call[None, FileOptions]) -> web.Response:
    """Take a file in."""
    outcome = await service.receive(
        call.request.app[ENGINE],
        author_of(call),
        call.request.content.iter_any(),
        key=call.idempotency_key,
        currency=call.query.currency or "",
    )
    call.request.app[WAKE].set()
    return outcome.response()


async def get_upload(call: Call[None, None]) -> web.Response:
    """Return how far an upload is."""
    async with call.request.app[ENGINE].connect() as connection:
        found = await service.status(connection, call.principal.account_id, _id(call))
    return json_of(found)


async def list_upload_rows(call: Call[None, PageOfRows]) -> web.Response:
    """Return what became of the rows."""
    asked = call.query
    async with call.request.app[ENGINE].connect() as connection:
        found = await service.page(
            connection,
            call.principal.account_id,
            _id(call),
            outcome=asked.outcome,
            limit=asked.limit,
            cursor=asked.cursor,
        )
    return json_of(found)


def _id(call: Call[Any, Any]) -> str:
    return call.request.match_info["upload_id"]


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="POST",
        path=service.PATH,
        tag=TAG,
        summary="Send a catalogue of up to 10,000 rows: CSV, JSONL or JSON",
        handler=upload_listings,
        query=FileOptions,
        media=MEDIA,
        answers={
            202: Answer("Kept; see `status_url`", BulkUpload, headers=("Location", "Idempotent-Replayed"))
        },
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(Code.NOT_A_SELLER, Code.UPLOADS_WAITING),
        repeatable=True,
    ),
    Operation(
        method="GET",
        path=ONE,
        tag=TAG,
        summary="How far an upload is",
        handler=get_upload,
        answers={200: Answer("Counts so far", BulkUpload)},
        scopes=(Scope.LISTINGS_READ,),
        errors=(Code.NOT_A_SELLER, Code.UPLOAD_NOT_FOUND),
    ),
    Operation(
        method="GET",
        path=ONE + "/rows",
        tag=TAG,
        summary="What became of each row",
        handler=list_upload_rows,
        query=PageOfRows,
        answers={200: Answer("A page of rows in the order of the file", BulkRows)},
        scopes=(Scope.LISTINGS_READ,),
        errors=(Code.NOT_A_SELLER, Code.UPLOAD_NOT_FOUND, Code.INVALID_CURSOR),
    ),
)
