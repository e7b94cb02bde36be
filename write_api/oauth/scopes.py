"""Scopes: which there are, what they mean in plain words, and reading a list of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.auth import Scope, with_implied
from core.http.problems import OAuthError

OPENID = "openid"
EMAIL = "email"
PROFILE = "profile"
DEFAULT = frozenset({str(Scope.LISTINGS_READ)})
# Asked for by clients that cannot do without the word; refresh tokens come with or without it.
WITHOUT_EFFECT = frozenset({"offline_access"})

WORDS: dict[str, tuple[str, str]] = {
    Scope.LISTINGS_READ: ("See listings", "Look at pieces for sale, and at your own drafts."),
    Scope.LISTINGS_WRITE: ("Change your listings", "Create, change and remove pieces in your shop."),
    Scope.ORDERS_READ: ("See your orders", "What you bought or sold, with prices and delivery."),
    Scope.ORDERS_WRITE: ("Place and cancel orders", "Buy in your name, and cancel what you bought."),
    Scope.SELLER_MANAGE: ("Run your shop", "Stock, statistics and everything about your listings."),
    OPENID: ("Know who you are", "An identifier of your account, nothing else."),
    EMAIL: ("Know your e-mail address", "Your address, and whether it is confirmed."),
    PROFILE: ("Know your name", "The name on your account."),
}
SUPPORTED = tuple(str(scope) for scope in WORDS)


@dataclass(frozen=True)
class InWords:
    """A scope as the consent page shows it."""

    name: str
    title: str
    meaning: str


def in_words(scopes: Iterable[str]) -> list[InWords]:
    """Return the scopes with their meaning, always in the same order."""
    wanted = set(scopes)
    return [InWords(str(name), *words) for name, words in WORDS.items() if name in wanted]


def read(wanted: str | None) -> frozenset[str]:
    """Return the scopes asked for; a client that asks for none gets the least.

    Raises:
        OAuthError: invalid_scope, naming one there is not.
    """
    if wanted is None or not wanted.strip():
        return DEFAULT
    asked = frozenset(wanted.split()) - WITHOUT_EFFECT
    if unknown := sorted(asked.difference(SUPPORTED)):
        shown = unknown[0][:60].encode("ascii", "replace").decode()
        raise OAuthError("invalid_scope", f"There is no scope {shown}. There are: {' '.join(SUPPORTED)}.")
    return asked or DEFAULT


def narrowed(held: Iterable[str], wanted: str | None) -> frozenset[str]:
    """Return the scopes to give out of those held: the ones asked for, or all.

    Raises:
        OAuthError: invalid_scope, when one is asked for that is neither held nor implied.
    """
    had = frozenset(held)
    if wanted is None:
        return had
    asked = frozenset(wanted.split()) - WITHOUT_EFFECT
    if not asked or asked - with_implied(had):
        raise OAuthError("invalid_scope", "Ask for one or more of the scopes that were granted before.")
    return asked
