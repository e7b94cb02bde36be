"""Searches while people sign in: `python -m load.signing_in --email … --password …`, against a local stack."""

import argparse
import asyncio
import base64
import hashlib
import itertools
import random
import re
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp

from load.bench.measures import spread, table

CALLBACK = "http://127.0.0.1:33418/callback"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')
FIELD = re.compile(r'name="([^"]+)" value="([^"]*)"')
QUERIES = (Path(__file__).parent / "queries.txt").read_text(encoding="utf-8").splitlines()


@dataclass(frozen=True)
class Plan:
    """What to do, where and how often; rates are per minute."""

    search: str
    write_api: str
    resource: str
    email: str
    password: str
    seconds: float
    searches: int
    refreshes: int
    sign_ins: int
    families: int


@dataclass
class App:
    """A client that somebody let in; its refresh token is good once."""

    http: aiohttp.ClientSession
    plan: Plan
    client_id: str
    refresh_token: str

    async def refresh(self) -> None:
        """Trade the refresh token for the next one."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.refresh_token,
            "client_id": self.client_id,
        }
        async with self.http.post(f"{self.plan.write_api}/oauth/token", data=form) as answer:
            answer.raise_for_status()
            self.refresh_token = (await answer.json())["refresh_token"]


async def sign_in(plan: Plan) -> aiohttp.ClientSession:
    """Return a browser that is signed in. The caller closes it."""
    browser = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
    try:
        page = f"{plan.write_api}/account/sign-in"
        async with browser.get(page) as answer:
            csrf = CSRF.findall(await answer.text())[-1]
        form = {"csrf": csrf, "email": plan.email, "password": plan.password}
        async with browser.post(page, data=form, allow_redirects=False) as answer:
            if answer.status != 303:
                raise RuntimeError(f"the sign-in was answered with {answer.status}")
    except BaseException:
        await browser.close()
        raise
    return browser


async def let_in(plan: Plan, http: aiohttp.ClientSession, browser: aiohttp.ClientSession) -> App:
    """Register a client, and walk to its first tokens."""
    metadata = {
        "client_name": "Load",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
    }
    client = await _posted(http, f"{plan.write_api}/oauth/register", json=metadata)
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code", "client_id": client["client_id"], "redirect_uri": CALLBACK, "state": "s",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256", "scope": "listings.read", "resource": plan.resource,
    }  # fmt: skip
    async with browser.get(f"{plan.write_api}/oauth/authorize", params=asked) as answer:
        form = (await answer.text()).partition('action="/oauth/consent"')[2]
    fields = [(name, unescape(value)) for name, value in FIELD.findall(form)]
    yes = urlencode([pair for pair in fields if pair != ("decision", "deny")])
    async with browser.post(
        f"{plan.write_api}/oauth/consent", data=yes, headers=FORM, allow_redirects=False
    ) as answer:
        code = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]
    tokens = await _posted(
        http, f"{plan.write_api}/oauth/token",
        data={
            "grant_type": "authorization_code", "code": code, "code_verifier": verifier,
            "redirect_uri": CALLBACK, "client_id": client["client_id"], "resource": plan.resource,
        },
    )  # fmt: skip
    return App(http, plan, client["client_id"], tokens["refresh_token"])


async def _posted(http: aiohttp.ClientSession, url: str, **sent: Any) -> dict[str, Any]:
    async with http.post(url, **sent) as answer:
        answer.raise_for_status()
        found: dict[str, Any] = await answer.json()
        return found


@dataclass
class Traffic:
    """Work that starts at a fixed rate, whether what came before has ended or not."""

    per_minute: int
    work: Callable[[], Awaitable[object]]

    async def run(self, seconds: float) -> tuple[list[float], int]:
        """Return how long each took, in seconds, and how many failed."""
        running: list[asyncio.Task[float]] = []
        began = time.perf_counter()
        for number in range(round(self.per_minute * seconds / 60)):
            await asyncio.sleep(max(0.0, began + number * 60 / self.per_minute - time.perf_counter()))
            running.append(asyncio.create_task(self._timed()))
        ended = await asyncio.gather(*running, return_exceptions=True)
        return [one for one in ended if isinstance(one, float)], sum(
            not isinstance(one, float) for one in ended
        )

    async def _timed(self) -> float:
        began = time.perf_counter()
        await self.work()
        return time.perf_counter() - began


async def measure(plan: Plan) -> int:
    """Search alone, then search while others sign in; print both, and return how many requests failed."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http:
        choice = random.Random(1)

        async def search() -> None:
            asked = {"query": choice.choice(QUERIES)}
            async with http.get(f"{plan.search}/api/v1/listings/search", params=asked) as answer:
                answer.raise_for_status()
                await answer.read()

        async def signing_in() -> None:
            await (await sign_in(plan)).close()

        browser = await sign_in(plan)
        apps = [await let_in(plan, http, browser) for _ in range(plan.families)]
        turns, locks = itertools.cycle(range(len(apps))), [asyncio.Lock() for _ in apps]

        async def refresh() -> None:
            turn = next(turns)
            async with locks[turn]:  # one worker to a family, as the guide asks of clients
                await apps[turn].refresh()

        found = {"search alone": await Traffic(plan.searches, search).run(plan.seconds)}
        together = {
            "search meanwhile": Traffic(plan.searches, search),
            "refresh": Traffic(plan.refreshes, refresh),
            "sign-in": Traffic(plan.sign_ins, signing_in),
        }
        results = await asyncio.gather(*(one.run(plan.seconds) for one in together.values()))
        found |= dict(zip(together, results, strict=True))
        await browser.close()
    print(table({name: spread(took) for name, (took, _) in found.items() if took}))
    failed = {name: count for name, (_, count) in found.items()}
    print("failed:", failed)
    return sum(failed.values())


def main() -> int:
    """Read the arguments and measure; 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port-base", type=int, default=8000)
    parser.add_argument("--email", required=True, help="of an account that may sign in")
    parser.add_argument("--password", required=True)
    parser.add_argument("--seconds", type=float, default=30, help="of each of the two parts")
    parser.add_argument("--searches", type=int, default=600, help="a minute")
    parser.add_argument("--refreshes", type=int, default=1900, help="a minute")
    parser.add_argument("--sign-ins", type=int, default=100, help="with a password, a minute")
    parser.add_argument("--families", type=int, default=20, help="apps that refresh in turn")
    given = vars(parser.parse_args())
    here = f"http://localhost:{given['port_base']}"
    base = given.pop("port_base")
    plan = Plan(
        search=f"http://localhost:{base + 1}",
        write_api=f"http://localhost:{base + 2}",
        resource=f"{here}/mcp",
        **given,
    )
    return 1 if asyncio.run(measure(plan)) else 0


if __name__ == "__main__":
    sys.exit(main())
