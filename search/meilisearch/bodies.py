"""EngineQuery → request bodies. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, NamedTuple

from search.document import TIE_BITS, Vector
from search.engine import EngineQuery
from search.meilisearch import filters
from search.meilisearch.documents import PROFILE_FIELDS
from search.meilisearch.matching import Known, Stems, forms, matching, needed, unknown

Body = dict[str, Any]

FACETS = ["category", "materials", "colors", "currency"]
SORT_FIELDS = {
    "relevance": "by_rating",
    "rating": "by_rating",
    "newest": "created_at",
    "price_asc": "by_price",
    "price_desc": "by_price",
}
MOST_SEARCHED = 10  # words that Meilisearch reads of a query
MOST_VARIANTS = 30
FEW_WORDS = 6
MOST_LEFT_OUT = 3  # where there are more words than a few
COMMON_WORTH = 0.1  # of a word that every listing has
LAST = 0.001  # weight of matches that no variant brings up
_TIES = (1 << TIE_BITS) - 1


@dataclass(frozen=True)
class Asked:
    """A query in Meilisearch's terms: the hard conditions, and what the words ask for besides (None: nothing).

    `around` are the places whose shops are raised, `named` tells who states what raises it.
    """

    hard: list[str]
    words: str | None
    around: Collection[str] = ()
    named: str | None = None

    @property
    def matching(self) -> list[str]:
        """Both together."""
        return [*self.hard, self.words] if self.words else self.hard


def asked(
    query: EngineQuery,
    known: Known,
    places: Collection[str] | None = None,
    around: Collection[str] = (),
) -> Asked:
    """Return the query in Meilisearch's terms; `places` and `around` are those its two circles hold."""
    named = (
        [f"terms IN {filters.quoted(frozenset[str]().union(*query.raised_by))}"] if query.raised_by else []
    )
    named += [f"place IN {filters.quoted(around)}"] if around else []
    hard = filters.conditions(query.filters, places)
    return Asked(hard, matching(query, known), around, filters.any_of(named) if named else None)


def beside(
    query: EngineQuery, hard: Sequence[str], found: Sequence[str], known: Known
) -> tuple[EngineQuery, Asked]:
    """Return what fills up a short list: listings not found yet that have at least one of the words."""
    loose = replace(query, any_word=True)
    rest = [*hard, f"NOT {filters.ids(found)}"] if found else list(hard)
    return loose, Asked(rest, matching(loose, known))


def by_words(uid: str, query: EngineQuery, asked: Asked, known: Known, limit: int) -> Body:
    """Return a federated search for the best hits by words.

    Meilisearch knows 'all of these words' only, so each choice of them is a search of its own, and weighs what
    its words are worth. What none of these brings up comes last.
    """
    shared = {"indexUid": uid, "attributesToRetrieve": fields(query)}
    searches = [
        {
            **shared,
            "q": _text(variant.stems),
            "matchingStrategy": "all",
            # The search alone takes 'cafe' for 'café'; what matches must not hang on that.
            "filter": [*asked.hard, filters.everywhere(variant.stems)],
            "federationOptions": {"weight": variant.weight},
        }
        for variant in variants(query, known)
    ]
    rest = {**shared, "q": "", "filter": asked.matching, "federationOptions": {"weight": LAST}}
    return {"queries": [*searches, rest], "federation": {"limit": limit}}


def may_stray(query: EngineQuery) -> bool:
    """Tell whether `by_words` brings up what does not match: of many words it searches for some."""
    return len(query.words) > MOST_SEARCHED


def that_match(uid: str, asked: Asked, listing_ids: Sequence[str]) -> Body:
    """Return a search for those of the listings that match."""
    return {
        "indexUid": uid,
        "q": "",
        "filter": [*asked.matching, filters.ids(listing_ids)],
        "limit": len(listing_ids),
        "attributesToRetrieve": ["id"],
    }


def fields(query: EngineQuery) -> list[str]:
    """Return what candidates must carry."""
    raised = [*(["terms"] if query.raised_by else []), *(["place"] if query.raised_near else [])]
    return ["id", *PROFILE_FIELDS, *raised]


class Variant(NamedTuple):
    """Stems to search for together, and what they are worth: 1 when they are all there is."""

    stems: Stems
    weight: float


def variants(query: EngineQuery, known: Known) -> list[Variant]:
    """Return the choices of words to search for, best first."""
    found: dict[Stems, float] = {}
    for variant in _choices(query, known):
        found[variant.stems] = max(variant.weight, found.get(variant.stems, 0.0))
    best = sorted(found.items(), key=lambda one: -one[1])[:MOST_VARIANTS]
    return [Variant(stems, weight) for stems, weight in best]


