"""docs/api-inventory.md: every route of the services, MCP aside."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiohttp import web

from cli.reference.markdown import code, codes, page, proof, table
from core.http import security
from core.http.operations import Operation
from core.http.responses import oauth_statuses
from mcp_edge.pages import PAGES as EDGE_PAGES
from search.app import OPERATIONS as READS
from write_api.app import OPERATIONS as WRITES
from write_api.oauth.pages import ROUTES as SIGN_IN_PAGES
from write_api.people import PAGES as WRITE_PAGES

INTRODUCTION = """\
Every route of the three HTTP services. `/mcp` itself is in [tools](reference/tools.md); which tool does what an
operation does is in [tools and the API](tool-to-api-mapping.md). *Proof* is what a caller shows: scopes of an
access token, a client's own proof, or the signature of a webhook endpoint. *Repeatable* operations take an
`Idempotency-Key`. *Counted by* names the [rate limits](reference/settings.md) that hold. What the codes mean is in
[errors](reference/errors.md); OAuth routes answer in the words of RFC 6749, so here their statuses stand.
"""
DOCUMENTS = (
    ("GET", "/openapi.json", "The OpenAPI document"),
    ("GET", "/docs", "The same for people"),
)


def write() -> str:
    """Return the page."""
    edge = [("GET", path, _first_line(handler)) for path, handler in EDGE_PAGES.items()]
    edge.append(("GET", "/playground/", "The playground, where it is served"))
    write_pages = [_of_route(route) for route in (*SIGN_IN_PAGES, *WRITE_PAGES)]
    return page(
        "API inventory",
        "the tables of operations and pages",
        INTRODUCTION.strip(),
        "## Edge (`python -m mcp_edge`)",
        _pages(edge),
        "## Read service (`python -m search`)",
        _operations(READS),
        _pages(DOCUMENTS),
        "## Write API (`python -m write_api`)",
        _operations(WRITES),
        "### Pages for people, and what browsers need",
        _pages([*write_pages, *DOCUMENTS]),
    )


def _operations(operations: Sequence[Operation[Any, Any]]) -> str:
    headings = (
        "Method",
        "Path",
        "What it does",
        "Operation id",
        "Proof",
        "Repeatable",
        "Counted by",
        "Errors",
    )
    return table(headings, [_row(one) for one in operations])


def _row(one: Operation[Any, Any]) -> tuple[str, ...]:
    is_oauth = one.face == "oauth"
    return (
        one.method,
        code(one.path),
        one.summary,
        code(one.name),
        _proof(one),
        "yes" if one.repeatable else "",
        "its own rule" if is_oauth and 429 in oauth_statuses(one) else codes(one.counted_by) or "–",
        codes(oauth_statuses(one)) if is_oauth else codes(one.every_error()),
    )


def _proof(operation: Operation[Any, Any]) -> str:
    if operation.guests:
        return proof(operation.scopes, guests=True)
    needed = [
        codes(scopes) or scheme
        for alternative in security.requirement(operation)
        for scheme, scopes in alternative.items()
    ]
    return ", ".join(needed) or "–"


def _of_route(route: web.RouteDef) -> tuple[str, str, str]:
    return route.method, route.path, _first_line(route.handler)


def _first_line(handler: Callable[..., Any] | type) -> str:
    return (inspect.getdoc(handler) or "").partition("\n")[0]


def _pages(rows: Iterable[tuple[str, str, str]]) -> str:
    return table(
        ("Method", "Path", "What it does"), [(method, code(path), what) for method, path, what in rows]
    )
