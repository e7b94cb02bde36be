"""Choices that follow from a seed, the same on every machine."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(seed: str, salt: str, size: int) -> int:
    """Return a whole number from 0 to size - 1."""
    digest = hashlib.blake2b(f"{salt}\x1f{seed}".encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % size


def choice(seed: str, salt: str, options: Sequence[T]) -> T:
    """Return one of the options."""
    return options[number(seed, salt, len(options))]
