"""create_listing, from the tool to the write API's HTTP contract."""

import base64
from typing import Any

import aiohttp
import pytest

from tests.integration.mcp_edge.stand_ins import SECRET, FakeWriteApi, Issuer
from tests.integration.mcp_edge.wire import call

PIECE = {"title": "Walnut Board", "price": 42.5, "currency": "USD", "category": "Kitchen & Dining"}


async def create(
    http: aiohttp.ClientSession, edge: str, token: str, **arguments: Any
) -> tuple[bool, str, dict[str, Any]]:
    answer = await call(http, edge, "create_listing", PIECE | arguments, Authorization=f"Bearer {token}")
    result = (await answer.json())["result"]
    return result["isError"], result["content"][0]["text"], result


def problem(code: str, status: int, detail: str = "") -> tuple[int, dict[str, Any]]:
    return status, {"type": "about:blank", "title": "t", "status": status, "code": code, "detail": detail}


async def test_a_piece_is_listed_in_the_callers_name(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    token = issuer.token()
    failed, said, result = await create(
        http, edge, token, quantity=3, sku="WB-1", personalization_instructions="Initials"
    )
    assert not failed
    assert said == (
        "Listed in “Clay & Co”: “Walnut Board” at $42.50, 3 in stock (lst_new). "
        "Shoppers can find it within seconds."
    )
    assert result["structuredContent"]["sku"] == "WB-1"
    (exchange,) = write_api.exchanges
    assert exchange["subject_token"] == token
    assert exchange["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
    assert exchange["subject_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
    assert (exchange["audience"], exchange["scope"]) == ("urn:craftlocal:write-api", "listings.write")
    assert base64.b64decode(exchange["authorization"].removeprefix("Basic ")).decode() == f"mcp_edge:{SECRET}"
    ((headers, new),) = write_api.posts
    assert headers["Authorization"] == "Bearer exchanged-1"
    assert new["price"] == {"amount_minor": 4250, "currency": "USD"}
    assert new["personalization"]["allowed"] is True
    assert new["state"] == "active"


async def test_the_callers_token_never_goes_to_the_write_api(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    token = issuer.token()
    await create(http, edge, token)
    ((headers, body),) = write_api.posts
    assert token not in str(dict(headers)) + str(body)


async def test_the_request_id_goes_along(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    await call(
        http, edge, "create_listing", PIECE,
        Authorization=f"Bearer {issuer.token()}", X_Request_Id="shopper-12345",
    )  # fmt: skip
    assert write_api.posts[0][0]["X-Request-Id"] == "shopper-12345"


async def test_a_draft_says_that_only_the_maker_sees_it(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    _, said, _ = await create(http, edge, issuer.token(), publish=False)
    assert said.startswith("Saved as a draft that only the maker sees")
    assert write_api.posts[0][1]["state"] == "draft"


async def test_the_same_call_has_the_same_key_and_any_other_has_another(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    await create(http, edge, issuer.token())
    await create(http, edge, issuer.token(jti="j2"))
    await create(http, edge, issuer.token(), quantity=2)
    await create(http, edge, issuer.token(sub="acc_other"))
    first, again, changed, other = (headers["Idempotency-Key"] for headers, _ in write_api.posts)
    assert first == again
    assert len({first, changed, other}) == 3


async def test_an_exchanged_token_serves_until_shortly_before_it_expires(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    token = issuer.token()
    await create(http, edge, token)
    await create(http, edge, token)
    assert len(write_api.exchanges) == 1
    write_api.expires_in = 30
    other = issuer.token(jti="j2")
    await create(http, edge, other)
    await create(http, edge, other)
    assert len(write_api.exchanges) == 3


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (409, "sku_taken", "Your shop has WB-1 already. Choose another SKU or update that listing."),
        (403, "not_a_seller", "This account has no shop. Open a shop first, then list in it."),
        (400, "invalid_request", "Correct the named field and send it again."),
        (503, "not_ready", "The service is not ready. Try again in a moment."),
    ],
)
async def test_a_refusal_of_the_write_api_reaches_the_model(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi,
    status: int, code: str, sentence: str,
) -> None:  # fmt: skip
    write_api.answers = [problem(code, status, "Your shop has WB-1 already." if code == "sku_taken" else "")]
    failed, said, _ = await create(http, edge, issuer.token())
    assert failed
    assert sentence in said


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((500, {"trace": "psycopg at db-7.internal"}), "did not answer"),
        ((418, {"trace": "psycopg at db-7.internal"}), "Something went wrong on our side"),
        ((200, {"id": 1}), "Something went wrong on our side"),
    ],
)
async def test_an_answer_out_of_contract_tells_no_internals(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi,
    answer: tuple[int, Any], sentence: str,
) -> None:  # fmt: skip
    write_api.answers = [answer]
    failed, said, _ = await create(http, edge, issuer.token())
    assert failed
    assert sentence in said
    assert "db-7" not in said


async def test_a_lost_connection_is_tried_once_more_with_the_same_key(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    write_api.answers = [(0, None)]
    failed, _, _ = await create(http, edge, issuer.token())
    assert not failed
    first, second = write_api.posts
    assert first[0]["Idempotency-Key"] == second[0]["Idempotency-Key"]


async def test_a_write_api_that_stays_away_is_said_to_be_safe_to_ask_again(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    write_api.answers = [(0, None), (0, None)]
    failed, said, _ = await create(http, edge, issuer.token())
    assert failed
    assert "nothing happens twice" in said


async def test_an_outlived_exchanged_token_is_replaced_once(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi
) -> None:
    write_api.answers = [problem("invalid_token", 401)]
    failed, _, _ = await create(http, edge, issuer.token())
    assert not failed
    assert [headers["Authorization"] for headers, _ in write_api.posts] == [
        "Bearer exchanged-1",
        "Bearer exchanged-2",
    ]


@pytest.mark.parametrize(
    ("answer", "sentence", "asks_to_sign_in"),
    [
        ((400, {"error": "invalid_grant"}), "Sign in again", True),
        ((400, {"error": "invalid_scope"}), "permission listings.write", True),
        ((401, {"error": "invalid_client"}), "Sign-in cannot be checked right now", False),
        ((502, "<html>"), "Sign-in cannot be checked right now", False),
    ],
)
async def test_a_refused_exchange_is_told_apart(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi,
    answer: tuple[int, Any], sentence: str, asks_to_sign_in: bool,
) -> None:  # fmt: skip
    write_api.token_answer = answer
    failed, said, result = await create(http, edge, issuer.token())
    assert failed
    assert sentence in said
    assert ("mcp/www_authenticate" in result.get("_meta", {})) is asks_to_sign_in
    assert write_api.posts == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"price": 12.345}, "`price` may have at most 2 decimal places in USD"),
        ({"price": 12.5, "currency": "JPY"}, "`price` may have at most 0 decimal places in JPY"),
        ({"price": 0}, "`price` must be above 0"),
        ({"currency": "BTC"}, "`currency` must be one of"),
        ({"title": "ab"}, "`title` must have at least 3 characters"),
        ({"sku": "a\nb"}, "`sku` does not have the form that is needed here"),
        ({"shop_id": "shp_other"}, "`shop_id` is not an argument of this tool"),
    ],
)
async def test_a_bad_fact_is_named_before_anything_is_sent(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, write_api: FakeWriteApi,
    arguments: dict[str, Any], sentence: str,
) -> None:  # fmt: skip
    failed, said, _ = await create(http, edge, issuer.token(), **arguments)
    assert failed
    assert sentence in said
    assert write_api.exchanges == []
