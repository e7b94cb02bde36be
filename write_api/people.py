"""The write API's half for people put together: accounts, their pages, mail."""

from collections.abc import AsyncIterator, Callable

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from core.addresses import networks
from core.limits import Limiter
from core.redis import open_redis
from core.settings import Limits, Mail, Redis
from write_api.accounts import store as accounts
from write_api.accounts.limits import LIMITER, PROXIES
from write_api.accounts.passwords import PASSWORDS, Passwords
from write_api.accounts.routes import ROUTES as ACCOUNTS
from write_api.background import background
from write_api.notifications import store as mails
from write_api.notifications.mails import CAN_MAIL, READABLE
from write_api.notifications.routes import ROUTES as MAIL
from write_api.notifications.sender import Sender
from write_api.notifications.smtp import Smtp, smtp
from write_api.orders.pages import ROUTES as ORDERS
from write_api.pages.routes import ROUTES as STYLE
from write_api.resources import ENGINE, HERE

PAGES = (*STYLE, *ACCOUNTS, *ORDERS, *MAIL)

Context = Callable[[web.Application], AsyncIterator[None]]
log = structlog.get_logger()


def add_people(
    app: web.Application, redis: Redis, limits: Limits, mail: Mail, *, with_pages: bool = True
) -> None:
    """Add the pages and what they need; the app has HERE already, and opens ENGINE before.

    Mail is sent in any case; without pages people sign in elsewhere, and have no address of ours to go to.

    Raises:
        SettingsError: the mail server cannot be read.
    """
    server = smtp(mail)
    app[READABLE] = app[HERE].is_local and server is None
    app[CAN_MAIL] = app[READABLE] or server is not None
    app[PROXIES] = networks(limits.trusted_proxies)
    app.cleanup_ctx.extend([_limiter(redis, limits), _passwords, _sender(server)])
    if with_pages:
        app.add_routes(PAGES)


async def purge(engine: AsyncEngine) -> None:
    """Forget sessions, links and mails that have ended."""
    async with engine.begin() as connection:
        await accounts.purge(connection)
        await mails.purge(connection)


def _limiter(settings: Redis, limits: Limits) -> Context:
    async def context(app: web.Application) -> AsyncIterator[None]:
        redis = open_redis(settings.url)
        app[LIMITER] = Limiter(redis, limits.factor)
        yield
        await redis.aclose()

    return context


async def _passwords(app: web.Application) -> AsyncIterator[None]:
    app[PASSWORDS] = Passwords()
    yield
    app[PASSWORDS].close()


def _sender(server: Smtp | None) -> Context:
    async def context(app: web.Application) -> AsyncIterator[None]:
        if server is not None:
            async with background(Sender(app[ENGINE], server.deliver).run()):
                yield
            return
        if not app[READABLE]:
            log.warning("mail.off", reason="SMTP_URL is not set", effect="nobody can sign up or reset")
        yield

    return context
