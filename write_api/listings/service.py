"""What happens when a maker writes a listing, in order."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from core import jobs
from core.errors import Code, MarketError
from core.ids import is_id, new_id
from core.listing import Image, ListingChange, NewListing, SellerListing, SellerListingPage
from core.money import Money
from write_api import outbox
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.images import service as pictures
from write_api.listings import rules, store
from write_api.sellers import service as sellers
from write_api.shipping.naming import Shipping, not_found
from write_api.shipping.naming import named as shipping_named

SUFFIX_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SUFFIX_LENGTH = 5


async def create(
    connection: AsyncConnection, author: Author, new: NewListing, base_url: str
) -> SellerListing:
    """List a piece in the author's shop. `base_url` is where pictures are shown.

    Raises:
        MarketError: not_a_seller, sku_taken, invalid_request, shipping_profile_not_found.
    """
    shop = await sellers.shop_of(connection, author.account)
    named = await _named(connection, author, shop.id, new, base_url)
    if new.price is None:
        currency = named.shipping.currency if named.shipping else await store.currency_of(connection, shop.id)
        price = Money.model_validate({"amount_minor": 0, "currency": currency})
    else:
        price = new.price
    content = new.model_dump(exclude={"sku", "price", "category", "personalization", "images", "ships_to"})
    drafted = SellerListing.model_construct(
        **content | {"ships_to": new.ships_to, "images": new.images} | named.fields(),
        id=new_id("lst"),
        sku=new.sku or rules.sku_for(new.title, _suffix()),
        shop=shop,
        price=price,
        category=new.category or "",
        personalization=new.personalization,
        version=1,
    )
    if named.shipping:
        rules.check_currency(drafted, named.shipping.currency)
    created = await store.insert_or_revive(connection, rules.settle(drafted))
    if created is None:
        raise MarketError(Code.SKU_TAKEN, param="sku", sku=drafted.sku)
    await audit.note(connection, author, [entry(None, created)])
    await announce(connection, [created])
    return rules.shown(created, base_url)


async def get(
    connection: AsyncConnection, account_id: str, listing_id: str, base_url: str = ""
) -> SellerListing:
    """Return the account's own listing; its own pictures without a host where no `base_url` is given.

    Raises:
        MarketError: listing_not_found, also for a listing of somebody else.
    """
    found = await store.get(connection, account_id, listing_id) if is_id(listing_id, "lst") else None
    if found is None:
        raise MarketError(Code.LISTING_NOT_FOUND)
    return rules.shown(found, base_url)


async def change(
    connection: AsyncConnection, author: Author, listing_id: str, wanted: ListingChange, base_url: str
) -> SellerListing:
    """Change the fields that were sent; a change that changes nothing makes no new version.

    Raises:
        MarketError: listing_not_found, version_conflict (with the current state), stock_held,
            invalid_request, shipping_profile_not_found.
    """
    named = await _named_by_change(connection, author, listing_id, wanted, base_url)
    current = await lock(connection, author.account, listing_id)
    rules.check_version(current, wanted.expected_version, base_url)
    sent = {
        name: getattr(wanted, name)
        for name in wanted.model_fields_set - {"expected_version"}
        if getattr(wanted, name) is not None
    }
    if "ships_to" in sent:
        sent["shipping_profile_id"] = None
    changed = rules.settle(current.model_copy(update=sent | named.fields()))
    rules.check_currency(changed, named.shipping.currency if named.shipping else current.price.currency)
    return rules.shown(await save(connection, author, current, changed), base_url)


async def delete(connection: AsyncConnection, author: Author, listing_id: str) -> None:
    """Take a listing off for good; orders keep their copy. Once more does nothing.

    Raises:
        MarketError: listing_not_found.
    """
    current = await _lock(connection, author.account, listing_id)
    if current.state != "deleted":
        gone = {"state": "deleted", "shipping_profile_id": None}
        await save(connection, author, current, current.model_copy(update=gone))


async def page(
    connection: AsyncConnection, account_id: str, *, limit: int, cursor: str | None, base_url: str
) -> SellerListingPage:
    """Return the account's own listings, newest first.

    Raises:
        MarketError: not_a_seller, invalid_cursor.
    """
    await sellers.shop_of(connection, account_id)
    after = _read_cursor(cursor) if cursor is not None else None
    found = await store.page(connection, account_id, limit=limit + 1, after=after)
    more = len(found) > limit
    return SellerListingPage(
        items=[rules.shown(listing, base_url) for _, listing in found[:limit]],
        next_cursor=_write_cursor(found[limit - 1][0]) if more else None,
    )


class Versioned(Protocol):
    """What the index must hear of: a listing at the version it has now."""

    @property
    def id(self) -> str:
        """The listing's id."""

    @property
    def version(self) -> int:
        """Its version."""


