"""`python -m cli.contracts`: write each widget's contract.ts from the wire shapes it renders."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from core.listing import Listing, ListingPage

SOURCES = Path(__file__).parent.parent / "widgets" / "src"
_SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


class Contract(NamedTuple):
    """What a widget's folder is given: the tool whose answer it renders, and that answer's shape."""

    tool: str
    shape: type[BaseModel]


# A new widget is one line here.
CONTRACTS: Mapping[str, Contract] = {
    "product-grid": Contract("search_listings", ListingPage),
    "product-detail": Contract("get_listing", Listing),
    "shared/listing": Contract("get_listing", Listing),
}


def contract_path(folder: str) -> Path:
    """Return where the contract of a widget's folder is kept."""
    return SOURCES / folder / "contract.ts"


def typescript(contract: Contract) -> str:
    """Return the TypeScript of a contract: one interface a shape, all fields as they are serialized."""
    schema = contract.shape.model_json_schema(mode="serialization")
    shapes = {**schema.pop("$defs", {}), contract.shape.__name__: schema}
    head = [
        "// Written by `python -m cli.contracts` from core/listing.py; a test fails when it is out of date.",
        "",
        f'export const TOOL = "{contract.tool}";',
    ]
    return "\n".join([*head, *(_interface(name, shape) for name, shape in sorted(shapes.items()))]) + "\n"


def _interface(name: str, shape: Mapping[str, Any]) -> str:
    # A field with a default is not "required" to pydantic, but it is always written.
    fields = [
        _comment(field, "  ") + f"  {key}: {_type(field)};" for key, field in shape["properties"].items()
    ]
    return "\n".join(["", _comment(shape, "") + f"export interface {name} {{", *fields, "}"])


def _comment(schema: Mapping[str, Any], indent: str) -> str:
    text = " ".join(str(schema.get("description", "")).split()).replace("*/", "* /")
    return f"{indent}/** {text} */\n" if text else ""


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    kind = schema["type"]
    if kind == "array":
        item = _type(schema["items"])
        return f"({item})[]" if " | " in item else f"{item}[]"
    if kind == "object":
        return f"Record<string, {_type(schema['additionalProperties'])}>"
    return _SCALARS[kind]


def main() -> None:
    """Write every contract and say which changed."""
    for folder, contract in CONTRACTS.items():
        path = contract_path(folder)
        text = typescript(contract)
        changed = not path.exists() or path.read_text(encoding="utf-8") != text
        if changed:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        print(f"{'wrote' if changed else 'kept '} {path.relative_to(SOURCES.parent.parent)}")


if __name__ == "__main__":
    main()
