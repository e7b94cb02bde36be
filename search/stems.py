"""Word stems: one function for listings and queries, on every engine. Pure."""

import re
from functools import lru_cache

import Stemmer

_ENGLISH = Stemmer.Stemmer("english")
_WORD = re.compile(r"[^\W_]+")


def words_in(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case, cut as the engines cut them."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of one word (Snowball English): 'gardening' gives 'garden'."""
    return str(_ENGLISH.stemWord(word))


def stems_in(text: str) -> str:
    """Return the stems of a text with a space around each, so that ' mug ' finds whole stems only."""
    return f" {' '.join(map(stem, words_in(text)))} "
