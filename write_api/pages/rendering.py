"""Templates into responses, with the headers that keep a page to itself."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_bytes()
STYLE_PATH = f"/pages/{hashlib.sha256(STYLE).hexdigest()[:16]}.css"
# A source that may stand in form-action: a scheme alone, or an origin. Nothing that could end the directive.
SOURCE = re.compile(r"[a-z][a-z0-9+.-]*:(//(\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?)?")

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["style_path"] = STYLE_PATH
_templates.globals["way"] = lambda target: f"?return_to={quote(target, safe='/')}" if target else ""


def render(
    template_name: str, *, status: int = 200, form_action: Sequence[str] = (), **context: object
) -> web.Response:
    """Return the page made of a template and what it needs.

    `form_action` names origins (https://app.example) or schemes (com.example.app:) that a form of the page
    may be led on to by a redirect; browsers hold redirects after a form to that list as well.

    Raises:
        ValueError: an entry of `form_action` is neither.
    """
    html = _templates.get_template(template_name).render(context)
    return web.Response(text=html, status=status, content_type="text/html", headers=_headers(form_action))


def _headers(form_action: Sequence[str]) -> dict[str, str]:
    for source in form_action:
        if not SOURCE.fullmatch(source):
            raise ValueError(f"{source!r} is no origin and no scheme")
    targets = " ".join(["'self'", *form_action])
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; "
        f"form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        # With no-referrer, browsers would send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
