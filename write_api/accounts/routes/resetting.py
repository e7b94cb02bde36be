"""/account/forgot and /account/reset: a new password through a mail."""

from aiohttp import web

from core.limits import RateLimitedError
from write_api.accounts import credentials, links, sessions
from write_api.accounts.connected_apps import CONNECTED_APPS
from write_api.accounts.forms import read, show, show_again
from write_api.accounts.limits import before_mail
from write_api.accounts.passwords import PASSWORDS
from write_api.accounts.routes.sign_in import entered, too_many
from write_api.accounts.rules import email_problem, password_problem, way_back
from write_api.notifications.mails import require_mail
from write_api.resources import ENGINE, HERE


async def get_forgot(request: web.Request) -> web.Response:
    """Show the form."""
    target = way_back(request.query.get("return_to", ""))
    return await show(request, "account/forgot.html", return_to=target)


async def forgot(request: web.Request) -> web.Response:
    """Send a mail to the address; the answer is the same whether it has an account or not."""
    require_mail(request.app)
    form = await read(request, "email", "return_to")
    target = way_back(form["return_to"])
    if form.refuse(email=email_problem(form["email"])):
        return await show_again(request, "account/forgot.html", form, return_to=target)
    try:
        await before_mail(request, form["email"])
    except RateLimitedError as error:
        return await too_many(request, "account/forgot.html", form, error, return_to=target)
    async with request.app[ENGINE].begin() as connection:
        await credentials.ask_for_reset(connection, request.app[HERE].base_url, form["email"], target)
    return await show(request, "account/check-mail.html", form)


async def get_reset(request: web.Request) -> web.Response:
    """Show the form to whoever opened the mail. Looking uses nothing up: mail scanners look."""
    token = request.query.get("token", "")
    async with request.app[ENGINE].connect() as connection:
        link = await links.look(connection, token, "reset")
    return await show(request, "account/reset.html", token=token, email=link.email)


async def reset(request: web.Request) -> web.Response:
    """Change the password, end every session and app, begin a session here."""
    form = await read(request, "token", "password")
    app, token = request.app, form["token"]
    async with app[ENGINE].connect() as connection:
        link = await links.look(connection, token, "reset")
    if form.refuse(password=password_problem(form["password"], link.email)):
        return await show_again(request, "account/reset.html", form, token=token, email=link.email)
    password_hash = await app[PASSWORDS].hash(form["password"])
    async with app[ENGINE].begin() as connection:
        account_id, target = await credentials.reset(
            connection, app[CONNECTED_APPS], app[HERE].base_url, token, password_hash
        )
        session = await sessions.begin(connection, request, account_id)
    return entered(request, session, target)


ROUTES = (
    web.get("/account/forgot", get_forgot),
    web.post("/account/forgot", forgot),
    web.get("/account/reset", get_reset),
    web.post("/account/reset", reset),
)
