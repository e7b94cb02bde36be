"""Shops: opening them, finding one's own, and who owns them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Code, MarketError
from core.ids import new_id, stable_id
from core.listing import ShopRef
from core.money import Currency
from write_api.accounts import service as accounts
from write_api.accounts.rules import normal_email
from write_api.sellers import store
from write_api.sellers.currencies import currency_of
from write_api.sellers.zones import zone_of


@dataclass(frozen=True)
class NewShop:
    """A shop to be, and the e-mail address of its owner; coordinates in degrees.

    Without a currency it counts in that of its country.
    """

    name: str
    owner_email: str
    city: str = ""
    region: str = ""
    country: str = ""
    lat: float | None = None
    lng: float | None = None
    currency: Currency | None = None


@dataclass(frozen=True)
class OwnShop:
    """A shop that somebody opens for themselves; the country as in ISO 3166."""

    name: str
    city: str
    region: str
    country: str


async def own_shop(connection: AsyncConnection, account_id: str) -> ShopRef | None:
    """Return the account's shop, None when it has none."""
    return await store.of_owner(connection, account_id)


async def open_own(connection: AsyncConnection, account_id: str, shop: OwnShop) -> bool:
    """Open the account's one shop; False when the name is taken, whatever its capitals.

    An account that has a shop keeps that one, also when two requests come at once.
    """
    await accounts.hold(connection, account_id)
    if await store.of_owner(connection, account_id) is not None:
        return True
    if await store.is_taken(connection, shop.name):
        return False
    row = asdict(shop) | {"id": new_id("shp"), "owner_id": account_id} | _counted_in(shop.country, None)
    return bool(await store.insert_missing(connection, [row]))


async def shop_of(connection: AsyncConnection, account_id: str) -> ShopRef:
    """Return the account's shop.

    Raises:
        MarketError: not_a_seller.
    """
    shop = await store.of_owner(connection, account_id)
    if shop is None:
        raise MarketError(Code.NOT_A_SELLER)
    return shop


async def open_missing(
    connection: AsyncConnection, wanted: Iterable[NewShop]
) -> tuple[dict[str, ShopRef], int]:
    """Return the shops by name and how many were opened; a shop that exists stays as it is.

    Of several with one name the first is opened.
    """
    by_name: dict[str, NewShop] = {}
    for shop in wanted:
        by_name.setdefault(shop.name, shop)
    found = await store.by_name(connection, by_name)
    missing = [shop for name, shop in by_name.items() if name not in found]
    if not missing:
        return found, 0
    owners = await accounts.ensure(
        connection, [accounts.Person(shop.owner_email, f"{shop.name} (maker)") for shop in missing]
    )
    opened = await store.insert_missing(connection, [_row(shop, owners) for shop in missing])
    return await store.by_name(connection, by_name), opened


async def ensure_shop(engine: AsyncEngine, wanted: NewShop) -> ShopRef:
    """Return the shop of this name, opened when it is missing, owned by `owner_email` from now on."""
    async with engine.begin() as connection:
        found, _ = await open_missing(connection, [wanted])
        owners = await accounts.ensure(connection, [accounts.Person(wanted.owner_email, wanted.owner_email)])
        shop = found[wanted.name]
        await store.hand_over(connection, shop.id, owners[normal_email(wanted.owner_email)])
    return shop


def _row(shop: NewShop, owners: Mapping[str, str]) -> dict[str, object]:
    row = asdict(shop)
    owner_id = owners[normal_email(row.pop("owner_email"))]
    counted_in = _counted_in(shop.country, shop.currency)
    return row | {"id": stable_id("shp", shop.name), "owner_id": owner_id} | counted_in


def _counted_in(country: str, currency: Currency | None) -> dict[str, str]:
    return {"time_zone": zone_of(country), "currency": currency or currency_of(country)}
