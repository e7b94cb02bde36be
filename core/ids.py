"""Prefixed identifiers: a reader, a log line and a database row all see what an id names."""

import hashlib
import re
import secrets
import time
from typing import NewType

ListingId = NewType("ListingId", str)
ShopId = NewType("ShopId", str)
AccountId = NewType("AccountId", str)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32: no i, l, o, u
_ID = re.compile(r"^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$")


def _base32(number: int) -> str:
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def new_id(prefix: str) -> str:
    """Return a new id such as `lst_01k…`: 48 bits of time in ms, then 80 random bits, so ids sort by age."""
    return f"{prefix}_{_base32(((time.time_ns() // 1_000_000) << 80) | secrets.randbits(80))}"


def stable_id(prefix: str, *parts: str) -> str:
    """Return the same id for the same parts, on every machine: demo data keeps its addresses."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return f"{prefix}_{_base32(int.from_bytes(digest[:16], 'big') & ((1 << 128) - 1))}"


def is_id(value: str, prefix: str) -> bool:
    """Tell whether value has the form of an id with this prefix (not whether the object exists)."""
    return value.startswith(f"{prefix}_") and _ID.fullmatch(value) is not None
