"""Clients whose id is the address of a document, and strangers who would have us fetch other things."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integration.write_api.oauth.conftest import Browser, Flow, refused, sent_back, shown
from tests.integration.write_api.oauth.internet import PUBLIC, Internet
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
DOCUMENT = "https://chat.example/oauth/client.json"


async def asked(flow: Flow, client_id: str) -> str:
    """Open the authorization page as this client, and return what it says is wrong."""
    return await shown(await flow.open(flow.query(client_id=client_id)), 400)


async def test_a_client_with_a_document_walks_to_tokens(known: Flow, internet: Internet) -> None:
    tokens = await known.tokens()
    answer = await known.refresh(tokens["refresh_token"])
    assert (await answer.json())["refresh_token"]
    assert internet.asked[DOCUMENT] == 1, "kept, and not fetched for each request"
    assert internet.connected == [PUBLIC]


@pytest.mark.parametrize("document", [
    {"client_id": "https://chat.example/oauth/other.json"}, {"client_id": None},
    {"redirect_uris": None}, {"redirect_uris": []}, {"redirect_uris": "https://chat.example/callback"},
    {"redirect_uris": ["http://chat.example/callback"]}, {"redirect_uris": ["javascript:alert(1)"]},
    {"redirect_uris": [f"https://chat.example/{n}" for n in range(11)]},
    {"client_secret": "x"}, {"client_secret_expires_at": 0},
    {"token_endpoint_auth_method": "client_secret_basic"}, {"token_endpoint_auth_method": "client_secret_post"},
    {"token_endpoint_auth_method": "private_key_jwt"}, {"token_endpoint_auth_method": 7},
    {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "http://169.254.169.254/keys"},
    {"grant_types": ["implicit"]}, {"response_types": ["token"]}, {"client_name": {"a": 1}},
], ids=str)  # fmt: skip
async def test_a_document_that_is_not_right_connects_nothing(
    flow: Flow, internet: Internet, document: dict[str, Any]
) -> None:
    internet.publish_client(**document)
    assert "document" in await asked(flow, DOCUMENT)


@pytest.mark.parametrize("page", [
    {"body": b"{}" + b" " * 5200}, {"body": b"not json"}, {"body": []}, {"body": b"\xff\xfe"}, {"body": b""},
    {"body": b"[" * 5000}, {"body": {}, "content_type": "text/html"}, {"body": {}, "status": 404},
    {"body": {}, "status": 302, "headers": {"Location": "http://127.0.0.1/"}},
    {"body": {}, "status": 301, "headers": {"Location": "https://evil.example/client.json"}},
    {"body": b"{", "never_ends": True},
    {"body": b"\x1f\x8b" + b"x" * 100, "headers": {"Content-Encoding": "gzip"}},
], ids=lambda page: str(page)[:60])  # fmt: skip
async def test_what_is_not_a_small_json_object_is_not_taken(
    flow: Flow, internet: Internet, page: dict[str, Any]
) -> None:
    internet.publish(DOCUMENT, **page)
    assert "The document at client_id" in await asked(flow, DOCUMENT)
    assert internet.asked == {DOCUMENT: 1}
    await asked(flow, DOCUMENT)
    assert internet.asked == {DOCUMENT: 1}, "a failure is remembered for a moment"


@pytest.mark.parametrize("url", [
    "http://chat.example/oauth/client.json", "https://127.0.0.1/client.json", "https://[::1]/client.json",
    "https://localhost/client.json", "https://2130706433/client.json", "https://0x7f.1/client.json",
    "https://chat.example:8443/client.json", "https://user@chat.example/client.json", "https://chat.example",
    "https://chat.example/", "https://chat.example/a/../client.json", "https://chat.example/client.json?x=1",
    "https://chat.example/client.json#x", "https://10.0.0.7/client.json", "https://169.254.169.254/latest",
    "https://[::ffff:127.0.0.1]/x", "file:///etc/passwd", "https://chat.example\\@evil.example/x",
    "https:///client.json", "https://", "https://unknown.example/client.json",
    "https://chat.example/" + "x" * 600,
])  # fmt: skip
async def test_an_address_that_is_none_of_a_document_is_never_asked(
    flow: Flow, internet: Internet, url: str
) -> None:
    await asked(flow, url)
    assert not internet.asked
    assert not internet.connected


@pytest.mark.parametrize("addresses", [
    ["127.0.0.1"], ["::1"], ["10.1.2.3"], ["169.254.169.254"], ["::ffff:10.0.0.1"], [PUBLIC, "127.0.0.1"],
    ["64:ff9b::7f00:1"], ["0.0.0.0"],
], ids=str)  # fmt: skip
async def test_a_name_that_leads_inside_is_not_followed(
    flow: Flow, internet: Internet, addresses: list[str]
) -> None:
    internet.publish_client()
    internet.addresses["chat.example"] = addresses
    assert "could not be fetched" in await asked(flow, DOCUMENT)
    assert not internet.connected


async def test_a_name_is_resolved_once_for_looking_and_connecting(known: Flow, internet: Internet) -> None:
    await shown(await known.open(known.query()))
    assert internet.resolved == {"chat.example": 1}


async def test_a_document_is_kept_for_a_minute_whatever_its_owner_says(
    flow: Flow, internet: Internet
) -> None:
    internet.publish_client()
    internet.pages[DOCUMENT].headers["Cache-Control"] = "no-store"
    for _ in range(3):
        await shown(await flow.open(flow.query(client_id=DOCUMENT)))
    assert internet.asked[DOCUMENT] == 1


async def test_a_name_is_shown_without_tricks(flow: Flow, internet: Internet) -> None:
    internet.publish_client(client_name="<b>Chat\u202egpt\u0000\n\u200b" + "x" * 150 + "</b>")
    answer = await flow.open(flow.query(client_id=DOCUMENT))
    raw = await answer.text()
    assert answer.status == 200
    assert "&lt;b&gt;Chatgpt" in raw
    assert "<b>" not in raw
    assert "\u202e" not in raw
    assert "x" * 100 not in raw


async def test_a_host_that_lends_its_name_to_another_is_shown_with_both(
    writer: Writer, engine: AsyncEngine, browser: Browser, internet: Internet
) -> None:
    client_id = internet.publish_client(
        "https://evil.example/client.json", client_name="ChatGPT", redirect_uris=["https://keys.example/cb"]
    )
    flow = Flow(writer, engine, browser, client_id, redirect_uri="https://keys.example/cb")
    page = await shown(await flow.open(flow.query()))
    assert "evil.example vouches for the name ChatGPT" in page
    assert "keys.example" in page
    sent_back(await flow.decide(flow.query()), "https://keys.example/cb")


async def test_the_token_endpoint_tells_the_client_in_json(flow: Flow) -> None:
    flow.client_id = "https://unknown.example/client.json"
    await refused(await flow.redeem("x" * 43), 401, "invalid_client")


async def test_what_a_fetch_sends_gives_nothing_away(known: Flow, internet: Internet) -> None:
    await shown(await known.open(known.query()))
    (headers,) = internet.headers
    assert set(headers) == {"Host", "Accept", "Accept-Encoding", "User-Agent", "Connection"}
    assert headers["Accept-Encoding"] == "identity"


async def test_the_guard_holds_for_a_server_on_this_machine(flow: Flow, internet: Internet) -> None:
    """Not only the port or the certificate stop us: the address does."""
    reached: list[str] = []

    async def note(request: Any) -> Any:
        reached.append(request.path)

    app = web.Application()
    app.router.add_get("/{path:.*}", note)
    async with TestServer(app) as server:
        internet.addresses["localhost"] = ["127.0.0.1"]
        for url in (f"http://127.0.0.1:{server.port}/x", f"https://localhost:{server.port}/x"):
            await asked(flow, url)
    assert not reached
