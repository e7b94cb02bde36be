"""Sign-in by an external provider: its tokens are taken here and at the exchange."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial

import aiohttp
from aiohttp import web

from core.auth import external_verifier
from core.http.operations import VERIFIER
from core.settings import Auth, Site
from write_api.accounts.external import account_of
from write_api.oauth.routes import EXCHANGE
from write_api.resources import ENGINE


def external_provider(auth: Auth, site: Site) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return the context in which tokens of AUTH_ISSUER are accepted, each for the account of its person."""

    async def context(app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            accounts = partial(account_of, app[ENGINE])
            verifier = partial(external_verifier, auth, session=session, account_of=accounts)
            app[VERIFIER].also = verifier(auth.write_api_audience)
            app[EXCHANGE] = replace(app[EXCHANGE], subjects=verifier(f"{site.public_base_url}/mcp"))
            yield

    return context
