"""The demo's accounts: a buyer, a seller, an administrator, and a maker behind every other shop."""

import re
from dataclasses import dataclass
from typing import Literal

from cli.demo.chance import pick
from cli.demo.shops import shops

DEMO_SELLER_SHOP = "Rose City Mugworks"

_FIRST_NAMES = (
    "Ada", "Beatrice", "Callum", "Delia", "Edwin", "Fiona", "Gareth", "Harriet", "Imogen", "Jonas", "Kit",
    "Lydia", "Marcus", "Nell", "Owen", "Priya", "Rosa", "Samir", "Tess", "Una", "Viktor", "Wren", "Yusuf",
    "Zoe",
)  # fmt: skip
_LAST_NAMES = (
    "Abbott", "Bell", "Carver", "Dunn", "Ellis", "Fairley", "Glover", "Hart", "Ives", "Joiner", "Kemp",
    "Lark", "Mason", "Nash", "Okafor", "Potter", "Quill", "Reed", "Shah", "Turner", "Usher", "Vale",
    "Weaver", "Yates",
)  # fmt: skip


@dataclass(frozen=True)
class DemoPerson:
    """An account of the demo; `shop` is the name of the shop that the person owns, if any.

    The password is printed for everybody, and works on a local stack only.
    """

    role: Literal["buyer", "seller", "admin"]
    name: str
    email: str
    shop: str | None = None
    password: str | None = None


def demo_people() -> dict[str, DemoPerson]:
    """Return the three accounts to sign in with, by role."""
    people = (
        DemoPerson("buyer", "Robin Shaw", "buyer@demo.craftlocal.example", None, "three-blue-mugs"),
        DemoPerson(
            "seller", "Juniper Hale", "seller@demo.craftlocal.example", DEMO_SELLER_SHOP, "clay-on-the-wheel"
        ),
        DemoPerson("admin", "Alex Moor", "admin@demo.craftlocal.example", None, "keys-to-the-market"),
    )
    return {person.role: person for person in people}


def maker_of(shop: str) -> DemoPerson:
    """Return the account that owns a shop: the demo seller for theirs, else a maker derived from the name."""
    if shop == DEMO_SELLER_SHOP:
        return demo_people()["seller"]
    slug = re.sub(r"[^a-z0-9]+", "-", shop.lower()).strip("-")
    name = f"{pick(_FIRST_NAMES, shop, 'first')} {pick(_LAST_NAMES, shop, 'last')}"
    return DemoPerson("seller", name, f"{slug}@makers.craftlocal.example", shop)


def makers() -> list[DemoPerson]:
    """Return the owners of all shops, one each, in the order of the shops."""
    return [maker_of(shop.name) for shop in shops()]
