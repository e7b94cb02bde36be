"""Connections to Redis for small questions on the way of a request."""

from redis.asyncio import BlockingConnectionPool
from redis.asyncio import Redis as Client

from core.settings import Redis

MOST_CONNECTIONS = 32
PATIENCE_SECONDS = 1.0


def open_redis(settings: Redis) -> Client:
    """Return a client that gives up quickly; the one who opens it closes it with `aclose()`.

    Nothing is connected before the first command.
    """
    pool = BlockingConnectionPool.from_url(
        settings.url.get_secret_value(),
        max_connections=MOST_CONNECTIONS,
        timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )
    return Client.from_pool(pool)
