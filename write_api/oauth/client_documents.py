"""Clients whose id is the address of a document about them (Client ID Metadata Documents)."""

from dataclasses import dataclass

from pydantic import ValidationError

from core.http.problems import OAuthError
from write_api.fetching import FetchError
from write_api.oauth import client_metadata, redirects
from write_api.oauth.client_metadata import ClientMetadata
from write_api.oauth.clients import Client
from write_api.oauth.fetch_cache import FetchCache

MAX_BYTES = 5 * 1024
# A document is public, so a secret cannot come from it.
FORBIDDEN = ("client_secret", "client_secret_expires_at")


def is_address(client_id: str) -> bool:
    """Tell whether this id is meant as the address of a document."""
    return client_id.startswith(("https://", "http://"))


@dataclass(frozen=True)
class ClientDocuments:
    """Finds clients by the address of their document. `loopback`: also on this machine, for a local stack."""

    cache: FetchCache
    loopback: bool

    async def get(self, client_id: str) -> Client:
        """Return the client.

        Raises:
            OAuthError: invalid_client, saying what is wrong with the address or the document.
        """
        if problem := client_metadata.problem_with_document_address(client_id, loopback=self.loopback):
            raise _refusal(f"The address used as client_id {problem}.")
        try:
            document = await self.cache.get(client_id)
        except FetchError as error:
            raise _refusal(f"The document at client_id {error}.") from None
        return _client(client_id, document)


def _client(client_id: str, document: dict[str, object]) -> Client:
    if document.get("client_id") != client_id:
        raise _refusal("The document at client_id does not name that address as its client_id.")
    if any(name in document for name in FORBIDDEN):
        raise _refusal("The document at client_id holds a client_secret, which everybody can read.")
    try:
        metadata = ClientMetadata.model_validate(document, strict=True)
        method = client_metadata.check(metadata, default_method="none")
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])[:100]
        raise _refusal(f"The document at client_id is not valid: {field}.") from None
    except OAuthError as error:
        raise _refusal(f"The document at client_id is not valid: {error.description}") from None
    if method == "client_secret_basic":
        raise _refusal("A client with a document proves itself by private_key_jwt, or not at all (none).")
    host = redirects.host(client_id)
    return Client(
        id=client_id,
        name=client_metadata.shown_name(metadata.client_name) or host,
        auth_method=method,
        grant_types=client_metadata.grant_types(metadata),
        redirect_uris=tuple(metadata.redirect_uris),
        jwks=metadata.jwks,
        jwks_uri=metadata.jwks_uri,
        document_host=host,
    )


def _refusal(sentence: str) -> OAuthError:
    return OAuthError("invalid_client", sentence, status=401)
