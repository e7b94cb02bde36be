"""The official MCP client signs a maker in at a shop that `craftlocal up` runs, every service a process of its own."""

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.integration.write_api.oauth.internet import certified, contexts
from tests.support.local_shop import LocalShop, local_shop
from tests.support.official_client import Person, walk
from tests.support.visitors import PASSWORD, Visitor

MAKER = "robin@makers.example"
LINK = re.compile(r'/account/confirm\?[^"\s<]+')


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, short_dir: Path) -> Iterator[LocalShop]:
    """An empty shop that reads clients' documents on this machine, and trusts the certificate of the tests."""
    trusted = tmp_path_factory.mktemp("tls") / "certificate.pem"
    trusted.write_bytes(certified()[0])
    variables = {"AUTH_LOOPBACK_CLIENTS": "true", "SSL_CERT_FILE": str(trusted)}
    with local_shop(short_dir / "sign-in", "--no-demo", variables=variables) as opened:
        yield opened


@pytest.fixture(scope="module")
async def maker(shop: LocalShop) -> AsyncIterator[aiohttp.ClientSession]:
    """The browser of somebody who joined through the pages, and opened a shop there."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(shop.write_url, cookie_jar=jar) as browser:
        visitor = Visitor(cast(Any, browser))
        await visitor.submit("/account/sign-up", email=MAKER)
        (link,) = set(LINK.findall((await visitor.open("/playground/mail")).text))
        assert (await visitor.submit(unescape(link), name="Robin", password=PASSWORD)).status == 303
        shop_of_hers = {"name": "Robin's boards", "city": "Bath", "region": "", "country": "GB"}
        opened = await visitor.submit("/account/open-shop", **shop_of_hers)
        assert opened.status == 303, opened.text
        yield browser


async def document_of(request: web.Request) -> web.Response:
    url = str(request.url.with_scheme("https"))
    return web.json_response(
        {
            "client_id": url, "client_name": "Official", "redirect_uris": ["http://127.0.0.1/callback"],
            "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"],
        }
    )  # fmt: skip


@pytest.mark.parametrize("way", ["a document", "registration"])
async def test_the_official_client_walks_from_nothing_to_revoked_and_steps_up(
    shop: LocalShop, maker: aiohttp.ClientSession, way: str
) -> None:
    app = web.Application()
    app.router.add_get("/client.json", document_of)
    server = TestServer(app, scheme="https", host="localhost")
    await server.start_server(ssl=contexts()[0])
    document = f"https://localhost:{server.port}/client.json" if way == "a document" else None
    try:
        await walk(Person(shop.write_url, maker), f"{shop.edge_url}/mcp", document)
    finally:
        await server.close()
