"""/account: what somebody may see of themselves, change, and take back."""

from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import quote

from aiohttp import web

from core.limits import RateLimitedError
from write_api.accounts import credentials, links, sessions, store
from write_api.accounts.connected_apps import CONNECTED_APPS
from write_api.accounts.forms import Form, go, read, show, show_again
from write_api.accounts.limits import before_mail
from write_api.accounts.passwords import PASSWORDS
from write_api.accounts.routes.sign_in import prove, too_many
from write_api.accounts.rules import email_problem, name_problem, normal_email, normal_name, password_problem
from write_api.accounts.sessions import Session
from write_api.notifications.mails import require_mail
from write_api.resources import ENGINE, HERE
from write_api.sellers import service as sellers

WRONG = "This is not your password."
DONE = {
    "name": "Your name is changed.",
    "email": "Your address is changed. Sign in with it from now on. Every other browser is signed out, and connected "
    "apps are disconnected.",
    "password": "Your password is changed. Every other browser is signed out, and connected apps are disconnected.",
    "shop": "Your shop is open. You can list pieces in it.",
    "app": "The app is disconnected.",
}
Handler = Callable[[web.Request, Session], Awaitable[web.Response]]


def signed_in(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Let only people through who are signed in; others sign in first and come back."""

    @wraps(handler)
    async def handle(request: web.Request) -> web.Response:
        session = await sessions.current(request)
        if session is None:
            target = f"?return_to={quote(request.path, safe='/')}" if request.method == "GET" else ""
            return go(f"/account/sign-in{target}")
        return await handler(request, session)

    return handle


@signed_in
async def get_account(request: web.Request, session: Session) -> web.Response:
    """Show the account: the shop and the connected apps with it."""
    async with request.app[ENGINE].connect() as connection:
        shop = await sellers.own_shop(connection, session.account_id)
        apps = await request.app[CONNECTED_APPS].of(connection, session.account_id)
    done = DONE.get(request.query.get("done", ""), "")
    return await show(request, "account/account.html", shop=shop, apps=apps, done=done)


@signed_in
async def get_name(request: web.Request, session: Session) -> web.Response:
    """Show the form."""
    return await show(request, "account/name.html", Form({"name": session.name}))


@signed_in
async def change_name(request: web.Request, session: Session) -> web.Response:
    """Change the name."""
    form = await read(request, "name")
    if form.refuse(name=name_problem(form["name"])):
        return await show_again(request, "account/name.html", form)
    async with request.app[ENGINE].begin() as connection:
        await store.set_fields(connection, session.account_id, name=normal_name(form["name"]))
    return go("/account?done=name")


@signed_in
async def get_password(request: web.Request, _session: Session) -> web.Response:
    """Show the form."""
    return await show(request, "account/password.html")


@signed_in
async def change_password(request: web.Request, session: Session) -> web.Response:
    """Change the password, end every session and app, begin a session here."""
    form = await read(request, "current_password", "password")
    page = "account/password.html"
    if form.refuse(password=password_problem(form["password"], session.email, session.name)):
        return await show_again(request, page, form)
    try:
        kept = await prove(request, session.email, form["current_password"])
    except RateLimitedError as error:
        return await too_many(request, page, form, error)
    if kept is None:
        form.refuse(current_password=WRONG)
        return await show_again(request, page, form)
    app = request.app
    password_hash = await app[PASSWORDS].hash(form["password"])
    async with app[ENGINE].begin() as connection:
        await credentials.change_password(
            connection, app[CONNECTED_APPS], app[HERE].base_url, kept.id, password_hash
        )
        token = await sessions.begin(connection, request, kept.id)
    response = go("/account?done=password")
    sessions.keep(request, response, token)
    return response


@signed_in
async def get_email(request: web.Request, _session: Session) -> web.Response:
    """Show the form."""
    return await show(request, "account/email.html")


@signed_in
async def change_email(request: web.Request, session: Session) -> web.Response:
    """Send a link to the new address, a notice to the old one; the answer is the same when it is taken."""
    require_mail(request.app)
    form = await read(request, "email", "current_password")
    page = "account/email.html"
    same = "This is your address already." if normal_email(form["email"]) == session.email else ""
    if form.refuse(email=email_problem(form["email"]) or same):
        return await show_again(request, page, form)
    try:
        kept = await prove(request, session.email, form["current_password"])
        if kept is None:
            form.refuse(current_password=WRONG)
            return await show_again(request, page, form)
        await before_mail(request, form["email"])
    except RateLimitedError as error:
        return await too_many(request, page, form, error)
    async with request.app[ENGINE].begin() as connection:
        base_url = request.app[HERE].base_url
        await credentials.ask_to_change_email(connection, base_url, kept.id, form["email"])
    return await show(request, "account/check-mail.html", form)


async def get_confirm_email(request: web.Request) -> web.Response:
    """Ask whoever opened the mail. Looking uses nothing up: mail scanners look."""
    token = request.query.get("token", "")
    async with request.app[ENGINE].connect() as connection:
        link = await links.look(connection, token, "change_email")
    return await show(request, "account/confirm-email.html", token=token, email=link.email)


async def confirm_email(request: web.Request) -> web.Response:
    """Change the address. The link is proof enough: it may be opened in another browser."""
    form = await read(request, "token")
    async with request.app[ENGINE].begin() as connection:
        here = sessions.hash_of(request)
        await credentials.change_email(connection, request.app[CONNECTED_APPS], form["token"], here)
    return go("/account?done=email")


@signed_in
async def disconnect_app(request: web.Request, session: Session) -> web.Response:
    """End what an app may do."""
    form = await read(request, "app_id")
    async with request.app[ENGINE].begin() as connection:
        await request.app[CONNECTED_APPS].disconnect(connection, session.account_id, form["app_id"])
    return go("/account?done=app")


ROUTES = (
    web.get("/account", get_account),
    web.get("/account/name", get_name),
    web.post("/account/name", change_name),
    web.get("/account/password", get_password),
    web.post("/account/password", change_password),
    web.get("/account/email", get_email),
    web.post("/account/email", change_email),
    web.get("/account/email/confirm", get_confirm_email),
    web.post("/account/email/confirm", confirm_email),
    web.post("/account/apps", disconnect_app),
)
