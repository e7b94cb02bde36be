"""The generated requests of docs/collection/api, sent to the real services as Bruno would send them."""

import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from core.auth import Scope
from core.settings import Index, Site
from search.app import create_app
from search.embedded import generations
from search.embedded.writer import EmbeddedWriter
from search.embedding import MODEL
from tests.support.bruno import Sent, value_of
from tests.support.listings import DIMENSIONS, document, listing
from tests.support.orders import bought
from tests.support.writer import Writer, with_mail
from write_api.app import Settings

pytestmark = pytest.mark.integration
FOLDER = Path(__file__).parents[3] / "docs" / "collection" / "api"


@pytest.fixture
def writer_settings(writer_settings: Settings) -> Settings:
    """Mail has a way out: links to orders are asked for."""
    return with_mail(writer_settings)


@pytest.fixture
async def read_api(tmp_path: Path) -> AsyncIterator[str]:
    generation = generations.create(tmp_path, MODEL, DIMENSIONS)
    writer = EmbeddedWriter(generation)
    writer.apply([document(listing("m1", title="A blue mug"))], [])
    writer.close()
    generations.publish(tmp_path, generation)
    async with TestServer(create_app(Index(directory=tmp_path), Site())) as server:
        yield str(server.make_url("")).rstrip("/")


def in_order(folder: str) -> list[Path]:

    def place(file: Path) -> int:
        return int(next(line for line in file.read_text().splitlines() if "seq:" in line).split(":")[1])

    return sorted((FOLDER / folder).glob("*.bru"), key=place)


def signed(variables: dict[str, str], body: str) -> dict[str, str]:
    """What the script of a signed request sets."""
    message, now = str(uuid.uuid4()), str(int(time.time()))
    key = base64.b64decode(variables["endpoint_secret"].removeprefix("whsec_"))
    made = hmac.new(key, f"{message}.{now}.{body}".encode(), hashlib.sha256).digest()
    return {
        "webhook_id": message,
        "webhook_timestamp": now,
        "webhook_signature": f"v1,{base64.b64encode(made).decode()}",
    }


UNSIGNED = {"webhook_id": "", "webhook_timestamp": "", "webhook_signature": ""}


async def run(http: aiohttp.ClientSession, files: list[Path], variables: dict[str, str]) -> list[str]:
    """Send one after the other, keep what each tells the next ones, and return what went otherwise."""
    wrong = []
    for file in files:
        variables["$guid"] = str(uuid.uuid4())
        sent = Sent.read(file, variables | UNSIGNED)
        if "script:pre-request" in sent.blocks:
            sent = Sent.read(file, variables | signed(variables, sent.body or ""))
        async with http.request(
            sent.method, sent.url, data=sent.form or sent.body, headers=sent.headers
        ) as answer:
            text = await answer.text()
            body: Any = await answer.json(content_type=None) if "json" in answer.content_type else None
        for path, check in sent.pairs("assert").items():
            if (value := value_of(path, answer, text, body)) != check.removeprefix("eq "):
                wrong.append(f"{file.stem}: {path} is {value}: {text[:200]}")
        for name, path in sent.pairs("vars:post-response").items():
            variables[name] = value_of(path, answer, text, body)
    return wrong


async def test_every_request_of_the_read_service_is_answered_as_promised(read_api: str) -> None:
    files = in_order("read_api")
    async with aiohttp.ClientSession() as http:
        assert await run(http, files, {"read_api": read_api}) == []
    assert len(files) > 3


async def test_every_request_of_the_write_api_is_answered_as_promised(
    writer: Writer,
) -> None:
    await bought(writer)
    files = in_order("write_api")
    variables = {
        "write_api": str(writer.http.make_url("")).rstrip("/"),
        "writer": writer.token("ada", *Scope, "openid"),
    }
    async with aiohttp.ClientSession() as http:
        assert await run(http, files, variables) == []
    assert len(files) > 20
