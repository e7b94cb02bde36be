"""Choices that look random and are the same on every machine: everything follows from a key."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def fraction(*key: str) -> float:
    """Return a number in [0, 1) that depends on the key alone."""
    digest = hashlib.sha256("\x1f".join(key).encode()).digest()
    return int.from_bytes(digest[:6], "big") / (1 << 48)


def pick(options: Sequence[T], *key: str) -> T:
    """Return one of the options, chosen by the key."""
    return options[int(fraction(*key) * len(options))]


def between(low: int, high: int, *key: str) -> int:
    """Return a whole number from low to high, both included, chosen by the key."""
    return low + int(fraction(*key) * (high - low + 1))
