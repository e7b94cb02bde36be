"""A shipping profile on the wire."""

from typing import Annotated

from pydantic import Field

from core.countries import Country
from core.listing import Wire, Word
from core.money import Currency

MOST_RATES = 50
Minor = Annotated[int, Field(ge=0, le=10_000_000)]
Days = Annotated[int, Field(ge=0, le=365)]


class ShippingRate(Wire):
    """What it costs to send to some countries, and how long it is on its way."""

    countries: Annotated[list[Country], Field(max_length=250)] = Field(default=[], examples=[["US", "CA"]])
    everywhere_else: bool = Field(default=False, description="For every country that no other rate names")
    price_minor: Minor = Field(description="For the first piece", examples=[600])
    each_further_minor: Minor = Field(default=0, description="For each further piece", examples=[200])
    free_from_minor: Minor | None = Field(
        default=None, description="From this price of the pieces on it costs nothing", examples=[5000]
    )
    days_min: Days = Field(examples=[3])
    days_max: Days = Field(examples=[6])


Rates = Annotated[list[ShippingRate], Field(min_length=1, max_length=MOST_RATES)]


class NewShippingProfile(Wire):
    """What a maker sends to make a profile."""

    name: Word = Field(examples=["Parcels"])
    currency: Currency = Field(description="Of all amounts; listings that name the profile have prices in it")
    rates: Rates


class ShippingProfileChange(Wire):
    """What a maker changes: only the fields sent. The currency stays what it is."""

    expected_version: Annotated[int, Field(ge=1)] | None = None
    name: Word | None = Field(default=None, examples=["Parcels"])
    rates: Rates | None = None


class ShippingProfile(Wire):
    """A profile as its maker sees it."""

    id: str
    name: str
    currency: Currency
    rates: list[ShippingRate]
    listings: int = Field(description="How many listings are sent by it", examples=[12])
    version: int


class ShippingProfiles(Wire):
    """All profiles of a shop, by name."""

    items: list[ShippingProfile]
