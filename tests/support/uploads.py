"""What tests of bulk uploads send, and what they ask."""

import json
from io import BytesIO
from typing import Any

from core.auth import Scope
from tests.support.waiting import until
from tests.support.writer import Writer

BULK = "/api/v1/sellers/listings/bulk"
HEADER = "sku,title,price,currency"


def csv_of(*rows: str, header: str = HEADER) -> bytes:
    """Return a CSV file."""
    return "\n".join([header, *rows, ""]).encode()


def mugs(count: int, price: str = "12.50") -> bytes:
    """Return a CSV file of so many mugs."""
    return csv_of(*(f"mug-{n},Mug number {n},{price},GBP" for n in range(count)))


async def send_file(
    writer: Writer, content: Any, *, who: str = "ada", kind: str = "text/csv", key: str = "", query: str = ""
) -> tuple[int, Any]:
    """Send a file; return status and body."""
    headers = writer.as_(who, Scope.LISTINGS_WRITE, Content_Type=kind)
    headers |= {"Idempotency-Key": key} if key else {}
    data = BytesIO(content) if isinstance(content, bytes) else content
    answer = await writer.http.post(BULK + query, data=data, headers=headers)
    return answer.status, await answer.json()


async def look(writer: Writer, address: str, who: str = "ada") -> Any:
    """Return what is at an address of an upload."""
    answer = await writer.http.get(address, headers=writer.as_(who, Scope.LISTINGS_READ))
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def finished(writer: Writer, upload: dict[str, Any], who: str = "ada") -> dict[str, Any]:
    """Return the upload when it has ended."""
    found: dict[str, Any] = {}

    async def ended() -> bool:
        found.update(await look(writer, upload["status_url"], who))
        return bool(found["state"] != "waiting")

    await until(ended, seconds=60)
    return found


async def uploaded(writer: Writer, content: Any, **options: Any) -> dict[str, Any]:
    """Send a file; return the upload when it has ended."""
    status, upload = await send_file(writer, content, **options)
    assert status == 202, upload
    return await finished(writer, upload, options.get("who", "ada"))


async def rows_of(writer: Writer, upload: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    """Return what became of the rows, over all pages."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = await look(writer, f"{upload['rows_url']}?limit=7{query}{cursor}")
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def counts(upload: dict[str, Any]) -> tuple[int, int, int, int]:
    """Return created, updated, unchanged, refused; they add up to the rows."""
    told = (upload["created"], upload["updated"], upload["unchanged"], upload["refused"])
    if upload["state"] == "done":
        assert sum(told) == upload["rows_done"] == upload["rows_total"]
    return told


def jsonl(*rows: dict[str, Any]) -> bytes:
    """Return a JSONL file."""
    return "\n".join(json.dumps(row) for row in rows).encode()
