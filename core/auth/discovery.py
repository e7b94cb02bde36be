"""Where an issuer publishes its keys: RFC 8414, then OpenID Connect Discovery."""

from urllib.parse import urlsplit, urlunsplit

import aiohttp
import structlog

from core.auth.documents import UnfetchableError, fetch

log = structlog.get_logger()


def metadata_urls(issuer: str) -> list[str]:
    """Return the addresses at which an issuer's metadata may be, in the order to try."""
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")

    def at(new_path: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, new_path, "", ""))

    return [
        at(f"/.well-known/oauth-authorization-server{path}"),
        at(f"{path}/.well-known/openid-configuration"),
    ]


async def find_keys_url(issuer: str, session: aiohttp.ClientSession) -> str:
    """Return the `jwks_uri` of an issuer.

    Raises:
        UnfetchableError: no metadata, or it speaks for another issuer, or names no safe address.
    """
    problem = "no metadata"
    for url in metadata_urls(issuer):
        try:
            document = await fetch(session, url)
        except UnfetchableError as error:
            problem = str(error)
            continue
        if document.get("issuer") != issuer:
            # Character for character: else one tenant's metadata could speak for another.
            log.error("auth.issuer_differs", wanted=issuer, found=str(document.get("issuer"))[:200])
            problem = "the issuer in the metadata is another one"
            continue
        keys_url = document.get("jwks_uri")
        if isinstance(keys_url, str) and _is_safe(keys_url, issuer):
            return keys_url
        problem = "no usable jwks_uri"
    raise UnfetchableError(problem)


def _is_safe(keys_url: str, issuer: str) -> bool:
    try:
        scheme = urlsplit(keys_url).scheme
    except ValueError:
        return False
    return scheme == "https" or (scheme == "http" and urlsplit(issuer).scheme == "http")
