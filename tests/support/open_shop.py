"""One stack for all end-to-end and browser tests: an empty shop, filled by an import as a maker would."""

import asyncio
import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.demo import DEMO_SELLER_SHOP, catalogue, demo_people
from tests.support.local_shop import LocalShop, local_shop
from tests.support.waiting import until

LISTINGS = 240
COLUMNS = [
    "sku",
    "title",
    "price",
    "currency",
    "description",
    "category",
    "shop",
    "city",
    "country",
    "quantity",
]
LISTS = ["materials", "colors", "occasions", "recipients", "tags"]


def write_catalogue(path: Path) -> None:
    """Write a part of the demo catalogue as the CSV a maker would import."""
    everything = catalogue()
    step = len(everything) // LISTINGS
    of_the_seller = [row for row in everything if row.shop == DEMO_SELLER_SHOP][:20]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*COLUMNS, *LISTS])
        for row in [*everything[::step], *of_the_seller]:
            price = f"{row.price_minor / 100:.2f}"
            fields = [price if name == "price" else getattr(row, name) for name in COLUMNS]
            writer.writerow([*fields, *("|".join(getattr(row, name)) for name in LISTS)])


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that PostgreSQL's own user can reach: pytest's are closed to all but one user."""
    with tempfile.TemporaryDirectory(prefix="cl-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "data"


@pytest.fixture(scope="session")
def shop() -> Iterator[LocalShop]:
    """A running shop with some 240 listings."""
    with tempfile.TemporaryDirectory(prefix="cl-", ignore_cleanup_errors=True) as folder:
        yield from _shop_in(Path(folder))


@pytest.fixture(scope="session")
def edge_url(shop: LocalShop) -> str:
    """Address of the running shop's edge."""
    return shop.edge_url


def _shop_in(folder: Path) -> Iterator[LocalShop]:
    catalogue_file = folder / "catalogue.csv"
    write_catalogue(catalogue_file)
    with local_shop(folder / "data", "--no-demo") as opened:
        imported = opened.run(
            "import", str(catalogue_file), "--json", "--owner", demo_people()["seller"].email
        )
        assert imported.returncode in (0, 2), imported.stderr
        created = json.loads(imported.stdout)["created"]
        asyncio.run(_until_searchable(opened, created))
        yield opened


async def _until_searchable(shop: LocalShop, listings: int) -> None:
    async def all_there() -> bool:
        return bool((await shop.search("", in_stock="false"))["total"] == listings)

    try:
        await until(all_there, seconds=120)
    except TimeoutError:
        found = (await shop.search("", in_stock="false"))["total"]
        raise AssertionError(f"{found} of {listings} listings are searchable.\n{shop.logs()}") from None
