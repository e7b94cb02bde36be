"""One tool call from start to end: arguments, permission, deadline, result, one log line."""

import asyncio
import time

import orjson
import structlog
from mcp_types import CallToolResult, TextContent
from pydantic import ValidationError

from core.errors import Code, MarketError
from core.telemetry import request_id
from mcp_edge.auth import Caller, challenge
from mcp_edge.errors import invalid_arguments, tool_error
from mcp_edge.services import Services
from mcp_edge.tools.tool import Answer, Tool

log = structlog.get_logger()


async def call_tool(services: Services, tool: Tool, caller: Caller, raw: dict[str, object]) -> CallToolResult:
    """Run a tool and return its result; whatever goes wrong is a result that the model can act on."""
    started = time.perf_counter()
    try:
        answer = await _answer(services, tool, caller, raw)
    except MarketError as error:
        # Cancellation passes through: the client is gone.
        result = tool_error(tool.name, error, _challenge(services, tool, error))
        log.info(
            "tool.called",
            tool=tool.name,
            ms=_ms_since(started),
            is_error=True,
            code=error.code,
            result_bytes=0,
        )
        return result
    data = answer.data.model_dump(mode="json")
    result = CallToolResult(content=[TextContent(type="text", text=answer.sentence)], structured_content=data)
    size = len(orjson.dumps(data)) + len(answer.sentence)
    log.info("tool.called", tool=tool.name, ms=_ms_since(started), is_error=False, result_bytes=size)
    return result


async def _answer(services: Services, tool: Tool, caller: Caller, raw: dict[str, object]) -> Answer:
    caller.require(tool.needs)
    try:
        arguments = tool.arguments.model_validate(raw)
    except ValidationError as error:
        raise invalid_arguments(error, tool.arguments) from None
    deadline = asyncio.timeout(tool.deadline_seconds)
    try:
        async with deadline:
            return await tool.function(services, caller, arguments)
    except MarketError:
        raise
    except TimeoutError:
        if not deadline.expired():
            raise _unexpected(tool) from None
        raise MarketError(Code.SERVICE_UNAVAILABLE, "The answer took too long, so it was given up.") from None
    except Exception:  # noqa: BLE001 - the model must get an answer whatever we did wrong
        raise _unexpected(tool) from None


def _unexpected(tool: Tool) -> MarketError:
    log.exception("tool.failed", tool=tool.name)
    return MarketError(Code.INTERNAL, f"Something went wrong on our side; it was noted as {request_id()}.")


def _challenge(services: Services, tool: Tool, error: MarketError) -> str | None:
    if error.code not in {Code.MISSING_TOKEN, Code.INVALID_TOKEN, Code.INSUFFICIENT_SCOPE}:
        return None
    return challenge(services.resource_metadata, error, tool.scopes, in_result=True)


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
