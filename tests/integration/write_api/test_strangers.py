"""Whoever asks for what is somebody else's hears the same as for what is not there, in every operation."""

from typing import Any

import pytest

from core.http.operations import Operation
from core.ids import new_id
from tests.support.belongings import ADAS, PARAMETER, body_of, parameter
from tests.support.stock import MANAGE
from tests.support.writer import Writer
from write_api.app import OPERATIONS

pytestmark = pytest.mark.integration
ABOUT_AN_OBJECT = [one for one in OPERATIONS if PARAMETER.search(one.path)]
TOLD_APART_BY = {"request_id", "instance", "x-request-id", "date", "ratelimit"}


async def heard(writer: Writer, operation: Operation[Any, Any], object_id: str, who: str) -> dict[str, Any]:
    path = operation.path.replace(f"{{{parameter(operation)}}}", object_id)
    headers = writer.as_(who, *operation.scopes, MANAGE, Idempotency_Key=new_id("key"))
    answer = await writer.http.request(operation.method, path, json=body_of(operation), headers=headers)
    text = await answer.text()
    assert object_id not in text
    problem: dict[str, Any] = await answer.json()
    headers_told = {name.lower(): value for name, value in answer.headers.items()}
    told = {"status": answer.status} | problem | headers_told
    return {name: value for name, value in told.items() if name not in TOLD_APART_BY}


def test_every_parameter_of_a_path_is_tried() -> None:
    assert {parameter(one) for one in ABOUT_AN_OBJECT} == set(ADAS)


@pytest.mark.parametrize("operation", ABOUT_AN_OBJECT, ids=lambda operation: operation.name)
async def test_somebody_elses_and_nothing_look_alike(writer: Writer, operation: Operation[Any, Any]) -> None:
    adas = await ADAS[parameter(operation)](writer)
    nothing = new_id(adas.partition("_")[0])

    as_a_maker = [await heard(writer, operation, one, "bob") for one in (adas, nothing, "x' or 1=1 --")]
    assert as_a_maker[0]["status"] == 404
    assert as_a_maker[0] == as_a_maker[1] == as_a_maker[2]
    without_a_shop = [await heard(writer, operation, one, "eve") for one in (adas, nothing)]
    assert without_a_shop[0] == without_a_shop[1]
    assert without_a_shop[0]["status"] in (403, 404)
