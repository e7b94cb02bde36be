"""How an issuer writes its access tokens: ours, or an external provider's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.auth.principal import with_implied

OWN_ALGORITHMS = frozenset({"ES256"})
EXTERNAL_ALGORITHMS = frozenset({"ES256", "RS256", "PS256", "EdDSA"})
CLIENT_CLAIMS = ("client_id", "azp", "cid")  # RFC 9068; Auth0 and OpenID Connect; Okta


@dataclass(frozen=True)
class Identity:
    """A person as an external provider knows them; `subject` means something together with `issuer` only."""

    issuer: str
    subject: str
    email: str | None = None
    email_verified: bool = False
    name: str | None = None


@dataclass(frozen=True)
class Profile:
    """What is accepted of an issuer. The defaults are those of our own: RFC 9068, to the letter.

    `plain_jwt` also takes tokens whose `typ` is JWT or missing. `one_audience` refuses a list of audiences.
    `sessions` says that `sid` names a session which we can end. `scopes_by_role` says what roles allow: a scope
    that is in there counts for people with such a role only. Where scopes and roles are one claim, that claim
    holds roles, and they grant what they allow.
    The claims may be nested, as in `realm_access.roles`, and hold a list or words divided by blanks.
    """

    algorithms: frozenset[str] = OWN_ALGORITHMS
    plain_jwt: bool = False
    one_audience: bool = True
    sessions: bool = True
    scopes_claim: str = "scope"
    roles_claim: str = "roles"
    scopes_by_role: Mapping[str, frozenset[str]] = field(default_factory=dict)
    required: tuple[str, ...] = field(default=("exp", "iat", "iss", "aud", "sub", "client_id", "jti"))

    def takes_type(self, typ: object) -> bool:
        """Tell whether a token may have this `typ`."""
        if typ is None:
            return self.plain_jwt
        name = typ.lower().removeprefix("application/") if isinstance(typ, str) else ""
        return name == "at+jwt" or (self.plain_jwt and name == "jwt")

    def scopes(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """Return the scopes a token grants, without those that its person's roles do not allow."""
        return self._named_scopes(claims) - self.withheld(claims)

    def withheld(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """Return the scopes a token names and its person's roles do not allow."""
        bound = frozenset[str]().union(*self.scopes_by_role.values())
        closed = bound - with_implied(self._allowed(claims))
        return frozenset(scope for scope in self._named_scopes(claims) if with_implied([scope]) & closed)

    def _named_scopes(self, claims: Mapping[str, Any]) -> frozenset[str]:
        named = _words(_named(claims, self.scopes_claim))
        return named | self._allowed(claims) if self.scopes_claim == self.roles_claim else named

    def _allowed(self, claims: Mapping[str, Any]) -> frozenset[str]:
        roles = _words(_named(claims, self.roles_claim)) if self.scopes_by_role else ()
        return frozenset[str]().union(*(self.scopes_by_role.get(role, ()) for role in roles))

    def identity(self, claims: Mapping[str, Any]) -> Identity:
        """Return the person behind verified claims."""
        return Identity(
            issuer=claims["iss"],
            subject=claims["sub"],
            email=_text(claims.get("email")),
            email_verified=claims.get("email_verified") is True,
            name=_text(claims.get("name")),
        )


def client_of(claims: Mapping[str, Any]) -> str:
    """Return the client a token was given to, "" when it does not say."""
    return next((name for claim in CLIENT_CLAIMS if (name := _text(claims.get(claim)))), "")


def _named(claims: Mapping[str, Any], name: str) -> object:
    if name in claims:
        return claims[name]
    value: object = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _words(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, list):
        return frozenset(word for word in value if isinstance(word, str))
    return frozenset()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
