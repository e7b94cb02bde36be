"""How often somebody may ask: rules, counted in Redis by one script that is all or nothing."""

import hashlib
import math
import time
from dataclasses import dataclass, replace

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.errors import Code, MarketError
from core.metrics import RATE_CLOSED, RATE_LIMITED, RATE_STORE_AWAY

ASK_AGAIN_AFTER_SECONDS = 2.0
TELL_EVERY_SECONDS = 10.0

# GCRA: for each key the instant at which its allowance would be whole again. The server's clock alone counts,
# so that all processes agree; nothing is written unless every key has room.
SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local full_at, denied, wait = {}, 0, 0
for i, key in ipairs(KEYS) do
  local interval, room = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  full_at[i] = math.max(now, tonumber(redis.call('GET', key) or 0)) + interval
  local early = full_at[i] - room - now
  if early > wait then denied, wait = i, early end
end
if denied > 0 then
  return {denied, wait, 0}
end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', full_at[i]), 'PX', math.ceil((full_at[i] - now) / 1000))
end
local left = tonumber(ARGV[2]) - (full_at[1] - now)
return {0, full_at[1] - now, math.floor(left / tonumber(ARGV[1]))}
"""

log = structlog.get_logger()


@dataclass(frozen=True)
class Rule:
    """`limit` requests in `per_seconds`, `burst` of them at once (as many as `limit` when not given).

    `closed_when_down` says what happens while Redis cannot be asked: refuse, or let pass.
    """

    name: str
    limit: int
    per_seconds: int
    burst: int | None = None
    closed_when_down: bool = False

    @property
    def at_once(self) -> int:
        """How many requests may come at one moment."""
        return self.burst or self.limit

    @property
    def interval_us(self) -> int:
        """Microseconds after which one more request is allowed."""
        return max(1, self.per_seconds * 1_000_000 // self.limit)

    def times(self, factor: float) -> "Rule":
        """Return the rule with that many times the allowance, one request at least."""
        return replace(
            self, limit=max(1, round(self.limit * factor)), burst=max(1, round(self.at_once * factor))
        )


@dataclass(frozen=True)
class Allowance:
    """What is left under a rule: requests at once, and the seconds until it is whole again."""

    rule: Rule
    left: int
    whole_in_seconds: int

    def headers(self) -> dict[str, str]:
        """Return the fields of draft-ietf-httpapi-ratelimit-headers-10."""
        name = f'"{self.rule.name}"'
        return {
            "RateLimit-Policy": f"{name};q={self.rule.limit};w={self.rule.per_seconds}",
            "RateLimit": f"{name};r={self.left};t={self.whole_in_seconds}",
        }


class RateLimitedError(MarketError):
    """Too many requests; `retry_after` is in seconds, at least 1."""

    def __init__(self, rule: Rule, retry_after: int) -> None:
        seconds = "1 second" if retry_after == 1 else f"{retry_after} seconds"
        super().__init__(
            Code.RATE_LIMITED,
            f"Too many requests in a short time. Wait {seconds}, then send it again.",
            retry_after=retry_after,
            policy=rule.name,
        )
        self.retry_after = retry_after
        self.headers = Allowance(rule, 0, retry_after).headers() | {"Retry-After": str(retry_after)}


class Limiter:
    """Counts requests in Redis, for all processes together.

    `factor` multiplies every rule: local stacks and load tests have all shoppers behind one address.
    """

    def __init__(self, redis: Redis, factor: float = 1.0) -> None:
        self._take = redis.register_script(SCRIPT)
        self._factor = factor
        self._scaled: dict[Rule, Rule] = {}
        self._is_away = False
        self._ask_again_at = float("-inf")
        self._tell_again_at = float("-inf")

    async def take(self, rule: Rule, *keys: str) -> Allowance | None:
        """Take one request from each of the keys under the same rule; see `take_all`."""
        return await self.take_all(*((rule, key) for key in keys))

    async def take_all(self, *shares: tuple[Rule, str]) -> Allowance | None:
        """Take one request under each rule for its key, from all or from none.

        Returns what is left of the first share; None when there is no share, or Redis is away and the
        rules are open. Keys may hold anything: only their hashes are kept.

        Raises:
            MarketError: rate_limited; service_unavailable when Redis is away and a rule is closed then.
        """
        if not shares:
            return None
        now = time.monotonic()
        if now < self._ask_again_at:
            _refuse_closed(shares)
            return None
        if self._is_away:  # one caller tries whether it is back, the others do not wait for him
            self._ask_again_at = now + ASK_AGAIN_AFTER_SECONDS
        rules = [self._of(rule) for rule, _ in shares]
        keys = [_key(rule, key) for rule, key in shares]
        arguments = [figure for r in rules for figure in (r.interval_us, r.interval_us * r.at_once)]
        try:
            denied, microseconds, left = await self._take(keys, arguments)
        except (RedisError, OSError, TimeoutError) as error:
            self._note_away(error)
            _refuse_closed(shares)
            return None
        if self._is_away:
            self._is_away, self._ask_again_at = False, float("-inf")
            RATE_STORE_AWAY.set(0)
            log.info("limits.store_back")
        seconds = max(1, math.ceil(microseconds / 1_000_000))
        if denied:
            rule = rules[denied - 1]
            RATE_LIMITED.labels(rule.name).inc()
            log.info("limits.refused", rule=rule.name, retry_after=seconds)
            raise RateLimitedError(rule, seconds)
        return Allowance(rules[0], left, seconds)

    def _of(self, rule: Rule) -> Rule:
        if rule not in self._scaled:
            self._scaled[rule] = rule.times(self._factor)
        return self._scaled[rule]

    def _note_away(self, error: Exception) -> None:
        # For a moment nobody waits for a store that is away; and the log is told, not flooded.
        now = time.monotonic()
        self._is_away = True
        RATE_STORE_AWAY.set(1)
        self._ask_again_at = now + ASK_AGAIN_AFTER_SECONDS
        if now >= self._tell_again_at:
            self._tell_again_at = now + TELL_EVERY_SECONDS
            log.error(
                "limits.store_away", error=type(error).__name__, reads="open", sign_in_and_checkout="closed"
            )


def _key(rule: Rule, key: str) -> str:
    # One hash tag, because a script may touch one slot of a cluster only. Hashed: no addresses in the store.
    return f"{{limits}}:{rule.name}:{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()[:32]}"


def _refuse_closed(shares: tuple[tuple[Rule, str], ...]) -> None:
    if closed := [rule.name for rule, _ in shares if rule.closed_when_down]:
        RATE_CLOSED.labels(closed[0]).inc()
        log.warning("limits.closed", rule=closed[0])
        raise MarketError(
            Code.SERVICE_UNAVAILABLE, "This cannot be done safely right now. Try again in a moment."
        )
