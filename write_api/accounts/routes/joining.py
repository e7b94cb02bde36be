"""/account/sign-up and /account/confirm: an address first, then a name and a password."""

from aiohttp import web

from core.limits import RateLimitedError
from write_api.accounts import credentials, links, sessions
from write_api.accounts.forms import read, show, show_again
from write_api.accounts.limits import before_mail
from write_api.accounts.passwords import PASSWORDS
from write_api.accounts.routes.sign_in import entered, too_many
from write_api.accounts.rules import email_problem, name_problem, password_problem, way_back
from write_api.notifications.mails import require_mail
from write_api.resources import ENGINE, HERE


async def get_sign_up(request: web.Request) -> web.Response:
    """Show the form."""
    target = way_back(request.query.get("return_to", ""))
    return await show(request, "account/sign-up.html", return_to=target)


async def sign_up(request: web.Request) -> web.Response:
    """Send a mail to the address; the answer is the same whether it has an account or not."""
    require_mail(request.app)
    form = await read(request, "email", "return_to")
    target = way_back(form["return_to"])
    if form.refuse(email=email_problem(form["email"])):
        return await show_again(request, "account/sign-up.html", form, return_to=target)
    try:
        await before_mail(request, form["email"])
    except RateLimitedError as error:
        return await too_many(request, "account/sign-up.html", form, error, return_to=target)
    async with request.app[ENGINE].begin() as connection:
        await credentials.ask_to_join(connection, request.app[HERE].base_url, form["email"], target)
    return await show(request, "account/check-mail.html", form)


async def get_confirm(request: web.Request) -> web.Response:
    """Show the rest of the form to whoever opened the mail. Looking uses nothing up: mail scanners look."""
    token = request.query.get("token", "")
    async with request.app[ENGINE].connect() as connection:
        link = await links.look(connection, token, "sign_up")
    return await show(request, "account/confirm.html", token=token, email=link.email)


async def confirm(request: web.Request) -> web.Response:
    """Open the account and begin a session."""
    form = await read(request, "token", "name", "password")
    app, token = request.app, form["token"]
    async with app[ENGINE].connect() as connection:
        link = await links.look(connection, token, "sign_up")
    if form.refuse(
        name=name_problem(form["name"]),
        password=password_problem(form["password"], link.email, form["name"]),
    ):
        return await show_again(request, "account/confirm.html", form, token=token, email=link.email)
    password_hash = await app[PASSWORDS].hash(form["password"])
    async with app[ENGINE].begin() as connection:
        account_id, target = await credentials.join(connection, token, form["name"], password_hash)
        session = await sessions.begin(connection, request, account_id)
    return entered(request, session, target)


ROUTES = (
    web.get("/account/sign-up", get_sign_up),
    web.post("/account/sign-up", sign_up),
    web.get("/account/confirm", get_confirm),
    web.post("/account/confirm", confirm),
)
