"""Where the services are and how they are reached."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator

from core.addresses import networks
from core.settings.section import Section, WordList, is_local_url, words


class Site(Section):
    """Where the world finds us."""

    public_base_url: str = Field(
        default="http://localhost:8000",
        validation_alias="PUBLIC_BASE_URL",
        description="Public address of the edge; pictures and links start with it",
    )

    @field_validator("public_base_url")
    @classmethod
    def _no_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return url.rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether this is a stack on one's own machine, where demo logins are allowed."""
        return is_local_url(self.public_base_url)


class Server(Section):
    """Where a service listens."""

    host: str = Field(default="127.0.0.1", validation_alias="HOST", description="Address to listen on")
    port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        validation_alias="PORT",
        description="Port to listen on; each service has its own",
    )


class EdgeClient(Section):
    """What the token endpoint knows of the edge, its one confidential client."""

    client_id: str = Field(
        default="mcp_edge",
        validation_alias="EDGE_CLIENT_ID",
        description="The edge's own name at the token endpoint",
    )
    client_secret: SecretStr = Field(
        validation_alias="EDGE_CLIENT_SECRET",
        description="Proves the edge to the token endpoint; 32 characters or more",
    )


class Edge(EdgeClient):
    """The MCP edge."""

    allowed_hosts: WordList = Field(
        default=["localhost:*", "127.0.0.1:*"],
        validation_alias="MCP_ALLOWED_HOSTS",
        description="Host headers that are answered, separated by commas; `name:*` allows any port",
    )
    allowed_origins: WordList = Field(
        default=["http://localhost:*", "http://127.0.0.1:*"],
        validation_alias="MCP_ALLOWED_ORIGINS",
        description="Origins that browsers may call from, separated by commas",
    )
    write_api_url: str = Field(
        default="http://localhost:8002",
        validation_alias="WRITE_API_URL",
        description="Address of the write API",
    )
    playground: bool = Field(
        default=False,
        validation_alias="MCP_PLAYGROUND",
        description="Serve the playground page at /playground",
    )

    @field_validator("allowed_hosts", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return words(value)


class Limits(Section):
    """How often callers may ask."""

    factor: float = Field(
        default=1.0,
        gt=0,
        validation_alias="LIMIT_FACTOR",
        description="Multiplies every limit, sign-in included; large where all shoppers share one address",
    )
    subject_per_minute: int = Field(
        default=600,
        ge=1,
        validation_alias="LIMIT_SUBJECT_PER_MINUTE",
        description="Requests a minute of one signed-in person",
    )
    client_per_minute: int = Field(
        default=60_000,
        ge=1,
        validation_alias="LIMIT_CLIENT_PER_MINUTE",
        description="Requests a minute of all people signed in through one client, such as ChatGPT",
    )
    address_per_minute: int = Field(
        default=1200,
        ge=1,
        validation_alias="LIMIT_ADDRESS_PER_MINUTE",
        description="Requests a minute without sign-in from one IPv4 address or IPv6 /64",
    )
    shared_address_per_minute: int = Field(
        default=60_000,
        ge=1,
        validation_alias="LIMIT_SHARED_ADDRESS_PER_MINUTE",
        description="The same from an address of LIMIT_SHARED_NETWORKS",
    )
    shared_networks: WordList = Field(
        default=[],
        validation_alias="LIMIT_SHARED_NETWORKS",
        description="Networks many people come from, such as ChatGPT's published ones, separated by commas",
    )
    trusted_proxies: WordList = Field(
        default=[],
        validation_alias="TRUSTED_PROXIES",
        description="Networks of our own proxies, whose X-Forwarded-For is believed, separated by commas; for "
        "the write API the edge is one, so that it can count guests each for themselves",
    )

    @field_validator("shared_networks", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return words(value)

    @field_validator("shared_networks", "trusted_proxies")
    @classmethod
    def _are_networks(cls, words: list[str]) -> list[str]:
        networks(words)
        return words


class Mail(Section):
    """How mail leaves the shop."""

    smtp_url: SecretStr | None = Field(
        default=None,
        validation_alias="SMTP_URL",
        description="Mail server, as smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465; "
        "without it a local stack shows mail at /playground/mail, and elsewhere nobody can sign up",
    )
    sender: str = Field(
        default="CraftLocal <no-reply@localhost>",
        validation_alias="MAIL_FROM",
        description="Who mail comes from, as Name <address>",
    )


class Telemetry(Section):
    """Logs and metrics."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias="LOG_LEVEL", description="Least severe log line that is written"
    )
    format: Literal["json", "console"] = Field(
        default="json", validation_alias="LOG_FORMAT", description="json for machines, console for people"
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        validation_alias="METRICS_PORT",
        description="Port where Prometheus reads what is counted about sign-in and limits; none when unset",
    )
    metrics_host: str = Field(
        default="127.0.0.1",
        validation_alias="METRICS_HOST",
        description="Address that METRICS_PORT listens on; keep it inside",
    )
