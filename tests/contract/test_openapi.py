"""The OpenAPI documents: valid, whole, and with examples that their own schemas accept."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from core.auth import Scope
from core.errors import TABLE
from core.http import openapi, security
from search import app as reads
from write_api import app as writes
from write_api.oauth.scopes import SUPPORTED

SERVICES = {"search": reads, "write_api": writes}


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Any:
    return SERVICES[request.param]


@pytest.fixture
def document(service: Any) -> dict[str, Any]:
    return openapi.document(service.OPERATIONS, service.ABOUT)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield f"{name} body", content
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                yield f"{name} {status}", content


def refusals(document: dict[str, Any], schema: dict[str, Any], example: Any) -> list[str]:
    whole = schema | {"components": document["components"]}
    found = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(example)
    return [f"{error.json_path}: {error.message}" for error in found]


def examples_of(document: dict[str, Any], content: dict[str, Any]) -> list[Any]:
    if "example" in content:
        return [content["example"]]
    shared = document["components"]["examples"]
    return [shared[one["$ref"].rsplit("/", 1)[-1]]["value"] for one in content["examples"].values()]


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_body_has_an_example_that_its_schema_accepts(document: dict[str, Any]) -> None:
    for name, content in bodies(document):
        found = examples_of(document, content)
        assert found, name
        for example in found:
            assert not refusals(document, content["schema"], example), name


def test_every_example_of_a_request_is_one_that_the_service_takes(service: Any) -> None:
    document = openapi.document(service.OPERATIONS, service.ABOUT)
    for operation in service.OPERATIONS:
        if operation.body:
            sent = document["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]
            operation.body.model_validate(list(sent.values())[-1]["example"])  # behind those of files


def test_every_error_an_operation_can_answer_is_there_with_its_problem(service: Any) -> None:
    document = openapi.document(service.OPERATIONS, service.ABOUT)
    for operation in service.OPERATIONS:
        if operation.face == "oauth":
            continue
        answers = document["paths"][operation.path][operation.method.lower()]["responses"]
        for code in operation.every_error():
            status = str(TABLE[code].status)
            assert str(code) in answers[status]["content"]["application/problem+json"]["examples"]
            problem = document["components"]["examples"][str(code)]["value"]
            assert (problem["code"], str(problem["status"])) == (str(code), status)


def test_every_operation_has_an_id_of_its_own_a_tag_and_words(document: dict[str, Any]) -> None:
    found = [operation for _, operation in operations(document)]
    ids = [operation["operationId"] for operation in found]
    tags = {tag["name"] for tag in document["tags"]}
    assert len(ids) == len(set(ids))
    assert all(operation["summary"] and set(operation["tags"]) <= tags for operation in found)


def test_ids_are_unique_across_services_but_for_probes() -> None:
    read, written = ({one.name for one in app.OPERATIONS} for app in (reads, writes))
    assert read & written == {"get_health", "get_ready"}


def test_whatever_an_operation_needs_is_a_scheme_with_that_scope(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    for name, operation in operations(document):
        for alternative in operation["security"]:
            for scheme, scopes in alternative.items():
                assert scheme in schemes, name
                offered = schemes[scheme].get("flows", {}).get("authorizationCode", {}).get("scopes", {})
                assert set(scopes) <= set(offered), name


def test_every_scope_is_explained_and_offered() -> None:
    assert set(security.SCOPES) == set(Scope)
    assert set(SUPPORTED) == set(security.OAUTH["flows"]["authorizationCode"]["scopes"])  # type: ignore[index]


def test_without_sign_in_of_our_own_no_address_of_it_is_named() -> None:
    served = [one for one in writes.OPERATIONS if one.path != security.SIGN_IN]
    schemes = openapi.document(served, writes.ABOUT)["components"]["securitySchemes"]
    assert schemes["oauth2"]["type"] == "http"
