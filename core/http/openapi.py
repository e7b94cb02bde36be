"""The OpenAPI 3.1 document, made from the table of operations and the models that validate."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from core.http import examples, responses, security
from core.http.operations import IDEMPOTENCY_KEY, MAX_KEY_LENGTH, SIGNED_HEADERS, Operation
from core.http.problems import OAuthProblem, Problem
from core.version import VERSION

REF = "#/components/schemas/{model}"


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
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(
            operation, schemas, definitions["$defs"]
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": about.title,
            "version": VERSION,
            "summary": about.summary,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "This service"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in operations)],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            **responses.components(),
            "securitySchemes": security.schemes(operations),
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


def _operation(
    operation: Operation[Any, Any], schemas: responses.Schemas, definitions: Mapping[str, Any]
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "security": security.requirement(operation),
        "responses": responses.responses(operation, schemas, definitions),
    }
    content: dict[str, Any] = {
        media: {"schema": _schema_of_file(example), "example": _file(media, example)}
        for media, example in operation.media.items()
    }
    if operation.body:
        media = "application/x-www-form-urlencoded" if operation.encoding == "form" else "application/json"
        schema = schemas[operation.body, "validation"]
        example = dict(operation.example or examples.of_request(schema, definitions))
        content[media] = {"schema": schema, "example": example}
    if content:
        described["requestBody"] = {"required": True, "content": content}
    return described


def _file(media: str, example: Any) -> Any:
    return json.loads(example) if media == "application/json" else example


def _schema_of_file(example: Any) -> dict[str, Any]:
    """Return the schema of a file, or of a form whose first field is one."""
    if isinstance(example, str):
        return {"format": "binary"}
    file, *words = example
    return {
        "type": "object",
        "properties": {file: {"format": "binary"}} | {name: {"type": "string"} for name in words},
        "required": [file],
    }


def _parameters(operation: Operation[Any, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        | examples.of_parameter(name)
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    if operation.query:
        schema = operation.query.model_json_schema(ref_template=REF)
        for name, field in schema["properties"].items():
            inner = {key: value for key, value in field.items() if key not in ("title", "description")}
            parameter = {"name": name, "in": "query", "required": name in schema.get("required", ())}
            said = {"description": field.get("description", ""), "schema": inner}
            if inner.get("type") == "array":  # separated by commas
                said |= {"style": "form", "explode": False}
            found.append(parameter | said | examples.of_parameter(name))
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
    found += [
        {"name": name, "in": "header", "required": False, "description": what, "schema": {"type": "string"}}
        for name, what in operation.headers.items()
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
