"""docs/reference/http.md: the operations of the two HTTP services."""

from collections.abc import Sequence
from typing import Any

from cli.reference.markdown import code, codes, page, proof, table
from core.http.operations import Operation
from search.app import OPERATIONS as READS
from write_api.app import OPERATIONS as WRITES

INTRODUCTION = """\
Each service describes itself in full, with parameters, bodies and answers, at `/openapi.json`, and for people
at `/docs`. In the local stack the read service listens on port 8001 and the write API on port 8002.

Bodies are JSON. Money is `{"amount_minor": 4200, "currency": "USD"}`. A scope is proved by
`Authorization: Bearer <access token>`; see [connect](../connect.md#rest) for how to get one. "Repeatable"
operations take an `Idempotency-Key` header: sent again within 24 hours with the same key and body they happen
once. Every answer carries `X-Request-Id`. Errors are listed in [errors](errors.md).
"""


def write() -> str:
    """Return the page."""
    return page(
        "HTTP",
        "the operation tables in search/app.py and write_api/app.py",
        INTRODUCTION.strip(),
        "## Read service (`python -m search`)",
        _operations(READS),
        "### Query parameters of `GET /api/v1/listings/search`",
        _parameters(next(one for one in READS if one.query)),
        "## Write API (`python -m write_api`)",
        _operations(WRITES),
    )


def _operations(operations: Sequence[Operation[Any, Any]]) -> str:
    rows = [
        (
            code(f"{one.method} {one.path}"),
            one.summary,
            proof(one.scopes, guests=one.guests) if one.knows_callers else "–",
            "yes" if one.repeatable else "",
            codes(one.errors),
        )
        for one in operations
    ]
    return table(("Operation", "What it does", "Scopes", "Repeatable", "Its own errors"), rows)


def _parameters(operation: Operation[Any, Any]) -> str:
    assert operation.query is not None
    fields = operation.query.model_fields
    rows = [(code(name), field.description or "", _default(field.default)) for name, field in fields.items()]
    return table(("Parameter", "What it is", "Default"), rows)


def _default(value: object) -> str:
    return "" if value in (None, "", []) else code(str(value).lower())
