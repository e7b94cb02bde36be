"""Whatever has an id: somebody else's looks like one that does not exist, in every operation there is."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.http import openapi
from core.http.operations import Operation
from tests.support.stock import ENDPOINTS, MANAGE
from tests.support.uploads import mugs, uploaded
from tests.support.writer import Writer
from write_api.app import ABOUT, OPERATIONS

pytestmark = pytest.mark.integration
IDENTIFIER = re.compile(r"{(\w+)}")
WITH_ID = [one for one in OPERATIONS if IDENTIFIER.search(one.path) and one.knows_callers]
DOCUMENT = openapi.document(OPERATIONS, ABOUT)
NOT_THE_SAME = {"x-request-id", "date", "ratelimit"}


async def listing_of_ada(writer: Writer) -> str:
    return str((await writer.list_mug())["id"])


async def endpoint_of_ada(writer: Writer) -> str:
    answer = await writer.http.post(ENDPOINTS, json={"name": "Till"}, headers=writer.as_("ada", MANAGE))
    return str((await answer.json())["id"])


async def upload_of_ada(writer: Writer) -> str:
    return str((await uploaded(writer, mugs(2)))["id"])


# By the name that an id has in paths. Who adds an operation with another id says here how to make one.
OF_ADA: dict[str, Callable[[Writer], Awaitable[str]]] = {
    "listing_id": listing_of_ada, "endpoint_id": endpoint_of_ada, "upload_id": upload_of_ada,
}  # fmt: skip


async def ask(writer: Writer, operation: Operation[Any, Any], identifier: str, who: str) -> tuple[Any, ...]:
    """Return all that an answer tells, but for what differs between any two."""
    described = DOCUMENT["paths"][operation.path][operation.method.lower()]
    content = described.get("requestBody", {}).get("content", {})
    body = content["application/json"]["example"] if "application/json" in content else None
    answer = await writer.http.request(
        operation.method,
        IDENTIFIER.sub(identifier, operation.path),
        json=body,
        headers=writer.as_(who, *operation.scopes),
    )
    said = await answer.json() if answer.status != 204 else {}
    headers = {
        name.lower(): value for name, value in answer.headers.items() if name.lower() not in NOT_THE_SAME
    }
    return answer.status, said | {"request_id": ""}, headers


@pytest.mark.parametrize("operation", WITH_ID, ids=lambda operation: operation.name)
async def test_not_yours_and_not_there_are_one_answer_and_nothing_happens(
    writer: Writer, operation: Operation[Any, Any]
) -> None:
    (kind,) = IDENTIFIER.findall(operation.path)
    adas = await OF_ADA[kind](writer)
    missing = f"{adas[:4]}{'0' * (len(adas) - 4)}"
    hers = await ask(writer, operation, adas, "bob")
    assert hers == await ask(writer, operation, missing, "bob")
    assert hers[0] == 404
    assert adas not in str(hers)
    mine = await ask(writer, operation, adas, "ada")
    assert mine[0] < 300, f"and she herself finds it as it was: {mine}"
