"""ListingIndex: what every engine does alike: hard filters, both scores for every hit, true totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from core.listing import CategoryCount, Facets, Listing
from search.document import Vector
from search.geo import Circle
from search.understanding.vocabulary import Vocabulary

Order = Literal["relevance", "price_asc", "price_desc", "newest", "rating"]


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
    """A search as engines see it: `words` to match, `vector` for meaning, `pool` hits wanted from each.

    Two thirds of the words must match, one with `any_word`; those of `also` only add to the score, unless
    there are no others. A word matches as well by what `same` gives for it. Listings that meet groups of
    `raised_by` are told apart by how many.
    """

    words: tuple[str, ...] = ()
    vector: Vector | None = None
    filters: Filters = field(default_factory=Filters)
    order: Order = "relevance"
    offset: int = 0
    limit: int = 12
    pool: int = 100
    also: tuple[str, ...] = ()
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    any_word: bool = False
    raised_by: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A listing that may be shown: how well its words (BM25) and its meaning (cosine) fit.

    `raised` is the number of the query's `raised_by` groups that it meets.
    """

    listing_id: str
    words_score: float = 0.0
    cosine: float = 0.0
    raised: int = 0


@dataclass(frozen=True)
class EngineAnswer:
    """Candidates (the whole pool by relevance, one page in an explicit order) and the sums over all matches."""

    candidates: Sequence[Candidate]
    total: int
    facets: Facets


class ListingIndex(Protocol):
    """The reading side of an engine."""

    async def find(self, query: EngineQuery) -> EngineAnswer:
        """Return what matches. Without words everything that passes the filters matches."""

    async def load(self, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Return the stored listings by id; those that are gone are left out."""

    def vocabulary(self) -> Vocabulary:
        """Return the words of what is on offer; it may be behind by a moment."""

    async def categories(self) -> list[CategoryCount]:
        """Return every category path with listings in stock, parents included, by path."""

    async def count(self) -> int:
        """Return how many listings the index holds."""


class IndexUnavailableError(Exception):
    """There is no index to read yet, or its format is another version's."""
