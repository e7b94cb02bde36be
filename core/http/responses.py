"""Every way an operation can answer, as the OpenAPI document says it: shapes, headers, examples."""

from collections.abc import Mapping
from typing import Any

from core.errors import TABLE, Code
from core.http import examples
from core.http.operations import Answer, Operation
from core.http.problems import PROBLEM_JSON, OAuthProblem, Problem

HEADERS = {
    "Location": "Address of what was created",
    "Idempotent-Replayed": "true when this answer was given before under the same Idempotency-Key",
    "RateLimit": "What is left under the rule that counted this request, and seconds until it is whole again",
    "RateLimit-Policy": "That rule: requests (q) in seconds (w)",
    "Retry-After": "Seconds to wait before the next try",
    "WWW-Authenticate": "What to prove, and the scopes that are missing",
    "X-Request-Id": "Name it when you report an error; your own is taken over",
}
EVERYWHERE = ("X-Request-Id",)
COUNTED = ("RateLimit", "RateLimit-Policy")
BY_STATUS = {401: ("WWW-Authenticate",), 429: ("Retry-After", *COUNTED), 503: ("Retry-After",)}
Schemas = Mapping[Any, Mapping[str, Any]]  # by (model, mode)
Definitions = Mapping[str, Any]


def components() -> dict[str, Any]:
    """Return what the answers below refer to."""
    return {
        "headers": {
            name: {"description": what, "schema": {"type": "string"}} for name, what in HEADERS.items()
        },
        "examples": examples.every_problem(),
    }


def responses(operation: Operation[Any, Any], schemas: Schemas, definitions: Definitions) -> dict[str, Any]:
    """Return the answers of an operation by status, the good ones first."""
    counted = COUNTED if operation.is_counted else ()
    good = {
        str(status): _answer(answer, schemas, definitions, counted)
        for status, answer in operation.answers.items()
    }
    errors = _oauth_errors(operation, schemas) if operation.face == "oauth" else _errors(operation, schemas)
    return good | {status: error for status, error in errors.items() if status not in good}


def _answer(
    answer: Answer, schemas: Schemas, definitions: Definitions, counted: tuple[str, ...]
) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.description}
    if answer.model:
        schema = schemas[answer.model, "serialization"]
        example = answer.example or examples.of_schema(schema, definitions)
        described["content"] = {answer.media_type: {"schema": schema, "example": example}}
    described["headers"] = _headers(*answer.headers, *counted, *EVERYWHERE)
    return described


def _errors(operation: Operation[Any, Any], schemas: Schemas) -> dict[str, Any]:
    by_status: dict[int, list[Code]] = {}
    for code in operation.every_error():
        by_status.setdefault(TABLE[code].status, []).append(code)
    return {
        str(status): {
            "description": "; ".join(f"{code}: {TABLE[code].title}" for code in codes),
            "content": {
                PROBLEM_JSON: {
                    "schema": schemas[Problem, "serialization"],
                    "examples": {str(code): {"$ref": f"#/components/examples/{code}"} for code in codes},
                }
            },
            "headers": _headers(*BY_STATUS.get(status, ()), *EVERYWHERE),
        }
        for status, codes in sorted(by_status.items())
    }


def _oauth_errors(operation: Operation[Any, Any], schemas: Schemas) -> dict[str, Any]:
    return {
        str(status): {
            "description": f"{example['error']} or as `error` says",
            "content": {
                "application/json": {"schema": schemas[OAuthProblem, "serialization"], "example": example}
            },
            "headers": _headers(*BY_STATUS.get(status, ()), *EVERYWHERE),
        }
        for status in oauth_statuses(operation)
        for example in (examples.of_oauth_problem(status, operation),)
    }


def oauth_statuses(operation: Operation[Any, Any]) -> list[int]:
    """Return the statuses of the errors of an OAuth route."""
    statuses = {500, 503}
    if operation.body:
        statuses |= {400, 413, 429} if operation.encoding == "form" else {400, 413, 415, 429}
    if operation.proof == "client":
        statuses |= {400, 401, 429}
    if operation.proof == "token":
        statuses |= {401, 403, 429}
    return sorted(statuses)


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in dict.fromkeys(names)}