def _choices(query: EngineQuery, known: Known) -> Iterator[Variant]:
    words, fuzzy = query.words or query.also, unknown(query, known)
    ways = [way for word in words if (way := _ways(word, query, known, fuzzy))]
    spare = len(ways) - (1 if query.any_word or not query.words else needed(len(words)))
    if len(ways) > MOST_SEARCHED:
        ways = sorted(ways, key=lambda way: -_worth(way[0], known))[:MOST_SEARCHED]
    if not ways:
        return
    first = [way[0] for way in ways]
    more = query.also if query.words else ()
    extra = [way[0] for word in more if (way := _ways(word, query, known, fuzzy))]
    yield from (Variant(_together([*first, one]), 1.0) for one in extra)
    full = 0.95 if extra else 1.0
    yield Variant(_together(first), full)
    for at, way in enumerate(ways):
        yield from (Variant(_together([*first[:at], other, *first[at + 1 :]]), full) for other in way[1:])
    worth = [_worth(way, known) + COMMON_WORTH for way in first]
    most = spare if len(ways) <= FEW_WORDS else min(spare, MOST_LEFT_OUT)
    for left_out in range(1, min(most, len(ways) - 1) + 1):
        for gone in combinations(range(len(ways)), left_out):
            kept = [at for at in range(len(ways)) if at not in gone]
            share = sum(worth[at] for at in kept) / sum(worth)
            yield Variant(_together([first[at] for at in kept]), full * share)


def _ways(word: str, query: EngineQuery, known: Known, fuzzy: Collection[str]) -> list[Stems]:
    """Return the forms of a word that are in use, its own spelling first; that alone when none is."""
    every = forms(word, query, known, fuzzy)
    return [form for form in every if all(map(known.is_stem, form))] or every[:1]


def _worth(way: Stems, known: Known) -> float:
    return max(known.rarity(one) for one in way)


def _together(ways: Sequence[Stems]) -> Stems:
    return tuple(dict.fromkeys(one for way in ways for one in way))


def _text(stems: Stems) -> str:
    """Return the words of a search; stems are letters and digits only, so no dash or quote can mean anything."""
    return " ".join(stems)


class Vectors(NamedTuple):
    """The index whose vectors are searched, and what they go by there."""

    uid: str
    embedder: str


def by_meaning(
    vectors: Vectors, vector: Vector, condition: list[str], limit: int, retrieved: Sequence[str]
) -> Body:
    """Return a search for the nearest in meaning among those that meet the condition."""
    return {
        "indexUid": vectors.uid,
        "vector": vector,
        "hybrid": {"embedder": vectors.embedder, "semanticRatio": 1.0},
        "filter": condition,
        "limit": limit,
        "attributesToRetrieve": list(retrieved),
        "showRankingScore": True,
    }


def by_named(vectors: Vectors, query: EngineQuery, vector: Vector, asked: Asked) -> Body:
    """Return a search for what states a value that the query names: gifts seldom say so in their title."""
    assert asked.named is not None
    return by_meaning(vectors, vector, [*asked.hard, asked.named], query.pool // 2, fields(query))


def cosine(hit: Body) -> float:
    """Return the cosine behind a hit's score; 0 for a listing without a vector."""
    score = float(hit["_rankingScore"] or 0.0)
    return 2.0 * score - 1.0 if score > 0.0 else 0.0


def in_order(uid: str, query: EngineQuery, asked: Asked) -> Body:
    """Return a search for one page in an explicit order, and one listing more to tell whether there is another."""
    field, rising = SORT_FIELDS[query.order], query.order == "price_asc"
    condition = asked.matching
    if query.after is not None:
        value, tie = query.after >> TIE_BITS, query.after & _TIES
        condition = [*condition, filters.beyond(field, value, tie, rising=rising)]
    direction = "asc" if rising else "desc"
    return {
        "indexUid": uid,
        "q": "",
        "filter": condition,
        "sort": [f"{field}:{direction}", f"tie:{direction}"],
        "limit": query.limit + 1,
        "attributesToRetrieve": ["id", field, "tie"],
    }


def position(query: EngineQuery, hit: Body) -> int:
    """Return the place of a hit in the order (see search.engine.Candidate)."""
    return int(hit[SORT_FIELDS[query.order]]) << TIE_BITS | int(hit["tie"])


def sums(uid: str, condition: list[str], currency: str) -> list[Body]:
    """Return searches for the counts of all that meets the condition, and its price range in this currency."""
    counts = {"indexUid": uid, "q": "", "filter": condition, "limit": 0, "facets": FACETS}
    return [counts, *price_range(uid, condition, currency)]


def price_range(uid: str, condition: list[str], currency: str) -> list[Body]:
    """Return searches for the cheapest and the dearest in this currency."""
    condition = [*condition, f"currency IN {filters.quoted([currency])}"]
    return [
        {
            "indexUid": uid,
            "q": "",
            "filter": condition,
            "sort": [f"price_minor:{direction}"],
            "limit": 1,
            "attributesToRetrieve": ["price_minor"],
        }
        for direction in ("asc", "desc")
    ]


def stored(uid: str, listing_ids: Sequence[str]) -> Body:
    """Return a search for these listings as they are stored."""
    return {
        "indexUid": uid,
        "q": "",
        "filter": filters.ids(listing_ids),
        "limit": len(listing_ids),
        "attributesToRetrieve": ["listing"],
    }
