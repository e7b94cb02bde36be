"""Roles of an independent provider at the edge: ada has the role seller there, mallory is a visitor."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from core.auth import shoppers_verifier
from core.settings import Auth
from mcp_edge.app import build_app
from mcp_edge.services import Services
from tests.integration.mcp_edge.stand_ins import BASE_URL, FakeWriteApi, running
from tests.integration.mcp_edge.wire import call, result_of
from tests.support.oidc_provider import OidcProvider

RESOURCE = f"{BASE_URL}/mcp"
PIECE = {"title": "Walnut Board", "price": 42, "currency": "USD", "category": "Kitchen & Dining"}
ROLES = {
    "AUTH_ROLES_CLAIM": "https://craftlocal.net/roles",
    "AUTH_ROLE_SCOPES": "seller=seller.manage,seller=listings.write",
}


@pytest.fixture
def extra() -> dict[str, Any]:
    """Settings beside those above."""
    return {}


@pytest.fixture
async def edge(
    services: Services, http: aiohttp.ClientSession, oidc_provider: OidcProvider, extra: dict[str, Any]
) -> AsyncIterator[str]:
    known = {"AUTH_ISSUER": oidc_provider.issuer, "AUTH_EXTERNAL": True}
    verifier = shoppers_verifier(Auth.model_validate(known | ROLES | extra), RESOURCE, http)
    app = build_app(replace(services, verifier=verifier, issuer=oidc_provider.issuer), ["127.0.0.1:*"], [])
    async with running(app) as address:
        yield address


async def test_a_scope_counts_for_those_with_the_role(
    edge: str, http: aiohttp.ClientSession, oidc_provider: OidcProvider, write_api: FakeWriteApi
) -> None:
    token = await oidc_provider.sign_in("ES256", RESOURCE, "openid listings.write", person="ada")
    answer = await call(http, edge, "create_listing", PIECE, Authorization=f"Bearer {token}")
    assert (await result_of(answer))["isError"] is False
    assert len(write_api.posts) == 1


@pytest.mark.parametrize("agent", ["openai-mcp/1.0.0", "claude"])
async def test_others_are_told_of_the_role_and_are_not_sent_to_sign_in_again(
    edge: str, http: aiohttp.ClientSession, oidc_provider: OidcProvider, write_api: FakeWriteApi, agent: str
) -> None:
    token = await oidc_provider.sign_in("ES256", RESOURCE, "openid listings.write", person="mallory")
    credential = {"Authorization": f"Bearer {token}", "User_Agent": agent}
    answer = await call(http, edge, "create_listing", PIECE, **credential)
    result = await result_of(answer)
    assert (answer.status, result["isError"]) == (200, True)
    assert "Your role does not include the permission listings.write." in result["content"][0]["text"]
    assert "mcp/www_authenticate" not in result.get("_meta", {})
    assert "WWW-Authenticate" not in answer.headers
    assert write_api.exchanges == []
    assert (await call(http, edge, "search_listings", {}, **credential)).status == 200


@pytest.mark.parametrize("extra", [{"AUTH_SCOPES_CLAIM": ROLES["AUTH_ROLES_CLAIM"]}])
async def test_a_provider_that_has_roles_and_no_scopes_of_ours_will_do(
    edge: str, http: aiohttp.ClientSession, oidc_provider: OidcProvider, write_api: FakeWriteApi
) -> None:
    for person, refused in (("ada", False), ("mallory", True)):
        token = await oidc_provider.sign_in("ES256", RESOURCE, "openid", person=person)
        headers = {"Authorization": f"Bearer {token}", "User_Agent": "openai-mcp/1.0.0"}
        answer = await call(http, edge, "create_listing", PIECE, **headers)
        assert (await result_of(answer))["isError"] is refused
    assert len(write_api.posts) == 1
