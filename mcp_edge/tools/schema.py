"""JSON Schemas that say what a model needs and nothing else: no titles, no class docstrings."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

_LIMITS = {
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "maxItems",
    "default",
    "enum",
    "examples",
}


class _Lean(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the signature is pydantic's
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        lean = super().model_schema(schema)
        return {key: value for key, value in lean.items() if key not in {"title", "description"}}


class _LeanInput(_Lean):
    """An optional argument is left out, so its null and its empty default say nothing."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) in (None, "", []):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        number: JsonSchemaValue = {"type": "number"}
        for bound, keyword in (("ge", "minimum"), ("gt", "exclusiveMinimum"), ("le", "maximum")):
            if (value := schema.get(bound)) is not None:
                number[keyword] = int(str(value))
        return number


def input_schema(arguments: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of a tool's arguments."""
    return arguments.model_json_schema(schema_generator=_LeanInput, mode="validation")


def output_schema(output: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of a tool's structured content: names and types.

    Limits, closed sets and `additionalProperties: false` stay out: hosts keep a schema for long, and what
    we add later must not make today's schema refuse tomorrow's answer.
    """
    schema = output.model_json_schema(schema_generator=_Lean, mode="serialization")
    for model in (schema, *schema.get("$defs", {}).values()):
        model.pop("additionalProperties", None)
        model["properties"] = {name: _open(field) for name, field in model["properties"].items()}
    return schema


def _open(field: Any) -> Any:
    if isinstance(field, list):
        return [_open(part) for part in field]
    if not isinstance(field, dict):
        return field
    return {key: _open(value) for key, value in field.items() if key not in _LIMITS}
