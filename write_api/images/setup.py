"""Pictures put together, when the application starts."""

from collections.abc import AsyncIterator, Callable

from aiohttp import web

from core.settings import Auth, Media, Site
from write_api.fetching import Fetcher, open_session
from write_api.images.routes import PICTURES
from write_api.images.service import Pictures
from write_api.images.storage import Storage
from write_api.images.workers import Workers
from write_api.oauth.setup import NETWORK


def pictures(media: Media, site: Site, auth: Auth) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return the context that lets pictures in. Slow hosts of pictures keep nobody from signing in: own session."""

    async def context(app: web.Application) -> AsyncIterator[None]:
        network = app[NETWORK]
        async with open_session(network) as session:
            app[PICTURES] = Pictures(
                Storage(media.directory),
                Workers(),
                Fetcher(network.allows, session, local=auth.loopback_clients),
                site.public_base_url,
                media.images_per_shop,
            )
            yield

    return context
