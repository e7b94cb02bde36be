"""Schemathesis in a thread of its own against a service that runs in this process."""

import asyncio
import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

FEW = 6


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, default=0, help="Requests for each operation and mode, at random")


@dataclass(frozen=True)
class Target:
    """A running service: its address and document, who calls, and what there is to be found by its id."""

    base_url: str
    document: dict[str, Any]
    token: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""  # of the webhook endpoint


def signed(secret: str, body: bytes) -> dict[str, str]:
    """Return the headers of a message that is signed as Standard Webhooks."""
    message, now = str(uuid.uuid4()), str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, f"{message}.{now}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": message,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{base64.b64encode(made).decode()}",
    }


async def fuzz(target: Target, operation_id: str, examples: int) -> None:
    """Send valid and invalid requests of an operation; raise with the first that is answered wrongly.

    Without `examples` the same few requests are sent each time; with it as many random ones.
    """
    await asyncio.to_thread(_fuzz, target, operation_id, examples)


def _fuzz(target: Target, operation_id: str, examples: int) -> None:
    schema = schemathesis.openapi.from_dict(target.document)
    operation = schema.find_operation_by_id(operation_id)
    how = settings(
        max_examples=examples or FEW,
        derandomize=not examples,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    with requests.Session() as session:
        for strategy in _strategies(operation, target.known):

            @how
            @given(case=strategy)
            def ask(case: Any) -> None:
                _ask(case, session, target)

            ask()


def _strategies(operation: Any, known: Mapping[str, str]) -> Iterator[Any]:
    names = {parameter.name for parameter in operation.path_parameters}
    real = {name: value for name, value in known.items() if name in names}
    asked = {"endpoint": known["endpoint_id"]} if "endpoint" in {p.name for p in operation.query} else None
    yield operation.as_strategy(path_parameters=real or None, query=asked)
    if real or asked:
        yield operation.as_strategy()
    # Any text can be part of a path, and of a header that says no more of itself.
    headers = [one for one in operation.headers if one.definition["schema"] != {"type": "string"}]
    if any((operation.body, operation.query, headers)):
        yield operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=real or None)


def _ask(case: Any, session: requests.Session, target: Target) -> None:
    headers = {"Authorization": f"Bearer {target.token}"} if target.token else {}
    if target.secret and "webhook-id" in {parameter.name for parameter in case.operation.headers}:
        sent: Any = requests.Request(**case.as_transport_kwargs(base_url=target.base_url)).prepare().body
        headers |= signed(target.secret, sent.encode() if isinstance(sent, str) else sent or b"")
    operation = target.document["paths"][case.operation.path][case.operation.method]
    # Rules between fields are not in the schemas, so a request that fits may be refused; and lengths count
    # after blanks and control characters are taken out, so one that does not fit may be taken. In a query
    # any text is a list. A file is judged after it was taken in.
    unsaid = [positive_data_acceptance]
    is_cleaned = any(text != _clean(text) for text in _texts([case.body, case.query]))
    if is_cleaned or _has_list(case.query, operation) or _is_file(operation):
        unsaid.append(negative_data_rejection)
    answer = case.call_and_validate(
        base_url=target.base_url, session=session, headers=headers, excluded_checks=unsaid
    )
    described = operation["responses"][str(answer.status_code)].get("content", {})
    if problems := described.get("application/problem+json"):
        # An odd part of a path can make it another path.
        assert answer.json()["code"] in {*problems["examples"], "route_not_found"}, answer.text


def _is_file(operation: Mapping[str, Any]) -> bool:
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    return any(body["schema"].get("format") == "binary" for body in bodies)


def _has_list(query: Any, operation: Mapping[str, Any]) -> bool:
    lists = {one["name"] for one in operation["parameters"] if one.get("explode") is False}
    return isinstance(query, dict) and not lists.isdisjoint(query)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _clean(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isprintable()).split())
