"""What handlers share, under typed keys: the app puts it there, the routes take it."""

from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

ENGINE = web.AppKey("ENGINE", AsyncEngine)
QUEUE = web.AppKey("QUEUE", Redis)
