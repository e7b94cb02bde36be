"""The official MCP client against the real edge and the real authorization server, from nothing to revoked."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
import httpx2
import pytest
from aiohttp.test_utils import TestClient, TestServer, unused_port
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
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

from core.auth import shoppers_verifier
from core.revocations import is_revoked
from core.settings import Auth, Site
from mcp_edge.app import build_app
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.write_client import WriteClient
from tests.integration.mcp_edge.stand_ins import CannedReads, Issuer, running_at, services_of
from tests.integration.write_api.oauth.conftest import Browser, signed_in
from tests.integration.write_api.oauth.internet import Internet
from tests.support.writer import EDGE_SECRET
from write_api.app import Settings, create_app
from write_api.oauth.setup import NETWORK

pytestmark = pytest.mark.integration
CALLBACK = "http://127.0.0.1:33418/callback"
PIECE = {"title": "Walnut Board", "price": 42, "currency": "USD", "category": "Kitchen & Dining"}


@dataclass
class Shop:
    """Both services on sockets of this machine."""

    edge: str
    issuer: str
    http: TestClient[Any, Any]


@dataclass
class Person:
    """Keeps what the client is told, and says yes with a browser."""

    shop: Shop
    browser: Browser
    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info

    async def sees(self, url: str) -> None:
        assert url.startswith(f"{self.shop.issuer}/oauth/authorize?")
        query = urlsplit(url).query
        self.asked.append(dict(parse_qsl(query)))
        answer = await self.shop.http.get(
            f"/oauth/authorize?{query}", headers=self.browser.headers, allow_redirects=False
        )
        if answer.status == 200:
            answer = await self._agree(await answer.text())
        self.told = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    async def _agree(self, page: str) -> aiohttp.ClientResponse:
        form = page.partition('action="/oauth/consent"')[2]
        fields = [
            (name, unescape(value)) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)
        ]
        agreed = [pair for pair in fields if pair != ("decision", "deny")]
        return await self.shop.http.post(
            "/oauth/consent",
            data=urlencode(agreed),
            headers=self.browser.headers | {"Content-Type": "application/x-www-form-urlencoded"},
            allow_redirects=False,
        )

    async def comes_back(self) -> AuthorizationCodeResult:
        return AuthorizationCodeResult.model_validate(self.told)


@pytest.fixture
async def shop(writer_settings: Settings, people: dict[str, str], internet: Internet) -> AsyncIterator[Shop]:
    port = unused_port()
    auth = Auth.model_validate({"AUTH_ISSUER": f"http://localhost:{port}"})
    redis = Redis.from_url(writer_settings.redis.url.get_secret_value())
    async with aiohttp.ClientSession() as session:
        exchange = TokenExchange(
            session, f"{auth.issuer}/oauth/token", "mcp_edge", EDGE_SECRET, auth.write_api_audience
        )
        writes = WriteClient(session, auth.issuer, exchange)

        def build(address: str) -> ASGIApp:
            verifier = shoppers_verifier(auth, f"{address}/mcp", session, partial(is_revoked, redis))
            services = services_of(CannedReads(), writes, Issuer())
            here = replace(services, verifier=verifier, issuer=auth.issuer, public_base_url=address)
            return build_app(here, ["127.0.0.1:*"], [])

        async with running_at(build) as edge:
            site = Site.model_construct(public_base_url=edge)
            app = create_app(replace(writer_settings, auth=auth, site=site))
            app[NETWORK] = internet.network
            async with TestClient(TestServer(app, host="localhost", port=port)) as http:
                yield Shop(edge, auth.issuer, http)
    await redis.aclose()


@pytest.fixture
async def person(shop: Shop, engine: AsyncEngine, people: dict[str, str]) -> Person:
    browser = await signed_in(engine, people["ada@makers.example"])
    return Person(shop, replace(browser, cookie="session"))


@asynccontextmanager
async def connected(
    person: Person, document: str | None
) -> AsyncIterator[tuple[Client, OAuthClientProvider]]:
    metadata = OAuthClientMetadata(
        client_name="Official", redirect_uris=[AnyUrl(CALLBACK)], token_endpoint_auth_method=None
    )
    mcp = f"{person.shop.edge}/mcp"
    auth = OAuthClientProvider(
        mcp, metadata, person, person.sees, person.comes_back, client_metadata_url=document
    )
    async with (
        httpx2.AsyncClient(auth=auth, timeout=10) as http,
        Client(streamable_http_client(mcp, http_client=http)) as client,
    ):
        yield client, auth


async def revoke(person: Person) -> None:
    """Give the tokens back, as the client's document or registration says it proves itself."""
    assert person.client is not None
    assert person.tokens is not None
    form = {"token": str(person.tokens.refresh_token)}
    secret = person.client.client_secret
    client_id, headers = str(person.client.client_id), {}
    if secret:
        headers["Authorization"] = aiohttp.encode_basic_auth(client_id, secret)
    else:
        form["client_id"] = client_id
    answer = await person.shop.http.post("/oauth/revoke", data=form, headers=headers)
    assert answer.status == 200


@pytest.mark.parametrize("way", ["a document", "registration"])
async def test_it_signs_in_lists_a_piece_refreshes_is_shut_out_when_revoked_and_steps_up(
    person: Person, internet: Internet, way: str
) -> None:
    document = None
    if way == "a document":
        document = internet.publish_client(redirect_uris=["http://127.0.0.1/callback"])
    async with connected(person, document) as (client, auth):
        await client.list_tools()
        assert person.asked == []

        listed = await client.call_tool("create_listing", PIECE)
        assert not listed.is_error, listed
        (asked,) = person.asked
        assert asked["resource"] == f"{person.shop.edge}/mcp"
        assert person.client is not None
        assert (person.client.client_id == document) is (document is not None)
        first = person.tokens

        auth.context.token_expiry_time = 1.0
        await client.call_tool("search_listings", {})
        assert first is not None
        assert person.tokens is not None
        assert person.tokens.refresh_token != first.refresh_token
        assert len(person.asked) == 1, "refreshed without asking anybody"

        await revoke(person)
        listed = await client.call_tool("create_listing", PIECE | {"title": "Oak Board"})
        assert not listed.is_error, listed
        assert len(person.asked) == 2, "the token was refused on the very next call"
        assert person.asked[1]["scope"] == "listings.write", "and what the tool needs was said at once"

        await revoke(person)
        await client.call_tool("search_listings", {})
        assert len(person.asked) == 3
        listed = await client.call_tool("create_listing", PIECE | {"title": "Another Board"})
        assert not listed.is_error, listed
        assert set(person.asked[3]["scope"].split()) == {"listings.read", "listings.write"}, "a step up"
