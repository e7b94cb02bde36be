"""What the SDK's types drop on the way out, put back on the wire."""

from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

APPS_EXTENSION = {"io.modelcontextprotocol/ui": {"mimeTypes": ["text/html;profile=mcp-app"]}}


async def restore_dropped_fields(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Add `securitySchemes` to tools, and `extensions` to the capabilities of the older handshake.

    ChatGPT reads the schemes at the top level of a tool; hosts that still say `initialize` learn only from
    the extension that there are widgets.
    """
    result = await call_next(ctx)
    if not isinstance(result, dict):
        return result
    if ctx.method == "tools/list":
        return {**result, "tools": [_with_schemes(tool) for tool in result["tools"]]}
    if ctx.method == "initialize":
        return {**result, "capabilities": {**result["capabilities"], "extensions": APPS_EXTENSION}}
    return result


def _with_schemes(tool: dict[str, Any]) -> dict[str, Any]:
    return {**tool, "securitySchemes": tool["_meta"]["securitySchemes"]}
