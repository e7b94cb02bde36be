"""Signed messages from a maker's own system: once, in order, for the maker's own SKUs."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.tables import audit_log, idempotency_keys, inbox, webhook_deliveries, webhook_secrets
from tests.support.stock import (
    ENDPOINTS,
    MANAGE,
    call_stock,
    deliver,
    message,
    open_endpoint,
    row_of,
    signature,
    stock_of,
)
from tests.support.writer import Writer
from write_api.app import MAX_BODY_BYTES
from write_api.audit.authors import SWEEPER
from write_api.inventory import holds
from write_api.listings.pieces import Piece
from write_api.webhooks import receiving

pytestmark = pytest.mark.integration


async def refused(answer: ClientResponse, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = await answer.json()
    assert (answer.status, problem["code"]) == (status, code), problem
    assert answer.content_type == "application/problem+json"
    return problem


async def log_of(writer: Writer, endpoint: dict[str, Any], who: str = "ada") -> list[dict[str, Any]]:
    url = f"{ENDPOINTS}/{endpoint['id']}/deliveries"
    answer = await (await writer.http.get(url, headers=writer.as_(who, MANAGE))).json()
    items: list[dict[str, Any]] = answer["items"]
    return items


async def rotate(writer: Writer, endpoint: dict[str, Any], **body: Any) -> dict[str, Any]:
    url = f"{ENDPOINTS}/{endpoint['id']}/rotate"
    answer = await writer.http.post(url, json=body, headers=writer.as_("ada", MANAGE))
    rotated: dict[str, Any] = await answer.json()
    assert answer.status == 201, rotated
    return rotated


async def test_a_signed_count_is_taken_in(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="A", quantity=6)
    await writer.list_mug(sku="B", quantity=6)
    await writer.list_mug("bob", sku="BOBS", quantity=6)
    endpoint = await open_endpoint(writer)
    body = message(
        {"sku": "A", "set": 2}, {"sku": "B", "set": 6}, {"sku": "BOBS", "set": 0}, {"sku": "X", "set": 1}
    )
    answer = await deliver(writer, endpoint, body, message_id="msg_1")

    assert answer.status == 202
    assert await answer.json() == {"outcome": "accepted", "updated": 1, "unchanged": 1, "refused": 2}
    assert await stock_of(engine, "A") == (2, 0, 2)
    assert await stock_of(engine, "BOBS") == (6, 0, 1)
    (delivery,) = await log_of(writer, endpoint)
    assert (delivery["message_id"], delivery["outcome"]) == ("msg_1", "accepted")
    assert delivery["detail"]["refused_rows"] == [
        {"sku": "BOBS", "outcome": "unknown_sku"}, {"sku": "X", "outcome": "unknown_sku"},
    ]  # fmt: skip


async def test_a_message_delivered_again_happens_once(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="A", quantity=6)
    endpoint = await open_endpoint(writer)
    body = message({"sku": "A", "set": 2})
    answers = await asyncio.gather(*(deliver(writer, endpoint, body, message_id="m") for _ in range(10)))
    assert {answer.status for answer in answers} == {202}
    assert (
        sorted([(await answer.json())["outcome"] for answer in answers]) == ["accepted"] + ["duplicate"] * 9
    )

    await call_stock(writer, {"sku": "A", "set": 5})
    await deliver(writer, endpoint, body, message_id="m")
    assert await stock_of(engine, "A") == (5, 0, 3)
    # The ids of two endpoints have nothing to do with each other.
    other = await deliver(
        writer, await open_endpoint(writer), message({"sku": "A", "set": 1}), message_id="m"
    )
    assert (await other.json())["outcome"] == "accepted"


async def test_a_message_is_forgotten_after_thirty_days(writer: Writer, engine: AsyncEngine) -> None:
    endpoint = await open_endpoint(writer)
    for message_id in ("old", "young"):
        await deliver(writer, endpoint, message({"sku": "A", "set": 1}), message_id=message_id)
    async with engine.begin() as connection:
        for table in (inbox, webhook_deliveries):
            aged = func.now() - text("interval '31 days'")
            await connection.execute(
                update(table).where(table.c.message_id == "old").values(received_at=aged)
            )
    await receiving.purge(engine)
    async with engine.connect() as connection:
        for table in (inbox, webhook_deliveries):
            assert (await connection.execute(select(table.c.message_id))).scalars().all() == ["young"]


async def test_what_was_counted_before_the_last_change_is_left_out(
    writer: Writer, engine: AsyncEngine
) -> None:
    mug = await writer.list_mug(sku="A", quantity=6)
    endpoint = await open_endpoint(writer)
    now = datetime.now(UTC)

    async def count(pieces: int, at: datetime) -> int:
        answer = await deliver(writer, endpoint, message({"sku": "A", "set": pieces}, occurred_at=at))
        assert answer.status == 202
        return int((await row_of(engine, "A")).quantity)

    # Newest first, as a retry may bring them; a count that changes nothing makes older ones late, too.
    assert await count(4, now + timedelta(seconds=20)) == 4
    assert await count(9, now + timedelta(seconds=10)) == 4
    assert await count(4, now + timedelta(seconds=40)) == 4
    assert await count(9, now + timedelta(seconds=30)) == 4
    assert await count(7, now + timedelta(seconds=40)) == 7
    # What the maker said by hand, or a sale here, came after a count that is from before.
    async with engine.begin() as connection:
        await connection.execute(text("update listings set stock_changed_at = now() - interval '1 hour'"))
    before = datetime.now(UTC) - timedelta(seconds=5)
    await call_stock(writer, {"sku": "A", "set": 3})
    assert await count(9, before) == 3
    async with engine.begin() as connection:
        await holds.hold(connection, SWEEPER, "chk", {Piece(mug["id"]): 1}, lasts=timedelta(hours=1))
        await holds.sell(connection, SWEEPER, "chk")
    assert await count(3, before) == 2
    assert (await log_of(writer, endpoint))[0]["detail"]["refused_rows"] == [{"sku": "A", "outcome": "late"}]


@pytest.mark.parametrize(("instant", "status"), [
    ("0001-01-01T00:00:00+14:00", 202), ("1969-12-31T00:00:00Z", 202), ("9999-12-31T23:59:59-14:00", 400),
])  # fmt: skip
async def test_instants_at_the_ends_of_time_are_late_or_refused(
    writer: Writer, engine: AsyncEngine, instant: str, status: int
) -> None:
    await writer.list_mug(sku="A", quantity=6)
    body = json.dumps(json.loads(message({"sku": "A", "set": 1})) | {"occurred_at": instant}).encode()
    assert (await deliver(writer, await open_endpoint(writer), body)).status == status
    assert await stock_of(engine, "A") == (6, 0, 1)


async def test_pieces_in_a_checkout_are_not_counted_away(writer: Writer, engine: AsyncEngine) -> None:
    mug = await writer.list_mug(sku="A", quantity=6)
    async with engine.begin() as connection:
        await holds.hold(connection, SWEEPER, "chk", {Piece(mug["id"]): 2}, lasts=timedelta(hours=1))
    endpoint = await open_endpoint(writer)
    answer = await deliver(writer, endpoint, message({"sku": "A", "set": 1}))
    assert (await answer.json())["refused"] == 1
    assert (await stock_of(engine, "A"))[:2] == (6, 2)


async def test_a_wrong_signature_changes_nothing_and_takes_no_id(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="A", quantity=6)
    endpoint, body = await open_endpoint(writer), message({"sku": "A", "set": 0})
    bobs = await open_endpoint(writer, "bob")
    stale = int(time.time()) - 301
    wrong: list[dict[str, Any]] = [
        {"secrets": [bobs["secret"]]},
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": "nonsense"},
        {"webhook_signature": ""},
        {"webhook_id": "another"},
        {"webhook_timestamp": "soon"},
        {
            "webhook_timestamp": str(stale),
            "webhook_signature": signature(endpoint["secret"], "m", stale, body),
        },
    ]
    for options in wrong:
        await refused(
            await deliver(writer, endpoint, body, message_id="m", **options), 401, "invalid_signature"
        )
    assert await stock_of(engine, "A") == (6, 0, 1)
    assert (await deliver(writer, endpoint, body, message_id="m")).status == 202
    assert (await (await deliver(writer, endpoint, body, message_id="m2")).json())["outcome"] == "accepted"

    outcomes = [one["outcome"] for one in await log_of(writer, endpoint)]
    assert outcomes == ["accepted", "accepted", "refused"]  # one a minute: anybody can send those


async def test_headers_of_any_bytes_are_refused_in_peace(writer: Writer) -> None:
    endpoint, body = await open_endpoint(writer), message({"sku": "A", "set": 0})
    for name in (b"webhook-id", b"webhook-timestamp", b"webhook-signature"):
        headers = {
            b"webhook-id": b"m", b"webhook-timestamp": b"%d" % time.time(), b"webhook-signature": b"v1,AAAA",
        } | {name: b"v1,\xff\xfe\xc3\xa9\x80"}  # fmt: skip
        lines = [b"POST %b HTTP/1.1" % endpoint["path"].encode(), b"Host: localhost", b"Connection: close"]
        lines += [b"%b: %b" % pair for pair in headers.items()] + [
            b"Content-Length: %d" % len(body),
            b"",
            body,
        ]
        reader, wire = await asyncio.open_connection("127.0.0.1", writer.http.port)
        wire.write(b"\r\n".join(lines))
        answer = await reader.read()
        wire.close()
        await wire.wait_closed()
        assert answer.split(b" ", 2)[1] in (b"400", b"401"), answer


async def test_an_endpoint_that_is_not_there_looks_like_a_wrong_signature(writer: Writer) -> None:
    endpoint, body = await open_endpoint(writer), message({"sku": "A", "set": 0})
    other = "whe_" + "0" * 26
    for name in (other, "whe_1", "lst_1", "x" * 64):
        there = {**endpoint, "path": endpoint["path"].replace(endpoint["id"], name)}
        await refused(await deliver(writer, there, body), 401, "invalid_signature")
    await writer.http.delete(f"{ENDPOINTS}/{endpoint['id']}", headers=writer.as_("ada", MANAGE))
    await refused(await deliver(writer, endpoint, body), 401, "invalid_signature")


@pytest.mark.parametrize(
    "query", ["", "?endpoint=", f"?endpoint={'x' * 65}", "?endpoint=a&endpoint=b", "?other=1"]
)
async def test_an_address_without_an_endpoint_is_refused(writer: Writer, query: str) -> None:
    answer = await writer.http.post(f"/webhooks/inventory{query}", data=b"{}")
    assert (await refused(answer, 400, "invalid_request"))["param"] == "endpoint"


MALFORMED: dict[str, bytes] = {
    "empty": b"",
    "not json": b"{type: 1}",
    "not utf-8": b'{"type": "\xff"}',
    "a list": b"[]",
    "null": b"null",
    "deep": b"[" * 60_000,
    "a NUL": b'{"type": "\\u0000"}',
    "another type": message({"sku": "A", "set": 1}, type="order.created"),
    "no instant": json.dumps({"type": "inventory.updated", "items": [{"sku": "A", "set": 1}]}).encode(),
    "no zone": message({"sku": "A", "set": 1}).replace(b"+00:00", b""),
    "a number for an instant": json.dumps(
        {"type": "inventory.updated", "occurred_at": 1e300, "items": [{"sku": "A", "set": 1}]}
    ).encode(),
    "the future": message({"sku": "A", "set": 1}, occurred_at=datetime.now(UTC) + timedelta(days=1)),
    "no rows": message(),
    "too many rows": message(*[{"sku": "A", "set": 1}] * 1001),
    "an adjustment": message({"sku": "A", "adjust": 1}),
    "a fraction": message({"sku": "A", "set": 1.5}),
    "too much": message({"sku": "A", "set": 10**9}),
    "an unknown field": message({"sku": "A", "set": 1, "shop": "shp_1"}),
}


async def test_a_malformed_message_is_a_400_and_shows_in_the_log(writer: Writer, engine: AsyncEngine) -> None:
    await writer.list_mug(sku="A", quantity=6)
    endpoint = await open_endpoint(writer)
    for name, body in MALFORMED.items():
        problem = await refused(await deliver(writer, endpoint, body), 400, "invalid_request")
        assert problem["detail"].endswith("."), name
    assert await stock_of(engine, "A") == (6, 0, 1)
    delivered = await log_of(writer, endpoint)
    assert {one["outcome"] for one in delivered} == {"malformed"}
    assert len(delivered) == len(MALFORMED)


async def test_a_message_of_any_content_type_counts_and_one_too_large_does_not(writer: Writer) -> None:
    endpoint = await open_endpoint(writer)
    body = message({"sku": "A", "set": 1})
    assert (await deliver(writer, endpoint, body, Content_Type="text/plain")).status == 202
    large = body + b" " * MAX_BODY_BYTES
    await refused(await deliver(writer, endpoint, large), 413, "body_too_large")
    packed = await deliver(writer, endpoint, body, Content_Encoding="gzip")
    await refused(packed, 400, "invalid_request")


async def test_during_a_rotation_both_secrets_count_and_after_it_the_new_one(
    writer: Writer, engine: AsyncEngine
) -> None:
    endpoint = await open_endpoint(writer)
    rotated = await rotate(writer, endpoint)
    assert rotated["secret"] != endpoint["secret"]
    assert [secret["expires_at"] is None for secret in rotated["secrets"]] == [True, False]
    body = message({"sku": "A", "set": 1})
    for secrets in ([endpoint["secret"]], [rotated["secret"]], [endpoint["secret"], rotated["secret"]]):
        assert (await deliver(writer, endpoint, body, secrets=secrets)).status == 202

    leaked = await rotate(writer, endpoint, keep_old_hours=0)
    for secret in (endpoint["secret"], rotated["secret"]):
        await refused(await deliver(writer, endpoint, body, secrets=[secret]), 401, "invalid_signature")
    assert (await deliver(writer, endpoint, body, secrets=[leaked["secret"]])).status == 202
    for _ in range(6):
        last = await rotate(writer, endpoint, keep_old_hours=168)
    assert len(last["secrets"]) == 4


async def test_a_secret_is_shown_once_and_kept_sealed(writer: Writer, engine: AsyncEngine) -> None:
    headers = writer.as_("ada", MANAGE, Idempotency_Key="make-one")
    first, again = [
        await writer.http.post(ENDPOINTS, json={"name": "Till"}, headers=headers) for _ in range(2)
    ]
    made = await first.json()
    assert await again.json() == made
    assert again.headers["Idempotent-Replayed"] == "true"
    listed = await (await writer.http.get(ENDPOINTS, headers=writer.as_("ada", MANAGE))).json()
    assert listed["items"] == [{name: value for name, value in made.items() if name != "secret"}]

    async with engine.connect() as connection:
        kept = [
            repr((await connection.execute(select(table))).all())
            for table in (webhook_secrets, idempotency_keys, audit_log)
        ]
    assert made["secret"].removeprefix("whsec_") not in "".join(kept)
    await writer.http.delete(f"{ENDPOINTS}/{made['id']}", headers=writer.as_("ada", MANAGE))
    assert (await (await writer.http.post(ENDPOINTS, json={"name": "Till"}, headers=headers)).json())[
        "secret"
    ] is None


async def test_another_makers_endpoint_looks_like_none(writer: Writer) -> None:
    endpoint = await open_endpoint(writer)
    one = f"{ENDPOINTS}/{endpoint['id']}"
    for method, path, body in (
        ("DELETE", one, None),
        ("POST", f"{one}/rotate", {}),
        ("GET", f"{one}/deliveries", None),
    ):
        for url in (
            path,
            path.replace(endpoint["id"], "whe_" + "0" * 26),
            path.replace(endpoint["id"], "x%00"),
        ):
            answer = await writer.http.request(method, url, json=body, headers=writer.as_("bob", MANAGE))
            await refused(answer, 404, "endpoint_not_found")
        answer = await writer.http.request(method, path, json=body, headers=writer.as_("eve", MANAGE))
        await refused(answer, 403, "not_a_seller")
    assert (await (await writer.http.get(ENDPOINTS, headers=writer.as_("bob", MANAGE))).json())["items"] == []
    assert (await deliver(writer, endpoint, message({"sku": "A", "set": 1}))).status == 202


async def test_a_shop_has_ten_endpoints_at_most(writer: Writer) -> None:
    for _ in range(10):
        await open_endpoint(writer)
    answer = await writer.http.post(ENDPOINTS, json={}, headers=writer.as_("ada", MANAGE))
    assert "at most" in (await refused(answer, 400, "invalid_request"))["detail"]


async def test_a_transaction_that_fails_leaves_the_message_to_be_delivered_again(
    writer: Writer, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writer.list_mug(sku="A", quantity=6)
    endpoint, body = await open_endpoint(writer), message({"sku": "A", "set": 2})

    async def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("write_api.inventory.service.record", broken)
        assert (await deliver(writer, endpoint, body, message_id="m")).status == 500
    assert (await (await deliver(writer, endpoint, body, message_id="m")).json())["updated"] == 1
