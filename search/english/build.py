"""Make the bundled list anew: python -m search.english.build /usr/share/dict/scowl (Debian's package `scowl`)."""

import gzip
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from search.understanding.spelling import ONE_EDIT_FROM_LETTERS, forms

# Larger sizes hold words so rare that they are misspelt others more often than meant.
_LISTS = {
    "words": (60, ("english", "american", "british", "british_z")),
    "upper": (50, ("english", "american", "british")),
    "proper-names": (50, ("english", "american", "british")),
}


def compact(words: Iterable[str]) -> list[str]:
    """Return the words in order, without those that another one and a usual ending tell."""
    kept: set[str] = set()
    for word in sorted(words, key=lambda word: (len(word), word)):
        if kept.isdisjoint(forms(word)):
            kept.add(word)
    return sorted(kept)


def _read(folder: Path) -> Iterator[str]:
    for name, (largest, spellings) in _LISTS.items():
        for spelling in spellings:
            for path in folder.glob(f"{spelling}-{name}.*"):
                if int(path.suffix[1:]) <= largest:
                    yield from path.read_text(encoding="iso-8859-1").lower().split()


def main(folder: str) -> None:
    """Write the list beside this file; the same lists give the same bytes."""
    words = {
        word
        for word in _read(Path(folder))
        if word.isascii() and word.isalpha() and len(word) >= ONE_EDIT_FROM_LETTERS
    }
    packed = gzip.compress("\n".join(compact(words)).encode("ascii"), mtime=0)
    Path(__file__).with_name("words.txt.gz").write_bytes(packed)


if __name__ == "__main__":
    main(sys.argv[1])
