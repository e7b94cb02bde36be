"""The ids that open guests' carts: secrets, which only a key outside the database can make."""

import hashlib
import hmac
from dataclasses import dataclass

from aiohttp import web
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.ids import is_id, stable_id
from core.settings import Sealing

PREFIX = "gst"


@dataclass(frozen=True)
class GuestIds:
    """Makes the id that a guest gets for a cart. It is not kept: a repeated answer makes it anew."""

    key: bytes

    def of(self, cart_id: str) -> str:
        """Return the guest's id for the cart: 128 bits that nobody finds without the key."""
        return stable_id(PREFIX, hmac.new(self.key, cart_id.encode(), hashlib.sha256).hexdigest())


GUEST_IDS = web.AppKey("GUEST_IDS", GuestIds)


def guest_ids(settings: Sealing) -> GuestIds:
    """Return what makes the ids, with a key made from that of the settings."""
    sealing_key = settings.key.get_secret_value().encode()
    info = b"craftlocal: ids of guests' carts"
    return GuestIds(HKDF(SHA256(), length=32, salt=None, info=info).derive(sealing_key))


def is_guest(cart_id: str) -> bool:
    """Tell whether this has the form of a guest's id."""
    return is_id(cart_id, PREFIX)


def hashed(guest_id: str) -> bytes:
    """Return what is kept of a guest's id."""
    return hashlib.sha256(guest_id.encode()).digest()
