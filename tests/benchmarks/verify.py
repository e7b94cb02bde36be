"""What telling who calls costs a request: `python -m tests.benchmarks.verify`."""

import resource
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import uvloop
from pydantic import SecretStr

from core.auth import StaticKeys, TokenVerifier
from core.rates import Origin, rates
from core.redis import open_redis
from core.revocations import is_revoked
from core.settings import Limits
from tests.support.stores import start_valkey
from tests.support.tokens import AUDIENCE, ISSUER, P256, claims, public, sign

TIMES = 5000
WARM_UP = 200

Step = Callable[[int], Awaitable[object]]


def cpu_seconds() -> float:
    """Return the CPU time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def measure(name: str, step: Step) -> None:
    """Print how long a step takes, one after another."""
    for number in range(WARM_UP):
        await step(number)
    took, cpu = [], cpu_seconds()
    for number in range(WARM_UP, WARM_UP + TIMES):
        began = time.perf_counter()
        await step(number)
        took.append((time.perf_counter() - began) * 1e6)
    cpu = (cpu_seconds() - cpu) / TIMES * 1e6
    p50, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    print(f"{name:<52} {p50:8.1f} {p99:8.1f} {cpu:8.1f}")


async def run(socket: Path) -> None:
    """Print one line a step, in microseconds."""
    redis = open_redis(SecretStr(f"unix://{socket}"))
    verifier = TokenVerifier(ISSUER, AUDIENCE, StaticKeys({"keys": [public(P256)]}))
    asking = TokenVerifier(
        ISSUER, AUDIENCE, StaticKeys({"keys": [public(P256)]}), is_revoked=partial(is_revoked, redis)
    )
    fresh = [sign(body=claims(jti=str(number))) for number in range(WARM_UP + TIMES)]
    token = sign(body=claims(sid="grt_1"))
    caller = await verifier.verify(token)
    limits = rates(Limits(factor=1e6), redis)
    print(f"{f'microseconds, {TIMES} times':<52} {'p50':>8} {'p99':>8} {'CPU':>8}")
    await measure("a token never seen before: ES256", lambda number: verifier.verify(fresh[number]))
    await measure("a token seen before", lambda _: verifier.verify(token))
    await measure("the same, asking whether its session was ended", lambda _: asking.verify(token))
    await measure("counting a person and a client", lambda _: limits.admit(caller, Origin("192.0.2.1")))
    await measure("counting an address", lambda _: limits.admit(None, Origin("192.0.2.1")))
    await redis.aclose()


def main() -> None:
    """Measure against a Valkey of its own."""
    with tempfile.TemporaryDirectory(prefix="cl-") as folder:
        server = start_valkey(Path(folder))
        try:
            uvloop.run(run(Path(folder) / "v.sock"))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
