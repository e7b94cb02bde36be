"""/account/open-shop: a buyer becomes a seller."""

from aiohttp import web

from core.countries import COUNTRIES
from write_api.accounts.forms import go, read, show, show_again
from write_api.accounts.routes.account import signed_in
from write_api.accounts.rules import normal_name
from write_api.accounts.sessions import Session
from write_api.resources import ENGINE
from write_api.sellers import rules, service

PAGE = "account/open-shop.html"


@signed_in
async def get_open_shop(request: web.Request, session: Session) -> web.Response:
    """Show the form."""
    if "seller" in session.roles:
        return go("/account")
    return await show(request, PAGE, countries=COUNTRIES)


@signed_in
async def open_shop(request: web.Request, session: Session) -> web.Response:
    """Open the account's one shop."""
    form = await read(request, "name", "city", "region", "country")
    form.refuse(
        name=rules.shop_name_problem(form["name"]),
        city=rules.place_problem(form["city"], needed="the town you work in"),
        region=rules.place_problem(form["region"]),
        country="" if form["country"] in COUNTRIES else "Choose the country you work in.",
    )
    if form.errors:
        return await show_again(request, PAGE, form, countries=COUNTRIES)
    shop = service.OwnShop(*(normal_name(form[field]) for field in ("name", "city", "region", "country")))
    async with request.app[ENGINE].begin() as connection:
        opened = await service.open_own(connection, session.account_id, shop)
    if not opened:
        form.refuse(name="There is a shop with this name. Choose another.")
        return await show_again(request, PAGE, form, countries=COUNTRIES)
    return go("/account?done=shop")


ROUTES = (web.get("/account/open-shop", get_open_shop), web.post("/account/open-shop", open_shop))
