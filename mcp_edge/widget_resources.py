"""The widgets as `ui://` resources. Any version of a known widget answers with the current page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mcp import MCPError
from mcp_types import (
    INVALID_PARAMS,
    ListResourcesResult,
    ReadResourceResult,
    Resource,
    TextResourceContents,
)

from widgets import Bundle

MIME_TYPE = "text/html;profile=mcp-app"
_URI = re.compile(r"ui://craftlocal/([a-z][a-z-]{0,40})/v[0-9a-f]{6,64}\.html")

_SHOWS = {
    "product-grid": "A grid of handmade pieces with picture, price and shop; choosing one opens it.",
    "product-detail": "One handmade piece: pictures, price, shop, materials, delivery and personalisation.",
}


@dataclass(frozen=True)
class WidgetResources:
    """The built widgets, and the one host that their pictures and links may come from and lead to."""

    bundles: Mapping[str, Bundle]
    public_base_url: str

    def uri(self, widget: str) -> str:
        """Return the current address of a widget.

        Raises:
            KeyError: it was not built.
        """
        return self.bundles[widget].uri

    def list(self) -> ListResourcesResult:
        """Return every widget at its current address."""
        return ListResourcesResult(
            resources=[
                Resource(
                    uri=bundle.uri,
                    name=name,
                    description=_SHOWS.get(name),
                    mime_type=MIME_TYPE,
                    _meta=self._meta(name),
                )
                for name, bundle in sorted(self.bundles.items())
            ]
        )

    def read(self, uri: str) -> ReadResourceResult:
        """Return a widget's page. A published address stays readable: hosts keep it for up to an hour.

        Raises:
            MCPError: invalid params, with the address, when there is no such resource.
        """
        match = _URI.fullmatch(uri)
        bundle = self.bundles.get(match.group(1)) if match else None
        if bundle is None:
            raise MCPError(
                INVALID_PARAMS, "There is no such resource; resources/list names them.", {"uri": uri}
            )
        page = TextResourceContents(
            uri=uri, mime_type=MIME_TYPE, text=bundle.html, _meta=self._meta(bundle.name)
        )
        return ReadResourceResult(contents=[page])

    def _meta(self, widget: str) -> dict[str, Any]:
        ours = [self.public_base_url]
        return {
            "ui": {"csp": {"connectDomains": [], "resourceDomains": ours}, "prefersBorder": True},
            "openai/widgetDescription": _SHOWS.get(widget, ""),
            "openai/widgetCSP": {"redirect_domains": ours},
        }
