"""What the write API does by itself, again and again, for as long as it serves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

import structlog
from aiohttp import web
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from core.db import is_away
from write_api import idempotency, people
from write_api.alerts.service import tell_makers
from write_api.background import background
from write_api.bulk import service as uploads
from write_api.carts import service as carts
from write_api.images.routes import PICTURES
from write_api.images.service import purge as purge_images
from write_api.inventory import holds
from write_api.inventory import service as stock
from write_api.notifications.mails import CAN_MAIL
from write_api.oauth import service as oauth
from write_api.resources import ENGINE, QUEUE
from write_api.statistics.sightings import service as sightings
from write_api.webhooks import receiving

log = structlog.get_logger()


class Chore(NamedTuple):
    """Something to do every so many seconds."""

    every_seconds: float
    work: Callable[[web.Application], Awaitable[object]]


async def release_expired_holds(app: web.Application) -> None:
    """Give back what checkouts held too long."""
    await holds.release_expired(app[ENGINE])


async def tell_of_low_stock(app: web.Application) -> None:
    """Write to makers whose stock runs low, where mail has a way out."""
    if app[CAN_MAIL]:
        await tell_makers(app[ENGINE])


async def drain_sightings(app: web.Application) -> None:
    """Write down what assistants have shown."""
    await sightings.drain(app[QUEUE], app[ENGINE])


async def purge(app: web.Application) -> None:
    """Forget what has ended long ago."""
    engine = app[ENGINE]
    for forget in (
        idempotency.purge, receiving.purge, stock.purge, oauth.purge, people.purge, uploads.purge, carts.purge,
    ):  # fmt: skip
        await forget(engine)
    await purge_images(engine, app[PICTURES].storage)


CHORES = (
    Chore(30.0, release_expired_holds),
    Chore(30.0, tell_of_low_stock),
    Chore(60.0, drain_sightings),
    Chore(3600.0, purge),
)


async def do_chores(app: web.Application) -> AsyncIterator[None]:
    """Do them all until the app closes."""

    async def all_of_them() -> None:
        await asyncio.gather(*(_again_and_again(app, chore) for chore in CHORES))

    async with background(all_of_them()):
        yield


async def _again_and_again(app: web.Application, chore: Chore) -> None:
    while True:
        try:
            await chore.work(app)
        except Exception as error:
            # Tried again next time; a loop that ends would let ledgers grow and stock lie held for ever.
            if is_store_away(error):
                log.warning("chore.store_away", work=chore.work.__name__)
            else:
                log.exception("chore.failed", work=chore.work.__name__)
        await asyncio.sleep(chore.every_seconds)


def is_store_away(error: Exception) -> bool:
    """Tell whether the database or the queue cannot be reached."""
    return is_away(error) or isinstance(error, (RedisConnectionError, RedisTimeoutError))
