"""Sign-in by an external provider: its tokens are taken here and at the exchange."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial

import aiohttp
from aiohttp import web

from core.auth import external_verifier
from core.auth.verifier import AccountOf
from core.http.operations import VERIFIER
from core.settings import Auth, Site
from write_api.oauth.routes import EXCHANGE


def external_provider(
    auth: Auth, site: Site, account_of: AccountOf | None = None
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return the context in which tokens of AUTH_ISSUER are accepted.

    `account_of` gives the account of a person whom the provider knows, and makes one on first sight. The
    pair of `issuer` and `subject` is the person; an address may be used to find an account only when it is
    verified. Without it the provider's subject is the account, which has no shop here.
    """

    async def context(app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            verifier = partial(external_verifier, auth, session=session, account_of=account_of)
            app[VERIFIER].also = verifier(auth.write_api_audience)
            app[EXCHANGE] = replace(app[EXCHANGE], subjects=verifier(f"{site.public_base_url}/mcp"))
            yield

    return context
