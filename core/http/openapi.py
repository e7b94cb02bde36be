"""The OpenAPI 3.1 document, made from the table of operations and the models that validate."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from core.auth import Scope
from core.errors import TABLE, Code
from core.http.operations import IDEMPOTENCY_KEY, MAX_KEY_LENGTH, SIGNED_HEADERS, Answer, Operation
from core.http.problems import PROBLEM_JSON, OAuthProblem, Problem
from core.version import VERSION

REF = "#/components/schemas/{model}"
HEADERS = {
    "Location": "Address of what was created",
    "Idempotent-Replayed": "true when this answer was given before under the same Idempotency-Key",
}
Schemas = Mapping[Any, Mapping[str, Any]]  # by (model, mode)


@dataclass(frozen=True)
class About:
    """What a service says of itself: its name, and what it is for in a sentence."""

    title: str
    summary: str


def document(operations: Sequence[Operation[Any, Any]], about: About) -> dict[str, Any]:
    """Return the whole document as JSON-ready values."""
    schemas, definitions = models_json_schema(_models(operations), ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": about.title,
            "version": VERSION,
            "summary": about.summary,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in operations)],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": f"RFC 9068 access token. Scopes: {', '.join(Scope)}.",
                },
                "client": {"type": "http", "scheme": "basic", "description": "Client id and secret."},
            },
        },
    }


def _models(operations: Iterable[Operation[Any, Any]]) -> list[tuple[type[BaseModel], JsonSchemaMode]]:
    models: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {
        (Problem, "serialization"): None,
        (OAuthProblem, "serialization"): None,
    }
    for operation in operations:
        for sent in (operation.body, operation.query):
            if sent is not None:
                models[sent, "validation"] = None
        for answer in operation.answers.values():
            if answer.model is not None:
                models[answer.model, "serialization"] = None
    return list(models)


def _operation(operation: Operation[Any, Any], schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": {
            **{str(status): _answer(answer, schemas) for status, answer in operation.answers.items()},
            **_errors(operation, schemas),
        },
    }
    if operation.scopes:
        described["security"] = [{"bearer": [str(scope) for scope in operation.scopes]}]
    elif operation.proof == "token":
        described["security"] = [{"bearer": []}]
    elif operation.proof == "client":
        described["security"] = [{"client": []}, {}]
    else:
        described["security"] = []
    if operation.body:
        media = "application/x-www-form-urlencoded" if operation.encoding == "form" else "application/json"
        content: dict[str, Any] = {"schema": schemas[operation.body, "validation"]}
        if operation.example:
            content["example"] = dict(operation.example)
        described["requestBody"] = {"required": True, "content": {media: content}}
    if operation.media:
        described["requestBody"] = {
            "required": True,
            "content": {media: {"schema": {"format": "binary"}} for media in operation.media},
        }
    return described


def _parameters(operation: Operation[Any, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    if operation.query:
        schema = operation.query.model_json_schema(ref_template=REF)
        for name, field in schema["properties"].items():
            inner = {key: value for key, value in field.items() if key not in ("title", "description")}
            parameter = {"name": name, "in": "query", "required": name in schema.get("required", ())}
            found.append(parameter | {"description": field.get("description", ""), "schema": inner})
    if operation.is_signed:
        found += [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": what,
                "schema": {"type": "string"},
            }
            for name, what in SIGNED_HEADERS.items()
        ]
    if operation.repeatable:
        found.append(
            {
                "name": IDEMPOTENCY_KEY,
                "in": "header",
                "required": False,
                "description": "Send the same key with a repeated request and it happens once, for 24 hours.",
                "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH},
            }
        )
    return found


def _answer(answer: Answer, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.description}
    if answer.model:
        described["content"] = {answer.media_type: {"schema": schemas[answer.model, "serialization"]}}
    if answer.headers:
        described["headers"] = {
            name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in answer.headers
        }
    return described


def _errors(operation: Operation[Any, Any], schemas: Schemas) -> dict[str, Any]:
    by_status: dict[int, list[Code]] = {}
    for code in operation.every_error():
        by_status.setdefault(TABLE[code].status, []).append(code)
    if operation.face == "oauth":
        by_status = _oauth_statuses(operation)
        content = {"application/json": {"schema": schemas[OAuthProblem, "serialization"]}}
    else:
        content = {PROBLEM_JSON: {"schema": schemas[Problem, "serialization"]}}
    return {
        str(status): {
            "description": "; ".join(f"{code}: {TABLE[code].title}" for code in codes) or "See `error`",
            "content": content,
        }
        for status, codes in sorted(by_status.items())
        if status not in operation.answers
    }


def _oauth_statuses(operation: Operation[Any, Any]) -> dict[int, list[Code]]:
    statuses = [500, 503]
    if operation.body:
        statuses += [400, 413] if operation.encoding == "form" else [400, 413, 415]
    if operation.proof != "scopes":
        statuses += [400, 401] if operation.proof == "client" else [401, 403]
    return {status: [] for status in sorted(set(statuses))}
