"""MCP 2026-07-28 as bytes: what a host sends, and what a right answer looks like. Pure."""

import json
from dataclasses import dataclass
from typing import Any

PROTOCOL_VERSION = "2026-07-28"
_META = {
    "io.modelcontextprotocol/protocolVersion": PROTOCOL_VERSION,
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {"name": "craftlocal-load", "version": "1"},
}


class WrongAnswerError(Exception):
    """An answer came, or none did, and it is not what a shopper's host needs; the message says why."""


@dataclass(frozen=True)
class Message:
    """One POST to /mcp."""

    headers: dict[str, str]
    body: bytes


def request(method: str, params: dict[str, Any] | None = None) -> Message:
    """Return a JSON-RPC request with the `_meta` and the headers of the protocol."""
    sent = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**(params or {}), "_meta": _META}}
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": PROTOCOL_VERSION,
        "Mcp-Method": method,
    }
    if params and "name" in params:
        headers["Mcp-Name"] = str(params["name"])
    return Message(headers, json.dumps(sent).encode())


def call_tool(tool: str, arguments: dict[str, Any]) -> Message:
    """Return a call of a tool."""
    return request("tools/call", {"name": tool, "arguments": arguments})


def result_of(status: int, body: str) -> dict[str, Any]:
    """Return the result in a complete answer.

    Raises:
        WrongAnswerError: another status than 200, an error, no result, or a result that is not complete.
    """
    if status != 200:
        raise WrongAnswerError(f"HTTP {status}: {body[:200]}" if status else "no answer")
    try:
        answer = json.loads(_data_of_event(body) if body.startswith(("event:", "data:")) else body)
    except ValueError:
        raise WrongAnswerError(f"no JSON: {body[:200]}") from None
    if "error" in answer:
        raise WrongAnswerError(f"error {answer['error'].get('code')}: {answer['error'].get('message')}")
    result = answer.get("result")
    if not isinstance(result, dict):
        raise WrongAnswerError("an answer without a result")
    if result.get("resultType") != "complete":
        raise WrongAnswerError(f"resultType is {result.get('resultType')!r}")
    return result


def content_of(result: dict[str, Any]) -> dict[str, Any]:
    """Return the structured content of a tool's result.

    Raises:
        WrongAnswerError: the tool refused or failed, or there is no structured content or no text.
    """
    texts = [str(part.get("text", "")) for part in result.get("content", [])]
    if result.get("isError"):
        raise WrongAnswerError(f"tool error: {' '.join(texts)[:200]}")
    content = result.get("structuredContent")
    if not isinstance(content, dict):
        raise WrongAnswerError("no structured content")
    if not any(texts):
        raise WrongAnswerError("no sentence for the model")
    return content


def _data_of_event(stream: str) -> str:
    """Return the data of the last event: a server may answer with a stream of one."""
    events = [line.removeprefix("data:").strip() for line in stream.splitlines() if line.startswith("data:")]
    return events[-1] if events else ""
