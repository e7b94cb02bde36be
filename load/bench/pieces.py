"""Listings that can be told apart: each has a word that nothing else in the shop has."""

import random
from dataclasses import dataclass
from typing import Any

# No vowels and no `s`: nothing that a stemmer could shorten, and no word of any language.
LETTERS = "bcdfghjklmnpqrtvwxz"
WORD_LENGTH = 14


@dataclass(frozen=True)
class Piece:
    """A listing to be: `word` is its own, `run` is shared by all pieces of one benchmark run."""

    word: str
    run: str

    @property
    def title(self) -> str:
        """The title, with both words."""
        return f"Stoneware mug {self.word} {self.run}"

    @property
    def key(self) -> str:
        """The Idempotency-Key of its creation."""
        return f"bench-{self.run}-{self.word}"

    def for_rest(self) -> dict[str, Any]:
        """Return the body of POST /api/v1/sellers/listings.

        It names no SKU: with one, a creation that happens twice would be refused instead of seen.
        """
        return {**self._facts(), "price": {"amount_minor": 3200, "currency": "USD"}}

    def for_mcp(self) -> dict[str, Any]:
        """Return the arguments of create_listing."""
        return {**self._facts(), "price": 32, "currency": "USD"}

    def _facts(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "description": "Thrown by hand and glazed in two blues. Holds 350 ml, goes into the dishwasher.",
            "category": "Kitchen & Dining > Mugs & Cups",
            "quantity": 6,
            "materials": ["stoneware"],
            "colors": ["blue"],
            "recipients": ["for tea lovers"],
        }


def new_pieces(count: int, chance: random.Random) -> list[Piece]:
    """Return pieces of a new run."""
    run = _word(chance)
    return [Piece(_word(chance), run) for _ in range(count)]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(LETTERS, k=WORD_LENGTH))
