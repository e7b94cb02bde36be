"""The countries that people live in, by their ISO 3166 code."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from core.listing import country_code

_LINES = (Path(__file__).parent / "countries.txt").read_text(encoding="utf-8").splitlines()
COUNTRIES = {code: name for code, _, name in (line.partition(" ") for line in _LINES)}
_MEANT = {"UK": "GB", "EN": "GB", "EL": "GR"}  # what people and the European Union write instead


def no_country(code: str) -> str:
    """Return what is wrong with two capital letters that name no country."""
    meant = _MEANT.get(code)
    if meant:
        return f"must be an ISO 3166 country code, and {code} is none (did you mean {meant}?)"
    return f"must be an ISO 3166 country code such as GB, and {code} is none"


def _there_is(code: str) -> str:
    if code not in COUNTRIES:
        raise PydanticCustomError("no_country", "{said}", {"said": no_country(code)})
    return code


Destination = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{2}$", max_length=2),
    BeforeValidator(country_code),
    AfterValidator(_there_is),
]
