"""The service itself: health, its own documents, its start."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from openapi_spec_validator import validate
from pydantic import SecretStr

from core.settings import EdgeClient, Postgres, SettingsError, Signing
from tests.support.stores import redis_at, start_valkey
from tests.support.writer import MUG, Writer
from write_api.app import OPERATIONS, Settings, create_app
from write_api.oauth.pages import ROUTES as SIGN_IN_PAGES
from write_api.people import PAGES

pytestmark = pytest.mark.integration


async def test_it_is_alive_and_ready(writer: Writer) -> None:
    for path in ("/health", "/ready"):
        assert (await writer.http.get(path)).status == 200
        assert (await writer.http.head(path)).status == 200


@pytest.fixture
async def lonely(writer_settings: Settings, short_dir: Path) -> AsyncIterator[Writer]:
    """A write API whose queue has gone away."""
    server = start_valkey(short_dir / "vk-gone")
    settings = replace(writer_settings, redis=redis_at(short_dir / "vk-gone" / "v.sock"))
    async with TestClient(TestServer(create_app(settings))) as http:
        server.stop()
        yield Writer(http, settings, {})


async def test_without_its_queue_it_lives_but_is_not_ready(lonely: Writer) -> None:
    alive, ready = await lonely.http.get("/health"), await lonely.http.get("/ready")
    problem = await ready.json()
    assert (alive.status, ready.status) == (200, 503)
    assert (problem["code"], problem["missing"]) == ("not_ready", ["queue"])
    assert "queue" in problem["detail"]


@pytest.fixture
async def forgetful(writer_settings: Settings) -> AsyncIterator[Writer]:
    """A write API whose database is away from the start."""
    nowhere = Postgres.model_construct(url=SecretStr("postgresql://postgres@/none?host=/nowhere"))
    settings = replace(writer_settings, postgres=nowhere)
    async with TestClient(TestServer(create_app(settings))) as http:
        yield Writer(http, settings, {"ada@makers.example": "acc_ada"})


async def test_without_its_database_it_asks_to_come_back(forgetful: Writer) -> None:
    answer = await forgetful.http.post("/api/v1/sellers/listings", json=MUG, headers=forgetful.as_("ada"))
    ready = await (await forgetful.http.get("/ready")).json()
    assert (answer.status, (await answer.json())["code"]) == (503, "service_unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert ready["missing"] == ["database"]


async def test_its_openapi_document_is_valid_and_whole(writer: Writer) -> None:
    document = await (await writer.http.get("/openapi.json")).json()
    validate(document)
    documented = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = {
        (route.method, route.resource.canonical)
        for route in writer.http.app.router.routes()
        if route.resource and route.method != "HEAD"
    }
    assert documented == {(operation.method, operation.path) for operation in OPERATIONS}
    pages = {(page.method, page.path) for page in (*PAGES, *SIGN_IN_PAGES)} | {
        ("GET", "/openapi.json"),
        ("GET", "/docs"),
    }
    assert served - documented == pages


async def test_its_documentation_needs_nothing_from_elsewhere(writer: Writer) -> None:
    answer = await writer.http.get("/docs")
    page = await answer.text()
    assert answer.content_type == "text/html"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in page
    # Addresses in links and examples are not loaded.
    assert not re.search(r"""\ssrc=|@import|url\(|<link[^>]*href=["']?http""", page)
    for operation in OPERATIONS:
        assert f'id="{operation.name}"' in page
    names = json.loads(await (await writer.http.get("/openapi.json")).text())["components"]["schemas"]
    assert all(f'id="{name}"' in page for name in names)


async def test_it_does_not_start_with_a_short_secret_or_without_a_key(
    writer_settings: Settings, tmp_path: Path
) -> None:
    weak = EdgeClient.model_construct(client_id="mcp_edge", client_secret=SecretStr("x" * 31))
    with pytest.raises(SettingsError, match="32 characters"):
        create_app(replace(writer_settings, edge_client=weak))
    missing = Signing.model_construct(key_file=tmp_path / "none.pem")
    with pytest.raises(SettingsError, match="SIGNING_KEY_FILE"):
        create_app(replace(writer_settings, signing=missing))
