"""The Meilisearch engine's reading side."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Hashable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import structlog

from core.errors import Code, MarketError
from core.listing import CategoryCount, Facets, Listing, PriceRange
from search.document import IN_STOCK, Vector
from search.engine import (
    LEAST_COSINE,
    LEAST_COSINE_NAMED,
    Candidate,
    EngineAnswer,
    EngineQuery,
    Filters,
    IndexUnavailableError,
    page_end,
)
from search.geo import Circle
from search.meilisearch import answers, bodies, filters
from search.meilisearch.bodies import Asked, Body
from search.meilisearch.client import AnswerError, AwayError, Client
from search.meilisearch.documents import read_listing, read_place, read_profile
from search.meilisearch.following import Followed
from search.meilisearch.words import Words
from search.understanding.vocabulary import Vocabulary

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()

AT_ONCE = 200
NO_SUCH_VECTORS = "invalid_search_embedder"


def _for_callers(
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Turn what the server says into what a caller can act on; its own words go to the log."""

    @wraps(method)
    async def wrapped(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return await method(*arguments, **named)
        except AwayError as error:
            log.warning("search.engine_away", error=str(error))
            raise MarketError(
                Code.SERVICE_UNAVAILABLE, "The search is away just now. Try again in a moment."
            ) from None
        except AnswerError as error:
            if error.code == "index_not_found":
                raise MarketError(Code.NOT_READY, "There is no search index yet.") from None
            log.exception("search.engine_refused", code=error.code)
            raise MarketError(Code.SERVICE_UNAVAILABLE, "The search is out of order just now.") from None

    return wrapped


class MeilisearchIndex:
    """Searches the index that is followed."""

    def __init__(
        self,
        client: Client,
        uid: str,
        dimensions: int,
        model: str | None = None,
        version_key: str | None = None,
    ) -> None:
        self._client = client
        self._followed = Followed(client, uid, dimensions, model, version_key)

    async def open(self) -> None:
        """Make sure that there is an index we can read, and get to know its words.

        Raises:
            IndexUnavailableError: the server or the index is not there, or not of this version.
        """
        await self._followed.open()

    async def follow(self) -> None:
        """Keep up with swaps and with the words in use, for ever."""
        await self._followed.follow()

    async def refresh(self) -> None:
        """See at once what `follow` would see in a moment.

        Raises:
            IndexUnavailableError: there is another index, which we cannot read.
        """
        await self._followed.refresh()

    def vocabulary(self) -> Vocabulary:
        """Return the words of what is on offer; it may be behind by a moment."""
        return self._followed.words.vocabulary

    def state(self) -> Hashable:
        """Return None: the server is changed by others, and asking it costs as much as a search."""
        return None

    @_for_callers
    async def find(self, query: EngineQuery) -> EngineAnswer:
        """Return what matches: candidates by relevance where there is a vector, else a page in order.

        Raises:
            MarketError: service_unavailable or not_ready.
        """
        try:
            return await self._find(query)
        except AnswerError as error:
            if error.code != NO_SUCH_VECTORS:
                raise
            # A moment ago an index of another model took the name: the one before is read on, if it is still there.
            with contextlib.suppress(IndexUnavailableError):
                await self._followed.refresh()
            return await self._find(query)

    async def _find(self, query: EngineQuery) -> EngineAnswer:
        self._followed.refuse_unreadable()
        words = self._followed.words
        places = await self._places(query.filters.within) if query.filters.within else None
        around = await self._places(query.raised_near) if query.raised_near else []
        asked = bodies.asked(query, words, places, around)
        if query.order == "relevance" and query.vector is not None:
            return await self._by_relevance(query, asked, words, query.vector)
        page, *sums = await self._client.search(
            [
                bodies.in_order(self._followed.uid, query, asked),
                *bodies.sums(self._followed.uid, asked.matching, self._followed.currency),
            ]
        )
        total, facets = await self._sums(asked.matching, sums)
        hits = page["hits"]
        found = [Candidate(hit["id"], position=bodies.position(query, hit)) for hit in hits]
        end = page_end([one.position for one in found], query.limit)
        return EngineAnswer(found[:end], total, facets, more=len(found) > end)

    async def _places(self, circle: Circle) -> list[str]:
        """Return the places in the circle; there are no more than shops."""
        places = (await self._counts(filters.band(circle), "place")).get("place", {})
        return [place for place in places if circle.holds(read_place(place))]

    async def _by_relevance(
        self, query: EngineQuery, asked: Asked, words: Words, vector: Vector
    ) -> EngineAnswer:
        (said, beside), near = await asyncio.gather(
            self._said(query, asked, words), self._near(query, asked, vector)
        )
        cosines = {listing_id: bodies.cosine(hit) for listing_id, hit in near.items()}
        matched = await self._that_match(query, asked, [hit["id"] for hit in said])
        tiers = {id_: tier for id_, tier in zip(matched, query.tiers(), strict=False) if id_}
        others = {hit["id"]: 0 for hit in beside} | dict.fromkeys(near, 0)
        unmatched = others.keys() - tiers.keys()
        tiers |= others
        here = [listing_id for listing_id, tier in tiers.items() if tier == query.depth]
        condition = asked.hard
        if asked.words:
            condition = [*asked.hard, filters.any_of([asked.words, filters.ids(unmatched)])]
        further, (total, facets) = await asyncio.gather(
            self._cosines(vector, [one for one in here if one not in near]), self._sums(condition)
        )
        cosines |= further
        hits = {hit["id"]: hit for hit in (*said, *beside)} | near
        candidates = [
            Candidate(
                listing_id, read_profile(hits[listing_id]), cosines.get(listing_id, 0.0),
                _raised(hits[listing_id], query, asked), query.depth,
            )
            for listing_id in here
        ]  # fmt: skip
        return EngineAnswer(candidates, total, facets, more=len(said) == query.wanted)

    async def _said(self, query: EngineQuery, asked: Asked, words: Words) -> tuple[list[Body], list[Body]]:
        """Return the best hits by words and, where these are few, others that have one of the words at least."""
        said = await self._federated(bodies.by_words(self._followed.uid, query, asked, words, query.wanted))
        missing = query.pool - len(said)
        if missing <= 0 or len(query.words) < 2 or query.any_word:
            return said, []
        loose, rest = bodies.beside(query, asked.hard, [hit["id"] for hit in said], words)
        return said, await self._federated(bodies.by_words(self._followed.uid, loose, rest, words, missing))

    async def _that_match(self, query: EngineQuery, asked: Asked, said: Sequence[str]) -> list[str | None]:
        """Return the hits by words, None in the place of one that does not match."""
        if not said or not bodies.may_stray(query):
            return list(said)
        [answer] = await self._client.search([bodies.that_match(self._followed.uid, asked, said)])
        matching = {hit["id"] for hit in answer["hits"]}
        return [listing_id if listing_id in matching else None for listing_id in said]

    async def _near(self, query: EngineQuery, asked: Asked, vector: Vector) -> dict[str, Body]:
        """Return the nearest in meaning, and those that state what was named, by id."""
        vectors = self._followed.vectors
        nearest = bodies.by_meaning(vectors, vector, asked.hard, query.pool, bodies.fields(query))
        searches = [(nearest, LEAST_COSINE)]
        if asked.named:
            searches.append((bodies.by_named(vectors, query, vector, asked), LEAST_COSINE_NAMED))
        found = await asyncio.gather(*(self._client.search([body]) for body, _ in searches))
        return {
            hit["id"]: hit
            for [answer], (_, least) in zip(found, searches, strict=True)
            for hit in answer["hits"]
            if bodies.cosine(hit) >= least
        }

    async def _federated(self, body: Body) -> list[Body]:
        hits: list[Body] = (await self._client.request("POST", "/multi-search", body))["hits"]
        return hits

    async def _cosines(self, vector: Vector, listing_ids: Sequence[str]) -> dict[str, float]:
        # A few at a time: what a search by meaning takes grows with the square of what it is to find.
        parts = [listing_ids[at : at + AT_ONCE] for at in range(0, len(listing_ids), AT_ONCE)]
        searches = [
            bodies.by_meaning(self._followed.vectors, vector, [filters.ids(part)], len(part), ["id"])
            for part in parts
        ]
        found = await self._client.search(searches) if searches else []
        return {hit["id"]: bodies.cosine(hit) for answer in found for hit in answer["hits"]}

    async def _sums(self, condition: list[str], sums: Sequence[Body] | None = None) -> tuple[int, Facets]:
        currency = self._followed.currency
        if sums is None:
            sums = await self._client.search(bodies.sums(self._followed.uid, condition, currency))
        counted, *ends = sums
        found = answers.counts(counted)
        most = answers.commonest(found.get("currency", {}))
        if most is not None and most != currency:
            ends = await self._client.search(bodies.price_range(self._followed.uid, condition, most))
        price: PriceRange | None = answers.price_range(ends[0], ends[1], most) if most else None
        return answers.total(found), answers.facets(found, price)

    @_for_callers
    async def load(self, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Return the stored listings by id; those that are gone are left out.

        Raises:
            MarketError: service_unavailable or not_ready.
        """
        self._followed.refuse_unreadable()
        if not listing_ids:
            return {}
        [answer] = await self._client.search([bodies.stored(self._followed.uid, listing_ids)])
        listings = (read_listing(hit) for hit in answer["hits"] if "listing" in hit)
        return {listing.id: listing for listing in listings}

    @_for_callers
    async def categories(self) -> list[CategoryCount]:
        """Return every category path with listings in stock, parents included, by path.

        Raises:
            MarketError: service_unavailable or not_ready.
        """
        in_stock = filters.conditions(Filters(any_of=(frozenset({IN_STOCK}),)))
        return answers.categories((await self._counts(in_stock, "category")).get("category", {}))

    @_for_callers
    async def count(self) -> int:
        """Return how many listings the index holds.

        Raises:
            MarketError: service_unavailable or not_ready.
        """
        self._followed.refuse_unreadable()
        return answers.total(await self._counts(filters.conditions(Filters()), "currency"))

    async def _counts(self, condition: list[str], facet: str) -> dict[str, dict[str, int]]:
        body = {"indexUid": self._followed.uid, "q": "", "filter": condition, "limit": 0, "facets": [facet]}
        [answer] = await self._client.search([body])
        return answers.counts(answer)


def _raised(hit: Body, query: EngineQuery, asked: Asked) -> int:
    stated = sum(not group.isdisjoint(hit["terms"]) for group in query.raised_by)
    return stated + (hit.get("place") in asked.around)
