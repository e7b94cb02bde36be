"""Signatures of Standard Webhooks (standardwebhooks.com), scheme v1, over the raw body."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import Code, MarketError
from core.http.operations import SIGNED_HEADERS

ID, TIMESTAMP, SIGNATURE = SIGNED_HEADERS
PREFIX = "whsec_"
KEY_BYTES = 32
TOLERANCE_SECONDS = 300
LONGEST_ID = 255
MOST_SIGNATURES = 20
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Signed:
    """What the headers of a message say: its id, when it was sent (Unix seconds, as text), its signatures."""

    id: str
    timestamp: str
    signatures: tuple[bytes, ...]


def read_headers(headers: Mapping[str, str]) -> Signed:
    """Return what the headers say; signatures of other schemes are left out.

    Raises:
        MarketError: invalid_signature when one is missing or malformed.
    """
    for name in (ID, TIMESTAMP, SIGNATURE):
        if not headers.get(name):
            raise _invalid(f"The header {name} is missing.")
    message_id, timestamp = headers[ID], headers[TIMESTAMP]
    if not (len(message_id) <= LONGEST_ID and message_id.isascii() and message_id.isprintable()):
        raise _invalid(f"The {ID} must have 1 to {LONGEST_ID} printable ASCII characters.")
    if not _TIMESTAMP.fullmatch(timestamp):
        raise _invalid(f"The {TIMESTAMP} must be the Unix time in seconds.")
    parts = headers[SIGNATURE].split()[:MOST_SIGNATURES]
    found = (_decoded(part.removeprefix("v1,")) for part in parts if part.startswith("v1,"))
    return Signed(message_id, timestamp, tuple(one for one in found if one))


def check(signed: Signed, body: bytes, keys: Iterable[bytes], now: float) -> None:
    """Let a message pass that one of the keys has signed, within five minutes of `now` (Unix seconds).

    Raises:
        MarketError: invalid_signature.
    """
    content = f"{signed.id}.{signed.timestamp}.".encode() + body
    is_right = False
    for key in keys:
        expected = hmac.digest(key, content, hashlib.sha256)
        for signature in signed.signatures:
            # All are compared, whatever came before: time tells nothing about which key fits.
            is_right |= hmac.compare_digest(signature, expected)
    if not is_right:
        raise _invalid("No signature fits the body. Sign the raw bytes with the endpoint's current secret.")
    if abs(now - int(signed.timestamp)) > TOLERANCE_SECONDS:
        raise _invalid(f"The {TIMESTAMP} is more than five minutes off. Set the sender's clock; sign anew.")


def as_secret(key: bytes) -> str:
    """Return a key as it is shown to whoever signs with it."""
    return PREFIX + base64.b64encode(key).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _invalid(message: str) -> MarketError:
    return MarketError(Code.INVALID_SIGNATURE, message)
