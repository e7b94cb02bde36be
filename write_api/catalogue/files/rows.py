"""From named values to an import row, or a sentence about the field that is wrong."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core.listing import ImportRow, ImportVariant
from write_api.catalogue.files.problems import FieldError

_SHAPES = {
    "sku": "Use letters, digits, dots, dashes, slashes and spaces, 64 characters at most.",
    "image_url": "Give one address that starts with http:// or https://.",
    "country": "Use a two-letter country code, for example GB.",
    "ships_to": "Use two-letter country codes, for example GB|US.",
    "lat": "Give a number between -90 and 90.",
    "lng": "Give a number between -180 and 180.",
    "quantity": "Give a whole number from 0 to 1,000,000.",
    "lead_days": "Give a whole number from 0 to 365.",
    "price_minor": "Write it like 12.50.",
}


def import_row(values: Mapping[str, Any]) -> ImportRow:
    """Return the row; `values` has the keys of ImportRow, and only those that the file gave.

    Raises:
        FieldError: a field is missing, wrong or unknown; the sentence says which and what to do.
    """
    try:
        return ImportRow.model_validate(dict(values))
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        raise FieldError(_sentence(detail), _name(detail) if detail["loc"] else "") from error


def _sentence(detail: ErrorDetails) -> str:
    """Return one sentence about the first thing that is wrong."""
    field = str(detail["loc"][0]) if detail["loc"] else "the row"
    name = _name(detail)
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            needs = f"variant needs {name.rpartition('.')[2]}" if "." in name else f"row needs a {name}"
            return f"{name} is missing. Every {needs}."
        case "extra_forbidden":
            keys = _keys(ImportVariant) if "." in name else known_keys()
            return f"{name} is not a key we know. Use one of {', '.join(keys)}."
        case "string_too_short" | "too_short":
            return f"{name} is too short. Write at least {limits['min_length']} characters."
        case "too_long" if not isinstance(detail["input"], str):
            return f"{name} has more than {limits['max_length']} entries. Leave some out."
        case "string_too_long" | "too_long":
            advice = 'Shorten it, or close the quote (") that was left open.'
            return f"{name} is longer than {limits['max_length']} characters. {advice}"
        case "string_type":
            return f"{name} is not a text. Put it in quotes."
        case "list_type":
            return f'{name} is not a list. Write it as ["one", "two"].'
        case _:
            return f"{name} is not valid. {_SHAPES.get(field, 'Correct it or leave it out.')}"


def _name(detail: ErrorDetails) -> str:
    place = ["price" if part == "price_minor" else str(part) for part in detail["loc"]] or ["the row"]
    if place[0] == "variants" and len(place) > 1:
        return ".".join([f"variants[{place[1]}]", *place[2:3]])[:60]
    return place[0][:40]


def known_keys() -> tuple[str, ...]:
    """Return the keys of a catalogue of ours, as files spell them."""
    return _keys(ImportRow)


def _keys(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple("price" if name == "price_minor" else name for name in model.model_fields)
