"""What a listing takes from the shipping profile it names."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from core.countries import COUNTRIES
from core.errors import Code, MarketError
from core.ids import is_id
from write_api.shipping import store
from write_api.shipping.rules import covered


@dataclass(frozen=True)
class Shipping:
    """A profile that a listing names, true until the transaction ends."""

    profile_id: str
    shop_id: str
    currency: str
    countries: list[str]


async def named(connection: AsyncConnection, account_id: str, profile_id: str) -> Shipping:
    """Return an account's own profile and hold it. To be called before any listing is locked.

    Raises:
        MarketError: shipping_profile_not_found.
    """
    held = await store.hold(connection, account_id, profile_id) if is_id(profile_id, "spr") else None
    if held is None:
        raise not_found()
    return Shipping(profile_id, held.shop_id, held.currency, covered(held.rates, COUNTRIES))


def not_found() -> MarketError:
    """Return the refusal of a profile that is not there, or is somebody else's."""
    return MarketError(Code.SHIPPING_PROFILE_NOT_FOUND, param="shipping_profile_id")
