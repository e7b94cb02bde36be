"""Our own catalogue format: CSV with lists separated by `|`, and JSONL with the same keys."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from core.listing import ImportRow
from write_api.catalogue.files.arrays import elements
from write_api.catalogue.files.fields import currency_code, parts, price_minor, whole_number, yes_or_no
from write_api.catalogue.files.problems import FieldError, RowError
from write_api.catalogue.files.records import Record
from write_api.catalogue.files.rows import import_row, known_keys
from write_api.catalogue.files.text import PhysicalLines

LISTS = ("materials", "colors", "occasions", "recipients", "tags", "style", "ships_to")
_NUMBERS = ("quantity", "lead_days")
_ALIASES = {
    "colours": "colors",
    "color": "colors",
    "colour": "colors",
    "material": "materials",
    "name": "title",
}
_FREE_WORDING_CHARS = 100
_JSON_ONLY = ("variants",)  # no cell of a CSV can hold them


def unknown_columns(columns: list[str]) -> list[str]:
    """Return the columns that an own-format CSV has and that mean nothing to us."""
    return [name for name in columns if name and _ALIASES.get(name, name) not in _csv_keys()]


def _csv_keys() -> set[str]:
    return set(known_keys()) - set(_JSON_ONLY)


def row_from_record(record: Record, currency: str) -> ImportRow:
    """Return the row of a CSV record; `currency` wins over the file's own.

    Raises:
        FieldError: a field is wrong.
    """
    given = {_ALIASES.get(name, name): record.get(name) for name in record.cells}
    values: dict[str, Any] = {name: text for name, text in given.items() if text and name in _csv_keys()}
    for name in LISTS:
        if name in values:
            values[name] = parts(values[name], "|")
    for name in _NUMBERS:
        if name in values:
            values[name] = whole_number(name, values[name])
    if "made_to_order" in values:
        values["made_to_order"] = yes_or_no("made_to_order", values["made_to_order"])
    return _row(values, currency)


def rows_from_json_lines(lines: PhysicalLines, currency: str) -> Iterator[tuple[int, ImportRow] | RowError]:
    """Yield the rows of a JSONL file with their line numbers."""
    while True:
        try:
            text = next(lines)
        except StopIteration:
            return
        except FieldError as error:
            yield RowError(lines.number, "", str(error), error.field)
            continue
        if not text.strip():
            continue
        values: dict[str, Any] = {}
        try:
            values = _object(text)
            row = _row(dict(values), currency)
        except FieldError as error:
            yield RowError(lines.number, sku_shown(values.get("sku")), str(error), error.field)
        else:
            yield lines.number, row


def rows_from_json_array(lines: PhysicalLines, currency: str) -> Iterator[tuple[int, ImportRow] | RowError]:
    """Yield the rows of a JSON array of objects with the lines on which they start."""
    for line, found in elements(lines):
        if isinstance(found, FieldError):
            yield RowError(line, "", str(found))
            continue
        values: dict[str, Any] = {}
        try:
            values = _object(found)
            row = _row(dict(values), currency)
        except FieldError as error:
            yield RowError(line, sku_shown(values.get("sku")), str(error), error.field)
        else:
            yield line, row


def sku_shown(sku: object) -> str:
    """Return a SKU fit to be printed, whatever the file had in its place."""
    return str(sku)[:64].encode("utf-8", "replace").decode() if isinstance(sku, str | int) else ""


def _row(values: dict[str, Any], currency: str) -> ImportRow:
    """Return the row; lists are lists by now, the price is still as the file wrote it."""
    code = currency_code(currency or str(values.get("currency", "")))
    values = _with_price(values, code) | {"currency": code}
    if isinstance(values.get("variants"), list):
        values["variants"] = [_variant(one, code) for one in values["variants"]]
    if isinstance(values.get("country"), str):
        values["country"] = values["country"].upper()
    if isinstance(values.get("ships_to"), list):
        values["ships_to"] = [code.upper() if isinstance(code, str) else code for code in values["ships_to"]]
    values |= _as_text(values, "sku")
    if isinstance(values.get("personalization"), str):
        values["personalization"] = _personalization(values["personalization"])
    row = import_row(values)
    if row.lead_days and "made_to_order" not in values:
        return row.model_copy(update={"made_to_order": True})
    return row


def _with_price(values: dict[str, Any], code: str) -> dict[str, Any]:
    """Return the values with the price in minor units, as the file wrote it before."""
    if "price_minor" in values:
        raise FieldError(
            "price_minor is not a key we know. Give the price as price, for example 12.50.", "price"
        )
    price = values.get("price", "")
    if not isinstance(price, str | int | Decimal) or isinstance(price, bool):
        raise FieldError("price is not a price. Write it like 12.50.", "price")
    rest = {name: value for name, value in values.items() if name != "price"}
    return rest | {"price_minor": price_minor(str(price), code)}


def _variant(found: object, code: str) -> object:
    if not isinstance(found, dict):
        return found
    values = {key: value for key, value in found.items() if value is not None}
    if "price" in values or "price_minor" in values:
        values = _with_price(values, code)
    if isinstance(values.get("options"), dict):
        options = values["options"]
        for name in options:
            values["options"] = values["options"] | _as_text(options, name)
    return values | _as_text(values, "sku")


def _as_text(values: dict[str, Any], name: str) -> dict[str, str]:
    """Return the value under its name where it is a whole number that stands for a text: a SKU, a ring's size."""
    value = values.get(name)
    return {name: str(value)} if isinstance(value, int) and not isinstance(value, bool) else {}


def _personalization(text: str) -> dict[str, Any]:
    """Return what a CSV says in one cell: yes, no, or the instructions for the buyer."""
    try:
        allowed, instructions = yes_or_no("personalization", text), ""
    except FieldError:
        allowed, instructions = True, text
    return {"allowed": allowed, "instructions": instructions, "max_length": _FREE_WORDING_CHARS * allowed}


def _object(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise FieldError('The row is not JSON. Write an object, as {"sku": …}.') from error
    if not isinstance(values, dict):
        raise FieldError('The row is not a JSON object. Write it as {"sku": …}.')
    if not all(map(_can_be_stored, _texts(values))):
        raise FieldError("The row holds a NUL character or half a surrogate pair, which no text here may.")
    return {key: value for key, value in values.items() if value is not None}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)


def _can_be_stored(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")
