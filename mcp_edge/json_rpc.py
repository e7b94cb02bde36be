"""What is no JSON-RPC message, in our words, and which tool is called by what is one."""

from collections.abc import Mapping
from typing import Any

import orjson
from mcp_types import INVALID_REQUEST, PARSE_ERROR
from starlette.responses import Response


class NoMessageError(Exception):
    """What came is no message: the JSON-RPC code, a sentence, and the id where it can be made out."""

    def __init__(self, code: int, sentence: str, message: object = None) -> None:
        self.code = code
        self.sentence = sentence
        given = message.get("id") if isinstance(message, dict) else None
        self.id = given if _is_id(given) else None
        super().__init__(sentence)

    def response(self) -> Response:
        """Return the answer: HTTP 400 with a JSON-RPC error."""
        error = {"code": self.code, "message": self.sentence}
        answer = {"jsonrpc": "2.0", "id": self.id, "error": error}
        return Response(orjson.dumps(answer), status_code=400, media_type="application/json")


def called_tool(body: bytes) -> str:
    """Return the name of the tool that a message calls, or nothing. What it asks for is read by the SDK.

    Raises:
        NoMessageError: it is not one JSON-RPC message.
    """
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NoMessageError(
            PARSE_ERROR, "The body is not JSON in UTF-8. Send one JSON-RPC request."
        ) from None
    if fault := _fault(message):
        raise NoMessageError(INVALID_REQUEST, fault, message)
    params = message.get("params")
    if message.get("method") != "tools/call" or not isinstance(params, dict):
        return ""
    return str(params.get("name", ""))


def _fault(message: object) -> str | None:
    if isinstance(message, list):
        return "Send one JSON-RPC request; batches are not taken."
    if not isinstance(message, dict):
        return "Send one JSON-RPC request, which is an object."
    if message.get("jsonrpc") != "2.0":
        return '`jsonrpc` must be "2.0".'
    return _fault_of_request(message) if "method" in message else _fault_of_answer(message)


def _fault_of_request(message: Mapping[str, Any]) -> str | None:
    if not isinstance(message["method"], str):
        return "`method` must be a text."
    if not isinstance(message.get("params"), dict | None):
        return "`params` must be an object."
    # Without an id it is a notification; with one that is none, somebody waits for an answer.
    if "id" in message and not _is_id(message["id"]):
        return "`id` must be a text or a whole number."
    return None


def _fault_of_answer(message: Mapping[str, Any]) -> str | None:
    """Let the answer to a request pass, which the SDK knows what to do with: nothing here asks clients."""
    error = message.get("error")
    is_error = (
        isinstance(error, dict) and _is_code(error.get("code")) and isinstance(error.get("message"), str)
    )
    if _is_id(message.get("id")) and (is_error or isinstance(message.get("result"), dict)):
        return None
    return "Send a JSON-RPC request: `method` is missing."


def _is_code(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)


def _is_id(given: object) -> bool:
    return isinstance(given, str) or _is_code(given)
