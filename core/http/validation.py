"""Bodies and queries from the wire into shapes, with sentences for what does not fit."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError

from core.errors import Code, MarketError

M = TypeVar("M", bound=BaseModel)
# An odd number of backslashes before u0000: the NUL character, which PostgreSQL cannot store.
MAX_FIELDS = 100
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def parse_json(raw: bytes, model: type[M]) -> M:
    """Return the body as `model`.

    Raises:
        MarketError: invalid_request, with the field at fault in `param`.
    """
    if NUL.search(raw):
        raise MarketError(Code.INVALID_REQUEST, "The body holds a NUL character, which no text here may.")
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise _refusal(error, model) from None


def parse_form(raw: bytes, model: type[M]) -> M:
    """Return a body of application/x-www-form-urlencoded as `model`.

    Raises:
        MarketError: invalid_request: it is not UTF-8, has too many fields, or one does not fit.
    """
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError:
        raise MarketError(
            Code.INVALID_REQUEST, "The fields cannot be read: too many, or not percent-encoded UTF-8."
        ) from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise MarketError(Code.INVALID_REQUEST, "A field holds a NUL character, which no text here may.")
    return parse_pairs(pairs, model, what="field")


def parse_pairs(pairs: Iterable[tuple[str, str]], model: type[M], *, what: str) -> M:
    """Return query parameters or form fields as `model`; `what` names their kind in the message.

    Raises:
        MarketError: invalid_request: a pair does not fit, or is there twice.
    """
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise MarketError(Code.INVALID_REQUEST, f"The {what} {_quoted(name)} is given twice.", param=name)
        values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _refusal(error, model) from None


def _refusal(error: ValidationError, model: type[BaseModel]) -> MarketError:
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    subject = _quoted(path) if path else "The body"
    if first["type"] == "extra_forbidden":
        close = difflib.get_close_matches(str(first["loc"][-1]), _fields(model), n=1)
        hint = f" Did you mean {_quoted(close[0])}?" if close and len(first["loc"]) == 1 else ""
        return MarketError(Code.INVALID_REQUEST, f"There is no field {subject} here.{hint}", param=path[:200])
    sentence = _sentence(first["type"], first.get("ctx", {}), first["input"])
    return MarketError(Code.INVALID_REQUEST, f"{subject} {sentence}.", param=path[:200] or None)


def _fields(model: type[BaseModel]) -> list[str]:
    return list(model.model_fields)


def _quoted(name: str) -> str:
    return f"`{name[:80]}`"


WANTED = {
    "missing": "is required",
    "json_invalid": "is not valid JSON",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "string_pattern_mismatch": "does not have the form that is needed here",
    "datetime_parsing": "must be an instant such as 2026-11-23T12:00:00Z",
    "datetime_type": "must be an instant such as 2026-11-23T12:00:00Z",
    "timezone_aware": "must say its time zone, such as 2026-11-23T12:00:00Z",
    "set_or_adjust": "needs either `set` or `adjust`",
    "line_or_listing": "needs either `line_id` or `listing_id`",
    "variant_of_listing": "has a `variant_id`, which goes with `listing_id` only",
    "quantity_or_add": "needs either `quantity` or `add`",
    "time_zone": "must be a time zone by its IANA name, such as Europe/London",
    "day": "must be a day such as 2026-11-23",
    "country_code": "must be a country by its ISO 3166 code in capital letters, such as GB",
    "one_name": "needs one of `shop_order_id`, `order_number` and `tracking_number`",
}


def _sentence(kind: str, context: Mapping[str, Any], given: object) -> str:
    if kind in WANTED:
        return WANTED[kind]
    unit = "characters" if isinstance(given, str) else "entries"
    match kind:
        case "string_too_short" | "too_short":
            return f"must have at least {context['min_length']} {unit}"
        case "string_too_long" | "too_long":
            return f"must have at most {context['max_length']} {unit}"
        case "greater_than_equal":
            return f"must be {context['ge']} or more"
        case "less_than_equal":
            return f"must be {context['le']} or less"
        case "literal_error":
            return f"must be one of {context['expected']}".replace("'", "")
        case _:
            return "is not valid here"
