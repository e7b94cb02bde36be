"""The REST operation that each tool names."""

import pytest

from cli.reference.mapping import operation_of
from mcp_edge.tools import TOOLS


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_needs_the_scopes_of_an_operation_that_there_is(name: str) -> None:
    tool = TOOLS[name]
    _, operation = operation_of(tool)
    assert (set(tool.scopes), tool.guests) == (set(operation.scopes), operation.guests)
    assert (operation.method == "GET") == tool.annotations.read_only_hint
    assert operation.repeatable or tool.annotations.read_only_hint
