"""Forms on our pages: shown, filled in, read back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from core.errors import Code, MarketError
from write_api.accounts import csrf, sessions
from write_api.notifications.mails import READABLE
from write_api.pages import render

LONGEST_FIELD = 8192


@dataclass
class Form:
    """What was typed, and what is wrong with it: for each field, or with the whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    alert: str = ""

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def refuse(self, **problems: str) -> bool:
        """Note the problems that are one; tell whether anything is wrong now."""
        self.errors |= {name: problem for name, problem in problems.items() if problem}
        return bool(self.errors or self.alert)


async def read(request: web.Request, *names: str) -> Form:
    """Return the named fields of a form that our own page has sent; one that is missing is empty.

    Raises:
        MarketError: form_refused, unsupported_media_type, body_too_large, invalid_request.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise MarketError(Code.UNSUPPORTED_MEDIA_TYPE, "Send the form from its page.")
    try:
        sent = await request.post()
    except (ValueError, LookupError):
        raise MarketError(Code.INVALID_REQUEST, "The form is not written in UTF-8.") from None
    await csrf.check(request, str(sent.get("csrf", "")))
    values = {name: str(sent.get(name, "")) for name in names}
    if any(len(value) > LONGEST_FIELD for value in values.values()):
        raise MarketError(Code.BODY_TOO_LARGE, "A field of the form is far too long.")
    if any("\0" in value for value in values.values()):
        raise MarketError(Code.INVALID_REQUEST, "A field holds a NUL character, which no text here may.")
    return Form(values)


async def show(
    request: web.Request, template: str, form: Form | None = None, *, status: int = 200, **context: Any
) -> web.Response:
    """Return a page with a form on it."""
    response = render(
        template,
        status=status,
        session=await sessions.current(request),
        csrf=await csrf.word(request),
        form=form or Form(),
        mail_is_here=request.app[READABLE],
        **context,
    )
    csrf.keep(request, response)
    return response


async def show_again(request: web.Request, template: str, form: Form, **context: object) -> web.Response:
    """Return the page with what is wrong on it."""
    return await show(request, template, form, status=422, **context)


def go(path: str) -> web.Response:
    """Lead the browser on to a path of this host, after a form was taken."""
    return web.Response(status=303, headers={"Location": path})
