"""Settings sections, read once from the environment. The only reader of os.environ."""

import difflib
import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.addresses import networks

OUR_PREFIXES = (
    "AUTH_",
    "EDGE_",
    "LIMIT_",
    "MAIL_",
    "METRICS_",
    "MCP_",
    "MEILISEARCH_",
    "SEARCH_",
    "SIGNING_",
    "SMTP_",
    "TRUSTED_",
    "PUBLIC_BASE_",
    "WRITE_API_",
    "CRAFTLOCAL_",
)
REDIS_URL_IS = (
    "Redis or Valkey address, as redis://host:6379/0 or unix:///path; mcp_edge and search start without it, "
    "and then neither count requests nor see that a session was ended"
)
WordList = Annotated[list[str], NoDecode]


def _words(value: object) -> object:
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def is_local_url(url: str) -> bool:
    """Tell whether an address is on this machine."""
    return urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1"}


class SettingsError(Exception):
    """The environment is incomplete or wrong; the message names each variable and what it wants."""


class Section(BaseSettings):
    """A frozen group of settings; every field names its variable and describes itself."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Postgres(Section):
    """The database of record."""

    url: SecretStr = Field(
        validation_alias="DATABASE_URL",
        description="PostgreSQL address, as postgresql://user:password@host/name",
    )


class Redis(Section):
    """The job queue."""

    url: SecretStr = Field(
        validation_alias="REDIS_URL",
        description=REDIS_URL_IS,
    )


class OptionalRedis(Section):
    """Redis for services that also work without it, and then neither count requests nor see revocations."""

    url: SecretStr | None = Field(
        default=None,
        validation_alias="REDIS_URL",
        description=REDIS_URL_IS,
    )


class Index(Section):
    """The search index: on a Meilisearch server where its address is set, else in a folder."""

    directory: Path = Field(
        default=Path(),
        validation_alias="SEARCH_INDEX_DIR",
        description="Folder of the embedded index, shared by its readers; needed without MEILISEARCH_URL",
    )
    meilisearch_url: str | None = Field(
        default=None,
        validation_alias="MEILISEARCH_URL",
        description="Address of a Meilisearch 1.50 server, as http://host:7700; the index is there when set",
    )
    meilisearch_api_key: SecretStr | None = Field(
        default=None,
        validation_alias="MEILISEARCH_API_KEY",
        description="Key for that server: `craftlocal meilisearch keys` makes one to read and one to write with",
    )
    meilisearch_version_key: SecretStr | None = Field(
        default=None,
        validation_alias="MEILISEARCH_VERSION_KEY",
        description="Key that may ask for that server's version, which is checked at the start; the other two may not",
    )
    meilisearch_index: str = Field(
        default="listings",
        pattern=r"^[A-Za-z0-9_-]{1,100}$",
        validation_alias="MEILISEARCH_INDEX",
        description="Name of the index on that server; others beside it begin with this name",
    )
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        validation_alias="SEARCH_EMBEDDING_MODEL",
        description="Model of the index's vectors; another sentence-transformers model needs the extra "
        "`embeddings` and `craftlocal reindex --model`",
    )
    barred_categories: WordList = Field(
        default=[],
        validation_alias="SEARCH_BARRED_CATEGORIES",
        description="Categories never shown besides those barred anyway, separated by commas; `A > B` is a path",
    )

    @field_validator("barred_categories", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _words(value)

    @field_validator("meilisearch_url")
    @classmethod
    def _plain_address(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        if not url:
            return None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be an address such as http://localhost:7700")
        if parts.username or parts.password:
            raise ValueError("must not carry a password; the key goes into MEILISEARCH_API_KEY")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _one_engine(self) -> "Index":
        if self.meilisearch_url and not (
            self.meilisearch_api_key and self.meilisearch_api_key.get_secret_value()
        ):
            raise ValueError("MEILISEARCH_API_KEY: is not set, and MEILISEARCH_URL is")
        if not self.meilisearch_url and self.directory == Path():
            raise ValueError("SEARCH_INDEX_DIR: is not set, nor is MEILISEARCH_URL")
        return self


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
        return _words(value)


class Auth(Section):
    """Who issues access tokens, and for whom they are."""

    issuer: str = Field(
        default="http://localhost:8002",
        validation_alias="AUTH_ISSUER",
        description="Issuer of access tokens, character for character as in their `iss`",
    )
    external: bool = Field(
        default=False,
        validation_alias="AUTH_EXTERNAL",
        description="AUTH_ISSUER is Auth0 or another provider of OpenID Connect, not our write API",
    )
    jwks_url: str | None = Field(
        default=None,
        validation_alias="AUTH_JWKS_URL",
        description="Where the issuer publishes its keys; found out when unset",
    )
    plain_jwt: bool = Field(
        default=False,
        validation_alias="AUTH_PLAIN_JWT",
        description="Take tokens of an external provider whose type is JWT instead of at+jwt",
    )
    scopes_claim: str = Field(
        default="scope",
        validation_alias="AUTH_SCOPES_CLAIM",
        description="Claim of an external provider that holds scopes, such as permissions for Auth0",
    )
    roles_claim: str = Field(
        default="roles",
        validation_alias="AUTH_ROLES_CLAIM",
        description="Claim of an external provider that holds roles, such as realm_access.roles",
    )
    write_api_audience: str = Field(
        default="urn:craftlocal:write-api",
        validation_alias="AUTH_WRITE_API_AUDIENCE",
        description="Audience of tokens for the write API",
    )
    pages_url: str | None = Field(
        default=None,
        validation_alias="AUTH_PAGES_URL",
        description="Public address of the write API's account pages with AUTH_EXTERNAL; without it there are none",
    )
    loopback_clients: bool = Field(
        default=False,
        validation_alias="AUTH_LOOPBACK_CLIENTS",
        description="Take documents about OAuth clients from this machine too, over http; for a local stack only",
    )

    @model_validator(mode="after")
    def _external_over_tls(self) -> Self:
        if self.external:
            for name, address in (
                ("AUTH_ISSUER", self.issuer),
                ("AUTH_JWKS_URL", self.jwks_url),
                ("AUTH_PAGES_URL", self.pages_url),
            ):
                if address and not address.startswith("https://") and not is_local_url(address):
                    raise ValueError(f"{name} must start with https:// when AUTH_EXTERNAL is set")
        return self

    @property
    def own_issuer(self) -> str:
        """The issuer of the tokens we sign: AUTH_ISSUER, or a name of ours when that is somebody else's.

        Under that name only the write API gives tokens, and only to itself, so nobody needs to find it.
        """
        return "urn:craftlocal:exchange" if self.external else self.issuer

    @property
    def keys_url(self) -> str:
        """Where the keys that verify tokens are fetched."""
        return self.jwks_url or f"{self.issuer}/oauth/jwks.json"


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
        description="Networks of our own proxies, whose X-Forwarded-For is believed, separated by commas",
    )

    @field_validator("shared_networks", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _words(value)

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


class Signing(Section):
    """The key that signs access tokens."""

    key_file: Path = Field(
        validation_alias="SIGNING_KEY_FILE",
        description="PEM file of the P-256 private key that signs access tokens",
    )


class Sealing(Section):
    """What encrypts secrets that are kept."""

    key: SecretStr = Field(
        validation_alias="WRITE_API_SEALING_KEY",
        description="Encrypts makers' webhook secrets in the database; 32 characters or more. "
        "With another key those secrets count no more",
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


SECTIONS: tuple[type[Section], ...] = (
    Postgres, OptionalRedis, Redis, Index, Site, Server, Edge, EdgeClient, Auth, Limits, Mail, Signing, Sealing,
    Telemetry,
)  # fmt: skip

S = TypeVar("S", bound=Section)


def variables() -> dict[str, str]:
    """Return every variable we read with its description, in the order of the sections."""
    return {
        str(field.validation_alias): field.description or ""
        for section in SECTIONS
        for field in section.model_fields.values()
    }


def load(section: type[S], **given: Any) -> S:
    """Read one section from the environment; what is given wins.

    Raises:
        SettingsError: a variable is missing or malformed, or one that looks like ours is not known.
    """
    _refuse_unknown()
    try:
        return section(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(map(_explain, error.errors()))) from None


def _explain(error: ErrorDetails) -> str:
    """Return a line that names the variable; what several have to agree on names them itself."""
    message = "is not set" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    return f"{error['loc'][0]}: {message}" if error["loc"] else message


def _refuse_unknown() -> None:
    known = variables()
    for name in os.environ:
        if name.startswith(OUR_PREFIXES) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise SettingsError(f"{name} is set, but no such setting exists{hint}")


def outer_environment() -> dict[str, str]:
    """Return the environment for child processes."""
    return dict(os.environ)
