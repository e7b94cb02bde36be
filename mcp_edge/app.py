"""Construction and wiring of the edge, top to bottom."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import aiohttp
import structlog
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import RequestBodyLimitMiddleware, TransportSecuritySettings
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from core.auth import shoppers_verifier
from core.errors import Code, MarketError
from core.rates import rates
from core.redis import open_redis
from core.revocations import is_revoked
from core.settings import Auth, Edge, Index, Limits, Media, OptionalRedis, Site
from mcp_edge import pages
from mcp_edge.auth import AskForScopes, Identify
from mcp_edge.errors import problem_response
from mcp_edge.limits import LimitRate
from mcp_edge.pictures import draw
from mcp_edge.server import build_server
from mcp_edge.services import Services, reads_of
from mcp_edge.sightings import Sightings
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.tools import TOOLS
from mcp_edge.transport import BODY_LIMIT_BYTES, PostOnly, Requests
from mcp_edge.write_client import WriteClient
from search.listings import open_catalogue
from widgets import bundle, playground_dir

log = structlog.get_logger()


@dataclass(frozen=True)
class Settings:
    """The sections that the edge reads, beside where it listens."""

    edge: Edge
    site: Site
    auth: Auth
    index: Index
    limits: Limits
    redis: OptionalRedis
    media: Media


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Open what the edge stands on, and close it at the end."""
    edge, site, auth = settings.edge, settings.site, settings.auth
    base_url = site.public_base_url
    async with (
        open_catalogue(settings.index, site) as catalogue,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        _redis(settings.redis) as redis,
        _sightings(redis) as sightings,
    ):
        exchange = TokenExchange(
            session=session,
            url=f"{edge.write_api_url}/oauth/token",
            client_id=edge.client_id,
            client_secret=edge.client_secret.get_secret_value(),
            audience=auth.write_api_audience,
        )
        yield Services(
            reads=reads_of(catalogue),
            writes=WriteClient(session, edge.write_api_url, exchange),
            verifier=shoppers_verifier(
                auth, f"{base_url}/mcp", session, partial(is_revoked, redis) if redis else None
            ),
            draw=draw,
            public_base_url=base_url,
            issuer=auth.issuer,
            media=settings.media.directory,
            widgets={tool.widget: bundle(tool.widget) for tool in TOOLS.values() if tool.widget},
            playground=playground_dir() if edge.playground else None,
            rates=rates(settings.limits, redis) if redis else None,
            sightings=sightings,
        )


@asynccontextmanager
async def _redis(settings: OptionalRedis) -> AsyncIterator[Redis | None]:
    if settings.url is None:
        log.warning("redis.none", limits="off", revoked_tokens="good until they expire")
        yield None
        return
    client = open_redis(settings.url)
    try:
        yield client
    finally:
        await client.aclose()


@asynccontextmanager
async def _sightings(redis: Redis | None) -> AsyncIterator[Sightings]:
    sightings = Sightings(redis)
    async with sightings.counting():
        yield sightings


def build_app(services: Services, allowed_hosts: Sequence[str], allowed_origins: Sequence[str]) -> Starlette:
    """Return the ASGI app over open services; it does not close them."""
    manager = StreamableHTTPSessionManager(
        build_server(services),
        stateless=True,
        security_settings=TransportSecuritySettings(
            allowed_hosts=list(allowed_hosts), allowed_origins=list(allowed_origins)
        ),
        max_request_body_size=BODY_LIMIT_BYTES,
    )
    endpoint = _endpoint(manager.handle_request, services)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield

    app = Starlette(
        # Both spellings, because a redirect would lose the body of a POST with some clients.
        routes=[Route("/mcp", endpoint), Route("/mcp/", endpoint), *pages.routes(services)],
        middleware=[Middleware(Requests), _cors(allowed_origins)],
        exception_handlers={MarketError: _problem, HTTPException: _problem, Exception: _problem},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # it would send people to whatever host the request names
    return app


def _endpoint(mcp: ASGIApp, services: Services) -> ASGIApp:
    """Return the layers of /mcp, outermost last."""
    needs_of = {tool.name: tool.needs for tool in TOOLS.values()}
    asking = AskForScopes(mcp, needs_of, services.resource_metadata)
    endpoint: ASGIApp = RequestBodyLimitMiddleware(asking, BODY_LIMIT_BYTES)
    if services.rates:
        endpoint = LimitRate(endpoint, services.rates)
    return PostOnly(Identify(endpoint, services.verifier))


def _cors(allowed_origins: Sequence[str]) -> Middleware:
    """Let browser tools such as MCP Inspector call from the allowed origins, and from nowhere else."""
    patterns = [re.escape(origin).replace(r":\*", r"(:\d+)?") for origin in allowed_origins]
    return Middleware(
        CORSMiddleware,
        allow_origin_regex="|".join(patterns) or None,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        expose_headers=["WWW-Authenticate", "X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy"],
    )


async def _problem(_request: Request, error: Exception) -> Response:
    if isinstance(error, MarketError):
        return problem_response(error)
    if isinstance(error, HTTPException) and error.status_code == 405:
        return problem_response(MarketError(Code.METHOD_NOT_ALLOWED), error.headers)
    if isinstance(error, HTTPException):
        return problem_response(MarketError(Code.ROUTE_NOT_FOUND, "There is nothing at this address."))
    return problem_response(MarketError(Code.INTERNAL))
