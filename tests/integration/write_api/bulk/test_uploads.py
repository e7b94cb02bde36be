"""A maker sends a whole catalogue in one call, and hears what became of each row."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.auth import Scope
from core.ids import new_id
from core.listing import ImportRow
from core.tables import bulk_upload_parts, bulk_uploads, listings, shops
from tests.support.stock import announced
from tests.support.uploads import (
    BULK,
    HEADER,
    counts,
    csv_of,
    finished,
    jsonl,
    look,
    mugs,
    rows_of,
    send_file,
    uploaded,
)
from tests.support.waiting import until
from tests.support.writer import Writer
from write_api.audit.authors import Author
from write_api.bulk.service import MAX_BYTES, MOST_UNFINISHED, receive, status
from write_api.bulk.worker import MAX_ROWS
from write_api.catalogue.service import import_rows
from write_api.outbox import RELAY_LOCK

pytestmark = pytest.mark.integration
MUG = {"sku": "m-1", "title": "Blue mug", "price": "12.50", "currency": "GBP"}


async def test_rows_are_created_then_unchanged_then_updated(writer: Writer, engine: AsyncEngine) -> None:
    assert counts(await uploaded(writer, mugs(450))) == (450, 0, 0, 0)
    assert counts(await uploaded(writer, mugs(450))) == (0, 0, 450, 0)
    assert counts(await uploaded(writer, mugs(450, price="13"))) == (0, 450, 0, 0)
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(listings)) == 450
        assert await connection.scalar(select(func.count()).select_from(bulk_upload_parts)) == 0


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", json.dumps([MUG, MUG | {"sku": "m-2"}]).encode()),
        ("application/jsonl", jsonl(MUG, MUG | {"sku": "m-2"})),
        ("text/csv", csv_of("m-1,Blue mug,12.50,GBP", "m-2,Blue mug,12.50,GBP")),
        ("text/csv", csv_of("m-1,Tasse émaillée,12.50,GBP", "m-2,Tasse,1,GBP").decode().encode("cp1252")),
        ("text/csv", csv_of("m-1,Blue mug,12.50,GBP", "m-2,Blue\0 mug,12.50,GBP").decode().encode("utf-16")),
    ],
)
async def test_the_contents_say_what_a_file_is(writer: Writer, kind: str, content: bytes) -> None:
    assert counts(await uploaded(writer, content, kind=kind)) == (2, 0, 0, 0)


async def test_each_refused_row_names_its_line_its_field_and_the_reason(writer: Writer) -> None:
    content = (
        csv_of(
            "m-1,Blue mug,12.50,GBP",
            "m-2,Blue mug,dear,GBP",
            '"m-3,Blue mug,1,GBP',
            header=HEADER,
        ).replace(b'"m-3', b"m-3")
        + b'm-1,Again,3,GBP\nm-4,B,3,GBP\nm-5,"a ""mug",3,GBP,5\nm-6,Good mug,3,GBP\n'
    )
    upload = await uploaded(writer, content)

    assert counts(upload) == (3, 0, 0, 4)
    refused = await rows_of(writer, upload, "&outcome=refused")
    assert [(row["number"], row["line"], row["sku"], row["param"]) for row in refused] == [
        (2, 3, "m-2", "price"), (4, 5, "m-1", "sku"), (5, 6, "m-4", "title"), (6, 7, "", ""),
    ]  # fmt: skip
    assert all(row["reason"].endswith(".") for row in refused)
    every = await rows_of(writer, upload)
    assert [row["number"] for row in every] == [1, 2, 3, 4, 5, 6, 7]
    assert all(row["listing_id"].startswith("lst_") for row in every if row["outcome"] == "created")


BAD = {
    "wrong type": (jsonl(MUG | {"quantity": "six"}), "quantity"),
    "a list for a text": (jsonl(MUG | {"title": ["a"]}), "title"),
    "unknown field": (jsonl(MUG | {"titel": "a"}), "titel"),
    "a NUL": (b'{"sku": "m", "title": "Mug", "price": 3, "currency": "GBP", "description": "a\\u0000"}', ""),
    "NUL in what is not shown": (jsonl(MUG | {"personalization": {"instructions": "a\0b"}}), ""),
    "half a surrogate": (b'{"sku": "m", "title": "Mug \\ud800", "price": 3, "currency": "GBP"}', ""),
    "a row of 5 MB": (jsonl(MUG | {"description": "x" * 5_000_000}), ""),
    "a value over its limit": (jsonl(MUG | {"description": "x" * 500_000}), "description"),
    "cut off": (b'{"sku": "m-1", "title": "Mu', ""),
    "deep": (b'{"sku":' + b"[" * 60_000, ""),
    "no price on offer": (jsonl(MUG | {"price": "0"}), "price"),
    "personalisation without length": (
        jsonl(MUG | {"personalization": {"allowed": True}}), "personalization.max_length",
    ),
}  # fmt: skip


async def test_a_bad_row_is_refused_and_the_next_goes_in(writer: Writer) -> None:
    for name, (line, param) in BAD.items():
        upload = await uploaded(writer, line + b"\n" + jsonl(MUG | {"sku": "m-9"}), kind="application/jsonl")
        assert (upload["state"], upload["rows_done"], upload["refused"]) == ("done", 2, 1), name
        (row,) = await rows_of(writer, upload, "&outcome=refused")
        assert (row["number"], row["param"]) == (1, param), (name, row)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\xff\x00\xfe\x01" * 100, "not a header"),
        (b"PK\x03\x04 not a sheet", "Excel"),
        (b"%PDF-1.4", "PDF"),
        (b"\n\n   \n", "empty"),
        (b"just words", "not a header"),
        (b'"broken,header\n' * 3, "not a header"),
        (mugs(MAX_ROWS + 1), "more than 10,000 rows"),
    ],
)
async def test_a_file_that_cannot_be_used_is_refused_as_a_whole(
    writer: Writer, content: bytes, words: str
) -> None:
    upload = await uploaded(writer, content)
    assert (upload["state"], upload["rows_done"]) == ("refused", 0)
    assert words in upload["reason"]


async def test_ten_thousand_rows_go_in(writer: Writer) -> None:
    assert counts(await uploaded(writer, mugs(MAX_ROWS))) == (MAX_ROWS, 0, 0, 0)


async def test_unknown_columns_are_remarked_and_cost_no_row(writer: Writer) -> None:
    upload = await uploaded(writer, csv_of("m-1,Mug,3,GBP,x", header=f"{HEADER},colr"))
    assert counts(upload) == (1, 0, 0, 0)
    assert "colr" in upload["remark"]


async def test_rows_go_to_the_senders_own_shop_whatever_the_file_says(writer: Writer) -> None:
    bobs = await writer.list_mug("bob", sku="mug-0")
    upload = await uploaded(writer, csv_of("mug-0,Stolen,3,GBP,Bob's pots", header=f"{HEADER},shop"))
    assert counts(upload) == (1, 0, 0, 0)
    (row,) = await rows_of(writer, upload)
    assert row["listing_id"] != bobs["id"]
    unchanged = await look(writer, f"/api/v1/sellers/listings/{bobs['id']}", "bob")
    assert unchanged["version"] == 1


async def test_the_same_call_again_is_the_same_upload_and_another_file_is_refused(
    writer: Writer, engine: AsyncEngine
) -> None:
    first = await send_file(writer, mugs(3), key="k")
    again = await asyncio.gather(*(send_file(writer, mugs(3), key="k") for _ in range(5)))
    other, problem = await send_file(writer, mugs(4), key="k")

    assert {(status, body["id"]) for status, body in again} == {(202, first[1]["id"])}
    assert (other, problem["code"]) == (422, "idempotency_key_reused")
    await finished(writer, first[1])
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(bulk_uploads)) == 1


async def test_every_change_is_logged_under_the_senders_name_and_announced(
    writer: Writer, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:  # no relay takes jobs away: this transaction holds its lock
        await connection.execute(select(func.pg_advisory_xact_lock(RELAY_LOCK)))
        upload = await uploaded(writer, mugs(2))
        (told,) = await announced(engine)
    headers = writer.as_("ada", Scope.SELLER_MANAGE)
    log = await (await writer.http.get("/api/v1/sellers/audit", headers=headers)).json()
    assert [(one["action"], one["account_id"]) for one in log["items"]] == [
        ("listing.created", writer.people["ada@makers.example"])
    ] * 2
    assert upload["state"] == "done"
    assert sorted(told) == sorted(one["object_id"] for one in log["items"])


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"content": b""}, 400, "invalid_request"),
        ({"content": b"x" * (MAX_BYTES + 1)}, 413, "body_too_large"),
        ({"content": mugs(1), "kind": "image/png"}, 415, "unsupported_media_type"),
        ({"content": mugs(1), "who": "eve"}, 403, "not_a_seller"),
        ({"content": mugs(1), "query": "?currency=XXX"}, 400, "invalid_request"),
        ({"content": mugs(1), "query": "?shop=Bob"}, 400, "invalid_request"),
        ({"content": mugs(1), "key": "k" * 256}, 400, "invalid_request"),
    ],
)
async def test_what_cannot_be_taken_in_is_refused_and_leaves_nothing(
    writer: Writer, engine: AsyncEngine, options: dict[str, Any], status: int, code: str
) -> None:
    answered, problem = await send_file(writer, **options)
    assert (answered, problem["code"]) == (status, code)
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(bulk_uploads)) == 0


async def test_a_small_body_that_unpacks_to_a_large_one_is_refused(writer: Writer) -> None:
    headers = writer.as_("ada", Content_Type="text/csv", Content_Encoding="gzip")
    bomb = gzip.compress(b"x" * (MAX_BYTES + 1))
    answer = await writer.http.post(BULK, data=bomb, headers=headers)
    assert answer.status in (400, 413)


async def test_an_upload_is_its_shops_own(writer: Writer) -> None:
    upload = await uploaded(writer, mugs(1))
    for address in (upload["status_url"], upload["rows_url"], f"{BULK}/{new_id('upl')}", f"{BULK}/x'--"):
        answer = await writer.http.get(address, headers=writer.as_("bob", Scope.LISTINGS_READ))
        assert (answer.status, (await answer.json())["code"]) == (404, "upload_not_found")


async def test_a_shop_has_a_few_uploads_on_their_way_at_most(writer: Writer, engine: AsyncEngine) -> None:
    never = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield mugs(1)
        await never.wait()

    waiting = [asyncio.create_task(send_file(writer, slow())) for _ in range(MOST_UNFINISHED)]
    await until(lambda: all_are_on_their_way(engine))
    status, problem = await send_file(writer, mugs(1))
    assert (status, problem["code"]) == (409, "uploads_waiting")
    assert (await send_file(writer, mugs(1), who="bob"))[0] == 202
    never.set()
    assert [status for status, _ in await asyncio.gather(*waiting)] == [202] * MOST_UNFINISHED


async def all_are_on_their_way(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(bulk_uploads)) == MOST_UNFINISHED


CELLS = st.sampled_from(
    ["m-1", "m-2", "", '"', "Blue mug", "3", "-1", "GBP", "x" * 200, "a,b", "\0", "ü", "#"]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=5).map(",".join), max_size=12))
async def test_whatever_is_in_a_file_the_counts_add_up_to_the_rows(writer: Writer, rows: list[str]) -> None:
    upload = await uploaded(writer, csv_of(*rows))
    assert upload["state"] == "done"
    counts(upload)


class BreaksAfterCommit:
    """An engine that loses the answer to its third commit."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._begun = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        self._begun += 1
        is_third = self._begun == 3
        async with self._engine.begin() as connection:
            yield connection
        if is_third:
            raise ConnectionResetError


async def test_a_file_whose_receipt_was_committed_is_kept_though_the_commit_was_not_heard_of(
    engine: AsyncEngine,
) -> None:
    await import_rows(engine, [ImportRow(sku="m-1", title="Mug", price_minor=100, currency="GBP")])
    async with engine.connect() as connection:
        maker = Author("tests", await connection.scalar(select(shops.c.owner_id)))

    async def chunks() -> AsyncIterator[bytes]:
        yield mugs(2)

    breaking: Any = BreaksAfterCommit(engine)
    with pytest.raises(ConnectionResetError):
        await receive(breaking, maker, chunks(), key="once", currency="GBP")
    again = await receive(engine, maker, chunks(), key="once", currency="GBP")
    async with engine.connect() as connection:
        there = await status(connection, maker.account, json.loads(again.body)["id"])
    assert (again.replayed, there.state) == (True, "waiting")
