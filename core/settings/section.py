"""What a section of settings is: frozen, each field with its variable and a description of itself."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

WordList = Annotated[list[str], NoDecode]


def words(value: object) -> object:
    """Return text as the words between its commas; anything else as it is."""
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def is_local_url(url: str) -> bool:
    """Tell whether an address is on this machine."""
    return urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1"}


class SettingsError(Exception):
    """The environment is incomplete or wrong; the message names each variable and what it wants."""


class Section(BaseSettings):
    """A frozen group of settings; every field names its variable and describes itself."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)
