"""A picture is fetched from an address that a maker names; nobody is led inside."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from tests.integration.write_api.oauth.internet import PUBLIC, Internet
from tests.support.pictures import IMAGES, kept_files, picture, uploaded
from tests.support.writer import Writer
from write_api.app import Settings, create_app
from write_api.images.receiving import MAX_BYTES
from write_api.oauth.setup import NETWORK

pytestmark = pytest.mark.integration
MUG = "https://chat.example/mug.jpg"


@pytest.fixture
async def internet() -> AsyncIterator[Internet]:
    async with Internet() as internet:
        yield internet


@pytest.fixture
async def writer(
    writer_settings: Settings, people: dict[str, str], internet: Internet
) -> AsyncIterator[Writer]:
    app = create_app(writer_settings)
    app[NETWORK] = internet.network
    async with TestClient(TestServer(app)) as http:
        yield Writer(http, writer_settings, people)


async def fetch(writer: Writer, url: str, **more: str) -> tuple[int, Any]:
    answer = await writer.http.post(IMAGES, json={"url": url} | more, headers=writer.as_("ada"))
    return answer.status, await answer.json()


async def test_a_picture_elsewhere_becomes_one_of_ours(writer: Writer, internet: Internet) -> None:
    internet.publish(MUG, picture("JPEG"), content_type="text/plain")
    status, kept = await fetch(writer, MUG, alt="A mug")

    assert (status, kept["alt"]) == (201, "A mug")
    assert kept["url"].startswith("https://craftlocal.example/images/")
    assert await uploaded(writer, picture("JPEG")) == kept, "the bytes say what it is, not the way it came"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ({"status": 302, "headers": {"Location": "http://127.0.0.1/"}}, "status 302"),
        ({"status": 404}, "status 404"),
        ({"body": b"\0" * (MAX_BYTES + 1)}, "more than"),
        ({"body": b"<svg/>"}, "cannot be used"),
        ({"body": b""}, "empty"),
    ],
)
async def test_what_cannot_be_had_is_said(
    writer: Writer, internet: Internet, page: dict[str, Any], words: str
) -> None:
    internet.publish(MUG, **{"body": picture()} | page)
    status, problem = await fetch(writer, MUG)
    assert (status, problem["code"]) == (400, "invalid_request")
    assert words in problem["detail"]
    assert kept_files(writer) == {}


@pytest.mark.parametrize("url", [
    "https://127.0.0.1/x.png", "https://[::1]/x.png", "https://10.0.0.1/x.png", "http://chat.example/x.png",
    "https://chat.example:8443/x.png", "https://[::ffff:169.254.169.254]/latest", "https://none.example/x.png",
])  # fmt: skip
async def test_nothing_inside_is_asked(writer: Writer, internet: Internet, url: str) -> None:
    status, problem = await fetch(writer, url)
    assert (status, problem["code"], problem["param"]) == (400, "invalid_request", "url")
    assert internet.connected == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["169.254.169.254"], [PUBLIC, "10.0.0.8"]])
async def test_a_name_that_leads_inside_neither(
    writer: Writer, internet: Internet, addresses: list[str]
) -> None:
    internet.publish(MUG, picture())
    internet.addresses["chat.example"] = addresses
    assert (await fetch(writer, MUG))[0] == 400
    assert internet.connected == []
