"""Counting requests in an aiohttp service: opened with it, closed with it."""

from collections.abc import AsyncIterator, Callable

import structlog
from aiohttp import web
from redis.asyncio import Redis

from core.http.operations import RATES
from core.rates import rates
from core.redis import open_redis
from core.settings import Limits, OptionalRedis
from core.settings import Redis as RedisSettings

REDIS = web.AppKey("REDIS", Redis)  # for small questions on the way of a request
log = structlog.get_logger()


def counting(
    limits: Limits, redis: RedisSettings | OptionalRedis
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return the context that counts requests in Redis; without an address of one, none is counted."""

    async def context(app: web.Application) -> AsyncIterator[None]:
        if redis.url is None:
            log.warning("limits.off", why="REDIS_URL is not set")
            yield
            return
        client = open_redis(redis.url)
        app[REDIS] = client
        app[RATES] = rates(limits, client)
        yield
        await client.aclose()

    return context
