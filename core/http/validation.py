"""Bodies and queries from the wire into shapes, with sentences for what does not fit."""

import difflib
import re
from collections.abc import Iterable
from typing import TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError

from core.errors import Code, MarketError
from core.faults import wanted

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
        raise _refusal(error, model, "field") from None


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
        raise _refusal(error, model, what) from None


def _refusal(error: ValidationError, model: type[BaseModel], what: str) -> MarketError:
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    subject = _quoted(path) if path else "The body"
    if first["type"] == "extra_forbidden":
        if not first["loc"][-1]:
            return MarketError(Code.INVALID_REQUEST, f"A {what} has no name. Give it one, or leave it out.")
        close = difflib.get_close_matches(str(first["loc"][-1]), _fields(model), n=1)
        hint = f" Did you mean {_quoted(close[0])}?" if close and len(first["loc"]) == 1 else ""
        return MarketError(Code.INVALID_REQUEST, f"There is no field {subject} here.{hint}", param=path[:200])
    return MarketError(Code.INVALID_REQUEST, f"{subject} {wanted(first)}.", param=path[:200] or None)


def _fields(model: type[BaseModel]) -> list[str]:
    return list(model.model_fields)


def _quoted(name: str) -> str:
    return f"`{name[:80]}`"
