"""What handlers share, under typed keys: the app puts it there, the routes take it."""

from dataclasses import dataclass

from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.settings import Auth, Site, is_local_url


@dataclass(frozen=True)
class Here:
    """Where browsers find us: `base_url` has no slash at its end; `is_local` allows what only a demo may."""

    base_url: str
    is_local: bool

    @property
    def is_secure(self) -> bool:
        """Whether browsers come over TLS."""
        return self.base_url.startswith("https://")


def here(auth: Auth, site: Site) -> Here:
    """Return our own address, also when the issuer is somebody else; local only where the edge is local too."""
    own = (auth.pages_url or site.public_base_url) if auth.external else auth.issuer
    base_url = own.rstrip("/")
    return Here(base_url, is_local=site.is_local and is_local_url(base_url))


ENGINE = web.AppKey("ENGINE", AsyncEngine)
QUEUE = web.AppKey("QUEUE", Redis)
HERE = web.AppKey("HERE", Here)
EDGE_URL = web.AppKey("EDGE_URL", str)  # where shoppers find us: pictures and links start with it
