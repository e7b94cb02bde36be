"""The part of docs/collection that signs in, walked from first to last as Bruno would."""

import re
from typing import Any

import pytest
from yarl import URL

from tests.integration.write_api.oauth.conftest import Browser
from tests.support.bruno import FOLDER, Sent, check, value_of
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
FILES = sorted((FOLDER / "signing in").glob("*.bru"))
PICKED = re.compile(r"(?P<path>.+)\.match\(/(?P<pattern>.+)/\)\[1\]")


def picked(expression: str, answer: Any, text: str, body: Any) -> str:
    """Return what a later request needs, as `vars:post-response` says."""
    found = PICKED.fullmatch(expression)
    if found is None:
        return str(value_of(expression, answer, text, body))
    match = re.search(found["pattern"], value_of(found["path"], answer, text, body))
    assert match, f"{expression} finds nothing"
    return match[1]


async def test_registering_asking_allowing_tokens_refreshing_and_giving_back(
    writer: Writer, browser: Browser
) -> None:
    variables = {
        "edge": writer.settings.site.public_base_url,
        "write_api": str(writer.http.make_url("")).rstrip("/"),
        "cookie": browser.headers["Cookie"],
    }
    for file in FILES:
        sent = Sent.read(file, variables)
        method = "get" if "get" in sent.blocks else "post"
        url = URL(sent.pairs(method)["url"]).relative()
        data = sent.pairs("body:form-urlencoded") or sent.blocks.get("body:json")
        answer = await writer.http.request(
            method, url, data=data, headers=sent.headers, allow_redirects=False
        )
        text = await answer.text()
        body = await answer.json(content_type=None) if "json" in answer.content_type else None
        check(sent, answer, text, body)
        for name, expression in sent.pairs("vars:post-response").items():
            variables[name] = picked(expression, answer, text, body)
    assert len(FILES) == 7
    assert {"client_id", "csrf", "code", "refresh_token"} <= set(variables)
