"""The official MCP client finds its way from a refused call to a listed piece, with nothing but our address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import httpx2
import pytest
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)
from pydantic import AnyUrl
from starlette.types import ASGIApp

from core.auth import shoppers_verifier
from core.settings import Auth
from mcp_edge.app import build_app
from mcp_edge.services import Services
from tests.integration.mcp_edge.stand_ins import FakeWriteApi, running_at
from tests.support.oidc_provider import REDIRECT, OidcProvider

PIECE = {"title": "Walnut Board", "price": 42, "currency": "USD", "category": "Kitchen & Dining"}


@dataclass
class Person:
    """A client that is known to the provider, with somebody in front of it who agrees to everything."""

    provider: OidcProvider
    tokens: OAuthToken | None = None
    asked_for: list[dict[str, str]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return OAuthClientInformationFull(
            client_id="ES256", redirect_uris=[AnyUrl(REDIRECT)], token_endpoint_auth_method="none",
            grant_types=["authorization_code"], issuer=self.provider.issuer,
        )  # fmt: skip

    async def set_client_info(self, _client_info: OAuthClientInformationFull) -> None:
        raise AssertionError("the client is registered already")

    async def sees(self, url: str) -> None:
        self.asked_for.append(dict(parse_qsl(urlsplit(url).query)))
        self.told = await self.provider.approve(url)

    async def comes_back(self) -> AuthorizationCodeResult:
        return AuthorizationCodeResult.model_validate(self.told)


@pytest.fixture
async def edge(
    services: Services, http: aiohttp.ClientSession, oidc_provider: OidcProvider
) -> AsyncIterator[str]:
    auth = Auth.model_validate({"AUTH_ISSUER": oidc_provider.issuer, "AUTH_EXTERNAL": True})

    def build(address: str) -> ASGIApp:
        verifier = shoppers_verifier(auth, f"{address}/mcp", http)
        here = replace(services, verifier=verifier, issuer=oidc_provider.issuer, public_base_url=address)
        return build_app(here, ["127.0.0.1:*"], [])

    async with running_at(build) as address:
        yield f"{address}/mcp"


@asynccontextmanager
async def connected(edge: str, person: Person) -> AsyncIterator[Client]:
    metadata = OAuthClientMetadata(
        redirect_uris=[AnyUrl(REDIRECT)],
        token_endpoint_auth_method="none",
        grant_types=["authorization_code"],
    )
    auth = OAuthClientProvider(edge, metadata, person, person.sees, person.comes_back)
    async with (
        httpx2.AsyncClient(auth=auth, timeout=10) as http,
        Client(streamable_http_client(edge, http_client=http)) as client,
    ):
        yield client


async def test_it_browses_as_nobody_and_signs_in_when_a_piece_is_to_be_listed(
    edge: str, oidc_provider: OidcProvider, write_api: FakeWriteApi
) -> None:
    person = Person(oidc_provider)
    async with connected(edge, person) as client:
        await client.list_tools()
        assert not (await client.call_tool("search_listings", {})).is_error
        assert person.asked_for == []
        result = await client.call_tool("create_listing", PIECE)
    assert not result.is_error
    assert len(write_api.posts) == 1
    (asked,) = person.asked_for
    assert (asked["resource"], asked["code_challenge_method"]) == (edge, "S256")
    assert "listings.write" in asked["scope"].split()


async def test_it_steps_up_once_and_loses_nothing(
    edge: str, oidc_provider: OidcProvider, write_api: FakeWriteApi
) -> None:
    few = await oidc_provider.sign_in("ES256", edge, "openid listings.read orders.read")
    person = Person(
        oidc_provider, OAuthToken(access_token=few, expires_in=600, scope="listings.read orders.read")
    )
    async with connected(edge, person) as client:
        result = await client.call_tool("create_listing", PIECE)
    assert not result.is_error
    (asked,) = person.asked_for
    assert set(asked["scope"].split()) == {"listings.write", "listings.read", "orders.read"}
