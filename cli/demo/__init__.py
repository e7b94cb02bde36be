"""The demo marketplace: a catalogue from real product titles, in made-up shops, the same on every machine."""

from cli.demo.catalogue import catalogue
from cli.demo.people import DEMO_SELLER_SHOP, DemoPerson, demo_people, maker_of, makers
from cli.demo.shops import DemoShop, shops

__all__ = [
    "DEMO_SELLER_SHOP",
    "DemoPerson",
    "DemoShop",
    "catalogue",
    "demo_people",
    "maker_of",
    "makers",
    "shops",
]
