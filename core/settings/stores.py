"""Where things are kept: the database, the queue, pictures, the index."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from core.settings.section import Section, WordList, words

REDIS_URL_IS = (
    "Redis or Valkey address, as redis://host:6379/0 or unix:///path; mcp_edge and search start without it, "
    "and then neither count requests nor see that a session was ended"
)


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


class Media(Section):
    """Pictures that makers upload."""

    directory: Path = Field(
        validation_alias="MEDIA_DIR",
        description="Folder of uploaded pictures, which the write API fills and the edge serves",
    )
    images_per_shop: int = Field(
        default=20_000,
        ge=1,
        validation_alias="MEDIA_IMAGES_PER_SHOP",
        description="Pictures that one shop may have uploaded",
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
        return words(value)

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
