"""Cleaning a query and cutting it into tokens. Pure."""

import re
import unicodedata

MAX_CHARACTERS = 256

# What ends a thought: 'not gold, blue stones' wants the stones.
PAUSE = ","

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[£$€¥]|[^\W\d_]+(?:'[^\W\d_]+)*|[<>]=?|[-~+%/]|[,.;:!?()]")
_PAUSES = dict.fromkeys(",.;:!?()", PAUSE)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def normalise(text: str) -> str:
    """Return the text in composed form, without control characters, on one line, at most 256 characters."""
    composed = unicodedata.normalize("NFKC", text[: 4 * MAX_CHARACTERS]).translate(_QUOTES)
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())[:MAX_CHARACTERS]


def tokens(text: str) -> list[str]:
    """Return words, numbers, currency marks, comparison signs and pauses, in order, in lower case."""
    found = _TOKEN.findall(text.casefold())
    return [_PAUSES.get(token, token) for token in found]


def is_word(token: str) -> bool:
    """Tell whether the token is a word or a number, rather than a sign."""
    return token[0].isalnum()
