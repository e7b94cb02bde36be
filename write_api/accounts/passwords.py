"""Passwords, hashed with argon2id: off the event loop, and only so many at a time."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aiohttp import web
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Code, MarketError
from write_api.accounts.rules import LONGEST_PASSWORD, normal_password

MEMORY_KIB = 32 * 1024
ROUNDS = 2
AT_ONCE = 2  # each takes a core and 32 MiB for some 45 ms
MOST_WAITING = 40  # two seconds of work; whoever comes then is asked to come again


@dataclass(frozen=True)
class Verdict:
    """Whether a password is right, and a hash to keep instead where the old one is of weaker parameters."""

    right: bool
    fresh_hash: str | None = None


class Passwords:
    """Makes and checks hashes."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, rounds: int = ROUNDS) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        # Checked against when there is nothing to check: an unknown address costs what a known one does.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return the hash to keep.

        Raises:
            MarketError: service_unavailable when too many wait.
        """
        return str(await self._work(self._hasher.hash, normal_password(password)))

    async def check(self, kept: str | None, password: str) -> Verdict:
        """Tell whether the password is the one of the hash; without a hash the same work is done for a no.

        Raises:
            MarketError: service_unavailable when too many wait.
        """
        # Nobody's password is longer; what is hashed of it is still as long as a password can be.
        guess = normal_password(password[: LONGEST_PASSWORD + 1])
        right = bool(await self._work(self._is_right, kept or self._nobody, guess)) and kept is not None
        if not right or kept is None or not self._hasher.check_needs_rehash(kept):
            return Verdict(right)
        return Verdict(right, await self.hash(password))

    def close(self) -> None:
        """Let the threads go."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _is_right(self, kept: str, guess: str) -> bool:
        try:
            return self._hasher.verify(kept, guess)
        except (VerificationError, InvalidHashError):
            return False

    async def _work(self, function: object, *arguments: str) -> object:
        if self._waiting >= MOST_WAITING:
            raise MarketError(
                Code.SERVICE_UNAVAILABLE, "Many people sign in right now. Try again in a moment."
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._workers,
                function,  # type: ignore[arg-type]
                *arguments,
            )
        finally:
            self._waiting -= 1


PASSWORDS = web.AppKey("PASSWORDS", Passwords)
