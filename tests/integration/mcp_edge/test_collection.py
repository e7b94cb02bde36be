"""The collection of docs/collection, sent as Bruno would send it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.integration.mcp_edge.stand_ins import Issuer

FOLDER = Path(__file__).parents[3] / "docs" / "collection"
FILES = sorted(FOLDER.glob("*.bru"))
BLOCK = re.compile(r"^(?P<name>[\w:-]+) \{\n(?P<body>.*?)^\}$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Sent:
    """A request of the collection: its blocks by name, with the variables filled in."""

    blocks: dict[str, str]

    @classmethod
    def read(cls, file: Path, variables: dict[str, str]) -> "Sent":
        text = re.sub(r"{{(\w+)}}", lambda found: variables[found[1]], file.read_text(encoding="utf-8"))
        return cls({found["name"]: found["body"] for found in BLOCK.finditer(text)})

    def pairs(self, name: str) -> dict[str, str]:
        lines = self.blocks.get(name, "").strip().splitlines()
        return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}

    @property
    def headers(self) -> dict[str, str]:
        token = self.pairs("auth:bearer").get("token")
        return self.pairs("headers") | ({"Authorization": f"Bearer {token}"} if token else {})


def value_of(path: str, answer: aiohttp.ClientResponse, text: str, body: Any) -> Any:
    if header := re.fullmatch(r"res\.headers\['([\w-]+)'\]", path):
        return answer.headers[header[1]]
    match path.split("."):
        case ["res", "status"]:
            return str(answer.status)
        case ["res", "body"]:
            return text
        case ["res", "body", name]:
            return body[name]
        case _:
            raise AssertionError(f"{path} is not something this test knows")


def check(sent: Sent, answer: aiohttp.ClientResponse, text: str, body: Any) -> None:
    checks = sent.pairs("assert")
    assert checks
    for path, wish in checks.items():
        operator, _, wanted = wish.partition(" ")
        value = value_of(path, answer, text, body)
        assert wanted in value if operator == "contains" else wanted == value, f"{path}: {wish}, not {value}"


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
    method = "get" if "get" in sent.blocks else "post"
    async with http.request(
        method, sent.pairs(method)["url"], data=sent.blocks.get("body:json"), headers=sent.headers
    ) as answer:
        text = await answer.text()
        body = await answer.json(content_type=None) if "json" in answer.content_type else None
    check(sent, answer, text, body)


def test_the_collection_has_requests() -> None:
    assert len(FILES) == 8
