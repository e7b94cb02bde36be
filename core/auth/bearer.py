"""The Authorization header."""

from collections.abc import Sequence

from core.auth.refusals import Reason, refuse


def bearer(headers: Sequence[str]) -> str | None:
    """Return the token of a request's Authorization headers, None when it has no such header.

    Raises:
        MarketError: invalid_token when there is one that is not `Bearer <token>`, an empty one too, or several:
            a proxy might have read the other one.
    """
    if not headers:
        return None
    scheme, _, token = ", ".join(headers).partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        refuse(Reason.HEADER)
    return token.strip()