async def announce(connection: AsyncConnection, written: Iterable[Versioned]) -> None:
    """Have the index catch up with these listings once the transaction commits."""
    await outbox.add(
        connection,
        [
            outbox.Job(
                jobs.INDEX_LISTING,
                jobs.index_listing_job_id(listing.id, listing.version),
                {"listing_id": listing.id, "version": listing.version},
                object_id=listing.id,
            )
            for listing in written
        ],
    )


async def lock(connection: AsyncConnection, account_id: str, listing_id: str) -> SellerListing:
    """Return the account's own listing that is not deleted, and hold it.

    Raises:
        MarketError: listing_not_found.
    """
    found = await _lock(connection, account_id, listing_id)
    if found.state == "deleted":
        raise MarketError(Code.LISTING_NOT_FOUND)
    return found


@dataclass(frozen=True)
class _Named:
    """What a request names that lies outside the listing, held since before the listing is."""

    images: list[Image] | None = None
    shipping: Shipping | None = None

    def fields(self) -> dict[str, Any]:
        images = {} if self.images is None else {"images": self.images}
        if self.shipping is None:
            return images
        sent_by = {"shipping_profile_id": self.shipping.profile_id, "ships_to": self.shipping.countries}
        return images | sent_by


async def _named(
    connection: AsyncConnection,
    author: Author,
    shop_id: str,
    wanted: NewListing | ListingChange,
    base_url: str,
) -> _Named:
    rules.check_destinations(wanted)
    images = await pictures.adopt(connection, shop_id, wanted.images, base_url) if wanted.images else None
    if wanted.shipping_profile_id is None:
        return _Named(images)
    shipping = await shipping_named(connection, author.account, wanted.shipping_profile_id)
    if shipping.shop_id != shop_id:
        raise not_found()
    return _Named(images, shipping)


async def _named_by_change(
    connection: AsyncConnection, author: Author, listing_id: str, wanted: ListingChange, base_url: str
) -> _Named:
    if not wanted.images and wanted.shipping_profile_id is None:
        return _Named()
    shop_id = (await get(connection, author.account, listing_id)).shop.id
    return await _named(connection, author, shop_id, wanted, base_url)


async def _lock(connection: AsyncConnection, account_id: str, listing_id: str) -> SellerListing:
    found = await store.lock(connection, account_id, listing_id) if is_id(listing_id, "lst") else None
    if found is None:
        raise MarketError(Code.LISTING_NOT_FOUND)
    return found


def entry(before: SellerListing | None, after: SellerListing) -> audit.Entry:
    """Return the line of the audit log for a listing that was created, or changed from `before`."""
    if before is None:
        action, changes = "listing.created", differences({}, {k: v for k, v in _logged(after).items() if v})
    else:
        action = "listing.deleted" if after.state == "deleted" else "listing.changed"
        changes = differences(_logged(before), _logged(after))
    return audit.Entry(action, after.id, after.shop.id, changes)


def _logged(listing: SellerListing) -> dict[str, Any]:
    return listing.model_dump(mode="json", exclude={"id", "shop", "version"})


async def save(
    connection: AsyncConnection, author: Author, before: SellerListing, after: SellerListing
) -> SellerListing:
    """Write what differs, of a listing that is held; what changes nothing makes no new version."""
    if after == before:
        return before
    saved = after.model_copy(update={"version": before.version + 1})
    await store.save(connection, before, saved)
    await audit.note(connection, author, [entry(before, saved)])
    await announce(connection, [saved])
    return saved


def _suffix() -> str:
    return "".join(secrets.choice(SUFFIX_LETTERS) for _ in range(SUFFIX_LENGTH))


def _write_cursor(place: store.Place) -> str:
    return base64.urlsafe_b64encode(f"{place.created_at.isoformat()} {place.id}".encode()).decode()


def _read_cursor(cursor: str) -> store.Place:
    try:
        instant, _, listing_id = (
            base64.b64decode(cursor, altchars=b"-_", validate=True).decode().partition(" ")
        )
        created_at = datetime.fromisoformat(instant)
    except ValueError:
        raise MarketError(Code.INVALID_CURSOR, param="cursor") from None
    if created_at.tzinfo is None or not is_id(listing_id, "lst"):
        raise MarketError(Code.INVALID_CURSOR, param="cursor")
    return store.Place(created_at, listing_id)
