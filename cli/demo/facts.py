"""What a title says about a piece, and nothing that it does not say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cli.demo.words.categories import RULES
from cli.demo.words.category_endings import ENDINGS, EXCEPTIONS
from cli.demo.words.colors import COLORS, NOT_COLORS
from cli.demo.words.departments import CURIOSITIES
from cli.demo.words.interests import INTERESTS, NOT_INTERESTS
from cli.demo.words.materials import MATERIALS, NOT_MATERIALS
from cli.demo.words.occasions import NOT_OCCASIONS, OCCASIONS
from cli.demo.words.recipients import NOT_RECIPIENTS, RECIPIENTS
from cli.demo.words.styles import NOT_STYLES, STYLES

_CATEGORIES = (
    *((path, re.compile(rf"\b(?:{pattern})(?!\w)")) for path, pattern in EXCEPTIONS),
    *((path, re.compile(rf"\b(?:{pattern})$")) for path, pattern in ENDINGS),
    *((path, re.compile(rf"\b(?:{pattern})(?!\w)")) for path, pattern in RULES),
)


class Gazetteer:
    """A table of names and the words that carry them, read as one pass over a title."""

    def __init__(self, names: Mapping[str, Sequence[str]], exceptions: Sequence[str]) -> None:
        self._names_of: dict[str, list[str]] = {}
        for name, words in names.items():
            for word in words:
                self._names_of.setdefault(word, []).append(name)
        longest_first = sorted(self._names_of, key=len, reverse=True)
        self._word = re.compile(r"(?<![\w'])(?=(%s)(?![\w]))" % "|".join(map(re.escape, longest_first)))
        self._exception = re.compile(r"\b(?:%s)(?!\w)" % "|".join(exceptions))

    def read(self, title: str) -> list[str]:
        """Return the names that the title's words carry, in the order of the words, each once."""
        text = self._exception.sub("·", title.lower())
        found: dict[str, None] = {}
        for match in self._word.finditer(text):
            found.update(dict.fromkeys(self._names_of[match[1]]))
        return list(found)


COLOR_WORDS = Gazetteer(COLORS, NOT_COLORS)
MATERIAL_WORDS = Gazetteer(MATERIALS, NOT_MATERIALS)
OCCASION_WORDS = Gazetteer(OCCASIONS, NOT_OCCASIONS)
RECIPIENT_WORDS = Gazetteer(RECIPIENTS, NOT_RECIPIENTS)
INTEREST_WORDS = Gazetteer(INTERESTS, NOT_INTERESTS)
STYLE_WORDS = Gazetteer(STYLES, NOT_STYLES)


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
