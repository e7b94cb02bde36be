"""Confidential clients: who may ask for tokens, and how they prove it."""

import base64
import hmac
from dataclasses import dataclass
from urllib.parse import unquote_plus

from core.http.problems import OAuthError
from core.settings import EdgeClient, SettingsError

MIN_SECRET_LENGTH = 32


@dataclass(frozen=True)
class Client:
    """A client that keeps a secret."""

    id: str
    secret: bytes


def edge_client(settings: EdgeClient) -> Client:
    """Return the MCP edge as a client.

    Raises:
        SettingsError: its secret is too short to be one.
    """
    secret = settings.client_secret.get_secret_value()
    if len(secret) < MIN_SECRET_LENGTH:
        raise SettingsError(f"EDGE_CLIENT_SECRET: must have {MIN_SECRET_LENGTH} characters or more")
    return Client(settings.client_id, secret.encode())


def authenticate(client: Client, authorization: str | None) -> Client:
    """Return the client whose id and secret the header holds (client_secret_basic, RFC 6749 2.3.1).

    Raises:
        OAuthError: invalid_client; the same for a wrong id, a wrong secret and a malformed header.
    """
    client_id, secret = _read_basic(authorization)
    # Both are compared whatever the first says: time tells nothing about either.
    right_id = hmac.compare_digest(client_id, client.id.encode())
    right_secret = hmac.compare_digest(secret, client.secret)
    if not (right_id and right_secret):
        raise OAuthError("invalid_client", "The client id or secret is not right.", status=401)
    return client


def _read_basic(authorization: str | None) -> tuple[bytes, bytes]:
    scheme, _, value = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return b"", b""
    try:
        client_id, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except ValueError:
        return b"", b""
    return unquote_plus(client_id).encode(), unquote_plus(secret).encode()
