"""docs/reference/errors.md: the table of error codes."""

from cli.reference.markdown import code, page, table
from core.errors import TABLE

INTRODUCTION = """\
Every error has a code that a program may branch on. Codes keep their meaning for good; new ones may be added.

The same error has three forms, and the route decides which:

- **REST**: `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail`, `code`, where known
  `param` (the field at fault), and `request_id` on the REST services.
- **`/oauth/…`**: `error` and `error_description` (RFC 6749, section 5.2).
- **MCP tools**: a result with `isError`, whose text says what failed and what to do next. Where signing in
  would help, `_meta["mcp/www_authenticate"]` or an HTTP 401 or 403 says so.

A 503, and `request_in_flight`, carry `Retry-After`. No error carries a stack trace or the words of a database.
"""


def write() -> str:
    """Return the page."""
    rows = [(code(word), str(row.status), row.title, row.advice) for word, row in TABLE.items()]
    return page(
        "Errors",
        "core/errors.py",
        INTRODUCTION.strip(),
        table(("Code", "HTTP", "It means", "What to do"), rows),
    )
