"""What every page needs beside itself."""

from aiohttp import web

from write_api.pages.rendering import STYLE, STYLE_PATH

YEAR_SECONDS = 31_536_000
STYLE_HEADERS = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}


async def get_style(_request: web.Request) -> web.Response:
    """Return the look of all pages; its address holds its hash."""
    return web.Response(body=STYLE, content_type="text/css", charset="utf-8", headers=STYLE_HEADERS)


ROUTES = (web.get(STYLE_PATH, get_style),)
