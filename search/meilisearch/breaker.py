"""A circuit breaker: a server that fails again and again is left alone for a moment. Pure but for the clock."""

import time
from collections.abc import Callable

FAILURES = 5
REST_SECONDS = 1.0


class Breaker:
    """Counts failures in a row; after too many it lets one request through a second, until one succeeds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0

    def lets_through(self) -> bool:
        """Tell whether a request may be tried now."""
        if self._failures < FAILURES:
            return True
        now = self._clock()
        if now < self._rests_until:
            return False
        # This one is the trial; the others wait for how it goes.
        self._rests_until = now + REST_SECONDS
        return True

    def succeeded(self) -> None:
        """Note an answer, whatever it says."""
        self._failures = 0

    def failed(self) -> None:
        """Note that there was no answer, or none of use."""
        self._failures += 1
        self._rests_until = self._clock() + REST_SECONDS
