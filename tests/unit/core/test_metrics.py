"""What happens to tokens and limits can be read by Prometheus, at a port of its own."""

import socket
import urllib.request

import pytest
from redis.asyncio import Redis

from core import metrics
from core.auth import StaticKeys, TokenVerifier
from core.errors import MarketError
from core.limits import Limiter, Rule
from tests.support.tokens import AUDIENCE, ISSUER, P256, claims, public, sign


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


async def test_tokens_are_counted_by_what_became_of_them() -> None:
    verifier = TokenVerifier(ISSUER, AUDIENCE, StaticKeys({"keys": [public(P256)]}))
    accepted, expired = (
        value("craftlocal_auth_tokens_total", outcome=one) for one in ("accepted", "expired")
    )
    await verifier.verify(sign())
    with pytest.raises(MarketError):
        await verifier.verify(sign(body=claims(exp=1)))
    assert value("craftlocal_auth_tokens_total", outcome="accepted") == accepted + 1
    assert value("craftlocal_auth_tokens_total", outcome="expired") == expired + 1


async def test_that_limits_cannot_be_counted_is_a_metric() -> None:
    away = Redis(host="127.0.0.1", port=1)
    limiter, closed = Limiter(away), value("craftlocal_rate_closed_total", rule="sign_in")
    assert await limiter.take(Rule("reads", 1, 60), "anybody") is None
    with pytest.raises(MarketError):
        await limiter.take(Rule("sign_in", 1, 60, closed_when_down=True), "anybody")
    assert value("craftlocal_rate_store_away") == 1
    assert value("craftlocal_rate_closed_total", rule="sign_in") == closed + 1
    metrics.RATE_STORE_AWAY.set(0)
    await away.aclose()


def test_the_port_tells_the_figures() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    metrics.serve(port, "127.0.0.1")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b"craftlocal_rate_store_away" in answer.read()
