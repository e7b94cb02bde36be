"""Who issues tokens, and the keys that sign and seal."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from core.settings.section import Section, WordList, is_local_url, words

# core.auth.Scope, which stands on this module; a test compares them.
SCOPES = ("listings.read", "listings.write", "orders.read", "orders.write", "seller.manage")


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
    role_scopes: WordList = Field(
        default=[],
        validation_alias="AUTH_ROLE_SCOPES",
        description="What roles of an external provider allow, as role=scope,role=scope; a scope named here counts "
        "for people with such a role only",
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

    @field_validator("role_scopes", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return words(value)

    @field_validator("role_scopes")
    @classmethod
    def _are_pairs(cls, pairs: list[str]) -> list[str]:
        for pair in pairs:
            role, _, scope = pair.rpartition("=")
            if not role or scope not in SCOPES:
                raise ValueError(f"{pair} must be role=scope with one of {', '.join(SCOPES)}")
        return pairs

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
    def scopes_by_role(self) -> dict[str, frozenset[str]]:
        """What each role allows; empty when roles decide nothing."""
        pairs = [pair.rpartition("=") for pair in self.role_scopes]
        return {role: frozenset(scope for one, _, scope in pairs if one == role) for role, _, _ in pairs}

    @property
    def keys_url(self) -> str:
        """Where the keys that verify tokens are fetched."""
        return self.jwks_url or f"{self.issuer}/oauth/jwks.json"


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
