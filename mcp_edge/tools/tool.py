"""What a tool is: its words for the model, its shapes, who may call it, and the function behind it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from mcp_types import Tool as WireTool
from mcp_types import ToolAnnotations
from pydantic import BaseModel

from mcp_edge.auth import Caller, Needs
from mcp_edge.services import Services
from mcp_edge.tools.schema import input_schema, output_schema


@dataclass(frozen=True)
class Answer:
    """A tool's result: one sentence that stands alone, and the data in the shape of `Tool.output`."""

    sentence: str
    data: BaseModel


@dataclass(frozen=True)
class Tool:
    """A tool of the public contract: names and meanings never change, they only grow.

    `arguments` is the model that the function's third parameter has. `operation` is the id of the REST operation
    that does the same. `scopes` are all needed for a call; none means that anybody may call. With `guests` somebody
    who is not signed in may call too, and the scopes hold for the others. `invoking` and `invoked` have at most 64
    characters.
    """

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    output: type[BaseModel]
    annotations: ToolAnnotations
    invoking: str
    invoked: str
    function: Callable[[Services, Caller, Any], Awaitable[Answer]]
    operation: str
    scopes: tuple[str, ...] = ()
    guests: bool = False
    widget: str | None = None
    deadline_seconds: float = 5.0

    @property
    def needs(self) -> Needs:
        """What a caller must bring."""
        return Needs(self.scopes, self.guests)

    def on_the_wire(self, widget_uri: str | None) -> WireTool:
        """Return the tool as tools/list shows it."""
        signed_in: dict[str, object] = {"type": "oauth2", "scopes": list(self.scopes)}
        open_to_all = [{"type": "noauth"}] if self.guests or not self.scopes else []
        meta: dict[str, object] = {
            "securitySchemes": [*open_to_all, *([signed_in] if self.guests or self.scopes else [])],
            "openai/toolInvocation/invoking": self.invoking,
            "openai/toolInvocation/invoked": self.invoked,
        }
        if widget_uri:
            meta |= {"ui": {"resourceUri": widget_uri}, "openai/outputTemplate": widget_uri}
        return WireTool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=input_schema(self.arguments),
            output_schema=output_schema(self.output),
            annotations=self.annotations,
            _meta=meta,
        )
