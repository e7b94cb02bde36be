"""import_rows(): a catalogue into the database, as often as one likes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import MarketError
from core.ids import new_id
from core.listing import ImportRow, SellerListing, ShopRef
from write_api.audit import service as audit
from write_api.audit.authors import IMPORT, Author
from write_api.catalogue.rules import listing_of, merged
from write_api.images import service as pictures
from write_api.listings import service as listings
from write_api.listings import store
from write_api.listings.pieces import Piece
from write_api.listings.variants import store as variants
from write_api.sellers import service as sellers

# A reserved domain (RFC 2606): mail to the makers of an imported catalogue goes nowhere.
OWNER_DOMAIN = "makers.example"


OwnerOf = Callable[[str], str | None]


@dataclass(frozen=True)
class Refusal:
    """A row that no listing may look like, and why, in a sentence for whoever wrote the row."""

    shop: str
    sku: str
    reason: str


@dataclass(frozen=True)
class Brought:
    """What became of a row; a refused one has a reason, and where one field is at fault its name."""

    outcome: Literal["created", "updated", "unchanged", "refused"]
    listing_id: str | None = None
    reason: str = ""
    param: str = ""


@dataclass
class ImportReport:
    """What an import did, in rows; `repeated` rows name a (shop, SKU) that came before in the same run."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    refused: list[Refusal] = field(default_factory=list)
    shops_created: int = 0

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.created + self.updated + self.unchanged + self.repeated + len(self.refused)


async def is_empty(engine: AsyncEngine) -> bool:
    """Tell whether nobody has listed anything here yet."""
    async with engine.connect() as connection:
        return not await store.any_there(connection)


