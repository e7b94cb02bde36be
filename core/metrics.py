"""What is counted about sign-in, limits and sightings, and the port where Prometheus reads it."""

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

REGISTRY = CollectorRegistry()

TOKENS = Counter(
    "craftlocal_auth_tokens", "Access tokens by outcome: accepted, or why not", ["outcome"], registry=REGISTRY
)
SIGN_INS = Counter(
    "craftlocal_sign_ins", "Passwords by outcome: accepted, or refused", ["outcome"], registry=REGISTRY
)
RATE_LIMITED = Counter(
    "craftlocal_rate_limited", "Requests refused because there were too many", ["rule"], registry=REGISTRY
)
RATE_STORE_AWAY = Gauge(
    "craftlocal_rate_store_away",
    "1 while Redis cannot be asked: reads pass, sign-in, registration and checkout are refused",
    registry=REGISTRY,
)
RATE_CLOSED = Counter(
    "craftlocal_rate_closed", "Requests refused because Redis was away", ["rule"], registry=REGISTRY
)


def serve(port: int, host: str) -> None:
    """Let Prometheus read the figures at a port of their own, which no proxy leads to.

    Raises:
        OSError: the port is taken.
    """
    start_http_server(port, addr=host, registry=REGISTRY)
