"""The write API put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from core import jobs
from core.db import open_engine, ping
from core.http import health
from core.http.counting import counting
from core.http.documentation import add_documentation
from core.http.middleware import LONGEST_ADDRESS, log_requests, render_errors, set_safe_headers
from core.http.openapi import About
from core.http.operations import Operation, register
from core.http.unreadable import answer_unreadable
from core.settings import Auth, EdgeClient, Limits, Mail, Media, Postgres, Redis, Sealing, Signing, Site, load
from write_api import people
from write_api.audit import routes as audit
from write_api.background import background
from write_api.bulk import routes as bulk
from write_api.bulk.worker import WAKE, Worker
from write_api.carts import routes as carts
from write_api.carts.guests import GUEST_IDS, guest_ids
from write_api.chores import do_chores, is_store_away
from write_api.external_provider import external_provider
from write_api.images import routes as images
from write_api.images.setup import pictures
from write_api.inventory import routes as inventory
from write_api.listings import routes as listings
from write_api.messages import routes as messages
from write_api.oauth import routes as oauth
from write_api.oauth.cors import let_pages_read
from write_api.oauth.pages import ROUTES as SIGN_IN_PAGES
from write_api.oauth.setup import prepare
from write_api.orders import routes as orders
from write_api.orders.access import NOTICES
from write_api.orders.notices import Notices
from write_api.outbox import Relay
from write_api.pages.problem import problem_page
from write_api.resources import EDGE_URL, ENGINE, HERE, QUEUE, here
from write_api.sellers import routes as shops
from write_api.shipping import routes as shipping
from write_api.statistics import routes as statistics
from write_api.statistics.sales.tallying import TALLYING, Tallying
from write_api.webhooks import routes as webhooks
from write_api.webhooks.sealing import sealer

ABOUT = About("CraftLocal write API", "Where makers write: listings, and the tokens to do so.")
MAX_BODY_BYTES = 256 * 1024
POOL_SIZE = 20
HEALTH = health.operations(
    {"database": lambda app: ping(app[ENGINE]), "queue": lambda app: app[QUEUE].ping()}
)
OPERATIONS: tuple[Operation[Any, Any], ...] = (
    *listings.OPERATIONS,
    *bulk.OPERATIONS,
    *images.OPERATIONS,
    *shipping.OPERATIONS,
    *shops.OPERATIONS,
    *inventory.OPERATIONS,
    *orders.OPERATIONS,
    *messages.OPERATIONS,
    *webhooks.OPERATIONS,
    *carts.OPERATIONS,
    *statistics.OPERATIONS,
    *audit.OPERATIONS,
    *oauth.OPERATIONS,
    *HEALTH,
)

log = structlog.get_logger()


@dataclass(frozen=True)
class Settings:
    """The sections this service reads."""

    postgres: Postgres
    redis: Redis
    site: Site
    auth: Auth
    edge_client: EdgeClient
    signing: Signing
    limits: Limits
    mail: Mail
    sealing: Sealing
    media: Media


def load_settings() -> Settings:
    """Read them from the environment.

    Raises:
        SettingsError: a variable is missing or malformed.
    """
    return Settings(
        load(Postgres),
        load(Redis),
        load(Site),
        load(Auth),
        load(EdgeClient),
        load(Signing),
        load(Limits),
        load(Mail),
        load(Sealing),
        load(Media),
    )


def create_app(settings: Settings) -> web.Application:
    """Return the application, ready to run.

    Raises:
        SettingsError: the signing key or the mail server cannot be read, or the edge's secret is too short.
    """
    middlewares = [log_requests, render_errors(is_store_away, face=problem_page)]
    app = web.Application(
        middlewares=middlewares,
        client_max_size=MAX_BODY_BYTES,
        handler_args={"max_line_size": LONGEST_ADDRESS},
    )
    app.on_response_prepare.append(set_safe_headers)
    answer_unreadable()

    app[HERE] = here(settings.auth, settings.site)
    app[EDGE_URL] = settings.site.public_base_url
    app.cleanup_ctx.extend([_database(settings.postgres), _queue(settings.redis)])
    app.cleanup_ctx.append(counting(settings.limits, settings.redis))
    prepare(app, settings.auth, settings.edge_client, settings.signing, settings.site)
    app.cleanup_ctx.append(pictures(settings.media, settings.site, settings.auth))
    app[webhooks.SEALER] = sealer(settings.sealing)
    app[GUEST_IDS] = guest_ids(settings.sealing)
    app.cleanup_ctx.extend([_relay, _uploads, _tallying])
    served: tuple[Operation[Any, Any], ...] = OPERATIONS
    if settings.auth.external:
        app.cleanup_ctx.append(external_provider(settings.auth, settings.site))
        ours = {one.path for one in oauth.OPERATIONS} - set(oauth.EXCHANGE_ALONE)
        served = tuple(one for one in OPERATIONS if one.path not in ours)
    else:
        app.add_routes(SIGN_IN_PAGES)
        app.on_response_prepare.append(let_pages_read)
    has_pages = not settings.auth.external or settings.auth.pages_url is not None
    app[NOTICES] = Notices(app[HERE].base_url if has_pages else None)
    people.add_people(app, settings.redis, settings.limits, settings.mail, with_pages=has_pages)
    app.cleanup_ctx.append(do_chores)
    register(app, served)
    add_documentation(app, served, ABOUT)
    return app


Context = Callable[[web.Application], AsyncIterator[None]]


def _database(settings: Postgres) -> Context:
    async def context(app: web.Application) -> AsyncIterator[None]:
        app[ENGINE] = open_engine(settings, pool_size=POOL_SIZE)
        yield
        await app[ENGINE].dispose()

    return context


def _queue(settings: Redis) -> Context:
    async def context(app: web.Application) -> AsyncIterator[None]:
        queue = await jobs.connect(settings)
        app[QUEUE] = queue
        app[RELAY] = Relay(app[ENGINE], partial(jobs.enqueue, queue))
        yield
        await queue.aclose()

    return context


RELAY = web.AppKey("RELAY", Relay)


async def _relay(app: web.Application) -> AsyncIterator[None]:
    async with background(app[RELAY].run()):
        yield


async def _uploads(app: web.Application) -> AsyncIterator[None]:
    app[WAKE] = asyncio.Event()
    async with background(Worker(app[ENGINE], app[WAKE]).run()):
        yield


async def _tallying(app: web.Application) -> AsyncIterator[None]:
    app[TALLYING] = Tallying(app[ENGINE])
    async with background(app[TALLYING].run()):
        yield