async def import_rows(
    engine: AsyncEngine,
    rows: Iterable[ImportRow],
    *,
    batch_size: int = 500,
    owner_of: OwnerOf = lambda _shop: None,
    announce: bool = True,
    on_progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Bring rows in, a transaction a batch; a second import of the same rows writes nothing.

    `owner_of` tells the e-mail address behind a shop that is opened by this import; with None the shop gets an
    account of its own. `announce=False` leaves the index alone, for a first load that a rebuild follows.
    `on_progress` is told how many rows are done after each batch.
    """
    report = ImportReport()
    seen: set[tuple[str, str]] = set()
    for batch in _batches(rows, batch_size):
        fresh = _unseen(batch, seen)
        report.repeated += len(batch) - len(fresh)
        if fresh:
            async with engine.begin() as connection:
                await _bring_in(connection, fresh, owner_of, announce=announce, report=report)
        if on_progress is not None:
            on_progress(report.rows)
    return report


async def _bring_in(
    connection: AsyncConnection,
    rows: list[ImportRow],
    owner_of: OwnerOf,
    *,
    announce: bool,
    report: ImportReport,
) -> None:
    shops, opened = await sellers.open_missing(connection, [_shop(row, owner_of) for row in rows])
    report.shops_created += opened
    for row, brought in zip(
        rows, await bring_in(connection, IMPORT, rows, shops, announce=announce), strict=True
    ):
        match brought.outcome:
            case "created":
                report.created += 1
            case "updated":
                report.updated += 1
            case "unchanged":
                report.unchanged += 1
            case "refused":
                report.refused.append(Refusal(row.shop, row.sku, brought.reason))


async def bring_in(
    connection: AsyncConnection,
    author: Author,
    rows: list[ImportRow],
    shops: Mapping[str, ShopRef],
    *,
    announce: bool = True,
) -> list[Brought]:
    """Bring rows into shops by name, in the caller's transaction; return what became of each, in order.

    No two rows may name the same SKU of a shop.
    """
    adding_variants = any(row.variants for row in rows)
    await variants.hold_skus(
        connection, {shops[row.shop].id for row in rows}, adding_variants=adding_variants
    )
    rows = await _with_own_pictures(connection, rows, shops)
    known = await store.lock_by_sku(connection, [(shops[row.shop].id, row.sku) for row in rows])
    made = [_made(row, shops[row.shop], known) for row in rows]
    keys = {key for one in made if isinstance(one, SellerListing) for key in _pieces(one)}
    plan = _plan(made, known, await variants.owners(connection, sorted(keys)))
    inserted = await store.insert_missing(connection, plan.new)
    for before, after in plan.changed:
        await store.save(connection, before, after)
    new = [one for one in plan.new if one.id in inserted]
    written = [listings.entry(None, one) for one in new]
    await audit.note(connection, author, written + [listings.entry(*pair) for pair in plan.changed])
    if announce:
        await listings.announce(connection, new + [after for _, after in plan.changed])
    for place in plan.overtaken(inserted):
        # Somebody listed this SKU while we looked: it is there now, and the row changes it.
        again = await bring_in(connection, author, [rows[place]], shops, announce=announce)
        plan.brought[place] = again[0]
    return plan.brought


async def _with_own_pictures(
    connection: AsyncConnection, rows: list[ImportRow], shops: Mapping[str, ShopRef]
) -> list[ImportRow]:
    keys = [(shops[row.shop].id, row.image_url) for row in rows]
    ours = await pictures.own_addresses(connection, keys)
    return [
        row.model_copy(update={"image_url": ours[key]}) if key in ours else row
        for row, key in zip(rows, keys, strict=True)
    ]


@dataclass
class _Plan:
    brought: list[Brought] = field(default_factory=list)
    new: list[SellerListing] = field(default_factory=list)
    changed: list[tuple[SellerListing, SellerListing]] = field(default_factory=list)

    def overtaken(self, inserted: set[str]) -> list[int]:
        """Return the places of rows that were to make a listing and found one of their SKU."""
        return [
            place
            for place, one in enumerate(self.brought)
            if one.outcome == "created" and one.listing_id not in inserted
        ]


Known = Mapping[tuple[str, str], SellerListing]


def _made(row: ImportRow, shop: ShopRef, known: Known) -> "SellerListing | Brought":
    """Return the listing that the row wants, or why there cannot be such a listing."""
    current = known.get((shop.id, row.sku))
    try:
        if current is None:
            return listing_of(row, shop, _variant_id)
        return merged(row, current, _variant_id)
    except MarketError as error:
        return Brought("refused", current.id if current else None, error.message, error.param or "")


def _plan(made: list[SellerListing | Brought], known: Known, owners: dict[tuple[str, str], Piece]) -> _Plan:
    """Return what to write. A SKU that another listing has, there or in an earlier row, is refused."""
    plan = _Plan()
    for wanted in made:
        if isinstance(wanted, Brought):
            plan.brought.append(wanted)
            continue
        current = known.get((wanted.shop.id, wanted.sku))
        pieces = _pieces(wanted)
        if taken := [key[1] for key in pieces if _is_taken(key[1], wanted, owners.get(key))]:
            reason = f"The SKU {taken[0]} is that of another listing of the shop, or of its variant. Choose another."
            param = "sku" if taken[0] == wanted.sku else "variants"
            plan.brought.append(Brought("refused", current.id if current else None, reason, param))
            continue
        owners |= pieces
        if current is None:
            plan.new.append(wanted)
            plan.brought.append(Brought("created", wanted.id))
        elif wanted is not current:
            plan.changed.append((current, wanted))
            plan.brought.append(Brought("updated", current.id))
        else:
            plan.brought.append(Brought("unchanged", current.id))
    return plan


def _is_taken(sku: str, wanted: SellerListing, owner: Piece | None) -> bool:
    if owner is None or owner.listing_id == wanted.id:
        return False
    # A listing of the row's own SKU was listed while we looked: the row changes it.
    return sku != wanted.sku or owner.variant_id != ""


def _pieces(listing: SellerListing) -> dict[tuple[str, str], Piece]:
    """Return what is bought by which (shop id, SKU)."""
    shop = listing.shop.id
    own = {(shop, listing.sku): Piece(listing.id)}
    return own | {(shop, one.sku): Piece(listing.id, one.id) for one in listing.variants}


def _variant_id() -> str:
    return new_id("var")


def _shop(row: ImportRow, owner_of: OwnerOf) -> sellers.NewShop:
    return sellers.NewShop(
        name=row.shop,
        owner_email=owner_of(row.shop) or _address_of(row.shop),
        city=row.city,
        region=row.region,
        country=row.country,
        lat=row.lat,
        lng=row.lng,
        currency=row.currency,
    )


def _address_of(shop: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in shop.lower()).split()
    return f"{'-'.join(words) or 'shop'}@{OWNER_DOMAIN}"


def _unseen(batch: list[ImportRow], seen: set[tuple[str, str]]) -> list[ImportRow]:
    fresh: list[ImportRow] = []
    for row in batch:
        if (row.shop, row.sku) not in seen:
            seen.add((row.shop, row.sku))
            fresh.append(row)
    return fresh


def _batches(rows: Iterable[ImportRow], size: int) -> Iterator[list[ImportRow]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch
