"""Whoever sends a version that is not the present one changes nothing, in every operation that takes a version."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.errors import Code
from core.http.operations import Operation
from core.tables import audit_log
from tests.support.belongings import ADAS, PARAMETER, parameter
from tests.support.carts import lines_of, opened
from tests.support.writer import Writer
from write_api.app import OPERATIONS

pytestmark = pytest.mark.integration
VERSION = "expected_version"
LISTING = "/api/v1/sellers/listings/{id}"
PROFILE = "/api/v1/sellers/shipping-profiles/{id}"
CART = "/api/v1/carts/{id}"
PART = "/api/v1/sellers/orders/{id}"
NO_VERSIONS = (0, -1, 1.5, "1", "", True, [1], {"version": 1})


def properties(schema: Any) -> set[str]:
    """Return the names of all fields of a shape, at any depth."""
    if isinstance(schema, list):
        return {name for one in schema for name in properties(one)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own.union(*(properties(one) for one in schema.values()))


def takes_version(operation: Operation[Any, Any]) -> bool:
    shapes = [shape for shape in (operation.body, operation.query) if shape is not None]
    return any(VERSION in properties(shape.model_json_schema()) for shape in shapes)


def one_line(quantity: int) -> Callable[[Any], dict[str, Any]]:
    """Return what sets the one line of a cart to so many."""
    return lambda cart: {"lines": [{"line_id": lines_of(cart)[0]["id"], "quantity": quantity}]}


VERSIONED = [one for one in OPERATIONS if takes_version(one)]


async def _sold_mug(writer: Writer) -> str:
    return str((await writer.list_mug(sku="MUG"))["id"])


async def _draft(writer: Writer) -> str:
    return str((await writer.list_mug(state="draft"))["id"])


async def _cart_of_two(writer: Writer) -> str:
    line = {"listing_id": await _sold_mug(writer), "quantity": 2}
    return str((await opened(writer, line, who="ada"))["id"])


@dataclass(frozen=True)
class Step:
    """A request about an object that is there; its body follows from the object as it was read."""

    method: str
    path: str
    body: Callable[[Any], dict[str, Any]] = lambda _: {}


@dataclass(frozen=True)
class Case:
    """An object and where to read it, what happens to it meanwhile, and what is then asked with an old version."""

    read: str
    meanwhile: Step
    body: Callable[[Any], dict[str, Any]] = lambda _: {}  # without the version; it would change something
    make: Callable[[Writer], Awaitable[str]] | None = None  # not given: as ADAS says


TRACKING = {"carrier": "Royal Mail", "number": "RM123456789GB", "url": "https://track.example/RM123456789GB"}
REWORDED = Step("PUT", LISTING, lambda _: {"description": "Thrown by hand."})
ACCEPTED = Step("POST", PART + "/accept")
LESSENED = Step(
    "POST",
    PART + "/cancel",
    lambda part: {
        "reason": "damaged",
        "lines": [{"line_id": part["lines"][0]["id"], "quantity": 1}],
        VERSION: part["version"],
    },
)
# For each operation that takes a version.
CASES: dict[str, Case] = {
    "update_listing": Case(LISTING, REWORDED, lambda _: {"quantity": 3}),
    "publish_listing": Case(LISTING, REWORDED, make=_draft),
    "update_shipping_profile": Case(
        PROFILE, Step("PUT", PROFILE, lambda _: {"name": "Letters"}), lambda _: {"name": "Tubes"}
    ),
    "accept_shop_order": Case(PART, LESSENED),
    "ship_shop_order": Case(PART, ACCEPTED, lambda _: {"tracking": TRACKING}),
    "deliver_shop_order": Case(PART, Step("POST", PART + "/ship")),
    "cancel_shop_order": Case(PART, ACCEPTED, lambda _: {"reason": "damaged"}),
    "count_stock": Case(LISTING, REWORDED, lambda _: {"items": [{"sku": "MUG", "set": 3}]}, _sold_mug),
    "update_cart": Case(CART, Step("PUT", CART, one_line(1)), one_line(0), _cart_of_two),
}
# Each row of these stands for itself: one with an old version is answered as such among the others.
BY_ROW = {"count_stock"}


@dataclass(frozen=True)
class Kept:
    """An object of ada's that has been changed once, and how she asks for more."""

    writer: Writer
    operation: Operation[Any, Any]
    case: Case
    id: str

    async def ask(self, step: Step, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Send a request about the object; return status and body."""
        answer = await self.writer.http.request(
            step.method,
            re.sub(PARAMETER, self.id, step.path),
            json=body,
            headers=self.writer.as_("ada", *Scope, **headers),
        )
        return answer.status, await answer.json()

    async def read(self) -> Any:
        """Return the object."""
        status, found = await self.ask(Step("GET", self.case.read))
        assert status == 200, found
        return found

    async def send(self, version: Any, **headers: str) -> tuple[int, Any]:
        """Ask for what the operation does, with a version; return status and body."""
        body = self.case.body(await self.read())
        if self.operation.name in BY_ROW:
            (row,) = body["items"]
            body = {"items": [row | {VERSION: version}]}
        else:
            body |= {VERSION: version}
        return await self.ask(Step(self.operation.method, self.operation.path), body, **headers)


async def kept(writer: Writer, operation: Operation[Any, Any]) -> Kept:
    """Make the object, and have it changed once."""
    case = CASES[operation.name]
    make = case.make or ADAS[parameter(operation)]
    found = Kept(writer, operation, case, await make(writer))
    before = await found.read()
    status, answer = await found.ask(case.meanwhile, case.meanwhile.body(before))
    assert status == 200, answer
    assert (await found.read())["version"] == before["version"] + 1
    return found


async def logged(engine: AsyncEngine) -> int | None:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(audit_log))


def test_every_operation_that_takes_a_version_is_tried() -> None:
    found = {one.name for one in VERSIONED}
    assert found - CASES.keys() == set(), f"These take {VERSION}: say in CASES how an old one is sent to them"
    assert CASES.keys() - found == set(), f"These take no {VERSION} any more"


def test_a_conflict_is_in_the_contract_of_every_one() -> None:
    silent = {one.name for one in VERSIONED if Code.VERSION_CONFLICT not in one.errors}
    assert silent == BY_ROW, "These do not say that they answer version_conflict, or now do"


EVERY_ONE = pytest.mark.parametrize(
    "operation", [one for one in VERSIONED if one.name in CASES], ids=lambda one: one.name
)


@EVERY_ONE
async def test_another_version_than_the_present_one_changes_nothing(
    writer: Writer, engine: AsyncEngine, operation: Operation[Any, Any]
) -> None:
    thing = await kept(writer, operation)
    now, lines = await thing.read(), await logged(engine)
    # A refusal keeps no key: the same may be sent again with the right version. Rows are answered, not refused.
    key = {} if operation.name in BY_ROW else {"Idempotency_Key": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    for version in (now["version"] - 1, now["version"] + 1, 2**63):
        status, answer = await thing.send(version, **key)
        if operation.name in BY_ROW:
            (row,) = answer["items"]
            assert (status, row["outcome"]) == (200, "version_conflict")
            assert row.items() >= {name: now[name] for name in row.keys() & now.keys()}.items()
        else:
            assert (status, answer["code"], answer["param"]) == (409, "version_conflict", VERSION)
            assert answer["current"] == now, "the present state, as it is read"
        assert f"version {version}," in (answer if status == 409 else row)["detail"]
        assert (await thing.read(), await logged(engine)) == (now, lines)
    status, answer = await thing.send(now["version"], **key)
    assert status == 200, answer
    assert (await thing.read())["version"] == now["version"] + 1
    assert await logged(engine) != lines


@EVERY_ONE
async def test_what_is_no_version_is_refused(writer: Writer, operation: Operation[Any, Any]) -> None:
    thing = await kept(writer, operation)
    now = await thing.read()
    for version in NO_VERSIONS:
        status, problem = await thing.send(version)
        assert (status, problem["code"]) == (400, "invalid_request"), version
        assert problem["param"].rpartition(".")[2] == VERSION
    assert await thing.read() == now
