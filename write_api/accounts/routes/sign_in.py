"""/account/sign-in and /account/sign-out."""

from aiohttp import web

from core.limits import RateLimitedError
from write_api.accounts import credentials, sessions, store
from write_api.accounts.forms import Form, go, read, show, show_again
from write_api.accounts.limits import before_password, in_words
from write_api.accounts.passwords import PASSWORDS
from write_api.accounts.rules import way_back
from write_api.accounts.store import Kept
from write_api.pages import render
from write_api.resources import ENGINE, HERE

HOME = "/account"
ELSEWHERE = "/oauth/"  # what may end at another site
# One sentence for every reason: an address that is not known, a wrong password, an account without one.
WRONG = "This address and this password do not go together. Check both, or choose a new password."


async def get_sign_in(request: web.Request) -> web.Response:
    """Show the form; somebody who is signed in goes on, unless `again` asks for the password anew."""
    target = way_back(request.query.get("return_to", ""))
    if await sessions.current(request) and "again" not in request.query:
        return go(target or HOME)
    return await show(request, "account/sign-in.html", return_to=target)


async def sign_in(request: web.Request) -> web.Response:
    """Begin a session."""
    form = await read(request, "email", "password", "return_to")
    target = way_back(form["return_to"])
    form.refuse(
        email="" if form["email"].strip() else "Enter your e-mail address.",
        password="" if form["password"] else "Enter your password.",
    )
    if form.errors:
        return await show_again(request, "account/sign-in.html", form, return_to=target)
    try:
        kept = await prove(request, form["email"], form["password"])
    except RateLimitedError as error:
        return await too_many(request, "account/sign-in.html", form, error, return_to=target)
    response = await enter(request, kept, target) if kept else None
    if response is None:
        form.alert = WRONG
        return await show_again(request, "account/sign-in.html", form, return_to=target)
    return response


async def prove(request: web.Request, email: str, password: str) -> Kept | None:
    """Return the account whose address and password these are.

    Raises:
        RateLimitedError: too many tries; MarketError: service_unavailable.
    """
    await before_password(request, email)
    app = request.app
    return await credentials.authenticate(
        app[ENGINE], app[PASSWORDS], email, password, demo_too=app[HERE].is_local
    )


async def enter(request: web.Request, kept: Kept, target: str) -> web.Response | None:
    """Begin the session and lead on; None when the password was changed in this very moment."""
    async with request.app[ENGINE].begin() as connection:
        if not await store.still_has(connection, kept.id, kept.password_hash):
            return None
        token = await sessions.begin(connection, request, kept.id)
    return entered(request, token, target)


def entered(request: web.Request, token: str, target: str) -> web.Response:
    """Lead somebody on who has just signed in.

    An app that asked before gets its answer at once, on a redirect to another site. Chromium blocks that at
    the end of a form that may go to its own site only, so that the form ends at a page that leads on.
    """
    leads_away = target.startswith(ELSEWHERE)
    response = render("account/continue.html", target=target) if leads_away else go(target or HOME)
    sessions.keep(request, response, token)
    return response


async def too_many(
    request: web.Request, template: str, form: Form, error: RateLimitedError, **context: object
) -> web.Response:
    """Return the page with when to try again."""
    form.alert = f"Too many tries. Wait {in_words(error.retry_after)}, then try again."
    response = await show(request, template, form, status=429, **context)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


async def get_sign_out(request: web.Request) -> web.Response:
    """Ask whether to sign out: following a link must not do it."""
    if await sessions.current(request) is None:
        return go("/account/sign-in")
    return await show(request, "account/sign-out.html")


async def sign_out(request: web.Request) -> web.Response:
    """End the session."""
    await read(request)
    async with request.app[ENGINE].begin() as connection:
        await sessions.end(connection, request)
    response = go("/account/sign-in")
    sessions.forget(request, response)
    return response


ROUTES = (
    web.get("/account/sign-in", get_sign_in),
    web.post("/account/sign-in", sign_in),
    web.get("/account/sign-out", get_sign_out),
    web.post("/account/sign-out", sign_out),
)
