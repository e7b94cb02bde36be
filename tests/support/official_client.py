"""The official MCP client, and a person who says yes to it with a browser: one walk for every kind of shop."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
import httpx2
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
from yarl import URL

CALLBACK = "http://127.0.0.1:33418/callback"
PIECE = {"title": "Walnut Board", "price": 42, "currency": "USD", "category": "Kitchen & Dining"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Person:
    """Keeps what the client is told, and agrees with a browser that is signed in at the issuer."""

    issuer: str
    browser: aiohttp.ClientSession
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
        """Look at the page that the client opens, and allow what it asks for."""
        assert url.startswith(f"{self.issuer}/oauth/authorize?")
        self.asked.append(dict(parse_qsl(urlsplit(url).query)))
        answer = await self.browser.get(URL(url, encoded=True), allow_redirects=False)
        if answer.status == 200:
            answer = await self._agree(await answer.text())
        self.told = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    async def _agree(self, page: str) -> aiohttp.ClientResponse:
        form = page.partition('action="/oauth/consent"')[2]
        fields = [
            (name, unescape(value)) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)
        ]
        agreed = urlencode([pair for pair in fields if pair != ("decision", "deny")])
        return await self.browser.post(
            f"{self.issuer}/oauth/consent", data=agreed, headers=FORM, allow_redirects=False
        )

    async def comes_back(self) -> AuthorizationCodeResult:
        return AuthorizationCodeResult.model_validate(self.told)

    async def revoke(self) -> None:
        """Give the tokens back, as the client's document or registration says it proves itself."""
        assert self.client is not None
        assert self.tokens is not None
        form = {"token": str(self.tokens.refresh_token)}
        client_id, headers = str(self.client.client_id), {}
        if secret := self.client.client_secret:
            headers["Authorization"] = aiohttp.encode_basic_auth(client_id, secret)
        else:
            form["client_id"] = client_id
        answer = await self.browser.post(f"{self.issuer}/oauth/revoke", data=form, headers=headers)
        assert answer.status == 200


@asynccontextmanager
async def connected(
    person: Person, mcp: str, document: str | None
) -> AsyncIterator[tuple[Client, OAuthClientProvider]]:
    """Connect the client to the endpoint; with a document it brings that as its id, else it registers."""
    metadata = OAuthClientMetadata(
        client_name="Official", redirect_uris=[AnyUrl(CALLBACK)], token_endpoint_auth_method=None
    )
    auth = OAuthClientProvider(
        mcp, metadata, person, person.sees, person.comes_back, client_metadata_url=document
    )
    async with (
        httpx2.AsyncClient(auth=auth, timeout=10) as http,
        Client(streamable_http_client(mcp, http_client=http)) as client,
    ):
        yield client, auth


async def walk(person: Person, mcp: str, document: str | None) -> None:
    """Browse, sign in for a piece, refresh, be shut out when revoked, sign in with less, and step up."""
    async with connected(person, mcp, document) as (client, auth):
        await client.list_tools()
        assert person.asked == []

        listed = await client.call_tool("create_listing", PIECE)
        assert not listed.is_error, listed
        (asked,) = person.asked
        assert (asked["resource"], asked["code_challenge_method"]) == (mcp, "S256")
        assert person.told["iss"] == person.issuer
        assert person.client is not None
        assert (person.client.client_id == document) is (document is not None)
        first = person.tokens

        auth.context.token_expiry_time = 1.0
        await client.call_tool("search_listings", {})
        assert first is not None
        assert person.tokens is not None
        assert person.tokens.refresh_token != first.refresh_token
        assert len(person.asked) == 1, "refreshed without asking anybody"

        await person.revoke()
        listed = await client.call_tool("create_listing", PIECE | {"title": "Oak Board"})
        assert not listed.is_error, listed
        assert len(person.asked) == 2, "the token was refused on the very next call"
        assert person.asked[1]["scope"] == "listings.write", "and what the tool needs was said at once"

        await person.revoke()
        await client.call_tool("search_listings", {})
        assert len(person.asked) == 3
        listed = await client.call_tool("create_listing", PIECE | {"title": "Another Board"})
        assert not listed.is_error, listed
        assert set(person.asked[3]["scope"].split()) == {"listings.read", "listings.write"}, "a step up"
