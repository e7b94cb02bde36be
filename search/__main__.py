"""`python -m search`: the HTTP read API."""

from aiohttp import web

from core import settings, telemetry
from search.app import create_app

if __name__ == "__main__":
    server = settings.load(settings.Server)
    telemetry.configure("search", settings.load(settings.Telemetry))
    app = create_app(
        settings.load(settings.Index),
        settings.load(settings.Site),
        settings.load(settings.Limits),
        settings.load(settings.OptionalRedis),
    )
    web.run_app(app, host=server.host, port=server.port or 8001, access_log=None, print=None)
