"""The pages on the way to a code: /oauth/authorize and the answer to its question."""

import hmac
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from core.http.problems import OAuthError
from write_api.accounts.sessions import Session, current, hold
from write_api.oauth import authorization, consent, cors, limits, redirects
from write_api.oauth.authorization import Asked, RedirectedError, Trusted, UntrustedError
from write_api.oauth.routes import SERVER
from write_api.oauth.server import AUTHORIZE, CONSENT, AuthorizationServer
from write_api.pages import render

SIGN_IN = "/account/sign-in"
# Our own parameter, put in when we send somebody to sign in once more.
SIGNED_IN_AFTER = "signed_in_after"
MAX_FIELDS = 60

log = structlog.get_logger()


class _SessionOverError(Exception):
    """The session ended while it was answering: nothing may come of it."""


async def authorize(request: web.Request) -> web.Response:
    """Ask the person, or answer at once where they have said yes before."""
    await limits.count(request, limits.PAGES)
    return await _answered(request, request.rel_url.raw_query_string)


async def authorize_posted(request: web.Request) -> web.Response:
    """Do the same for a request that was posted: a form of another site does not carry our cookie."""
    raw = await _raw_form(request)
    try:
        authorization.read(raw)
    except UntrustedError as error:
        return _untrusted(error)
    return _see_other(f"{AUTHORIZE}?{raw}")


async def decide(request: web.Request) -> web.Response:
    """Take the person's answer. The whole request is checked once more: the form is only text."""
    await limits.count(request, limits.PAGES)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise MarketError(Code.FORM_REFUSED)
    fields = _fields(await _raw_form(request))
    form = dict(fields)
    return await _answered(request, form.get("request", ""), fields=fields)


async def _answered(
    request: web.Request, raw_query: str, fields: list[tuple[str, str]] | None = None
) -> web.Response:
    server = request.app[SERVER]
    try:
        trusted = await authorization.trust(server.directory, authorization.read(raw_query))
    except UntrustedError as error:
        return _untrusted(error)
    try:
        asked = authorization.judge(server.identity, trusted)
        session = await _signed_in(request, asked, raw_query)
        if isinstance(session, web.Response):
            return session
        if fields is not None:
            return await _decided(request, asked, session, raw_query, fields)
        return await _asked(request, asked, session, raw_query)
    except _SessionOverError:
        return _see_other(f"{SIGN_IN}?return_to={quote(f'{AUTHORIZE}?{raw_query}', safe='')}")
    except RedirectedError as refusal:
        log.info("oauth.refused", client_id=trusted.client.id, error=refusal.error.error)
        return _back(server, trusted, error=refusal.error.error, error_description=refusal.error.description)


async def _signed_in(request: web.Request, asked: Asked, raw_query: str) -> Session | web.Response:
    """Return the session, or the way to sign in where there is none, or none that is fresh enough."""
    session, now = await current(request), datetime.now(UTC)
    again = session is not None and consent.must_sign_in(asked, session, _sent_at(asked), now)
    if session is not None and not again:
        return session
    if "none" in asked.prompt:
        raise RedirectedError(OAuthError("login_required", "Nobody is signed in."), asked.trusted)
    back = f"{AUTHORIZE}?{raw_query}"
    if asked.wants_fresh_sign_in:
        back = f"{AUTHORIZE}?{_without(raw_query, SIGNED_IN_AFTER)}&{SIGNED_IN_AFTER}={int(now.timestamp())}"
    return _see_other(f"{SIGN_IN}?{'again=1&' if again else ''}return_to={quote(back, safe='')}")


async def _asked(request: web.Request, asked: Asked, session: Session, raw_query: str) -> web.Response:
    now, server = datetime.now(UTC), request.app[SERVER]
    async with server.engine.begin() as connection:
        await _hold(connection, request)
        consented_at = await consent.earlier_consent(connection, asked, session, now)
        code = None
        if consented_at is not None:
            code = await consent.allow(connection, asked, session, asked.scopes, consented_at, now)
    if code is not None:
        return _back(server, asked.trusted, code=code)
    if "none" in asked.prompt:
        raise RedirectedError(OAuthError("consent_required", "The person has to be asked."), asked.trusted)
    return _page(asked, session, raw_query)


async def _decided(
    request: web.Request, asked: Asked, session: Session, raw_query: str, fields: list[tuple[str, str]]
) -> web.Response:
    form, server = dict(fields), request.app[SERVER]
    if not hmac.compare_digest(form.get("csrf", "").encode(), session.csrf.encode()):
        log.warning("oauth.consent_forged", client_id=asked.trusted.client.id)
        return _page(
            asked, session, raw_query, status=403, alert="The page was too old. Please answer once more."
        )
    if form.get("decision") != "allow":
        raise consent.denied(asked.trusted)
    granted = frozenset(value for name, value in fields if name == "scope") & asked.scopes
    if not granted:
        return _page(asked, session, raw_query, status=400, alert="Tick what you allow, or choose Cancel.")
    now = datetime.now(UTC)
    async with server.engine.begin() as connection:
        await _hold(connection, request)
        code = await consent.allow(connection, asked, session, granted, now, now)
    return _back(server, asked.trusted, code=code)


async def _hold(connection: AsyncConnection, request: web.Request) -> None:
    if not await hold(connection, request):
        raise _SessionOverError


def _page(
    asked: Asked, session: Session, raw_query: str, *, status: int = 200, alert: str | None = None
) -> web.Response:
    return render(
        "consent.html",
        status=status,
        form_action=[redirects.form_source(asked.trusted.redirect_uri)],
        action=CONSENT,
        question=consent.question(asked),
        session=session,
        request=raw_query,
        alert=alert,
    )


def _untrusted(error: UntrustedError) -> web.Response:
    log.info("oauth.untrusted", reason=str(error))
    return render(
        "problem.html",
        status=400,
        heading="This app cannot be connected",
        message=f"{error} Nothing was sent to the app. Start again from there, or tell its makers.",
        request_id=None,
        way_on=None,
        way_on_label=None,
    )


def _back(server: AuthorizationServer, trusted: Trusted, **answer: str) -> web.Response:
    return _see_other(consent.answer_address(server.identity, trusted, **answer))


def _see_other(address: str) -> web.Response:
    # 303: a browser repeats a POST on 307, and some do on 302. The address stays as it is, to the letter.
    return web.Response(status=303, headers={"Location": address, "Referrer-Policy": "no-referrer"})


async def _raw_form(request: web.Request) -> str:
    if request.content_type != "application/x-www-form-urlencoded":
        raise MarketError(Code.INVALID_REQUEST, "Send the form as application/x-www-form-urlencoded.")
    try:
        return (await request.read()).decode("ascii")
    except UnicodeDecodeError:
        raise MarketError(Code.INVALID_REQUEST, "The form is not percent-encoded.") from None


def _fields(raw: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise MarketError(Code.INVALID_REQUEST, "The form cannot be read.") from None


def _sent_at(asked: Asked) -> datetime | None:
    value = asked.trusted.parameters.one(SIGNED_IN_AFTER)
    if value is None or not (value.isascii() and value.isdigit() and len(value) <= 10):
        return None
    return datetime.fromtimestamp(int(value), UTC)


def _without(raw_query: str, name: str) -> str:
    return "&".join(part for part in raw_query.split("&") if not part.startswith(f"{name}="))


ROUTES = (
    *cors.ROUTES,
    web.get(AUTHORIZE, authorize),
    web.post(AUTHORIZE, authorize_posted),
    web.post(CONSENT, decide),
)
