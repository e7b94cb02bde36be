"""docs/reference/tools.md: the MCP tools as hosts see them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cli.reference.markdown import code, codes, page, proof, table
from mcp_edge.tools import TOOLS
from mcp_edge.tools.schema import input_schema
from mcp_edge.tools.tool import Tool

INTRODUCTION = """\
The tools are a public contract: names and meanings never change, they only grow. What is published is locked
in `tests/contract/tools.json`. A call with an argument that a tool does not know is refused, with a hint.
"""
RANGES = (
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " entries"),
    ("minimum", "maximum", ""),
    ("exclusiveMinimum", "", ""),
)


def write() -> str:
    """Return the page."""
    return page(
        "MCP tools",
        "mcp_edge/tools",
        INTRODUCTION.strip(),
        summary(),
        *(part for tool in TOOLS.values() for part in _tool(tool)),
    )


def summary() -> str:
    """Return the tools in one table."""
    rows = [
        (
            f"[{tool.name}](#{tool.name})",
            tool.title,
            _kind(tool),
            proof(tool.scopes, guests=tool.guests),
            _widget(tool),
        )
        for tool in TOOLS.values()
    ]
    return table(("Tool", "Title", "Kind", "Scopes", "Widget"), rows)


def _tool(tool: Tool) -> Iterator[str]:
    yield f"## {tool.name}"
    yield f"> {tool.description}"
    schema = input_schema(tool.arguments)
    required = schema.get("required", [])
    yield table(
        ("Argument", "Type", "Needed", "Default", "What it is"),
        [
            (code(name), _type(field, schema.get("$defs", {})), "yes" if name in required else "",
             code(_json(field["default"])) if "default" in field else "", _meaning(field))
            for name, field in schema["properties"].items()
        ],
    )  # fmt: skip
    hints = tool.annotations.model_dump(by_alias=True, exclude_none=True)
    yield "Annotations: " + ", ".join(f"{code(name)} {_json(value)}" for name, value in hints.items()) + "."
    yield f"Structured content: {code(tool.output.__name__)}. Deadline: {tool.deadline_seconds:g} s."


def _kind(tool: Tool) -> str:
    return "read" if tool.annotations.read_only_hint else "write"


def _widget(tool: Tool) -> str:
    return code(tool.widget) if tool.widget else "–"


def _type(field: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return _type(shapes[field["$ref"].rsplit("/", 1)[-1]], shapes)
    if "enum" in field:
        return "one of " + codes(field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'], shapes)}"
    return str(field.get("type", "object"))


def _meaning(field: Mapping[str, Any]) -> str:
    limits = (_range(field.get(least), field.get(most), unit) for least, most, unit in RANGES)
    sentences = [str(field.get("description", "")), *limits]
    return "; ".join(sentence for sentence in sentences if sentence)


def _range(least: object, most: object, unit: str) -> str:
    if least is not None and most is not None:
        return f"{least} to {most}{unit}"
    if most is not None:
        return f"at most {most}{unit}"
    return f"above {least}{unit}" if least is not None else ""


def _json(value: object) -> str:
    return json.dumps(value)
