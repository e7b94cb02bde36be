"""search_listings(), get_listing(), categories(): all that others call."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.errors import Code, MarketError
from core.ids import is_id
from core.listing import CategoryCount, Image, Interpretation, Listing, ListingPage, ListingSummary
from core.settings import Index, Site
from search import cursors, paging, relaxing, weights
from search.answers import Answers
from search.arguments import SearchArguments
from search.conditions import meets
from search.embedders import open_embedder
from search.embedding import Embedder, EmbedderUnavailableError
from search.engine import Candidate, EngineQuery, IndexUnavailableError, ListingIndex
from search.engines import open_reader
from search.features import wanted
from search.ranking import Ranked, Wishes, rank
from search.relaxing import Found
from search.understanding.conditions import label
from search.understanding.interpret import ParsedQuery, interpret

POOL = 100
WEIGHTS = weights.read()


@dataclass(frozen=True)
class Answered:
    """A page, and why its listings stand where they do (nothing in an explicit order)."""

    page: ListingPage
    ranked: Sequence[Ranked] = ()


@dataclass
class Catalogue:
    """An open catalogue to read from: engine, embedder, and the public address that links start with."""

    index: ListingIndex
    embedder: Embedder
    public_base_url: str
    answers: Answers[Answered] = field(default_factory=Answers)


@asynccontextmanager
async def open_catalogue(index: Index, site: Site) -> AsyncIterator[Catalogue]:
    """Open the index for reading, and follow what is written to it.

    Raises:
        MarketError: not_ready when there is no index yet, or its model cannot be had.
    """
    try:
        embedder = open_embedder(index.embedding_model)
        async with open_reader(index, embedder.dimensions, embedder.model) as reader:
            yield Catalogue(reader, embedder, site.public_base_url)
    except (IndexUnavailableError, EmbedderUnavailableError) as error:
        raise MarketError(Code.NOT_READY, str(error)) from None


async def search_listings(catalogue: Catalogue, arguments: SearchArguments) -> ListingPage:
    """Return the listings that fit best.

    Raises:
        MarketError: invalid_cursor, or invalid_request (lowest price above the highest, unknown place, a day
            that is over).
    """
    return (await _answer(catalogue, arguments)).page


async def explain(catalogue: Catalogue, arguments: SearchArguments) -> Sequence[Ranked]:
    """Return why each listing of the page stands where it does; nothing in an explicit order.

    Raises:
        MarketError: as search_listings.
    """
    return (await _answer(catalogue, arguments)).ranked


async def _answer(catalogue: Catalogue, arguments: SearchArguments) -> Answered:
    now = datetime.now(UTC)
    state, asked = catalogue.index.state(), (now.date(), arguments.model_dump_json())
    answered = catalogue.answers.get(state, asked)
    if answered is None:
        answered = await _search(catalogue, arguments, now)
        catalogue.answers.keep(state, asked, answered, weight=1 + len(answered.page.items))
    return answered


async def _search(catalogue: Catalogue, arguments: SearchArguments, now: datetime) -> Answered:
    vocabulary = catalogue.index.vocabulary()
    parsed = interpret(arguments, vocabulary, now.date(), catalogue.embedder.language)
    by_relevance = arguments.sort == "relevance" and bool(parsed.meaning)
    place = cursors.place(arguments) if by_relevance else cursors.Place()
    asked = EngineQuery(
        words=parsed.words,
        also=parsed.also,
        same=parsed.same,
        right=parsed.right,
        raised_by=parsed.raised_by,
        raised_near=parsed.raised_near,
        vector=await catalogue.embedder.query(parsed.meaning) if by_relevance else None,
        filters=parsed.filters,
        order=arguments.sort,
        after=None if by_relevance else cursors.position(arguments),
        limit=arguments.limit,
        pool=POOL,
    )
    if not by_relevance:
        found = await relaxing.find(catalogue.index, asked, parsed.loose)
        shown = found.answer.candidates
        cursor = cursors.encode_position(arguments, shown[-1].position) if found.answer.more else None
        return Answered(await _page(catalogue, parsed, found, shown, cursor))
    sought = wanted(asked, vocabulary)
    wishes = Wishes(int(now.timestamp()), parsed.price_leaning, spread_shops=arguments.shop is None)
    page = await paging.by_relevance(
        catalogue.index, asked, parsed.loose, place, lambda found: rank(found, sought, WEIGHTS, wishes)
    )
    cursor = cursors.encode_place(arguments, page.next_place) if page.next_place else None
    shown = [one.candidate for one in page.shown]
    return Answered(await _page(catalogue, parsed, page.found, shown, cursor), page.shown)


async def _page(
    catalogue: Catalogue,
    parsed: ParsedQuery,
    found: Found,
    shown: Sequence[Candidate],
    cursor: str | None,
) -> ListingPage:
    loaded = await catalogue.index.load([candidate.listing_id for candidate in shown])
    # What was found a moment ago may have changed since: a price above the limit is not shown for all that.
    listings = [loaded[one.listing_id] for one in shown if one.listing_id in loaded]
    return ListingPage(
        items=[_summary(catalogue, listing) for listing in listings if meets(listing, parsed.filters)],
        total=found.answer.total,
        facets=found.answer.facets,
        interpretation=_account(parsed, found),
        next_cursor=cursor,
    )


def _account(parsed: ParsedQuery, found: Found) -> Interpretation:
    told = parsed.interpretation
    wishes = [label(wish.kind, wish.label, "query") for wish in found.kept]
    return told.model_copy(
        update={
            "understood": [*told.understood, *wishes],
            "relaxed": [*told.relaxed, *found.relaxed],
            "alternatives": [*told.alternatives, *(() if found.answer.total else parsed.unknown)],
        }
    )


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
