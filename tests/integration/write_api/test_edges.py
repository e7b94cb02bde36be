"""What every endpoint does with requests that are malformed, oversized or not allowed."""

import asyncio
import json
import time
from typing import Any

import jwt
import pytest
from aiohttp import ClientResponse

from core.http.operations import Operation
from core.ids import new_id
from tests.support.raw_http import UNREADABLE, send_raw
from tests.support.writer import MUG, Writer
from write_api.app import MAX_BODY_BYTES, OPERATIONS

pytestmark = pytest.mark.integration
SECURED = [operation for operation in OPERATIONS if operation.knows_callers]
FOR_MEMBERS = [operation for operation in SECURED if not operation.guests]
SCOPED = [operation for operation in SECURED if operation.scopes]
WITH_JSON = [operation for operation in SECURED if operation.body]
LEAKS = ("Traceback", "pydantic", "asyncpg", "sqlalchemy", "psycopg", "site-packages")


def called(operation: Operation[Any, Any]) -> str:
    return operation.name


def each(operations: list[Operation[Any, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", operations, ids=called)


async def send(writer: Writer, operation: Operation[Any, Any], **options: Any) -> ClientResponse:
    ids = {
        "listing_id": "lst", "endpoint_id": "whe", "upload_id": "upl", "profile_id": "spr", "cart_id": "crt",
        "order_id": "ord", "shop_order_id": "sho",
    }  # fmt: skip
    path = operation.path.format(**{name: new_id(prefix) for name, prefix in ids.items()})
    return await writer.http.request(operation.method, path, **options)


async def problem_of(answer: ClientResponse, status: int, code: str) -> dict[str, Any]:
    text = await answer.text()
    problem: dict[str, Any] = json.loads(text)
    assert (answer.status, problem["code"]) == (status, code), text
    assert answer.content_type == "application/problem+json"
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert problem["status"] == status
    assert not [leak for leak in LEAKS if leak in text]
    return problem


@each(FOR_MEMBERS)
async def test_without_a_token_nobody_gets_in(writer: Writer, operation: Operation[Any, Any]) -> None:
    answer = await send(writer, operation, data=b"x" * (MAX_BODY_BYTES + 1))
    await problem_of(answer, 401, "missing_token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="craftlocal"'


@each(SECURED)
@pytest.mark.parametrize("flaw", ["garbage", "basic", "audience", "expired", "unsigned", "long"])
async def test_with_a_bad_token_neither(writer: Writer, operation: Operation[Any, Any], flaw: str) -> None:
    good = writer.token("ada")
    claims = jwt.decode(good, options={"verify_signature": False})
    headers = {"typ": "at+jwt", "kid": writer.issuer.key.kid}
    late = claims | {"exp": int(time.time()) - 3600}
    authorization = {
        "garbage": "Bearer garbage",
        "basic": "Basic YTpi",
        "audience": f"Bearer {writer.token('ada', audience='https://craftlocal.example/mcp')}",
        "expired": f"Bearer {jwt.encode(late, writer.issuer.key.private, 'ES256', headers)}",
        "unsigned": f"Bearer {jwt.encode(claims, '', 'none', headers)}",
        "long": f"Bearer {'x' * 8000}{good}"[:8150],
    }[flaw]
    answer = await send(writer, operation, headers={"Authorization": authorization})
    await problem_of(answer, 401, "invalid_token")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@each(SCOPED)
async def test_a_token_without_the_scope_is_told_which(
    writer: Writer, operation: Operation[Any, Any]
) -> None:
    other = "listings.read" if operation.scopes[0].startswith("orders.") else "orders.write"
    answer = await send(writer, operation, headers=writer.as_("ada", other))
    problem = await problem_of(answer, 403, "insufficient_scope")
    assert problem["scope"] == " ".join([*operation.scopes, other]), "with what the token has already"
    assert f'scope="{problem["scope"]}"' in answer.headers["WWW-Authenticate"]


MALFORMED = {
    "empty": b"",
    "not json": b"{title: mug}",
    "cut off": b'{"title": "Mug',
    "not utf-8": b'{"title": "M\xffg"}',
    "a list": b"[]",
    "null": b"null",
    "half a surrogate": b'{"title": "Mug \\ud800 mug"}',
    "a NUL": b'{"personalization": {"instructions": "a\\u0000b"}}',
    "deep": b"[" * 60_000,
    "unknown field": b'{"titel": "Mug"}',
    "text for number": b'{"quantity": "6"}',
    "yes for number": b'{"quantity": true}',
    "fraction": b'{"quantity": 6.5}',
    "huge number": b'{"quantity": 1e400}',
    "negative": b'{"quantity": -1}',
    "float price": b'{"price": {"amount_minor": 3.5, "currency": "USD"}}',
    "no currency": b'{"price": {"amount_minor": 350, "currency": "XXX"}}',
    "script image": b'{"images": [{"url": "javascript:alert(1)"}]}',
    "empty title": b'{"title": "\\u0007\\u0007\\u0007  "}',
}


@each(WITH_JSON)
async def test_a_malformed_body_gets_a_clear_refusal(writer: Writer, operation: Operation[Any, Any]) -> None:
    headers = writer.as_("ada", *operation.scopes, Content_Type="application/json")
    for name, body in MALFORMED.items():
        answer = await send(writer, operation, data=body, headers=headers)
        problem = await problem_of(answer, 400, "invalid_request")
        assert problem["detail"].endswith((".", "?")), name


@each(WITH_JSON)
async def test_an_oversized_body_is_refused(writer: Writer, operation: Operation[Any, Any]) -> None:
    headers = writer.as_("ada", *operation.scopes, Content_Type="application/json")
    body = json.dumps(MUG | {"description": "x" * MAX_BODY_BYTES}).encode()
    await problem_of(await send(writer, operation, data=body, headers=headers), 413, "body_too_large")


@each(WITH_JSON)
async def test_a_body_that_is_not_json_is_refused(writer: Writer, operation: Operation[Any, Any]) -> None:
    for kind in {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"} - {
        *operation.media
    }:
        headers = writer.as_("ada", *operation.scopes, Content_Type=kind)
        answer = await send(writer, operation, data=json.dumps(MUG).encode(), headers=headers)
        await problem_of(answer, 415, "unsupported_media_type")


@each(WITH_JSON)
async def test_a_body_that_does_not_unpack_is_refused(writer: Writer, operation: Operation[Any, Any]) -> None:
    headers = writer.as_("ada", *operation.scopes, Content_Type="application/json", Content_Encoding="gzip")
    answer = await send(writer, operation, data=b"not gzip at all", headers=headers)
    await problem_of(answer, 400, "invalid_request")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "page=2", "limit=%00"]
)
async def test_a_query_that_does_not_fit_names_the_parameter(writer: Writer, query: str) -> None:
    answer = await writer.http.get(f"/api/v1/sellers/listings?{query}", headers=writer.as_("ada"))
    problem = await problem_of(answer, 400, "invalid_request")
    assert problem["param"] == query.partition("=")[0]


@pytest.mark.parametrize(("path", "status", "code"), [
    ("/api/v1/nothing", 404, "route_not_found"),
    ("/%00", 404, "route_not_found"),
    ("/api/v1/sellers/listings", 405, "method_not_allowed"),
])  # fmt: skip
async def test_the_frameworks_own_refusals_are_problems_too(
    writer: Writer, path: str, status: int, code: str
) -> None:
    answer = await writer.http.patch(path)
    await problem_of(answer, status, code)
    assert status != 405 or answer.headers["Allow"] == "GET,HEAD,POST"


async def test_what_we_did_not_expect_is_a_500_that_tells_nothing(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("sqlalchemy secret")

    monkeypatch.setattr("write_api.listings.service.create", broken)
    answer = await writer.http.post("/api/v1/sellers/listings", json=MUG, headers=writer.as_("ada"))
    await problem_of(answer, 500, "internal")


async def test_a_request_id_is_kept_and_an_odd_one_replaced(writer: Writer) -> None:
    kept = await writer.http.get("/health", headers={"X-Request-Id": "req_from_the_edge"})
    made = await writer.http.get("/health", headers={"X-Request-Id": "short"})
    assert kept.headers["X-Request-Id"] == "req_from_the_edge"
    assert made.headers["X-Request-Id"].startswith("req_")


async def test_answers_are_neither_cached_nor_sniffed(writer: Writer) -> None:
    answer = await writer.http.get("/api/v1/sellers/listings", headers=writer.as_("ada"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Server"] == "craftlocal"


async def test_one_callers_requests_at_once_keep_their_ids_apart(writer: Writer) -> None:
    ids = [f"req_number_{n}" for n in range(20)]
    answers = await asyncio.gather(
        *(writer.http.get("/api/v1/nothing", headers={"X-Request-Id": one}) for one in ids)
    )
    assert [(await answer.json())["request_id"] for answer in answers] == ids


async def test_an_address_that_is_too_long_is_refused_in_our_words(writer: Writer) -> None:
    asked = f"/api/v1/sellers/listings?cursor={'x' * 10_000}"
    problem = await problem_of(
        await writer.http.get(asked, headers=writer.as_("ada")), 400, "invalid_request"
    )
    assert problem["param"] == "cursor"


@pytest.mark.parametrize("request_bytes", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_is_no_readable_request_is_a_problem_as_well(writer: Writer, request_bytes: bytes) -> None:
    address = writer.http.make_url("/")
    answer = await send_raw(str(address.host), int(address.port or 0), request_bytes)
    assert answer.status == 400
    assert answer.problem()["code"] == "invalid_request"
