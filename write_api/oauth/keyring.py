"""The keys that sign and verify: the one in use, the one to come, the one before."""

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import structlog

from core.auth import StaticKeys
from core.auth.keys import Key
from core.auth.remote_keys import KEYS_FRESH_SECONDS
from core.settings import SettingsError
from write_api.oauth.signing import LIFETIME_SECONDS, SigningKey, generate_key_file, load_key

# A verifier holds the key set this long; before that, nobody may be shown a token of a key it cannot know.
PUBLISHED_BEFORE_SIGNING_SECONDS = KEYS_FRESH_SECONDS + 300
# The last token of the old key, with room for clocks that differ.
PUBLISHED_AFTER_SIGNING_SECONDS = LIFETIME_SECONDS + 300
LOOKED_AT_EVERY_SECONDS = 2.0

log = structlog.get_logger()


@dataclass(frozen=True)
class KeyFiles:
    """Where the keys lie: SIGNING_KEY_FILE, and beside it the next and the previous one."""

    current: Path

    @property
    def next(self) -> Path:
        """The key that is published and does not sign yet."""
        return self.current.with_name(self.current.name + ".next")

    @property
    def previous(self) -> Path:
        """The key that signed before, published until its tokens are over."""
        return self.current.with_name(self.current.name + ".previous")

    def look(self) -> tuple[object, ...]:
        """Return what changes whenever a file changes."""
        return tuple(_look(path) for path in (self.current, self.next, self.previous))


@dataclass(frozen=True)
class _Keys:
    signing: SigningKey
    next: SigningKey | None
    previous: SigningKey | None
    previous_until: float

    def published(self, now: float) -> list[SigningKey]:
        previous = self.previous if now < self.previous_until else None
        found = {key.kid: key for key in (self.signing, self.next, previous) if key is not None}
        return list(found.values())


@dataclass(frozen=True)
class _Published:
    """The key set as others read it and as we verify with it: made once, until the keys are others."""

    keys: list[SigningKey]
    jwks: dict[str, Any]
    verifying: StaticKeys

    @classmethod
    def of(cls, keys: list[SigningKey]) -> Self:
        jwks = {"keys": [key.public_jwk() for key in keys]}
        return cls(keys, jwks, StaticKeys(jwks))


@dataclass
class Keyring:
    """The keys in these files, read again when they change; a broken file leaves the keys as they were."""

    files: KeyFiles
    _keys: _Keys = field(init=False)
    _seen: tuple[object, ...] = field(init=False)
    _looked_at: float = field(init=False)
    _published: _Published = field(init=False)

    def __post_init__(self) -> None:
        self._seen = self.files.look()
        self._keys = _read(self.files)
        self._published = _Published.of(self._keys.published(time.time()))
        self._looked_at = time.monotonic()

    def signing_key(self) -> SigningKey:
        """Return the key that signs now."""
        return self._current().signing

    def jwks(self) -> dict[str, Any]:
        """Return the key set to publish (RFC 7517)."""
        return self._current_set().jwks

    async def key(self, kid: str, algorithm: str) -> Key | None:
        """Return the published key with this id (core.auth.KeySet)."""
        return await self._current_set().verifying.key(kid, algorithm)

    def _current_set(self) -> _Published:
        keys = self._current().published(time.time())
        if self._published.keys != keys:
            self._published = _Published.of(keys)
        return self._published

    def _current(self) -> _Keys:
        now = time.monotonic()
        if now - self._looked_at > LOOKED_AT_EVERY_SECONDS:
            self._looked_at = now
            self._look_again()
        return self._keys

    def _look_again(self) -> None:
        seen = self.files.look()
        if seen == self._seen:
            return
        try:
            self._keys = _read(self.files)
        except SettingsError as error:
            log.error("oauth.keys_unreadable", reason=str(error))
            return
        self._seen = seen
        log.info("oauth.keys_changed", published=[key["kid"] for key in self.jwks()["keys"]])


def rotate(files: KeyFiles, now: float) -> str:
    """Take the next step of a rotation, and say what was done.

    First a new key is published; once every verifier must have seen it, it signs, and the old one stays
    published until its tokens are over. `now` is Unix time.

    Raises:
        SettingsError: the waiting between the two steps is not over.
    """
    load_key(files.current)
    if not files.next.exists():
        generate_key_file(files.next)
        return (
            f"A new key is published and does not sign yet. Run this again in "
            f"{_minutes(PUBLISHED_BEFORE_SIGNING_SECONDS)} minutes, and it signs."
        )
    waited = now - files.next.stat().st_mtime
    if waited < PUBLISHED_BEFORE_SIGNING_SECONDS:
        raise SettingsError(
            "The new key is published, but not every service has seen it yet. Run this again in "
            f"{_minutes(PUBLISHED_BEFORE_SIGNING_SECONDS - waited)} minutes."
        )
    _promote(files)
    return (
        "The new key signs. The old one stays published for "
        f"{_minutes(PUBLISHED_AFTER_SIGNING_SECONDS)} minutes, until its last token is over."
    )


def replace_leaked(files: KeyFiles) -> str:
    """Sign with a new key at once and publish no other: every token there is stops being good.

    Raises:
        SettingsError: there is no key to replace.
    """
    load_key(files.current)
    fresh = files.current.with_name(files.current.name + ".fresh")
    fresh.unlink(missing_ok=True)
    generate_key_file(fresh)
    fresh.replace(files.current)
    files.next.unlink(missing_ok=True)
    files.previous.unlink(missing_ok=True)
    return (
        "A new key signs. Access tokens given before are refused here at once, elsewhere within "
        f"{_minutes(KEYS_FRESH_SECONDS)} minutes; clients refresh theirs by themselves."
    )


def _promote(files: KeyFiles) -> None:
    # A copy, then one rename: at no moment is there no current key. Stopped in between, the two are the same.
    copy = files.current.with_name(files.current.name + ".copy")
    copy.unlink(missing_ok=True)
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target, files.current.open("rb") as source:
        shutil.copyfileobj(source, target)
    copy.replace(files.previous)
    files.next.replace(files.current)


def _read(files: KeyFiles) -> _Keys:
    has_previous = files.previous.exists()
    until = files.previous.stat().st_mtime + PUBLISHED_AFTER_SIGNING_SECONDS if has_previous else 0.0
    return _Keys(
        signing=load_key(files.current),
        next=load_key(files.next) if files.next.exists() else None,
        previous=load_key(files.previous) if has_previous else None,
        previous_until=until,
    )


def _look(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60 + 0.49))
