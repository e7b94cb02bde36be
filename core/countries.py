"""The countries that people live in, by their ISO 3166 code."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

_LINES = (Path(__file__).parent / "countries.txt").read_text(encoding="utf-8").splitlines()
COUNTRIES = {code: name for code, _, name in (line.partition(" ") for line in _LINES)}
_MEANT = {"UK": "GB", "EN": "GB", "EL": "GR"}  # what people and the European Union write instead


def _has_the_form(code: object) -> object:
    if isinstance(code, str) and not (
        len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()
    ):
        raise PydanticCustomError("country_code", "two capital letters")
    return code


def _no_country(code: str) -> str:
    meant = _MEANT.get(code)
    if meant:
        return f"must be an ISO 3166 country code, and {code} is none (did you mean {meant}?)"
    return f"must be an ISO 3166 country code such as GB, and {code} is none"


def _there_is(code: str) -> str:
    if code not in COUNTRIES:
        raise PydanticCustomError("no_country", "{said}", {"said": _no_country(code)})
    return code


Country = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{2}$", max_length=2),
    BeforeValidator(_has_the_form),
    AfterValidator(_there_is),
]
