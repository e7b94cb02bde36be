"""Settings sections, read once from the environment."""

from core.settings.environment import OUR_PREFIXES, SECTIONS, load, outer_environment, variables
from core.settings.section import Section, SettingsError, is_local_url
from core.settings.services import Edge, EdgeClient, Limits, Mail, Server, Site, Telemetry
from core.settings.stores import Index, Media, OptionalRedis, Postgres, Redis
from core.settings.trust import Auth, Sealing, Signing

__all__ = [
    "OUR_PREFIXES",
    "SECTIONS",
    "Auth",
    "Edge",
    "EdgeClient",
    "Index",
    "Limits",
    "Mail",
    "Media",
    "OptionalRedis",
    "Postgres",
    "Redis",
    "Sealing",
    "Section",
    "Server",
    "SettingsError",
    "Signing",
    "Site",
    "Telemetry",
    "is_local_url",
    "load",
    "outer_environment",
    "variables",
]
