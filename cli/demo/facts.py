"""What a title says about a piece, and nothing that it does not say."""

import re
from dataclasses import dataclass
from functools import lru_cache

from cli.demo.tables import category_rules, gazetteer

CURIOSITIES = "Home & Living > Curiosities"
_CATEGORIES = tuple((path, re.compile(pattern)) for path, pattern in category_rules())


class Gazetteer:
    """A table of names and the words that carry them, read as one pass over a title."""

    def __init__(self, table: str) -> None:
        self.words_of, exceptions = gazetteer(table)
        self._names_of: dict[str, list[str]] = {}
        for name, words in self.words_of.items():
            for word in words:
                self._names_of.setdefault(word, []).append(name)
        longest_first = "|".join(map(re.escape, sorted(self._names_of, key=len, reverse=True)))
        self._word = re.compile(rf"(?<![\w'])(?=({longest_first})(?![\w]))")
        self._exception = re.compile(rf"\b(?:{'|'.join(exceptions)})(?!\w)")

    def read(self, title: str) -> list[str]:
        """Return the names that the title's words carry, in the order of the words, each once."""
        text = self._exception.sub("·", title.lower())
        found: dict[str, None] = {}
        for match in self._word.finditer(text):
            found.update(dict.fromkeys(self._names_of[match[1]]))
        return list(found)


COLOR_WORDS = Gazetteer("colors")
MATERIAL_WORDS = Gazetteer("materials")
OCCASION_WORDS = Gazetteer("occasions")
RECIPIENT_WORDS = Gazetteer("recipients")
INTEREST_WORDS = Gazetteer("interests")
STYLE_WORDS = Gazetteer("styles")


@dataclass(frozen=True)
class Facts:
    """What is known about a piece from its title."""

    title: str
    category: str
    colors: tuple[str, ...]
    materials: tuple[str, ...]
    occasions: tuple[str, ...]
    recipients: tuple[str, ...]
    interests: tuple[str, ...]
    styles: tuple[str, ...]

    @property
    def leaf(self) -> str:
        """The last part of the category path."""
        return self.category.rsplit(" > ", 1)[-1]


@lru_cache(maxsize=8192)
def category_of(title: str) -> str:
    """Return the category path of the first rule that the title meets."""
    text = title.lower()
    return next((path for path, rule in _CATEGORIES if rule.search(text)), CURIOSITIES)


def facts_of(title: str) -> Facts:
    """Return everything the title says."""
    return Facts(
        title=title,
        category=category_of(title),
        colors=tuple(COLOR_WORDS.read(title)),
        materials=tuple(MATERIAL_WORDS.read(title)),
        occasions=tuple(OCCASION_WORDS.read(title)),
        recipients=tuple(RECIPIENT_WORDS.read(title)),
        interests=tuple(INTEREST_WORDS.read(title)),
        styles=tuple(STYLE_WORDS.read(title)),
    )
