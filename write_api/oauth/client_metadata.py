"""Client metadata (RFC 7591): the rules for clients that introduce themselves, by document or registration."""

import unicodedata
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from core.http.problems import OAuthError
from write_api.oauth import redirects
from write_api.oauth.clients import AUTHORIZATION_CODE, REFRESH_TOKEN, AuthMethod

MAX_NAME = 80
MAX_KEYS = 10
METHODS = ("none", "client_secret_basic", "private_key_jwt")
GRANT_TYPES = frozenset({AUTHORIZATION_CODE, REFRESH_TOKEN})


class ClientMetadata(BaseModel):
    """What a client says of itself. Members that are not known are ignored, as RFC 7591 asks."""

    model_config = ConfigDict(extra="ignore")

    redirect_uris: list[str] = Field(
        min_length=1, max_length=10, examples=[["https://chat.example/callback"]]
    )
    client_name: str | None = Field(default=None, max_length=200, description="Shown when a person is asked")
    token_endpoint_auth_method: str | None = Field(
        default=None, max_length=60, description=f"One of {', '.join(METHODS)}"
    )
    grant_types: list[str] | None = Field(
        default=None, max_length=10, description="Add refresh_token to get refresh tokens"
    )
    response_types: list[str] | None = Field(default=None, max_length=10, description="code")
    jwks: dict[str, Any] | None = Field(default=None, description="Public keys, for private_key_jwt")
    jwks_uri: str | None = Field(default=None, max_length=500, description="Where they are published")
    scope: str | None = Field(
        default=None, max_length=1000, description="Taken note of only: each request asks for its own"
    )


def check(metadata: ClientMetadata, *, default_method: str) -> AuthMethod:
    """Return how the client proves itself, when all it says can be so.

    Raises:
        OAuthError: invalid_redirect_uri, invalid_client_metadata (RFC 7591, 3.2.2).
    """
    for uri in metadata.redirect_uris:
        if problem := redirects.problem_with(uri):
            raise OAuthError("invalid_redirect_uri", f"A redirect address {problem}.")
    method = metadata.token_endpoint_auth_method or default_method
    if method not in METHODS:
        raise _refusal(f"token_endpoint_auth_method must be one of {', '.join(METHODS)}.")
    if AUTHORIZATION_CODE not in (metadata.grant_types or [AUTHORIZATION_CODE]):
        raise _refusal(
            "grant_types must hold authorization_code: nothing else is given to registered clients."
        )
    if "code" not in (metadata.response_types or ["code"]):
        raise _refusal("response_types must hold code.")
    if method == "private_key_jwt":
        _check_keys(metadata)
    return cast(AuthMethod, method)


def grant_types(metadata: ClientMetadata) -> frozenset[str]:
    """Return the grants this client may use, of those it named."""
    return GRANT_TYPES & frozenset(metadata.grant_types or [AUTHORIZATION_CODE])


def shown_name(name: str | None) -> str:
    """Return a name that may be shown to people: no control, no reordering of letters, not too long."""
    kept = "".join(
        " " if unicodedata.category(letter).startswith("Z") else letter
        for letter in name or ""
        if not unicodedata.category(letter).startswith("C")
    )
    return " ".join(kept.split())[:MAX_NAME]


def problem_with_document_address(url: str, *, loopback: bool) -> str | None:
    """Return why this address cannot be a client's id, None when it can.

    `loopback` lets a local stack take documents from this machine, over http.
    """
    found = redirects.problem_with(url)
    if found is not None:
        return found
    if redirects.is_loopback(url) and not loopback:
        return "must be an address in the public internet"
    parts = urlsplit(url)
    if parts.path in ("", "/"):
        return "must have a path"
    return "must have no query" if parts.query or url.endswith("?") else None


def _check_keys(metadata: ClientMetadata) -> None:
    if (metadata.jwks is None) == (metadata.jwks_uri is None):
        raise _refusal("private_key_jwt needs either jwks or jwks_uri.")
    if metadata.jwks_uri is not None and (problem := redirects.problem_with(metadata.jwks_uri)):
        raise _refusal(f"jwks_uri {problem}.")
    if metadata.jwks is not None:
        keys = metadata.jwks.get("keys")
        if not isinstance(keys, list) or not 1 <= len(keys) <= MAX_KEYS or not _are_public(keys):
            raise _refusal(f"jwks must hold 1 to {MAX_KEYS} public keys under keys.")


def _are_public(keys: Sequence[object]) -> bool:
    return all(isinstance(key, dict) and key.get("kty") in ("EC", "RSA") and "d" not in key for key in keys)


def _refusal(sentence: str) -> OAuthError:
    return OAuthError("invalid_client_metadata", sentence)
