"""What a value must be that does not fit: the same words over REST, to a model and in the terminal."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

_A_DAY = "must be a day such as 2026-12-24"
_AN_INSTANT = "must be an instant such as 2026-11-23T12:00:00Z"
_A_WHOLE_NUMBER = "must be a whole number"
_A_NUMBER = "must be a number such as 12.50"
_AN_OBJECT = "must be an object"

# By the whole name of the fault.
_WANTED = {
    "missing": "is required",
    "json_invalid": "is not valid JSON",
    "int_parsing_size": "is too large a number",
    "string_pattern_mismatch": "does not have the form that is needed here",
    "timezone_aware": "must say its time zone, such as 2026-11-23T12:00:00Z",
    "set_or_adjust": "needs either `set` or `adjust`",
    "line_or_listing": "needs either `line_id` or `listing_id`",
    "variant_of_listing": "has a `variant_id`, which goes with `listing_id` only",
    "quantity_or_add": "needs either `quantity` or `add`",
    "time_zone": "must be a time zone by its IANA name, such as Europe/London",
    "day": _A_DAY,
    "country_code": "must be a country by the two capital letters of its ISO 3166 code, such as GB",
    "one_name": "needs one of `shop_order_id`, `order_number` and `tracking_number`",
    "control_characters": "must not have control characters in it",
    "not_unicode": "must be text in UTF-8",
}
# By its first word, which is the type that was wanted.
_OF_TYPE = {
    "int": _A_WHOLE_NUMBER,
    "decimal": _A_NUMBER,
    "float": _A_NUMBER,
    "finite": _A_NUMBER,
    "bool": "must be true or false",
    "string": "must be a text",
    "date": _A_DAY,
    "datetime": _AN_INSTANT,
    "list": "must be a list",
    "model": _AN_OBJECT,
    "dict": _AN_OBJECT,
}


def wanted(fault: ErrorDetails) -> str:
    """Return what goes after the name of the field at fault; nothing of what was sent is in it."""
    kind, context = fault["type"], fault.get("ctx", {})
    if kind in _WANTED:
        return _WANTED[kind]
    if bound := _bound(kind, context, "characters" if isinstance(fault.get("input"), str) else "entries"):
        return bound
    match kind:
        case "literal_error":
            return f"must be one of {context['expected']}".replace("'", "")
        case "no_country":
            return str(context["said"])
        case _:
            return _OF_TYPE.get(kind.partition("_")[0], "is not valid here")


def _bound(kind: str, context: Mapping[str, Any], unit: str) -> str | None:
    match kind:
        case "string_too_short" | "too_short":
            return f"must have at least {context['min_length']} {_counted(context['min_length'], unit)}"
        case "string_too_long" | "too_long":
            return f"must have at most {context['max_length']} {_counted(context['max_length'], unit)}"
        case "greater_than":
            return f"must be above {_plain(context['gt'])}"
        case "greater_than_equal":
            return f"must be {_plain(context['ge'])} or more"
        case "less_than_equal":
            return f"must be {_plain(context['le'])} or less"
        case _:
            return None


def _counted(number: int, unit: str) -> str:
    return {"characters": "character", "entries": "entry"}[unit] if number == 1 else unit


def _plain(bound: float) -> str:
    return str(int(bound)) if bound == int(bound) else str(bound)
