"""Who is asking, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Code, MarketError


class Scope(StrEnum):
    """What a token may be used for."""

    LISTINGS_READ = "listings.read"
    LISTINGS_WRITE = "listings.write"
    ORDERS_READ = "orders.read"
    ORDERS_WRITE = "orders.write"
    SELLER_MANAGE = "seller.manage"


IMPLIED: dict[str, frozenset[str]] = {
    Scope.LISTINGS_WRITE: frozenset({Scope.LISTINGS_READ}),
    Scope.ORDERS_WRITE: frozenset({Scope.ORDERS_READ}),
    Scope.SELLER_MANAGE: frozenset({Scope.LISTINGS_READ, Scope.LISTINGS_WRITE}),
}
_OURS = frozenset(Scope)


def with_implied(scopes: Iterable[str]) -> frozenset[str]:
    """Return the scopes and all that they imply."""
    held = frozenset(scopes)
    return held.union(*(IMPLIED.get(scope, frozenset()) for scope in held))


@dataclass(frozen=True)
class Principal:
    """Who is asking: the account, through which client, with which scopes.

    `actor` names the service that acts for the account (RFC 8693 `act`), None when the account asks itself.
    `withheld` are scopes that the token names and the person's roles at an external provider do not allow.
    `session_id` is the token's `sid`: what ends when the person signs out or revokes the client.
    `confirmed` is false while nobody can say whether that session has been ended.
    """

    account_id: str
    client_id: str
    scopes: frozenset[str]
    actor: str | None = None
    withheld: frozenset[str] = frozenset()
    session_id: str | None = None
    confirmed: bool = True

    def require(self, *scopes: str) -> None:
        """Let the caller pass only with all these scopes.

        Raises:
            MarketError: insufficient_scope, naming in `scope` every scope the operation needs and those held,
                so that a client which asks for just these loses nothing; role_needed when asking for them
                changes nothing; service_unavailable when the session cannot be confirmed and the operation
                needs a scope.
        """
        held = with_implied(self.scopes)
        if missing := [scope for scope in scopes if scope not in held]:
            if with_implied(self.withheld).intersection(missing):
                raise MarketError(
                    Code.ROLE_NEEDED, f"Your role does not include the permission {' and '.join(missing)}."
                )
            kept = sorted((self.scopes & _OURS).difference(scopes))
            raise MarketError(
                Code.INSUFFICIENT_SCOPE,
                f"This needs the permission {' and '.join(missing)}.",
                scope=" ".join([*scopes, *kept]),
            )
        if scopes:
            self.require_confirmed()

    def require_confirmed(self) -> None:
        """Let the caller pass only when it is known that the session has not been ended.

        Raises:
            MarketError: service_unavailable.
        """
        if not self.confirmed:
            raise MarketError(
                Code.SERVICE_UNAVAILABLE, "Sign-in cannot be checked right now. Try again in a moment."
            )
