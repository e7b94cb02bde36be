"""Which words of a query are looked for as they may be misspelt: alike on every engine. Pure."""

from collections.abc import Callable
from itertools import islice

from search.engine import EngineQuery

FROM_LETTERS = 4
TWO_TYPOS_FROM_LETTERS = 8
MOST_FUZZY = 6  # of a query: each is compared with every word of the catalogue


def mistyped(query: EngineQuery, is_known: Callable[[str], bool]) -> frozenset[str]:
    """Return words that no listing has in any form: looking so for every word costs more than it gains."""
    words = (word for word in (*query.words, *query.also) if _may_be(word, query) and not is_known(word))
    return frozenset(islice(words, MOST_FUZZY))


def _may_be(word: str, query: EngineQuery) -> bool:
    is_right = word in query.right or word in query.same or any(map(str.isdigit, word))
    return len(word) >= FROM_LETTERS and not is_right


def typos(word: str) -> int:
    """Return how many letters may be missed, added, changed or swapped."""
    return 2 if len(word) >= TWO_TYPOS_FROM_LETTERS else 1
