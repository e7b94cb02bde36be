"""What happens when a maker writes a listing, in order."""

import secrets
from collections.abc import Iterable, Mapping
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
from write_api.listings.naming import named, named_by_change, no_price
from write_api.listings.skus import sku_for
from write_api.listings.variants import rules as variants
from write_api.listings.variants import store as variants_store
from write_api.paging import read_cursor, write_cursor
from write_api.sellers import service as sellers

SUFFIX_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SUFFIX_LENGTH = 5


async def create(
    connection: AsyncConnection, author: Author, new: NewListing, base_url: str
) -> SellerListing:
    """List a piece in the author's shop. `base_url` is where pictures are shown.

    Raises:
        MarketError: not_a_seller, sku_taken, stock_held when a listing deleted before under the SKU comes back
            as one with variants while pieces of it are in open checkouts, invalid_request,
            shipping_profile_not_found.
    """
    shop = await sellers.shop_of(connection, author.account)
    await variants_store.hold_skus(connection, [shop.id], adding_variants=bool(new.variants))
    variants.check_quantity(is_sent="quantity" in new.model_fields_set, variants=new.variants)
    beside = await named(connection, author, shop.id, new, base_url)
    content = new.model_dump(
        exclude={"sku", "price", "category", "personalization", "images", "ships_to", "variants"}
    )
    bare = SellerListing.model_construct(
        **content | {"ships_to": new.ships_to, "images": new.images} | beside.fields(),
        id=new_id("lst"),
        sku=new.sku or sku_for(new.title, _suffix()),
        shop=shop,
        price=new.price or await no_price(connection, shop.id, beside.shipping),
        category=new.category or "",
        personalization=new.personalization,
        version=1,
    )
    if beside.shipping:
        rules.check_currency(bare, beside.shipping.currency)
    wanted = variants.replaced(bare, variants.as_changes(new.variants), _variant_id)
    listing = rules.settle(bare.model_copy(update={"variants": wanted}))
    await _refuse_taken(connection, listing, [listing.sku, *(one.sku for one in listing.variants)])
    created = await store.insert_or_revive(connection, listing)
    if created is None:
        raise MarketError(Code.SKU_TAKEN, param="sku", sku=listing.sku)
    if created.variants and created.held:
        raise MarketError(
            Code.STOCK_HELD,
            "Pieces of a listing with this SKU, which you deleted, are in open checkouts. Choose another SKU, or "
            "try again later.",
            param="sku",
        )
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
        MarketError: listing_not_found, version_conflict (with the current state), stock_held, sku_taken,
            invalid_request, shipping_profile_not_found.
    """
    if wanted.variants:
        await _hold_own_skus(connection, author.account)
    beside = await named_by_change(connection, author, listing_id, wanted, base_url)
    current = await lock(connection, author.account, listing_id)
    rules.check_version(current, wanted.expected_version, base_url)
    sent = {
        name: getattr(wanted, name)
        for name in wanted.model_fields_set - {"expected_version", "variants"}
        if getattr(wanted, name) is not None
    }
    if "ships_to" in sent:
        sent["shipping_profile_id"] = None
    if wanted.variants is not None:
        sent["variants"] = variants.replaced(current, wanted.variants, _variant_id)
    merged = current.model_copy(update=sent | beside.fields())
    variants.check_quantity(is_sent="quantity" in sent, variants=merged.variants)
    changed = rules.settle(merged)
    rules.check_currency(changed, beside.shipping.currency if beside.shipping else current.price.currency)
    there = {one.id for one in current.variants}
    await _refuse_taken(connection, current, [one.sku for one in changed.variants if one.id not in there])
    return rules.shown(await save(connection, author, current, changed), base_url)


async def delete(connection: AsyncConnection, author: Author, listing_id: str) -> None:
    """Take a listing off for good; orders keep their copy. Once more does nothing.

    Raises:
        MarketError: listing_not_found.
    """
    current = await _lock(connection, author.account, listing_id)
    if current.state != "deleted":
        # What checkouts hold of its variants is kept with those.
        bare = {"variants": [], "quantity": 0, "held": 0} if current.variants else {}
        gone = bare | {"state": "deleted", "shipping_profile_id": None}
        await save(connection, author, current, current.model_copy(update=gone))


async def page(
    connection: AsyncConnection, account_id: str, *, limit: int, cursor: str | None, base_url: str
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
        items=[rules.shown(listing, base_url) for _, listing in found[:limit]],
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


async def announce(
    connection: AsyncConnection, written: Iterable[Versioned], *, says_the_same: bool = False
) -> None:
    """Have the index catch up with these listings once the transaction commits.

    Sooner where all of them say the same as before; nothing is lost when one does not.
    """
    versions = [(listing.id, listing.version) for listing in written]
    parcels = jobs.parcels(versions)
    await outbox.add(connection, [_job(dict(some), says_the_same=says_the_same) for some in parcels])


def _job(versions: Mapping[str, int], *, says_the_same: bool) -> outbox.Job:
    """Return one job for these; of several listings it has no object whose order it would have to keep."""
    ids = list(versions)
    return outbox.Job(
        jobs.INDEX_LISTINGS,
        jobs.index_listings_job_id(versions),
        {"listing_ids": ids, "says_the_same": says_the_same},
        object_id=ids[0] if len(ids) == 1 else None,
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
    await announce(connection, [saved], says_the_same=rules.says_the_same(before, after))
    return saved


async def _hold_own_skus(connection: AsyncConnection, account_id: str) -> None:
    shop = await sellers.own_shop(connection, account_id)
    if shop is not None:
        await variants_store.hold_skus(connection, [shop.id], adding_variants=True)


async def _refuse_taken(connection: AsyncConnection, listing: SellerListing, skus: list[str]) -> None:
    """Refuse SKUs that listings or variants of the shop have; the caller keeps others from taking them now."""
    taken = await variants_store.owners(connection, [(listing.shop.id, sku) for sku in skus])
    if found := [sku for sku in skus if (listing.shop.id, sku) in taken]:
        param = "sku" if found[0] == listing.sku else "variants"
        raise MarketError(Code.SKU_TAKEN, param=param, sku=found[0])


def _variant_id() -> str:
    return new_id("var")


def _suffix() -> str:
    return "".join(secrets.choice(SUFFIX_LETTERS) for _ in range(SUFFIX_LENGTH))
