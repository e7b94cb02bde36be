"""Runs the edge: `python -m mcp_edge`."""

import sys
from contextlib import suppress

import uvicorn
import uvloop

from core.errors import MarketError
from core.memory import settle
from core.settings import (
    Auth,
    Edge,
    Index,
    Limits,
    Media,
    OptionalRedis,
    Server,
    SettingsError,
    Site,
    Telemetry,
    load,
)
from core.telemetry import configure
from mcp_edge.app import Settings, build_app, open_services
from mcp_edge.unreadable import Http
from widgets import WidgetsNotBuiltError

DEFAULT_PORT = 8000


async def serve(server: Server, settings: Settings) -> None:
    """Serve until told to stop, then finish what is under way."""
    async with open_services(settings) as services:
        app = build_app(services, settings.edge.allowed_hosts, settings.edge.allowed_origins)
        settle()
        config = uvicorn.Config(
            app,
            host=server.host,
            port=server.port or DEFAULT_PORT,
            http=Http,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # whose X-Forwarded-For is believed says TRUSTED_PROXIES, and nothing else
            timeout_keep_alive=75,  # longer than a shopper thinks: opening anew costs more than an idle socket
            timeout_graceful_shutdown=10,
        )
        await uvicorn.Server(config).serve()


def main() -> int:
    """Read the settings and run; what stands in the way is said in one clear line."""
    try:
        configure("mcp_edge", load(Telemetry))
        server = load(Server)
        settings = Settings(
            load(Edge), load(Site), load(Auth), load(Index), load(Limits), load(OptionalRedis), load(Media)
        )
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        with suppress(KeyboardInterrupt):
            uvloop.run(serve(server, settings))
    except (MarketError, WidgetsNotBuiltError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
