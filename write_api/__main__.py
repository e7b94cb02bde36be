"""Run the write API: python -m write_api."""

import sys

from aiohttp import web

from core import telemetry
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
    web.run_app(app, host=server.host, port=server.port or DEFAULT_PORT, access_log=None, print=None)


if __name__ == "__main__":
    main()
