"""Cleaning a query and cutting it into tokens. Pure."""

import re
import unicodedata

MAX_CHARACTERS = 256

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[£$€¥]|[^\W\d_]+(?:'[^\W\d_]+)*|[<>]=?|[-~+%/]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def normalise(text: str) -> str:
    """Return the text in composed form, without control characters, on one line, at most 256 characters."""
    composed = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())[:MAX_CHARACTERS]


def tokens(text: str) -> list[str]:
    """Return words, numbers, currency marks and comparison signs, in order, in lower case."""
    return _TOKEN.findall(text.casefold())
