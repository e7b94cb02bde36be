"""The demo's shops, all made up: each keeps to two or three kinds of goods, as a shop does."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cli.demo.chance import fraction

_TABLE = Path(__file__).parent / "data" / "shops.csv"


@dataclass(frozen=True)
class DemoShop:
    """A shop: where it is, in which currency it sells, what it specialises in and where it ships."""

    name: str
    city: str
    region: str
    country: str
    lat: float
    lng: float
    specialities: tuple[str, ...]

    @property
    def currency(self) -> str:
        """GBP in the United Kingdom and Europe, USD in the United States and Canada."""
        return "USD" if self.country in {"US", "CA"} else "GBP"

    @property
    def ships_to(self) -> list[str]:
        """Country codes, the shop's own country first."""
        reach = fraction(self.name, "reach")
        abroad: tuple[str, ...] = ()
        if reach >= 0.25:
            abroad = ("US", "CA") if self.currency == "USD" else ("GB", "IE", *_EUROPE)
        if reach >= 0.5:
            abroad = ("GB", "IE", "US", "CA", "AU", "NZ", *_EUROPE)
        return [self.country, *(code for code in abroad if code != self.country)]


_EUROPE = ("FR", "DE", "NL", "BE", "ES", "IT", "DK", "SE", "AT", "PT")


@cache
def shops() -> tuple[DemoShop, ...]:
    """Return the demo's shops."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            DemoShop(
                name=row["name"],
                city=row["city"],
                region=row["region"],
                country=row["country"],
                lat=float(row["lat"]),
                lng=float(row["lng"]),
                specialities=tuple(row["specialities"].split("|")),
            )
            for row in csv.DictReader(file)
        )


@cache
def _sellers_of(category: str) -> tuple[DemoShop, ...]:
    """Return who sells a category: specialists, else shops of the same department, else anybody."""
    department, _, leaf = category.partition(" > ")
    specialists = tuple(shop for shop in shops() if leaf in shop.specialities)
    return specialists or tuple(shop for shop in shops() if department in shop.specialities) or shops()


def shop_for(category: str, code: str) -> DemoShop:
    """Return the shop that sells the product with this stock code.

    Products that differ by a capital letter only (a red one, a blue one) share a shop. The till's small
    letters mark the same product at another price: that one goes to another shop.
    """
    family = code.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    ranked = sorted(_sellers_of(category), key=lambda shop: fraction(family, shop.name))
    return ranked[1 if code[-1].islower() and len(ranked) > 1 else 0]
