"""What the edge serves beside MCP: health, pictures, links, the playground, where tokens come from."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from core import media
from core.auth import Scope
from core.errors import Code, MarketError
from mcp_edge.front_page import front_page
from mcp_edge.services import Services

LONGEST_QUERY = 2000
YEAR_SECONDS = 31_536_000
PICTURE_HEADERS = {
    "Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    # Hosts that isolate their pages load pictures only where we say so.
    "Cross-Origin-Resource-Policy": "cross-origin",
}

Page = Callable[[Services, Request], Awaitable[Response]]


async def health(_services: Services, _request: Request) -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


async def ready(services: Services, _request: Request) -> Response:
    """Say whether the index can be read; problem+json with 503 when it cannot."""
    await services.reads.count()
    return JSONResponse({"status": "ready"}, headers={"Cache-Control": "no-store"})


async def picture(services: Services, request: Request) -> Response:
    """Draw the picture of a listing on offer, or, before it is, of what the address says of it.

    The version in the address only makes it a new address.
    """
    listing_id, told = request.path_params["listing_id"], request.query_params
    if "title" in told and len(request.url.query) <= LONGEST_QUERY:
        colors, materials = (told.get(name, "").split("|")[:20] for name in ("colors", "materials"))
        svg = services.draw(listing_id, told.get("category", ""), colors, materials, told["title"])
    else:
        listing = await services.reads.get_listing(listing_id)
        svg = services.draw(listing.id, listing.category, listing.colors, listing.materials, listing.title)
    return Response(svg, media_type="image/svg+xml", headers=PICTURE_HEADERS)


async def image(services: Services, request: Request) -> Response:
    """Show a picture that a maker uploaded."""
    name = request.path_params["name"]
    file = media.place(services.media, name)
    if not media.NAME.fullmatch(name) or not await asyncio.to_thread(file.is_file):
        raise MarketError(Code.ROUTE_NOT_FOUND, "There is no such picture.")
    return FileResponse(file, media_type="image/webp", headers=PICTURE_HEADERS)


async def listing_link(services: Services, request: Request) -> Response:
    """Lead the address of a listing to its page; here that is the playground, where it is served."""
    if services.playground is None:
        raise MarketError(Code.ROUTE_NOT_FOUND, "There is nothing at this address.")
    listing = await services.reads.get_listing(request.path_params["listing_id"])
    return RedirectResponse(f"/playground/?listing={listing.id}", status_code=302)


async def protected_resource(services: Services, _request: Request) -> Response:
    """Name who issues tokens for the endpoint (RFC 9728). Further scopes are asked for when needed."""
    document = {
        "resource": services.resource,
        "resource_name": "CraftLocal",
        "authorization_servers": [services.issuer],
        "scopes_supported": [Scope.LISTINGS_READ],
        "bearer_methods_supported": ["header"],
    }
    return JSONResponse(document, headers={"Cache-Control": "public, max-age=300"})


async def index(services: Services, _request: Request) -> Response:
    """Tell a person who opens the address what this is."""
    return front_page(services.resource, playground=services.playground is not None)


async def _to_playground(request: Request) -> Response:
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/playground/{asked}", status_code=307)


PAGES: Mapping[str, Page] = {
    "/": index,
    "/health": health,
    "/ready": ready,
    "/pictures/{listing_id}/{version}.svg": picture,
    "/images/{name}.webp": image,
    "/listings/{listing_id}": listing_link,
    "/.well-known/oauth-protected-resource": protected_resource,
    "/.well-known/oauth-protected-resource/mcp": protected_resource,
}


def routes(services: Services) -> list[BaseRoute]:
    """Return every route beside /mcp."""
    found: list[BaseRoute] = [
        Route(path, partial(page, services), methods=["GET"]) for path, page in PAGES.items()
    ]
    if services.playground is not None:
        # With its slash, so that the page's relative addresses work.
        found.append(Route("/playground", _to_playground, methods=["GET"]))
        found.append(Mount("/playground", StaticFiles(directory=services.playground, html=True)))
    return found
