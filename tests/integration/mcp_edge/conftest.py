"""One edge on a real socket for each test, with everything around it canned."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from mcp_edge.app import build_app
from mcp_edge.services import Services
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.write_client import WriteClient
from tests.integration.mcp_edge.stand_ins import (
    SECRET,
    WRITE_AUDIENCE,
    CannedReads,
    FakeWriteApi,
    Issuer,
    running,
    services_of,
)

ORIGIN = "http://localhost:6274"


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def reads() -> CannedReads:
    return CannedReads()


@pytest.fixture
def write_api() -> FakeWriteApi:
    return FakeWriteApi()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def writes(write_api: FakeWriteApi, http: aiohttp.ClientSession) -> AsyncIterator[WriteClient]:
    async with TestServer(write_api.app()) as server:
        base = str(server.make_url("")).rstrip("/")
        exchange = TokenExchange(http, f"{base}/oauth/token", "mcp_edge", SECRET, WRITE_AUDIENCE)
        yield WriteClient(http, base, exchange)


@pytest.fixture
def services(reads: CannedReads, writes: WriteClient, issuer: Issuer, tmp_path: Path) -> Services:
    (tmp_path / "index.html").write_text("<title>Playground</title>")
    return services_of(reads, writes, issuer, playground=tmp_path, media=tmp_path / "media")


@pytest.fixture
async def edge(services: Services) -> AsyncIterator[str]:
    """The address of a running edge."""
    async with running(build_app(services, ["127.0.0.1:*"], [ORIGIN])) as address:
        yield address
