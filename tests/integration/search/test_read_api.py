"""The read API over HTTP: answers, and a clear 400 for whatever cannot be meant."""

import os
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from yarl import URL

from core.settings import Index, Site
from search.app import create_app
from search.embedding import DIMENSIONS, MODEL
from search.engines import open_writer
from tests.support.listings import document, listing
from tests.support.meilisearch import Server
from tests.support.raw_http import UNREADABLE, send_raw


@pytest.fixture(scope="module", params=["embedded", "meilisearch"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    if request.param == "embedded":
        return Index(directory=tmp_path_factory.mktemp("index"))
    server: Server = request.getfixturevalue("meilisearch_server")
    return server.index(f"read_api{os.getpid()}")


@pytest.fixture(scope="module")
async def api(index: Index) -> AsyncIterator[URL]:
    writer = open_writer(index)
    generation = await writer.create(MODEL, DIMENSIONS)
    mugs = [document(listing(f"m{n}", title=f"Mug number {n}")) for n in range(30)]
    await writer.stage(generation, mugs, [])
    await writer.publish(generation)
    await writer.close()
    server = TestServer(create_app(index, Site()))
    await server.start_server()
    yield server.make_url("/api/v1/listings/search")
    await server.close()


async def ask(api: URL, query: str) -> tuple[int, str, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(URL(f"{api}?{query}", encoded=True)) as answer,
    ):
        return answer.status, answer.content_type, await answer.json(content_type=None)


async def test_a_search_says_what_was_found_and_how_it_was_read(api: URL) -> None:
    status, _, page = await ask(api, f"q={quote('mug under £20')}&limit=100")
    assert status == 200
    assert len(page["items"]) == page["total"] == 30
    assert page["facets"]["category"] == {"Home > Curiosities": 30}
    assert [found["label"] for found in page["interpretation"]["understood"]] == ["up to £20.00"]


BAD = {
    "an argument nobody knows": "colour=red",
    "a price that is no number": "max_price=cheap",
    "a price beyond all reason": "max_price=1e400",
    "a price that is not a number at all": "min_price=NaN",
    "a price below nothing": "min_price=-1",
    "lowest above highest": "min_price=20&max_price=10",
    "a query of ten thousand letters": f"query={'mug ' * 2500}".replace(" ", "%20"),
    "ten thousand materials": "materials=" + ",".join(f"m{n}" for n in range(5000)),
    "a material without end": f"materials={'m' * 500}",
    "a broken cursor": "cursor=AAAA",
    "a cursor without end": f"cursor={'A' * 5000}",
    "no results at all": "limit=0",
    "more results than a page has": "limit=1000000",
    "an order nobody knows": "sort=cheapest",
    "a radius of nothing": "near=Leeds&radius_km=0",
    "a radius around nowhere": "radius_km=10",
    "a place nobody knows": "near=Atlantis",
    "a day that is none": "deliver_by=2026-02-31",
    "a day long over": "deliver_by=2001-01-01",
    "a country that is none": "ships_to=England",
    "a currency that is none": "currency=POUNDS",
    "the same argument twice": "query=mug&query=bowl",
    "yes and no": "in_stock=maybe",
    "control characters": "q=mug%00%01%1b%7f",
    "a control character in a value": "category=Home%1b%5b31m",
}


@pytest.mark.parametrize("query", BAD.values(), ids=BAD.keys())
async def test_what_cannot_be_meant_is_refused_in_words(api: URL, query: str) -> None:
    status, content_type, problem = await ask(api, query)
    assert status == 400, problem
    assert content_type == "application/problem+json"
    assert problem["detail"]
    assert "Traceback" not in str(problem)


STRANGE = {
    "a line end and a tab": "query=blue%0d%0amug%09",
    "bytes that are no text": "query=mug%ff%fe",
    "other scripts": "query=" + quote("кружка 杯子 كوب 🫖"),
    "only signs": "query=" + quote("!!! --- ((( £ ~ %"),
    "only filler": "query=" + quote("a gift for the one"),
    "code": "query=" + quote("<script>alert(1)</script>'; drop table listings; -- ${jndi}"),
    "query syntax of engines": "query=" + quote('title:mug^9 AND (id:* OR "mug"~5) -mug +mug [a TO z]'),
    "one long word": f"query={'m' * 256}",
    "sixty different words": "query=" + quote(" ".join(f"w{n}" for n in range(60))),
    "as many long values as there may be": "&".join(
        f"{name}=" + ",".join(f"{n}{letter * 100}" for n in range(10))
        for name, letter in (("materials", "m"), ("exclude_materials", "e"), ("colors", "c"))
    ),
    "many denials": "query=" + quote("not no without " * 17),
}


@pytest.mark.parametrize("query", STRANGE.values(), ids=STRANGE.keys())
async def test_strange_words_find_what_they_find(api: URL, query: str) -> None:
    status, _, page = await ask(api, query)
    assert status == 200, page
    assert page["total"] >= len(page["items"]) >= 0


@pytest.mark.parametrize("request_bytes", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_is_no_readable_request_is_a_problem_as_well(api: URL, request_bytes: bytes) -> None:
    answer = await send_raw(str(api.host), int(api.port or 0), request_bytes)
    assert answer.status == 400
    assert answer.problem()["code"] == "invalid_request"
