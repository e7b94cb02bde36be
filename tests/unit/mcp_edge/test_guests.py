"""A tool that takes a token or none: what its callers need, and how tools/list says so."""

from dataclasses import replace

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Send
from starlette.types import Scope as Connection

from core.auth import Principal, Scope, StaticKeys, TokenVerifier
from core.errors import Code, MarketError
from mcp_edge.auth import CALLER, AskForScopes, Caller, Identify, Needs
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.tools import TOOLS
from tests.integration.mcp_edge.stand_ins import BASE_URL, ISSUER, FakeWriteApi, Issuer, running

ANYBODY, BUYERS = Needs(guests=True), Needs((Scope.ORDERS_WRITE,), guests=True)
METADATA = "https://craft.example/.well-known/oauth-protected-resource/mcp"


def signed_in(*scopes: str, confirmed: bool = True) -> Caller:
    return Caller(Principal("acc_1", "chatgpt", frozenset(scopes), confirmed=confirmed), "TOKEN")


@pytest.mark.parametrize(("needs", "caller"), [
    (ANYBODY, Caller()), (ANYBODY, signed_in()), (BUYERS, Caller()), (BUYERS, signed_in("orders.write")),
])  # fmt: skip
def test_guests_and_those_with_the_scopes_pass(needs: Needs, caller: Caller) -> None:
    caller.require(needs)


@pytest.mark.parametrize(("needs", "caller", "code"), [
    (ANYBODY, Caller(refusal=MarketError(Code.INVALID_TOKEN)), Code.INVALID_TOKEN),
    (BUYERS, Caller(refusal=MarketError(Code.INVALID_TOKEN)), Code.INVALID_TOKEN),
    (BUYERS, signed_in("listings.read"), Code.INSUFFICIENT_SCOPE),
    (ANYBODY, signed_in(confirmed=False), Code.SERVICE_UNAVAILABLE),
    (BUYERS._replace(guests=False), Caller(), Code.MISSING_TOKEN),
])  # fmt: skip
def test_nobody_else_does(needs: Needs, caller: Caller, code: Code) -> None:
    with pytest.raises(MarketError) as refused:
        caller.require(needs)
    assert refused.value.code is code


async def test_over_http_a_bad_token_is_401_and_never_a_guest() -> None:
    async def whoever(scope: Connection, receive: Receive, send: Send) -> None:
        known = scope[CALLER].principal
        await PlainTextResponse(known.account_id if known else "a guest")(scope, receive, send)

    issuer = Issuer()
    verifier = TokenVerifier(ISSUER, f"{BASE_URL}/mcp", StaticKeys(issuer.jwks))
    asking = AskForScopes(whoever, {"create_order": BUYERS}, METADATA)
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "create_order"}}
    seen = []
    async with running(Identify(asking, verifier)) as edge, aiohttp.ClientSession() as http:
        tokens = (
            None,
            issuer.token("orders.write"),
            issuer.token("orders.read"),
            Issuer().token("orders.write"),
        )
        for token in tokens:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with http.post(edge, json=call, headers=headers) as answer:
                seen.append(answer.status if answer.status != 200 else await answer.text())
    assert seen == ["a guest", "acc_seller", 403, 401]


@pytest.mark.parametrize(("scopes", "schemes"), [
    ((), [{"type": "noauth"}, {"type": "oauth2", "scopes": []}]),
    (("orders.write",), [{"type": "noauth"}, {"type": "oauth2", "scopes": ["orders.write"]}]),
])  # fmt: skip
def test_hosts_are_told_that_signing_in_is_a_choice(
    scopes: tuple[str, ...], schemes: list[dict[str, object]]
) -> None:
    tool = replace(TOOLS["search_listings"], scopes=scopes, guests=True)
    assert (tool.on_the_wire(None).meta or {})["securitySchemes"] == schemes


async def test_a_call_that_needs_no_scope_is_traded_without_asking_for_one() -> None:
    write_api = FakeWriteApi()
    async with TestServer(write_api.app()) as server, aiohttp.ClientSession() as http:
        exchange = TokenExchange(http, str(server.make_url("/oauth/token")), "mcp_edge", "secret", "urn:w")
        assert await exchange.token_for("TOKEN", ()) == "exchanged-1"
    assert "scope" not in write_api.exchanges[0]
