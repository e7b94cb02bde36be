"""How a client proves itself at the endpoints that only programs call."""

import base64
import hmac
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote_plus

import structlog

from core.http.problems import OAuthError
from write_api.oauth.assertions import ASSERTION_TYPE, Assertions
from write_api.oauth.clients import Client, hashed
from write_api.oauth.directory import ClientDirectory

NOT_RIGHT = "The client id or secret is not right."
# Compared with when there is no such client, so that time does not tell the two apart.
NOBODY = b"\0" * 32

log = structlog.get_logger()


class Credentials(Protocol):
    """The fields of a form with which a client names and proves itself."""

    client_id: str | None
    client_secret: str | None
    client_assertion_type: str | None
    client_assertion: str | None


@dataclass(frozen=True)
class Proof:
    """Knows clients, and checks that they are who they say."""

    directory: ClientDirectory
    assertions: Assertions

    def is_edge(self, authorization: str | None) -> bool:
        """Tell whether the edge sent this, at no cost: its secret is known here."""
        client_id, secret = _read_basic(authorization or "")
        edge = self.directory.edge
        return hmac.compare_digest(hashed(secret), edge.secret_hash or NOBODY) and client_id == edge.id

    async def authenticate(self, form: Credentials, authorization: str | None) -> Client:
        """Return the client that sent this form.

        Raises:
            OAuthError: invalid_client; invalid_request when it proves itself in two ways at once.
        """
        try:
            return await self._authenticate(form, authorization)
        except OAuthError as error:
            log.info("oauth.client_refused", client_id=_named(form), reason=error.description)
            raise

    async def _authenticate(self, form: Credentials, authorization: str | None) -> Client:
        if form.client_secret is not None:
            raise _refusal("A client_secret is taken in the Authorization header only (client_secret_basic).")
        if form.client_assertion is not None or form.client_assertion_type is not None:
            if authorization is not None:
                raise OAuthError("invalid_request", "Prove the client in one way, not in two.")
            return await self._by_assertion(form)
        if authorization is not None:
            return await self._by_secret(form, authorization)
        if form.client_id is None:
            raise _refusal("Name the client: client_id, or an Authorization header (Basic).")
        client = await self.directory.get(form.client_id)
        if client.auth_method != "none":
            raise _refusal(f"This client proves itself by {client.auth_method}.")
        return client

    async def _by_secret(self, form: Credentials, authorization: str) -> Client:
        client_id, secret = _read_basic(authorization)
        if form.client_id not in (None, client_id):
            raise OAuthError("invalid_request", "The client_id is not the one of the Authorization header.")
        try:
            client = await self.directory.get(client_id)
        except OAuthError:
            client = None
        kept = client.secret_hash if client and client.auth_method == "client_secret_basic" else None
        # Compared whatever came before: time tells nothing about either.
        right = hmac.compare_digest(hashed(secret), kept or NOBODY)
        if client is None or kept is None or not right:
            raise _refusal(NOT_RIGHT)
        return client

    async def _by_assertion(self, form: Credentials) -> Client:
        if form.client_assertion is None or form.client_assertion_type != ASSERTION_TYPE:
            raise _refusal(f"A client_assertion needs the client_assertion_type {ASSERTION_TYPE}.")
        client_id = form.client_id or self.assertions.claimed_client(form.client_assertion)
        client = await self.directory.get(client_id)
        if client.auth_method != "private_key_jwt":
            raise _refusal(f"This client proves itself by {client.auth_method}.")
        await self.assertions.check(client, form.client_assertion)
        return client


def _read_basic(authorization: str) -> tuple[str, str]:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        client_id, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
        # What is not UTF-8 once it is decoded is no id of ours.
        return unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
    except ValueError:
        return "", ""


def _named(form: Credentials) -> str:
    return (form.client_id or "")[:200]


def _refusal(sentence: str) -> OAuthError:
    return OAuthError("invalid_client", sentence, status=401)
