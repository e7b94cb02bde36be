"""What happens when a maker writes a listing, in order."""

import secrets
from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from core import jobs
from core.errors import Code, MarketError
from core.ids import is_id, new_id
from core.listing import ListingChange, NewListing, SellerListing, SellerListingPage
from write_api import outbox
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.listings import rules, store
from write_api.paging import read_cursor, write_cursor
from write_api.sellers import service as sellers

SUFFIX_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SUFFIX_LENGTH = 5


async def create(connection: AsyncConnection, author: Author, new: NewListing) -> SellerListing:
    """List a piece in the author's shop.

    Raises:
        MarketError: not_a_seller, sku_taken, invalid_request.
    """
    shop = await sellers.shop_of(connection, author.account)
    content = new.model_dump(exclude={"sku", "price", "personalization", "images"})
    listing = rules.settle(
        SellerListing.model_construct(
            **content,
            id=new_id("lst"),
            sku=new.sku or rules.sku_for(new.title, _suffix()),
            shop=shop,
            price=new.price,
            personalization=new.personalization,
            images=new.images,
            version=1,
        )
    )
    created = await store.insert_or_revive(connection, listing)
    if created is None:
        raise MarketError(Code.SKU_TAKEN, param="sku", sku=listing.sku)
    await audit.note(connection, author, [entry(None, created)])
    await announce(connection, [created])
    return created


async def get(connection: AsyncConnection, account_id: str, listing_id: str) -> SellerListing:
    """Return the account's own listing.

    Raises:
        MarketError: listing_not_found, also for a listing of somebody else.
    """
    found = await store.get(connection, account_id, listing_id) if is_id(listing_id, "lst") else None
    if found is None:
        raise MarketError(Code.LISTING_NOT_FOUND)
    return found


async def change(
    connection: AsyncConnection, author: Author, listing_id: str, wanted: ListingChange
) -> SellerListing:
    """Change the fields that were sent; a change that changes nothing makes no new version.

    Raises:
        MarketError: listing_not_found, version_conflict (with the current state), stock_held,
            invalid_request.
    """
    current = await _lock(connection, author.account, listing_id)
    if current.state == "deleted":
        raise MarketError(Code.LISTING_NOT_FOUND)
    if wanted.expected_version is not None and wanted.expected_version != current.version:
        raise MarketError(
            Code.VERSION_CONFLICT,
            f"You expected version {wanted.expected_version}, but the listing is at {current.version}. "
            "Look at `current` and repeat the change.",
            param="expected_version",
            current=current.model_dump(mode="json"),
        )
    sent = {
        name: getattr(wanted, name)
        for name in wanted.model_fields_set - {"expected_version"}
        if getattr(wanted, name) is not None
    }
    changed = rules.settle(current.model_copy(update=sent))
    if changed == current:
        return current
    return await _save(connection, author, current, changed)


async def delete(connection: AsyncConnection, author: Author, listing_id: str) -> None:
    """Take a listing off for good; orders keep their copy. Once more does nothing.

    Raises:
        MarketError: listing_not_found.
    """
    current = await _lock(connection, author.account, listing_id)
    if current.state != "deleted":
        await _save(connection, author, current, current.model_copy(update={"state": "deleted"}))


async def page(
    connection: AsyncConnection, account_id: str, *, limit: int, cursor: str | None
) -> SellerListingPage:
    """Return the account's own listings, newest first.

    Raises:
        MarketError: not_a_seller, invalid_cursor.
    """
    await sellers.shop_of(connection, account_id)
    after = read_cursor(cursor, "lst")
    found = await store.page(connection, account_id, limit=limit + 1, after=after)
    more = len(found) > limit
    return SellerListingPage(
        items=[listing for _, listing in found[:limit]],
        next_cursor=write_cursor(found[limit - 1][0]) if more else None,
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


async def _save(
    connection: AsyncConnection, author: Author, before: SellerListing, after: SellerListing
) -> SellerListing:
    saved = after.model_copy(update={"version": before.version + 1})
    await store.save(connection, before, saved)
    await audit.note(connection, author, [entry(before, saved)])
    await announce(connection, [saved])
    return saved


def _suffix() -> str:
    return "".join(secrets.choice(SUFFIX_LETTERS) for _ in range(SUFFIX_LENGTH))
