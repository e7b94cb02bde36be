"""docs/reference/settings.md and .env.example: every variable that is read."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from cli.reference.markdown import code, codes, page, table
from core.settings import OUR_PREFIXES, SECTIONS

ROOT = Path(__file__).parents[2]
SERVICES = ("mcp_edge", "search", "write_api", "indexer")

INTRODUCTION = f"""\
Settings come from the environment and are read once, at the start, by `core/settings/`; no file is read by
itself. A variable that is missing or malformed keeps a service from starting, with a line that names it. So
does one that is not listed here and begins with
{codes(OUR_PREFIXES)}:
a misspelt setting is never ignored.

`make run` and `craftlocal up` set everything themselves and need none of this. Other `craftlocal` commands
speak to the running local stack, or, where `DATABASE_URL` is set, to what these variables name.
"""

HEADER = """\
# Settings of CraftLocal. Written by `make docs` from core/settings/; change them there.
# `make run` needs none of them. Elsewhere: fill a copy in and load it with `set -a; . ./.env; set +a`.
# A line without a comment sign must be filled in; the others show their default.
"""


@dataclass(frozen=True)
class Variable:
    """A variable: what it is for, its default as it is written, and the services that read it."""

    name: str
    purpose: str
    default: str | None  # None when it must be set, empty when nothing stands for it
    secret: bool
    services: tuple[str, ...]


def variables() -> list[Variable]:
    """Return every variable once, in the order of the sections."""
    readers = {service: _sections_read(service) for service in SERVICES}
    found: dict[str, Variable] = {}
    for section in SECTIONS:
        by = {service for service in SERVICES if section.__name__ in readers[service]}
        for field in section.model_fields.values():
            name = str(field.validation_alias)
            known = set(found[name].services) if name in found else set()
            services = tuple(service for service in SERVICES if service in by | known)
            found[name] = Variable(
                name, field.description or "", _default(field), _is_secret(field), services
            )
    return list(found.values())


def write() -> str:
    """Return the page."""
    rows = [
        (code(one.name), _purpose(one), "must be set" if one.default is None else code(one.default),
         codes(one.services))
        for one in variables()
    ]  # fmt: skip
    headings = ("Variable", "What it is for", "Default", "Read by")
    return page("Settings", "core/settings/", INTRODUCTION.strip(), table(headings, rows))


def example() -> str:
    """Return .env.example: secrets without values."""
    blocks = [HEADER.strip()]
    for one in variables():
        sign, value = ("", "") if one.default is None else ("# ", one.default)
        blocks.append(f"# {_purpose(one)}\n# Read by: {', '.join(one.services)}\n{sign}{one.name}={value}")
    return "\n\n".join(blocks) + "\n"


def _purpose(one: Variable) -> str:
    return f"{one.purpose}{' (a secret)' if one.secret else ''}"


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *get_args(field.annotation))


def _default(field: FieldInfo) -> str | None:
    if field.is_required():
        return None
    value: Any = field.default
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def _sections_read(service: str) -> set[str]:
    """Return the sections that a service's own files name where they import the settings."""
    return {name for file in sorted((ROOT / service).rglob("*.py")) for name in _names_of_settings(file)}


def _names_of_settings(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "core.settings":
            yield from (alias.name for alias in node.names)
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "settings"
        ):
            yield node.attr
