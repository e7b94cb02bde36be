"""Requests that schemathesis makes up from the OpenAPI documents, against the real services.

`make fuzz` sends hundreds of random ones of each kind; here the same few are sent every time.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from core.auth import Scope
from core.http import openapi
from core.settings import Index, Site
from search import app as reads
from search.embedded import generations
from search.embedded.writer import EmbeddedWriter
from search.embedding import MODEL
from tests.support.carts import opened
from tests.support.fuzzing import Target, fuzz
from tests.support.listings import DIMENSIONS, document, listing
from tests.support.orders import bought
from tests.support.writer import Writer, with_mail
from write_api import app as writes
from write_api.app import Settings

pytestmark = [
    pytest.mark.integration,
    # The service runs in this process and may draw a number while a request is made up.
    pytest.mark.filterwarnings("ignore:Do not use the `random` module"),
]


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--fuzz"))


@pytest.fixture(scope="module")
async def read_api(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Target]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    generation = generations.create(folder, MODEL, DIMENSIONS)
    writer = EmbeddedWriter(generation)
    writer.apply([document(listing(f"m{n}", title=f"Mug number {n}")) for n in range(30)], [])
    writer.close()
    generations.publish(folder, generation)
    async with TestServer(reads.create_app(Index(directory=folder), Site())) as server:
        address = str(server.make_url("")).rstrip("/")
        yield Target(address, openapi.document(reads.OPERATIONS, reads.ABOUT), known={"id": "m1"})


@pytest.fixture
def writer_settings(writer_settings: Settings) -> Settings:
    """Mail has a way out: links to orders are asked for."""
    return with_mail(writer_settings)


@pytest.fixture
async def write_api(writer: Writer) -> Target:
    order = await bought(writer)
    made = await writer.http.post(
        "/api/v1/sellers/webhook-endpoints", json={"name": "Till"}, headers=writer.as_("ada", *Scope)
    )
    endpoint = await made.json()
    cart = await opened(writer)
    return Target(
        str(writer.http.make_url("")).rstrip("/"),
        openapi.document(writes.OPERATIONS, writes.ABOUT),
        writer.token("ada", *Scope, "openid"),
        {
            "listing_id": (await writer.list_mug())["id"],
            "endpoint_id": endpoint["id"],
            "cart_id": cart["id"],
            "order_id": order.id,
            "shop_order_id": order.shop_orders[0].id,
        },
        endpoint["secret"],
    )


@pytest.mark.parametrize("operation", [one.name for one in reads.OPERATIONS])
async def test_the_read_service_keeps_its_contract(read_api: Target, operation: str, examples: int) -> None:
    await fuzz(read_api, operation, examples)


@pytest.mark.parametrize("operation", [one.name for one in writes.OPERATIONS])
async def test_the_write_api_keeps_its_contract(write_api: Target, operation: str, examples: int) -> None:
    await fuzz(write_api, operation, examples)
