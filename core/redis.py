"""Connections to Redis for small questions on the way of a request."""

from pydantic import SecretStr
from redis.asyncio import BlockingConnectionPool, Redis

MOST_CONNECTIONS = 32
PATIENCE_SECONDS = 2.0


def open_redis(url: SecretStr) -> Redis:
    """Return a client that gives up quickly; the one who opens it closes it with `aclose()`.

    Nothing is connected before the first command.
    """
    pool = BlockingConnectionPool.from_url(
        url.get_secret_value(),
        max_connections=MOST_CONNECTIONS,
        timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )
    return Redis.from_pool(pool)
