"""The journeys notice wrong answers, whatever their status says."""

import json
from typing import Any

import pytest

from load.answers import page_within, same_piece
from load.mcp_messages import WrongAnswerError, call_tool, result_of
from load.wishes import Limits

UNDER_20 = Limits(None, 2000, "GBP")


def item(listing_id: str = "lst_1", amount_minor: int = 1500, **changes: Any) -> dict[str, Any]:
    price = {"amount_minor": amount_minor, "currency": "GBP"}
    return {"id": listing_id, "price": price, "in_stock": True} | changes


def answered(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    page = {"items": list(items), "total": len(items), "next_cursor": None}
    text = [{"type": "text", "text": "1 listing matches."}]
    return {"resultType": "complete", "content": text, "structuredContent": page} | changes


def test_a_tool_call_names_its_method_and_tool_in_the_headers() -> None:
    message = call_tool("get_listing", {"listing_id": "lst_1"})
    assert (message.headers["Mcp-Method"], message.headers["Mcp-Name"]) == ("tools/call", "get_listing")
    sent = json.loads(message.body)["params"]
    assert sent["_meta"]["io.modelcontextprotocol/protocolVersion"] == message.headers["MCP-Protocol-Version"]
    assert sent["arguments"] == {"listing_id": "lst_1"}


def test_a_result_is_read_from_json_and_from_a_stream_of_one_event() -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "result": answered(item())})
    assert result_of(200, body) == result_of(200, f"event: message\ndata: {body}\n\n") == answered(item())


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (0, "", "no answer"),
        (503, "away", "HTTP 503: away"),
        (200, "<html>", "no JSON"),
        (200, "{}", "without a result"),
        (200, '{"error": {"code": -32602, "message": "no such tool"}}', "-32602"),
        (200, '{"result": {"resultType": "input_required"}}', "input_required"),
    ],
)
def test_what_is_no_complete_result_is_a_failure(status: int, body: str, says: str) -> None:
    with pytest.raises(WrongAnswerError, match=says):
        result_of(status, body)


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (answered(item(), isError=True), "tool error: 1 listing matches"),
        (answered(item(), structuredContent=None), "no structured content"),
        (answered(item(), content=[]), "no sentence"),
        (answered(item(amount_minor=2001)), "costs"),
        (answered(item(price={"amount_minor": 100, "currency": "USD"})), "costs"),
        (answered(item(in_stock=False)), "sold out"),
        (answered(item(), structuredContent={"items": [item()], "total": 0}), "total is 0"),
    ],
)
def test_a_page_that_breaks_its_promises_is_a_failure(result: dict[str, Any], says: str) -> None:
    with pytest.raises(WrongAnswerError, match=says):
        page_within(result, UNDER_20)


def test_a_piece_on_two_pages_is_a_failure() -> None:
    first = page_within(answered(item("lst_1"), item("lst_2")), UNDER_20)
    assert page_within(answered(item("lst_3")), UNDER_20, after=first)["total"] == 1
    with pytest.raises(WrongAnswerError, match="1 pieces are on two pages"):
        page_within(answered(item("lst_2")), UNDER_20, after=first)


def test_a_piece_must_open_at_the_price_of_its_page() -> None:
    same_piece(answered() | {"structuredContent": item()}, item())
    with pytest.raises(WrongAnswerError, match="another price"):
        same_piece(answered() | {"structuredContent": item(amount_minor=1400)}, item())
