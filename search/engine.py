"""ListingIndex: what every engine does alike: hard filters, both scores for every hit, true totals."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Literal, NamedTuple, Protocol

from core.listing import CategoryCount, Facets, Listing
from search.document import Profile, Vector
from search.geo import Circle
from search.understanding.vocabulary import Vocabulary

Order = Literal["relevance", "price_asc", "price_desc", "newest", "rating"]
DEEPER = 4  # a step deeper wants this many times as many hits
# Nearer than this in meaning counts as a match; below it MiniLM's cosines are noise.
LEAST_COSINE = 0.3
# Who states what was named ('for tea lovers') is worth a look from here on.
LEAST_COSINE_NAMED = 0.15
FACET_VALUES = 50  # of each kind, the most frequent


@dataclass(frozen=True)
class Filters:
    """Conditions that every result meets.

    Each group of `any_of` must be met by one of its terms (see search.document.term); no term of `none_of`
    may be. `without` are phrases of which no result has every word in its title or tags; `untold` are phrases
    that no title may have where the listing states nothing of that kind, as (kind, phrase): of a ring whose
    maker names no material, 'gold' in the title is all there is to go by. `within` is where the shop stands;
    a shop whose place is not known is nowhere.
    """

    any_of: tuple[frozenset[str], ...] = ()
    none_of: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    untold: frozenset[tuple[str, str]] = frozenset()
    min_price_minor: int | None = None
    max_price_minor: int | None = None
    max_lead_days: int | None = None
    within: Circle | None = None


@dataclass(frozen=True)
class EngineQuery:
    """A search as engines see it: `words` to match, `vector` for meaning.

    Two thirds of the words must match, one with `any_word`; those of `also` only add to the score, unless
    there are no others. A word matches as well by what `same` gives for it, and one that no listing has by what
    it may be a misspelling of, unless it is one of `right`. Listings that meet groups of
    `raised_by` are told apart by how many; to be of a shop in `raised_near` counts as one group more.

    By relevance the `pool` nearest in meaning are wanted and as many of the best by words, of these four times
    as many for each step of `depth`. In an explicit order a page of `limit` is wanted, from the listing after
    the position `after` (see Candidate.position).
    """

    words: tuple[str, ...] = ()
    vector: Vector | None = None
    filters: Filters = field(default_factory=Filters)
    order: Order = "relevance"
    after: int | None = None
    limit: int = 12
    pool: int = 100
    depth: int = 0
    also: tuple[str, ...] = ()
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    right: frozenset[str] = frozenset()
    any_word: bool = False
    raised_by: tuple[frozenset[str], ...] = ()
    raised_near: Circle | None = None

    @property
    def wanted(self) -> int:
        """How many hits by words are wanted at this depth."""
        return int(self.pool * DEEPER**self.depth)

    def tiers(self) -> Iterator[int]:
        """Yield for each hit by words, the best first, the depth at which it is first among those wanted."""
        found = 0
        for depth in range(self.depth + 1):
            wanted = self.pool * DEEPER**depth
            yield from repeat(depth, wanted - found)
            found = wanted


class Candidate(NamedTuple):
    """A listing that may be shown. By relevance: what ranking needs to know of it; else its place in the order.

    `cosine` tells how near its meaning is, whichever way it was found; `raised` how many of the query's
    `raised_by` groups it meets; `tier` the least depth at which it is found. `position` is its sort value with
    its tie behind it (see search.document), shared by few and only by chance, and what `EngineQuery.after` takes.
    """

    listing_id: str
    profile: Profile | None = None
    cosine: float = 0.0
    raised: int = 0
    tier: int = 0
    position: int = 0


@dataclass(frozen=True)
class EngineAnswer:
    """Candidates (by relevance all whose tier is the query's depth, else one page) and the sums over all matches.

    `more` tells that there are candidates beyond these: deeper by relevance, on the next page in an order.
    """

    candidates: Sequence[Candidate]
    total: int
    facets: Facets
    more: bool = False


def page_end(positions: Sequence[int], limit: int) -> int:
    """Return how many of the hits make a page: the next begins after a position, so none of two is left behind.

    Where as many as a page holds share one position, the page is full all the same.
    """
    full = min(limit, len(positions))
    end = full
    while 0 < end < len(positions) and positions[end - 1] == positions[end]:
        end -= 1
    return end or full


class ListingIndex(Protocol):
    """The reading side of an engine."""

    async def find(self, query: EngineQuery) -> EngineAnswer:
        """Return what matches. Without words everything that passes the filters matches."""

    def state(self) -> Hashable:
        """Return what changes whenever an answer may change; None when that cannot be told for nothing."""

    async def load(self, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Return the stored listings by id; those that are gone are left out."""

    def vocabulary(self) -> Vocabulary:
        """Return the words of what is on offer; it may be behind by a moment."""

    async def categories(self) -> list[CategoryCount]:
        """Return every category path with listings in stock, parents included, by path."""

    async def count(self) -> int:
        """Return how many listings the index holds."""


class IndexUnavailableError(Exception):
    """There is no index to read yet, its format is another version's, or its server does not answer."""
