"""What happens when a maker uploads a picture, and when a listing names one."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core import media
from core.errors import Code, MarketError
from core.ids import new_id
from core.listing import Image, Wire
from write_api import idempotency
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.fetching import Fetcher
from write_api.images import store
from write_api.images.receiving import MAX_BYTES
from write_api.images.shapes import UploadedImage
from write_api.images.storage import Arrival, Storage
from write_api.images.workers import Picture, Workers
from write_api.sellers import service as sellers

PATH = "/api/v1/sellers/images"
UNUSED_FOR_SECONDS = 24 * 3600.0
REMOVED_AT_ONCE = 200
Fill = Callable[[Arrival], Awaitable[str]]


@dataclass(frozen=True)
class Pictures:
    """What uploads stand on. `base_url` is where the edge shows pictures, with no slash at its end."""

    storage: Storage
    workers: Workers
    fetcher: Fetcher
    base_url: str
    most_per_shop: int


class FileSent(Wire):
    """A file as the ledger of repeated requests knows it."""

    sha256: str
    alt: str


class _NotReadYetError(Exception):
    """The picture is new, and has to be read before it can be kept."""


@dataclass(frozen=True)
class _Upload:
    pictures: Pictures
    author: Author
    shop_id: str
    arrival: Arrival
    alt: str


async def upload(
    engine: AsyncEngine, pictures: Pictures, author: Author, *, key: str | None, fill: Fill
) -> idempotency.Outcome:
    """Keep the picture that `fill` brings, which returns the words about it.

    The same file of the same shop is the same picture. No transaction is open while a file comes or is read.

    Raises:
        MarketError: not_a_seller, invalid_request, body_too_large, limit_reached, service_unavailable.
    """
    async with engine.connect() as connection:
        shop = await sellers.shop_of(connection, author.account)
    async with pictures.storage.arrival(MAX_BYTES) as arrival:
        alt = await fill(arrival)
        await arrival.flush()
        if not arrival.size:
            raise MarketError(Code.INVALID_REQUEST, "The picture is empty.")
        this = _Upload(pictures, author, shop.id, arrival, alt)
        sent = FileSent(sha256=arrival.sha256, alt=alt)
        request = idempotency.Request(author.account, f"POST {PATH}", key, sent)
        try:
            return await _once(engine, request, partial(_keep, this, None))
        except _NotReadYetError:
            picture = await pictures.workers.reencode(arrival)
        return await _once(engine, request, partial(_keep, this, picture))


async def _once(
    engine: AsyncEngine,
    request: idempotency.Request,
    keep: Callable[[AsyncConnection], Awaitable[idempotency.Outcome]],
) -> idempotency.Outcome:
    async with engine.begin() as connection:
        # Before the key is claimed, because from then on no lock is waited for long.
        await store.hold_files(connection)
        return await idempotency.once(connection, request, partial(keep, connection))


async def _keep(this: _Upload, picture: Picture | None, connection: AsyncConnection) -> idempotency.Outcome:
    """Put the files where they belong, and the row: the files are there before anybody hears of them."""
    storage, arrival = this.pictures.storage, this.arrival
    known = await store.again(connection, this.shop_id, arrival.sha256, this.alt)
    is_new = known is None
    if picture is None and (known is None or not await storage.has(known["name"])):
        raise _NotReadYetError
    if known is None:
        assert picture is not None
        await _check_room(connection, this)
        # Two uploads of one file at once: the second finds here, behind the lock, what the first one made.
        known = await store.again(connection, this.shop_id, arrival.sha256, this.alt)
        is_new = known is None
    if known is None:
        assert picture is not None
        known = _row(this, picture)
        await store.add(connection, known)
    if picture is not None:
        await storage.keep(arrival.directory, known["name"])
    shown = _shown(known, this.pictures.base_url)
    if is_new:
        made = {"name": known["name"], "alt": known["alt"]}
        entry = audit.Entry("image.uploaded", shown.id, this.shop_id, differences({}, made))
        await audit.note(connection, this.author, [entry])
    return idempotency.Outcome(201 if is_new else 200, shown.model_dump_json())


async def _check_room(connection: AsyncConnection, this: _Upload) -> None:
    most = this.pictures.most_per_shop
    if await store.count(connection, this.shop_id) >= most:
        raise MarketError(
            Code.LIMIT_REACHED,
            f"The shop has {most} pictures already, and no more are kept. Use those that are there; pictures "
            "that no listing has ever named go by themselves after a day.",
        )


def _row(this: _Upload, picture: Picture) -> dict[str, Any]:
    ours = {"id": new_id("img"), "shop_id": this.shop_id, "source_sha256": this.arrival.sha256}
    return ours | picture.model_dump() | {"alt": this.alt}


def _shown(row: Mapping[str, Any], base_url: str) -> UploadedImage:
    told = {name: row[name] for name in UploadedImage.model_fields if name in row}
    return UploadedImage(**told, url=base_url + media.address(row["name"]))


async def adopt(
    connection: AsyncConnection, shop_id: str, wanted: Sequence[Image], base_url: str
) -> list[Image]:
    """Return pictures as a listing of the shop keeps them: its uploads without our host, so that we can move.

    Raises:
        MarketError: invalid_request for an address of ours under which the shop has uploaded nothing.
    """
    urls = [
        image.url.removeprefix(base_url) if _is_ours(image.url, base_url) else image.url for image in wanted
    ]
    names = [media.name_in(url) for url in urls]
    mine = await store.use(connection, [(shop_id, name) for name in names if name])
    kept = []
    for number, (image, url, name) in enumerate(zip(wanted, urls, names, strict=True)):
        if url.startswith("/") and (name is None or (shop_id, name) not in mine):
            raise MarketError(
                Code.INVALID_REQUEST,
                "There is no such picture among those that your shop has uploaded. Upload it, or name one at an "
                "https address elsewhere.",
                param=f"images.{number}.url",
            )
        alt = image.alt or (mine[shop_id, name] if name else "")
        kept.append(Image(url=url, alt=alt))
    return kept


async def own_addresses(
    connection: AsyncConnection, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return for (shop id, address) the address that a listing keeps, where it leads to an upload of that shop."""
    named = {(shop_id, url): _name_behind(url) for shop_id, url in wanted if url}
    mine = await store.use(connection, [(shop_id, name) for (shop_id, _), name in named.items() if name])
    return {
        (shop_id, url): media.address(name)
        for (shop_id, url), name in named.items()
        if name and (shop_id, name) in mine
    }


def _name_behind(url: str) -> str | None:
    try:
        return media.name_in(urlsplit(url).path)
    except ValueError:  # a host in half a pair of brackets, for one
        return None


def _is_ours(url: str, base_url: str) -> bool:
    return url.startswith(f"{base_url}/{media.FOLDER}/")


async def purge(engine: AsyncEngine, storage: Storage) -> None:
    """Remove what no listing ever named, and what a crash left between a file and its row."""
    async with engine.begin() as connection:
        await store.forget_unused(connection)
    found = sorted(await storage.old_names(UNUSED_FOR_SECONDS))
    for start in range(0, len(found), REMOVED_AT_ONCE):
        names = found[start : start + REMOVED_AT_ONCE]
        async with engine.begin() as connection:
            if await store.known(connection, names) == set(names):
                continue
            # Nobody puts a file there from here on, so one without a row stays without.
            await store.hold_files_alone(connection)
            await storage.remove(set(names) - await store.known(connection, names))
