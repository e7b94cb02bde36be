"""The collection of docs/collection, sent as Bruno would send it."""

from pathlib import Path

import aiohttp
import pytest

from tests.integration.mcp_edge.stand_ins import Issuer
from tests.support.bruno import FOLDER, Sent, check

FILES = sorted(FOLDER.glob("*.bru"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
async def test_each_request_gets_the_answer_that_the_collection_says(
    edge: str, http: aiohttp.ClientSession, issuer: Issuer, file: Path
) -> None:
    tokens = {
        "seller": issuer.token("listings.read listings.write orders.read seller.manage"),
        "buyer": issuer.token("listings.read orders.read orders.write"),
        "writer": issuer.token(aud="urn:craftlocal:write-api"),
    }
    sent = Sent.read(file, tokens | {"edge": edge})
    async with http.request(sent.method, sent.url, data=sent.body, headers=sent.headers) as answer:
        text = await answer.text()
        body = await answer.json(content_type=None) if "json" in answer.content_type else None
    check(sent, answer, text, body)


def test_the_collection_has_requests() -> None:
    assert len(FILES) == 8
