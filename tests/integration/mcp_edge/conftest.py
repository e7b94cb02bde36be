"""One edge on a real socket for each test, with everything around it canned."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from core.auth import StaticKeys, TokenVerifier
from mcp_edge.app import build_app
from mcp_edge.services import Services
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.write_client import WriteClient
from tests.integration.mcp_edge.stand_ins import (
    BASE_URL,
    ISSUER,
    SECRET,
    WRITE_AUDIENCE,
    CannedReads,
    FakeWriteApi,
    Issuer,
    running,
)
from widgets import Bundle

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


def draw(seed: str, category: str, *_: object) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{seed} {category[:7]}</desc></svg>'


@pytest.fixture
def services(reads: CannedReads, writes: WriteClient, issuer: Issuer, tmp_path: Path) -> Services:
    (tmp_path / "index.html").write_text("<title>Playground</title>")
    return Services(
        reads=reads.as_reads(),
        writes=writes,
        verifier=TokenVerifier(ISSUER, f"{BASE_URL}/mcp", StaticKeys(issuer.jwks)),
        draw=draw,
        public_base_url=BASE_URL,
        issuer=ISSUER,
        widgets={
            name: Bundle(
                name, f"<!doctype html><title>{name}</title>", f"ui://craftlocal/{name}/v{'ab' * 6}.html"
            )
            for name in ("product-grid", "product-detail")
        },
        playground=tmp_path,
    )


@pytest.fixture
async def edge(services: Services) -> AsyncIterator[str]:
    """The address of a running edge."""
    async with running(build_app(services, ["127.0.0.1:*"], [ORIGIN])) as address:
        yield address
