"""What the server says of itself: RFC 8414 and OpenID Connect Discovery, one document for both."""

from typing import Any

from pydantic import BaseModel, Field

from write_api.oauth import server as paths
from write_api.oauth.assertions import ALGORITHMS
from write_api.oauth.authorization import PROMPTS
from write_api.oauth.client_metadata import METHODS
from write_api.oauth.clients import AUTHORIZATION_CODE, REFRESH_TOKEN, TOKEN_EXCHANGE
from write_api.oauth.scopes import SUPPORTED
from write_api.oauth.server import Identity


class ServerMetadata(BaseModel):
    """Only what works is named here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    registration_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    scopes_supported: list[str] = list(SUPPORTED)
    response_types_supported: list[str] = ["code"]
    response_modes_supported: list[str] = ["query"]
    grant_types_supported: list[str] = [AUTHORIZATION_CODE, REFRESH_TOKEN, TOKEN_EXCHANGE]
    code_challenge_methods_supported: list[str] = ["S256"]
    token_endpoint_auth_methods_supported: list[str] = list(METHODS)
    token_endpoint_auth_signing_alg_values_supported: list[str] = list(ALGORITHMS)
    revocation_endpoint_auth_methods_supported: list[str] = list(METHODS)
    revocation_endpoint_auth_signing_alg_values_supported: list[str] = list(ALGORITHMS)
    authorization_response_iss_parameter_supported: bool = True
    client_id_metadata_document_supported: bool = True
    protected_resources: list[str] = Field(description="RFC 9728, section 4")
    subject_types_supported: list[str] = ["public"]
    id_token_signing_alg_values_supported: list[str] = ["ES256"]
    prompt_values_supported: list[str] = sorted(PROMPTS)
    claim_types_supported: list[str] = ["normal"]
    claims_supported: list[str] = [
        "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash",
        "name", "email", "email_verified",
    ]  # fmt: skip
    claims_parameter_supported: bool = False
    request_parameter_supported: bool = False
    request_uri_parameter_supported: bool = False
    ui_locales_supported: list[str] = ["en"]


def document(identity: Identity) -> dict[str, Any]:
    """Return the document."""
    return ServerMetadata(
        issuer=identity.issuer,
        authorization_endpoint=identity.url(paths.AUTHORIZE),
        token_endpoint=identity.url(paths.TOKEN),
        revocation_endpoint=identity.url(paths.REVOKE),
        registration_endpoint=identity.url(paths.REGISTER),
        userinfo_endpoint=identity.url(paths.USERINFO),
        jwks_uri=identity.url(paths.KEYS),
        protected_resources=[identity.edge_resource],
    ).model_dump()
