"""search_listings(), get_listing(), categories(): all that others call."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from core.errors import Code, MarketError
from core.ids import is_id
from core.listing import CategoryCount, Image, Interpretation, Listing, ListingPage, ListingSummary
from core.settings import Index, Site
from search import cursors, ranking, relaxing
from search.arguments import SearchArguments
from search.embedded.reader import EmbeddedIndex
from search.embedding import Embedder, OnnxEmbedder
from search.engine import EngineQuery, IndexUnavailableError, ListingIndex
from search.understanding.conditions import label
from search.understanding.interpret import ParsedQuery, interpret
from search.understanding.tagging import Asked

POOL = 100


@dataclass
class Catalogue:
    """An open catalogue to read from: engine, embedder, and the public address that links start with."""

    index: ListingIndex
    embedder: Embedder
    public_base_url: str


@asynccontextmanager
async def open_catalogue(index: Index, site: Site) -> AsyncIterator[Catalogue]:
    """Open the index for reading, and follow what is written to it.

    Raises:
        MarketError: not_ready when there is no index yet.
    """
    embedder = OnnxEmbedder()
    try:
        reader = EmbeddedIndex(index.directory, embedder.dimensions)
    except IndexUnavailableError as error:
        raise MarketError(Code.NOT_READY, str(error)) from None
    following = asyncio.create_task(reader.follow())
    try:
        yield Catalogue(reader, embedder, site.public_base_url)
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def search_listings(catalogue: Catalogue, arguments: SearchArguments) -> ListingPage:
    """Return the listings that fit best.

    Raises:
        MarketError: invalid_cursor, or invalid_request (lowest price above the highest, unknown place, a day
            that is over).
    """
    today = datetime.now(UTC).date()
    parsed = interpret(arguments, catalogue.index.vocabulary(), today, catalogue.embedder.language)
    offset = cursors.decode(arguments)
    by_relevance = arguments.sort == "relevance" and bool(parsed.meaning)
    asked = EngineQuery(
        words=parsed.words,
        also=parsed.also,
        same=parsed.same,
        raised_by=parsed.raised_by,
        vector=await catalogue.embedder.query(parsed.meaning) if by_relevance else None,
        filters=parsed.filters,
        order=arguments.sort,
        offset=offset,
        limit=arguments.limit,
        pool=POOL,
    )
    answer, kept, relaxed = await relaxing.find(catalogue.index, asked, parsed.asked)
    if by_relevance:
        ranked = ranking.rank(answer.candidates)
        page, more = ranked[offset : offset + arguments.limit], len(ranked) > offset + arguments.limit
    else:
        page, more = list(answer.candidates), answer.total > offset + arguments.limit
    listings = await catalogue.index.load([candidate.listing_id for candidate in page])
    shown = [listings[candidate.listing_id] for candidate in page if candidate.listing_id in listings]
    return ListingPage(
        items=[_summary(catalogue, listing) for listing in shown],
        total=answer.total,
        facets=answer.facets,
        interpretation=_account(parsed, kept, relaxed),
        next_cursor=cursors.encode(arguments, offset + arguments.limit) if more else None,
    )


def _account(parsed: ParsedQuery, kept: Sequence[Asked], relaxed: list[str]) -> Interpretation:
    wishes = [label(wish.kind, wish.label, "query") for wish in kept]
    understood = [*parsed.interpretation.understood, *wishes]
    return parsed.interpretation.model_copy(update={"understood": understood, "relaxed": relaxed})


async def get_listing(catalogue: Catalogue, listing_id: str) -> Listing:
    """Return one listing that is on offer.

    Raises:
        MarketError: listing_not_found.
    """
    found = await catalogue.index.load([listing_id]) if is_id(listing_id, "lst") else {}
    if listing_id not in found:
        raise MarketError(Code.LISTING_NOT_FOUND)
    return _absolute(catalogue, found[listing_id])


async def categories(catalogue: Catalogue) -> list[CategoryCount]:
    """Return every category path that has listings in stock, by path."""
    return await catalogue.index.categories()


def _summary(catalogue: Catalogue, listing: Listing) -> ListingSummary:
    fields = {name: getattr(listing, name) for name in ListingSummary.model_fields}
    image = _image(catalogue, listing.image)
    return ListingSummary.model_construct(**fields | {"url": _url(catalogue, listing.url), "image": image})


def _absolute(catalogue: Catalogue, listing: Listing) -> Listing:
    return listing.model_copy(
        update={
            "url": _url(catalogue, listing.url),
            "image": _image(catalogue, listing.image),
            "images": [_image(catalogue, image) for image in listing.images],
        }
    )


def _image(catalogue: Catalogue, image: Image) -> Image:
    return image.model_copy(update={"url": _url(catalogue, image.url)})


def _url(catalogue: Catalogue, url: str) -> str:
    """Return an absolute address: the index keeps our own relative, so that a shop can move."""
    return catalogue.public_base_url + url if url.startswith("/") else url
