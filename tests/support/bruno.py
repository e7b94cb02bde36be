"""A request of a Bruno collection, read as Bruno reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

BLOCK = re.compile(r"^(?P<name>[\w:-]+) \{\n(?P<body>.*?)^\}$", re.MULTILINE | re.DOTALL)
FOLDER = Path(__file__).parents[2] / "docs" / "collection"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Sent:
    """A request: its blocks by name, with the variables filled in."""

    blocks: dict[str, str]

    @classmethod
    def read(cls, file: Path, variables: Mapping[str, str]) -> "Sent":
        text = re.sub(r"{{([\w$]+)}}", lambda found: variables[found[1]], file.read_text(encoding="utf-8"))
        return cls({found["name"]: found["body"] for found in BLOCK.finditer(text)})

    def pairs(self, name: str) -> dict[str, str]:
        lines = self.blocks.get(name, "").strip().splitlines()
        return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}

    @property
    def method(self) -> str:
        return next(method for method in METHODS if method in self.blocks)

    @property
    def url(self) -> str:
        return self.pairs(self.method)["url"]

    @property
    def form(self) -> aiohttp.FormData | None:
        """What `body:multipart-form` sends: files of the collection's folder, and words."""
        if "body:multipart-form" not in self.blocks:
            return None
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in self.pairs("body:multipart-form").items():
            file = re.fullmatch(r"@file\((.+)\)", value)
            if file:
                form.add_field(name, (FOLDER / file[1]).read_bytes(), filename=file[1])
            else:
                form.add_field(name, value)
        return form

    @property
    def body(self) -> str | None:
        return self.blocks.get("body:json") or self.blocks.get("body:text")

    @property
    def headers(self) -> dict[str, str]:
        token = self.pairs("auth:bearer").get("token")
        kind = {"Content-Type": "application/json"} if self.body else {}
        return kind | self.pairs("headers") | ({"Authorization": f"Bearer {token}"} if token else {})


def value_of(path: str, answer: aiohttp.ClientResponse, text: str, body: Any) -> Any:
    """Return what an expression of the collection names in an answer."""
    if header := re.fullmatch(r"res\.headers\['([\w-]+)'\]", path):
        return answer.headers[header[1]]
    if path == "res.status":
        return str(answer.status)
    if path == "res.body":
        return text
    found = body
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path.removeprefix("res.body")):
        found = found[name] if name else found[int(index)]
    return found


def check(sent: Sent, answer: aiohttp.ClientResponse, text: str, body: Any) -> None:
    """Fail when the answer is not what the request asserts."""
    checks = sent.pairs("assert")
    assert checks
    for path, wish in checks.items():
        operator, _, wanted = wish.partition(" ")
        value = value_of(path, answer, text, body)
        assert wanted in value if operator == "contains" else wanted == value, f"{path}: {wish}, not {value}"
