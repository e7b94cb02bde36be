"""The Authorization header."""

from core.auth.refusals import Reason, refuse


def bearer(header: str | None) -> str | None:
    """Return the token of an Authorization header, None when there is no such header.

    Raises:
        MarketError: invalid_token when the header is there but is not `Bearer <token>`.
    """
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        refuse(Reason.HEADER)
    return token.strip()
