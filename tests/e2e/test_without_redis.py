"""Redis is away: shoppers go on, nobody guesses a password or registers a client, and the figures say so."""

from pathlib import Path

import aiohttp

from load.signing_in import CSRF
from tests.support.local_shop import LocalShop, local_shop
from tests.support.waiting import until


async def test_reads_pass_sign_in_and_registration_are_closed_and_the_figures_say_so(data: Path) -> None:
    with local_shop(data, "--no-demo") as shop:
        assert await shop.figure("write_api", "craftlocal_rate_store_away") == 0
        (redis,) = [one for one in shop.everything() if "valkey" in one.name()]
        redis.kill()
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            assert await sign_in(shop, browser) == 503
            assert await register(shop, browser) == 503
        for _ in range(3):
            assert (await shop.search("a mug"))["total"] == 0

        async def said_by_search() -> bool:
            return await shop.figure("search", "craftlocal_rate_store_away") == 1

        await until(said_by_search)
        assert await shop.figure("write_api", "craftlocal_rate_store_away") == 1
        for rule in ("sign_in", "register"):
            assert await shop.figure("write_api", f'craftlocal_rate_closed_total{{rule="{rule}"}}') == 1


async def sign_in(shop: LocalShop, browser: aiohttp.ClientSession) -> int:
    page = f"{shop.write_url}/account/sign-in"
    async with browser.get(page) as answer:
        form = {"csrf": CSRF.findall(await answer.text())[-1], "email": "a@makers.example", "password": "x"}
    async with browser.post(page, data=form, allow_redirects=False) as answer:
        return answer.status


async def register(shop: LocalShop, browser: aiohttp.ClientSession) -> int:
    metadata = {"client_name": "A client", "redirect_uris": ["https://client.example/callback"]}
    async with browser.post(f"{shop.write_url}/oauth/register", json=metadata) as answer:
        return answer.status
