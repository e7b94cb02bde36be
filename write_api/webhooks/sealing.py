"""Secrets that we must be able to read again, encrypted at rest."""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.settings import Sealing, SettingsError

MIN_KEY_LENGTH = 32
NONCE_BYTES = 12


@dataclass(frozen=True)
class Sealer:
    """Seals with AES-256-GCM; what was sealed for one object does not open for another."""

    cipher: AESGCM

    def seal(self, plain: bytes, object_id: str) -> bytes:
        """Return the secret sealed: a nonce, then what was encrypted."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, plain, object_id.encode())

    def open(self, sealed: bytes, object_id: str) -> bytes | None:
        """Return the secret; None when another key sealed it, or it is not this object's."""
        try:
            return self.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], object_id.encode())
        except InvalidTag:
            return None


def sealer(settings: Sealing) -> Sealer:
    """Return what seals with the key of the settings.

    Raises:
        SettingsError: it is too short to be one.
    """
    key = settings.key.get_secret_value()
    if len(key) < MIN_KEY_LENGTH:
        raise SettingsError(f"WRITE_API_SEALING_KEY: must have {MIN_KEY_LENGTH} characters or more")
    derived = HKDF(SHA256(), length=32, salt=None, info=b"craftlocal: webhook secrets").derive(key.encode())
    return Sealer(AESGCM(derived))
