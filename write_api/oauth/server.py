"""What the authorization server knows of itself: its name, its keys, for whom it gives tokens."""

from dataclasses import dataclass

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.http.problems import OAuthError
from write_api.oauth.directory import ClientDirectory
from write_api.oauth.keyring import Keyring
from write_api.oauth.proof import Proof
from write_api.oauth.signing import Issuer

AUTHORIZE = "/oauth/authorize"
CONSENT = "/oauth/consent"
TOKEN = "/oauth/token"  # noqa: S105 - a path
REVOKE = "/oauth/revoke"
REGISTER = "/oauth/register"
USERINFO = "/oauth/userinfo"
KEYS = "/oauth/jwks.json"


@dataclass(frozen=True)
class Identity:
    """The names in our tokens: who gives them, and for whom."""

    issuer: str
    edge_resource: str
    write_api_audience: str

    def url(self, path: str) -> str:
        """Return the public address of one of our paths."""
        return f"{self.issuer}{path}"

    def audience(self, resource: str | None) -> str:
        """Return the audience for a `resource` (RFC 8707); the edge when a client names none.

        Raises:
            OAuthError: invalid_target.
        """
        if resource is None:
            return self.edge_resource
        if resource not in (self.edge_resource, self.write_api_audience):
            raise OAuthError(
                "invalid_target",
                f"Tokens are given for {self.edge_resource} and {self.write_api_audience} only.",
            )
        return resource


@dataclass(frozen=True)
class AuthorizationServer:
    """All that the endpoints need."""

    identity: Identity
    keyring: Keyring
    engine: AsyncEngine
    redis: Redis
    directory: ClientDirectory
    proof: Proof

    @property
    def issuer(self) -> Issuer:
        """Who signs now."""
        return Issuer(self.identity.issuer, self.keyring.signing_key())
