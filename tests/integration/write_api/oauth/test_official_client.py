"""The official MCP client against the real edge and the real authorization server, from nothing to revoked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial

import aiohttp
import pytest
from aiohttp.test_utils import TestServer, unused_port
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
from tests.integration.write_api.oauth.conftest import signed_in
from tests.integration.write_api.oauth.internet import Internet
from tests.support.official_client import Person, walk
from tests.support.writer import EDGE_SECRET
from write_api.app import Settings, create_app
from write_api.oauth.setup import NETWORK

pytestmark = pytest.mark.integration


@dataclass
class Shop:
    """Both services on sockets of this machine."""

    edge: str
    issuer: str


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
            async with TestServer(app, host="localhost", port=port):
                yield Shop(edge, auth.issuer)
    await redis.aclose()


@pytest.fixture
async def person(shop: Shop, engine: AsyncEngine, people: dict[str, str]) -> AsyncIterator[Person]:
    ada = replace(await signed_in(engine, people["ada@makers.example"]), cookie="session")
    async with aiohttp.ClientSession(headers=ada.headers, cookie_jar=aiohttp.DummyCookieJar()) as browser:
        yield Person(shop.issuer, browser)


@pytest.mark.parametrize("way", ["a document", "registration"])
async def test_it_signs_in_lists_a_piece_refreshes_is_shut_out_when_revoked_and_steps_up(
    shop: Shop, person: Person, internet: Internet, way: str
) -> None:
    document = None
    if way == "a document":
        document = internet.publish_client(redirect_uris=["http://127.0.0.1/callback"])
    await walk(person, f"{shop.edge}/mcp", document)
