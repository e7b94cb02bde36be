"""What a caller may ask of the search: the same names over REST and as tool arguments."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from core.countries import Country
from core.listing import Wire
from core.money import Currency

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # all but tabs and line ends
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HALF = re.compile(r"[\ud800-\udfff]")  # of a character: bytes that are no UTF-8, from a terminal


def _readable(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_characters", "control characters")
    if _HALF.search(text):
        raise PydanticCustomError("not_unicode", "half of a character")
    return text


def _day(given: object) -> object:
    # A number would be read as seconds since 1970.
    if not isinstance(given, date) and not (isinstance(given, str) and _DAY.fullmatch(given)):
        raise PydanticCustomError("day", "a day")
    return given


Text = Annotated[str, AfterValidator(_readable)]
Sort = Literal["relevance", "price_asc", "price_desc", "newest", "rating"]
Value = Annotated[Text, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Values = Annotated[list[Value], Field(max_length=10)]
Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class SearchArguments(Wire):
    """A search: free words and conditions. A condition given here wins over one found in the words."""

    query: Annotated[Text, StringConstraints(max_length=256)] = Field(
        default="", description="What the shopper wants, in their own words, such as 'gift under £20'"
    )
    category: Value | None = Field(
        default=None, description="A category or its parent, such as 'Kitchen & Dining > Mugs & Cups'"
    )
    min_price: Amount | None = Field(default=None, description="Lowest price, in whole units such as 12.50")
    max_price: Amount | None = Field(default=None, description="Highest price, in whole units such as 20")
    currency: Currency | None = Field(
        default=None, description="ISO 4217 code; only listings priced in it are returned"
    )
    materials: Values = Field(default=[], description="At least one of these materials")
    exclude_materials: Values = Field(default=[], description="None of these materials")
    colors: Values = Field(default=[], description="At least one of these colours")
    occasion: Value | None = Field(default=None, description="Such as 'Christmas' or 'birthday'")
    recipient: Value | None = Field(default=None, description="Whom it is for, such as 'for gardeners'")
    near: Value | None = Field(
        default=None, description="Only shops around this town, such as 'Portland, Maine'; never an address"
    )
    radius_km: Annotated[float, Field(gt=0, le=20_000, allow_inf_nan=False)] | None = Field(
        default=None, description="How far around the town; 80 when left out"
    )
    ships_to: Country | None = Field(default=None, description="Country it is sent to, ISO 3166 such as 'US'")
    deliver_by: Annotated[date, BeforeValidator(_day)] | None = Field(
        default=None, description="Needed by this day, as '2026-12-24'", json_schema_extra={"maxLength": 10}
    )
    personalizable: bool = Field(default=False, description="True for only what makers personalise")
    shop: Value | None = Field(default=None, description="Only from the shop with this id or name")
    in_stock: bool = Field(default=True, description="False also shows pieces that are sold out")
    sort: Sort = "relevance"
    limit: Annotated[int, Field(ge=1, le=100)] = 12
    cursor: Annotated[str, StringConstraints(max_length=512)] | None = Field(
        default=None, description="`next_cursor` of the page before, with all other arguments unchanged"
    )
