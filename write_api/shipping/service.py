"""What happens when a maker writes a shipping profile, in order."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.countries import COUNTRIES
from core.errors import Code, MarketError
from core.ids import is_id, new_id
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.listings.service import announce
from write_api.sellers import service as sellers
from write_api.shipping import rules, store
from write_api.shipping.shapes import (
    NewShippingProfile,
    ShippingProfile,
    ShippingProfileChange,
    ShippingProfiles,
)

MOST_PROFILES = 100
LISTINGS_AT_ONCE = 500


async def create(connection: AsyncConnection, author: Author, new: NewShippingProfile) -> ShippingProfile:
    """Make a profile in the author's shop.

    Raises:
        MarketError: not_a_seller, invalid_request, name_taken, limit_reached.
    """
    shop = await sellers.shop_of(connection, author.account)
    rules.check(new.rates)
    if await store.count(connection, shop.id) >= MOST_PROFILES:
        raise MarketError(Code.LIMIT_REACHED, f"A shop may have {MOST_PROFILES} shipping profiles.")
    made = ShippingProfile(
        id=new_id("spr"), name=new.name, currency=new.currency, rates=new.rates, listings=0, version=1
    )
    if not await store.add(connection, shop.id, made):
        raise MarketError(Code.NAME_TAKEN, param="name")
    changes = differences({}, _logged(made))
    await audit.note(connection, author, [audit.Entry("shipping_profile.created", made.id, shop.id, changes)])
    return made


async def profiles(connection: AsyncConnection, account_id: str) -> ShippingProfiles:
    """Return all profiles of the account's shop.

    Raises:
        MarketError: not_a_seller.
    """
    shop = await sellers.shop_of(connection, account_id)
    return ShippingProfiles(items=await store.of_shop(connection, shop.id))


async def get(connection: AsyncConnection, account_id: str, profile_id: str) -> ShippingProfile:
    """Return a profile of the account's shop.

    Raises:
        MarketError: not_a_seller, shipping_profile_not_found, also for a profile of somebody else.
    """
    shop = await sellers.shop_of(connection, account_id)
    return _found(await store.get(connection, shop.id, _id(profile_id)))


async def by_id(connection: AsyncConnection, profile_ids: Collection[str]) -> dict[str, NewShippingProfile]:
    """Return profiles of any makers, for what shoppers are told of them."""
    return await store.by_id(connection, profile_ids) if profile_ids else {}


async def change(
    connection: AsyncConnection, author: Author, profile_id: str, wanted: ShippingProfileChange
) -> ShippingProfile:
    """Change the fields that were sent; listings that are sent by the profile follow in the same transaction.

    Raises:
        MarketError: not_a_seller, shipping_profile_not_found, version_conflict (with the current state),
            name_taken, invalid_request.
    """
    shop = await sellers.shop_of(connection, author.account)
    await store.count(connection, shop.id)
    current = _found(await store.lock(connection, shop.id, _id(profile_id)))
    if wanted.expected_version not in (None, current.version):
        raise MarketError(
            Code.VERSION_CONFLICT,
            f"You expected version {wanted.expected_version}, but the shipping profile is at {current.version}. "
            "Look at `current` and repeat the change.",
            param="expected_version",
            current=current.model_dump(mode="json"),
        )
    sent = {name: value for name in ("name", "rates") if (value := getattr(wanted, name)) is not None}
    changed = current.model_copy(update=sent)
    if changed == current:
        return current
    rules.check(changed.rates)
    if changed.name != current.name and await store.is_taken(connection, shop.id, changed.name):
        raise MarketError(Code.NAME_TAKEN, param="name")
    saved = changed.model_copy(update={"version": current.version + 1})
    await store.save(connection, saved)
    followed = await _have_listings_follow(connection, current, saved)
    changes = differences(_logged(current), _logged(saved)) | _followed(followed)
    await audit.note(
        connection, author, [audit.Entry("shipping_profile.changed", saved.id, shop.id, changes)]
    )
    return saved


async def delete(connection: AsyncConnection, author: Author, profile_id: str) -> None:
    """Delete a profile by which nothing is sent.

    Raises:
        MarketError: not_a_seller, shipping_profile_not_found, shipping_profile_in_use.
    """
    shop = await sellers.shop_of(connection, author.account)
    current = _found(await store.lock(connection, shop.id, _id(profile_id), for_good=True))
    if current.listings:
        who = "1 listing is" if current.listings == 1 else f"{current.listings} listings are"
        raise MarketError(
            Code.SHIPPING_PROFILE_IN_USE,
            f"{who} sent by this shipping profile. Give them another one, or `ships_to`, then delete it.",
            listings=current.listings,
        )
    await store.delete(connection, current.id)
    changes = differences(_logged(current), {})
    await audit.note(
        connection, author, [audit.Entry("shipping_profile.deleted", current.id, shop.id, changes)]
    )


async def _have_listings_follow(
    connection: AsyncConnection, before: ShippingProfile, after: ShippingProfile
) -> int:
    """Send what names the profile to where it leads now; return how many listings that changed."""
    countries = rules.covered(after.rates, COUNTRIES)
    if countries == rules.covered(before.rates, COUNTRIES):
        return 0
    ids = await store.lock_listings(connection, after.id)
    for start in range(0, len(ids), LISTINGS_AT_ONCE):
        written = await store.send_to(connection, ids[start : start + LISTINGS_AT_ONCE], countries)
        await announce(connection, written, says_the_same=True)
    return len(ids)


def _followed(listings: int) -> dict[str, dict[str, Any]]:
    return {"listings_changed": {"before": None, "after": listings}} if listings else {}


def _logged(profile: ShippingProfile) -> dict[str, Any]:
    return profile.model_dump(mode="json", include={"name", "currency", "rates"})


def _id(profile_id: str) -> str:
    return profile_id if is_id(profile_id, "spr") else ""


def _found(profile: ShippingProfile | None) -> ShippingProfile:
    if profile is None:
        raise MarketError(Code.SHIPPING_PROFILE_NOT_FOUND)
    return profile
