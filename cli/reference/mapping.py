"""docs/tool-to-api-mapping.md: which REST operation does what a tool does."""

from typing import Any

from cli.reference.markdown import code, page, proof, table
from core.http.operations import Operation
from mcp_edge.tools import TOOLS
from mcp_edge.tools.tool import Tool
from search.app import OPERATIONS as READS
from write_api.app import OPERATIONS as WRITES

INTRODUCTION = """\
Each tool does what one REST operation does, with the same rules, errors and effects. Tools of the read service call
the search in the edge itself; the others call the write API with a token of their own, and those that write with an
`Idempotency-Key` made from the call. A tool names its operation in `mcp_edge/tools/`; arguments are in
[tools](reference/tools.md), routes in the [inventory](api-inventory.md).
"""
HINTS = {
    "read_only_hint": "reads only",
    "destructive_hint": "destructive",
    "idempotent_hint": "idempotent",
    "open_world_hint": "open world",
}


def write() -> str:
    """Return the page.

    Raises:
        KeyError: a tool names an operation that there is not.
    """
    return page(
        "Tools and the API",
        "mcp_edge/tools and the operation tables",
        INTRODUCTION.strip(),
        table(
            ("Tool", "REST operation", "Operation id", "Service", "Scopes of the tool", "Scopes of the operation",
             "Widget", "Annotations"),
            [_row(tool) for tool in TOOLS.values()],
        ),
    )  # fmt: skip


def operation_of(tool: Tool) -> tuple[str, Operation[Any, Any]]:
    """Return the service and the operation that does what the tool does.

    Raises:
        KeyError: there is no such operation.
    """
    known = {
        operation.name: (service, operation)
        for service, operations in (("read", READS), ("write", WRITES))
        for operation in operations
    }
    return known[tool.operation]


def _row(tool: Tool) -> tuple[str, ...]:
    service, operation = operation_of(tool)
    return (
        f"[{tool.name}](reference/tools.md#{tool.name})",
        code(f"{operation.method} {operation.path}"),
        code(operation.name),
        service,
        proof(tool.scopes, guests=tool.guests),
        proof(operation.scopes, guests=operation.guests),
        code(tool.widget) or "–",
        ", ".join(words for hint, words in HINTS.items() if getattr(tool.annotations, hint)) or "none",
    )
