"""Run the write API: python -m write_api."""

import sys

import uvloop
from aiohttp import web

from core import telemetry
from core.memory import settle
from core.settings import Server, SettingsError, Telemetry, load
from write_api.app import create_app, load_settings

DEFAULT_PORT = 8002


def main() -> None:
    """Read the settings, then serve until told to stop."""
    try:
        telemetry.configure("write_api", load(Telemetry))
        server, app = load(Server), create_app(load_settings())
    except SettingsError as error:
        sys.exit(f"write_api cannot start.\n{error}")
    settle()
    web.run_app(
        app,
        host=server.host,
        port=server.port or DEFAULT_PORT,
        access_log=None,
        print=None,
        shutdown_timeout=10,
        loop=uvloop.new_event_loop(),
    )


if __name__ == "__main__":
    main()
