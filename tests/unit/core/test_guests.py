"""An operation that takes a token or none: who gets in as whom, and how its document says so."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from openapi_spec_validator import validate

from core.auth import Scope, StaticKeys, TokenVerifier
from core.errors import Code, MarketError
from core.http import openapi
from core.http.middleware import log_requests, render_errors, set_safe_headers
from core.http.operations import VERIFIER, Answer, Call, Operation, register
from tests.support.tokens import AUDIENCE, ISSUER, OTHER_P256, P256, claims, public, sign

Ask = Callable[..., Awaitable[tuple[int, str]]]


async def show_cart(call: Call[None, None]) -> web.Response:
    """Show a cart."""
    return web.Response(text=call.caller.account_id if call.caller else "a guest")


async def open_checkout(call: Call[None, None]) -> web.Response:
    """Open a checkout."""
    return await show_cart(call)


CART, CHECKOUT = (
    Operation(
        method="GET", path=path, tag="Carts", summary="Shows it", handler=handler, guests=True, scopes=scopes,
        answers={200: Answer("Who asked")},
    )
    for path, handler, scopes in (
        ("/cart", show_cart, ()), ("/checkout", open_checkout, (Scope.ORDERS_WRITE,))
    )
)  # fmt: skip


async def is_revoked(session_id: str) -> bool:
    if session_id == "grt_unknown":
        raise MarketError(Code.SERVICE_UNAVAILABLE)
    return session_id == "grt_ended"


@pytest.fixture
async def http() -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(middlewares=[log_requests, render_errors()])
    app.on_response_prepare.append(set_safe_headers)
    app[VERIFIER] = TokenVerifier(
        ISSUER, AUDIENCE, StaticKeys({"keys": [public(P256)]}), is_revoked=is_revoked
    )
    register(app, [CART, CHECKOUT])
    async with TestClient(TestServer(app)) as client:
        yield client


def bearer(**changed: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {sign(body=claims(**changed))}"}


@pytest.mark.parametrize("path", ["/cart", "/checkout"])
async def test_who_sends_no_token_is_a_guest(http: TestClient[Any, Any], path: str) -> None:
    answer = await http.get(path)
    assert (answer.status, await answer.text()) == (200, "a guest")


@pytest.mark.parametrize("path", ["/cart", "/checkout"])
async def test_who_sends_a_good_one_is_known(http: TestClient[Any, Any], path: str) -> None:
    answer = await http.get(path, headers=bearer(scope="orders.write", sid="grt_1"))
    assert (answer.status, await answer.text()) == (200, "acc_1")


@pytest.mark.parametrize("path", ["/cart", "/checkout"])
@pytest.mark.parametrize("authorization", [
    "", "Bearer", "Bearer x.y.z", "Basic YTpi", f"Bearer {sign(OTHER_P256)}",
    f"Bearer {sign(body=claims(exp=1))}", f"Bearer {sign(body=claims(aud='https://elsewhere.example'))}",
    f"Bearer {sign(body=claims(sid='grt_ended'))}",
])  # fmt: skip
async def test_a_bad_token_never_makes_a_guest(
    http: TestClient[Any, Any], path: str, authorization: str
) -> None:
    answer = await http.get(path, headers={"Authorization": authorization})
    assert (answer.status, (await answer.json())["code"]) == (401, "invalid_token")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


async def test_scopes_hold_for_whoever_is_signed_in(http: TestClient[Any, Any]) -> None:
    answer = await http.get("/checkout", headers=bearer(scope="listings.read"))
    assert (answer.status, (await answer.json())["scope"]) == (403, "orders.write listings.read")
    assert (await http.get("/cart", headers=bearer(scope="listings.read"))).status == 200


async def test_while_nobody_knows_whether_a_session_was_ended_its_person_waits(
    http: TestClient[Any, Any],
) -> None:
    answer = await http.get("/cart", headers=bearer(sid="grt_unknown"))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert (await http.get("/cart")).status == 200


def test_the_document_says_that_nothing_will_do_too() -> None:
    document = openapi.document([CART, CHECKOUT], openapi.About("Carts", "Carts for guests and members."))
    validate(document)
    assert document["paths"]["/cart"]["get"]["security"] == [{}, {"oauth2": []}]
    assert document["paths"]["/checkout"]["get"]["security"] == [{}, {"oauth2": ["orders.write"]}]
    assert set(document["components"]["securitySchemes"]) == {"oauth2"}
    assert "403" not in document["paths"]["/cart"]["get"]["responses"]
    refusals = document["paths"]["/checkout"]["get"]["responses"]["401"]["content"]
    assert set(refusals["application/problem+json"]["examples"]) == {"invalid_token"}


def test_both_kinds_of_callers_are_counted() -> None:
    assert CART.counted_by == ("subject", "client", "address")
