"""Access for pages of other sites: what needs no cookie may be read by clients that run in a browser."""

from aiohttp import web

from write_api.oauth import server as paths

WELL_KNOWN = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")
# Not the pages: they know people by a cookie.
OPEN = frozenset({*WELL_KNOWN, paths.KEYS, paths.TOKEN, paths.REVOKE, paths.REGISTER, paths.USERINFO})
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, MCP-Protocol-Version",
    "Access-Control-Max-Age": "7200",
}


async def let_pages_read(request: web.Request, response: web.StreamResponse) -> None:
    """Signal before the headers go out: errors are to be read too."""
    if request.path in OPEN:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "WWW-Authenticate, Retry-After"


async def preflight(_request: web.Request) -> web.Response:
    """Tell a browser what may be sent."""
    return web.Response(status=204, headers=PREFLIGHT)


ROUTES = tuple(web.options(path, preflight) for path in sorted(OPEN))
