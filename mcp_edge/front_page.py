"""The page that a person sees at the address of the edge."""

import base64
import hashlib
from html import escape

from starlette.responses import HTMLResponse

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;"
    "margin:12vh auto;padding:0 1.5rem}h1{font-size:1.5rem}"
    "code{padding:.1em .35em;border-radius:4px;background:color-mix(in srgb,currentColor 10%,transparent)}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def front_page(resource: str, *, playground: bool) -> HTMLResponse:
    """Return the page: what this is, where MCP hosts connect, where to try it."""
    try_it = (
        '<p>Try it here: <a href="/playground/">the playground</a> calls the tools and shows each answer as '
        "the model reads it and as the shopper sees it.</p>"
        if playground
        else ""
    )
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>CraftLocal</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{_STYLE}</style><main><h1>CraftLocal</h1>"
        "<p>Goods made by hand by small makers, for ChatGPT and every other assistant that speaks the Model "
        f"Context Protocol.</p><p>Connect your assistant to <code>{escape(resource)}</code>.</p>{try_it}"
        '<p>State of this service: <a href="/health">health</a>, <a href="/ready">readiness</a>.</p></main>'
        "</html>"
    )
    return HTMLResponse(html, headers=_HEADERS)
