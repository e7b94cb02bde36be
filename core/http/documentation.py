"""GET /openapi.json and GET /docs, of the operations that are served."""

from collections.abc import Sequence
from typing import Any

import orjson
from aiohttp import web

from core.http import docs_page, openapi
from core.http.operations import Operation

FRESH = {"Cache-Control": "public, max-age=300"}


def add_documentation(
    app: web.Application, operations: Sequence[Operation[Any, Any]], about: openapi.About
) -> None:
    """Serve the document and its page; both are made once, here."""
    document = openapi.document(operations, about)
    as_json = orjson.dumps(document)
    as_page = docs_page.page(document)

    async def get_document(_request: web.Request) -> web.Response:
        return web.Response(body=as_json, content_type="application/json", headers=FRESH)

    async def get_page(_request: web.Request) -> web.Response:
        policy = {"Content-Security-Policy": docs_page.CONTENT_SECURITY_POLICY}
        return web.Response(text=as_page, content_type="text/html", headers=FRESH | policy)

    app.router.add_get("/openapi.json", get_document)
    app.router.add_get("/docs", get_page)
