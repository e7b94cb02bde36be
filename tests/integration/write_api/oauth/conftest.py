"""Browsers and clients that walk the flows against a running write API."""

import base64
import hashlib
import html
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integration.write_api.oauth.internet import Internet
from tests.support.writer import Writer
from write_api.accounts import sessions
from write_api.accounts.store import insert_session
from write_api.app import Settings, create_app
from write_api.oauth.setup import NETWORK

ISSUER = "https://id.craftlocal.example"
EDGE = "https://craftlocal.example/mcp"
CALLBACK = "https://chat.example/callback"


@dataclass(frozen=True)
class Browser:
    """Somebody who is signed in."""

    token: str
    cookie: str = "__Host-session"

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{self.cookie}={self.token}"}

    @property
    def csrf(self) -> str:
        return sessions.csrf_of(self.token)


@dataclass
class Flow:
    """A client with its PKCE secret, and the browser of the person it wants to act for."""

    writer: Writer
    engine: AsyncEngine
    browser: Browser
    client_id: str
    redirect_uri: str = CALLBACK
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    def query(self, **changed: str | None) -> str:
        """The authorization request; what is changed to None is left out."""
        good = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri,
            "state": "st", "code_challenge": self.challenge, "code_challenge_method": "S256",
            "scope": "listings.read orders.read", "resource": EDGE,
        }  # fmt: skip
        return urlencode({name: value for name, value in (good | changed).items() if value is not None})

    async def open(self, query: str, *, signed_in: bool = True) -> ClientResponse:
        """Open the authorization page."""
        return await self.writer.http.get(
            f"/oauth/authorize?{query}",
            headers=self.browser.headers if signed_in else {},
            allow_redirects=False,
        )

    async def decide(self, query: str, *scopes: str, **changed: str) -> ClientResponse:
        """Answer the consent page with these scopes ticked."""
        fields = {"request": query, "csrf": self.browser.csrf, "decision": "allow"} | changed
        ticked = scopes or tuple(dict(parse_qsl(query)).get("scope", "listings.read").split())
        body = urlencode([*fields.items(), *(("scope", scope) for scope in ticked)])
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.writer.http.post(
            "/oauth/consent", data=body, headers=self.browser.headers | form, allow_redirects=False
        )

    async def code(self, *scopes: str, **changed: str | None) -> str:
        """Walk to a code."""
        answer = await self.decide(self.query(**changed), *scopes)
        found = sent_back(answer)
        assert "code" in found, found
        return found["code"]

    async def token(self, **form: str | None) -> ClientResponse:
        """Ask the token endpoint."""
        sent = {"client_id": self.client_id} | form
        data = {name: value for name, value in sent.items() if value is not None}
        return await self.writer.http.post("/oauth/token", data=data)

    async def redeem(self, code: str, changed: Mapping[str, str | None] | None = None) -> ClientResponse:
        good: dict[str, str | None] = {
            "grant_type": "authorization_code", "code": code, "code_verifier": self.verifier,
            "redirect_uri": self.redirect_uri, "resource": EDGE,
        }  # fmt: skip
        return await self.token(**(good | dict(changed or {})))

    async def refresh(self, refresh_token: str, **changed: str | None) -> ClientResponse:
        form: dict[str, str | None] = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return await self.token(**(form | changed))

    async def tokens(self, *scopes: str, **changed: str | None) -> dict[str, Any]:
        """Walk to tokens."""
        answer = await self.redeem(await self.code(*scopes, **changed))
        found: dict[str, Any] = await answer.json()
        assert answer.status == 200, found
        return found

    async def userinfo(self, access_token: str) -> int:
        """Return how userinfo answers: 403 is a token that lives, without the scope."""
        headers = {"Authorization": f"Bearer {access_token}"}
        return (await self.writer.http.get("/oauth/userinfo", headers=headers)).status

    async def run(self, statement: str) -> Any:
        """Change the database as time or an operator would."""
        async with self.engine.begin() as connection:
            return await connection.execute(text(statement))


def sent_back(answer: ClientResponse, to: str = CALLBACK) -> dict[str, str]:
    """Return what the browser carries to the client; to no other address."""
    assert answer.status == 303
    location = answer.headers["Location"]
    assert location.split("?")[0] == to.split("?", maxsplit=1)[0], location
    pairs = parse_qsl(urlsplit(location).query, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


async def refused(answer: ClientResponse, status: int, error: str) -> dict[str, Any]:
    """Check an error in the words of RFC 6749."""
    body: dict[str, Any] = await answer.json()
    assert (answer.status, body["error"]) == (status, error), body
    assert set(body) == {"error", "error_description"}
    assert answer.headers["Cache-Control"] == "no-store"
    return body


async def shown(answer: ClientResponse, status: int = 200) -> str:
    """Return the text of a page, which nobody may frame and which runs nothing."""
    page = await answer.text()
    assert answer.status == status, page
    assert answer.content_type == "text/html"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "<script" not in page
    assert "Location" not in answer.headers
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
async def internet() -> AsyncIterator[Internet]:
    """Hosts of strangers, on this machine, over TLS."""
    async with Internet() as found:
        yield found


@pytest.fixture
async def writer(
    writer_settings: Settings, people: dict[str, str], internet: Internet
) -> AsyncIterator[Writer]:
    """A write API that finds strangers in our own little internet."""
    app = create_app(writer_settings)
    app[NETWORK] = internet.network
    async with TestClient(TestServer(app)) as http:
        yield Writer(http, writer_settings, people)


async def signed_in(engine: AsyncEngine, account_id: str) -> Browser:
    token = secrets.token_urlsafe(32)
    async with engine.begin() as connection:
        await insert_session(connection, sessions.hashed(token), account_id)
    return Browser(token)


async def register(writer: Writer, **changed: Any) -> dict[str, Any]:
    metadata = {
        "client_name": "A chat",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
    } | changed
    answer = await writer.http.post("/oauth/register", json=metadata)
    found: dict[str, Any] = await answer.json()
    assert answer.status == 201, found
    return found


@pytest.fixture
async def browser(engine: AsyncEngine, people: dict[str, str]) -> Browser:
    """Ada's."""
    return await signed_in(engine, people["ada@makers.example"])


@pytest.fixture
async def flow(writer: Writer, engine: AsyncEngine, browser: Browser) -> Flow:
    """A public client that registered, and Ada."""
    return Flow(writer, engine, browser, (await register(writer))["client_id"])


@pytest.fixture
async def known(writer: Writer, engine: AsyncEngine, browser: Browser, internet: Internet) -> Flow:
    """A client with a document, and Ada."""
    return Flow(writer, engine, browser, internet.publish_client(redirect_uris=[CALLBACK]))
