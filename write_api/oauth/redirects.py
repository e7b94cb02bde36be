"""Redirect addresses: which may be registered, which match, how an answer is put into one."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

MAX_LENGTH = 500

# One strict form instead of a parser: what browsers and parsers read differently (credentials, backslashes,
# blanks, fragments, bytes beyond ASCII) has no place in it.
_FORM = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>\[::1\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?)"
)
_LOOPBACK = {"127.0.0.1", "[::1]", "localhost"}
_DOT_SEGMENT = re.compile(r"/(?:\.|%2e){1,2}(?=/|$)", re.IGNORECASE)


def problem_with(uri: str) -> str | None:
    """Return why this address cannot be a redirect address, None when it can."""
    if len(uri) > MAX_LENGTH:
        return f"has more than {MAX_LENGTH} characters"
    found = _FORM.fullmatch(uri)
    if found is None:
        return (
            "must be an https address (or http on this machine) without user name, fragment or odd characters"
        )
    if found["scheme"] == "http" and found["host"].lower() not in _LOOPBACK:
        return "must begin with https, unless it is 127.0.0.1, [::1] or localhost"
    if found["port"] and not 1 <= int(found["port"]) <= 65535:
        return "has a port that cannot be"
    if _DOT_SEGMENT.search(found["rest"].partition("?")[0]):
        return "must not walk up or down in its path"
    return None


def find(registered: Iterable[str], asked: str) -> str | None:
    """Return the address to answer at, None when none was registered for it.

    Character for character; only the port of http on the loopback may differ, because a program on one's own
    machine takes the port that is free (RFC 8252, 7.3).
    """
    if problem_with(asked) is not None:
        return None
    return asked if any(asked == one or _same_but_port(one, asked) for one in registered) else None


def is_loopback(uri: str) -> bool:
    """Tell whether the address is on the reader's own machine: any program there may be listening."""
    return _parts(uri)["host"].lower() in _LOOPBACK


def host(uri: str) -> str:
    """Return host and port, for people."""
    found = _parts(uri)
    return found["host"].lower() + (f":{found['port']}" if found["port"] else "")


def form_source(uri: str) -> str:
    """Return the source expression that lets a form lead there (CSP has no words for IPv6 addresses)."""
    found = _parts(uri)
    return "http:" if found["host"].startswith("[") else f"{found['scheme']}://{host(uri)}"


def with_answer(uri: str, answer: Mapping[str, str | None]) -> str:
    """Return the address with the answer in its query; what is None is left out."""
    pairs = urlencode({name: value for name, value in answer.items() if value is not None})
    if "?" not in uri:
        return f"{uri}?{pairs}"
    return f"{uri}{pairs}" if uri.endswith(("?", "&")) else f"{uri}&{pairs}"


def _same_but_port(registered: str, asked: str) -> bool:
    one, other = _parts(registered), _parts(asked)
    return (
        one["scheme"] == other["scheme"] == "http"
        and one["host"] == other["host"]
        and one["host"].lower() in _LOOPBACK
        and one["rest"] == other["rest"]
    )


def _parts(uri: str) -> re.Match[str]:
    found = _FORM.fullmatch(uri)
    assert found is not None, "checked when it was registered"
    return found
