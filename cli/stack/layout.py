"""Where a local stack keeps its things, and the settings that follow from that."""

import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.settings import Auth, Index, Postgres, Redis, Site, is_local_url, load

SERVICES = {"mcp_edge": 0, "search": 1, "write_api": 2, "indexer": 3}  # name → offset from the first port
DATABASE = "craftlocal"


@dataclass(frozen=True)
class Layout:
    """A data folder and a first port: two stacks with other ones live side by side."""

    data: Path
    port_base: int = 8000
    public_url: str | None = None  # where the world finds the edge, when it is not only this machine
    auth_url: str | None = None  # where the world finds the write API, to sign in

    def port(self, service: str) -> int:
        """Return the port a service listens on."""
        return self.port_base + SERVICES[service]

    def figures_port(self, service: str) -> int:
        """Return the port where Prometheus reads a service's figures about sign-in and limits."""
        return self.port(service) + len(SERVICES)

    def url(self, service: str) -> str:
        """Return the address of a service."""
        return f"http://localhost:{self.port(service)}"

    @property
    def edge_url(self) -> str:
        """The public address of the edge."""
        return (self.public_url or self.url("mcp_edge")).rstrip("/")

    @property
    def issuer(self) -> str:
        """The public address of the write API, which is the name in its tokens."""
        return (self.auth_url or self.url("write_api")).rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether only this machine finds the stack, so that it may be a demo."""
        return is_local_url(self.edge_url) and is_local_url(self.issuer)

    @property
    def allowed_hosts(self) -> list[str]:
        """The hosts the edge answers for: this machine, and the one it is known by."""
        public = urlsplit(self.public_url).netloc if self.public_url else ""
        return ["localhost:*", "127.0.0.1:*", *([public] if public else [])]

    @property
    def index_dir(self) -> Path:
        """The folder of the search index."""
        return self.data / "index"

    @property
    def media_dir(self) -> Path:
        """The folder of uploaded pictures."""
        return self.data / "media"

    @property
    def key_file(self) -> Path:
        """The private key that signs this stack's tokens."""
        return self.data / "keys" / "signing.pem"

    @property
    def logs(self) -> Path:
        """The folder of the services' logs."""
        return self.data / "logs"

    @property
    def state_file(self) -> Path:
        """What a running stack says of itself."""
        return self.data / "stack.json"

    @cached_property
    def edge_secret(self) -> str:
        """The edge's own secret at the token endpoint, made up once for each data folder."""
        return self._made_up("edge-client-secret")

    @cached_property
    def sealing_key(self) -> str:
        """What encrypts makers' webhook secrets, made up once for each data folder."""
        return self._made_up("sealing-key")

    def _made_up(self, name: str) -> str:
        path = self.data / "keys" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(32))
        return path.read_text()

    def _limits(self) -> dict[str, str]:
        if self.is_local:
            # All shoppers of a load test share one address and all writes of a benchmark one account.
            return {"LIMIT_FACTOR": "1000"}
        # The tunnel runs here, and says in X-Forwarded-For who came through it.
        return {"TRUSTED_PROXIES": "127.0.0.1,::1"}

    def environment(self, service: str, database_url: str, redis_url: str) -> dict[str, str]:
        """Return the variables a service of this stack is started with."""
        return {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SEARCH_INDEX_DIR": str(self.index_dir),
            "MEDIA_DIR": str(self.media_dir),
            "PUBLIC_BASE_URL": self.edge_url,
            "MCP_ALLOWED_HOSTS": ",".join(self.allowed_hosts),
            "WRITE_API_URL": self.url("write_api"),
            "AUTH_ISSUER": self.issuer,
            # The edge asks here, not through the tunnel.
            "AUTH_JWKS_URL": f"{self.url('write_api')}/oauth/jwks.json",
            "EDGE_CLIENT_SECRET": self.edge_secret,
            "SIGNING_KEY_FILE": str(self.key_file),
            "WRITE_API_SEALING_KEY": self.sealing_key,
            "MCP_PLAYGROUND": "true",
            **self._limits(),
            "HOST": "127.0.0.1",
            "PORT": str(self.port(service)),
            "METRICS_PORT": str(self.figures_port(service)),
            "LOG_FORMAT": "json",
            # Vectors of one query are too small to share between cores, and numpy would burn a second one.
            "OPENBLAS_NUM_THREADS": "1",
        }


@dataclass(frozen=True)
class Settings:
    """The sections the commands need, of the local stack or of the environment."""

    postgres: Postgres
    redis: Redis
    index: Index
    site: Site
    auth: Auth
    signing_key_file: Path | None


def running(layout: Layout) -> dict[str, Any] | None:
    """Return what the running stack of this data folder says of itself, None when none runs."""
    try:
        state: dict[str, Any] = json.loads(layout.state_file.read_text())
        os.kill(int(state["pid"]), 0)
    except (OSError, ValueError, KeyError):
        return None
    return state


def settings_of(layout: Layout, database_url: str, redis_url: str) -> Settings:
    """Return the settings of a local stack; its index is where MEILISEARCH_URL says, if that is set."""
    variables = layout.environment("write_api", database_url, redis_url)
    return Settings(
        postgres=Postgres.model_validate({"url": database_url}),
        redis=Redis.model_validate({"url": redis_url}),
        index=load(Index, directory=layout.index_dir),
        site=Site(public_base_url=variables["PUBLIC_BASE_URL"]),
        auth=Auth(issuer=variables["AUTH_ISSUER"]),
        signing_key_file=layout.key_file,
    )
