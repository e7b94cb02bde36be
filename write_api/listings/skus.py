"""SKUs that are made up where a maker gives none. Pure."""

import unicodedata
from collections.abc import Collection, Mapping

WORDS_LENGTH = 40
OPTIONS_LENGTH = 18


def sku_for(title: str, suffix: str) -> str:
    """Return a SKU that a maker can read: words of the title, then the suffix."""
    return "-".join([*(_words(title, WORDS_LENGTH) or ["PIECE"]), suffix])


def variant_sku(listing_sku: str, options: Mapping[str, str], taken: Collection[str]) -> str:
    """Return a SKU for a variant, the same for the same one: the listing's, then what it is told apart by."""
    words = _words(" ".join(options.values()), OPTIONS_LENGTH)
    base = "-".join([listing_sku[:WORDS_LENGTH].rstrip(" ./-"), *(words or ["V"])])
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(sku for sku in numbered if sku not in taken)


def _words(text: str, length: int) -> list[str]:
    in_ascii = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = "".join(c if c.isalnum() else " " for c in in_ascii).upper().split()
    kept: list[str] = []
    for word in words:
        if len("-".join([*kept, word])) > length:
            break
        kept.append(word)
    return kept
