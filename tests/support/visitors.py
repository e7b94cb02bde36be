"""A write API on this machine with people who have passwords, and visitors with browsers of their own."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.settings import Auth, Site
from write_api.accounts import store
from write_api.accounts.passwords import Passwords
from write_api.accounts.service import Person, ensure_people
from write_api.app import Settings, create_app

EDGE, HERE = "http://localhost:8000", "http://localhost:8002"
ADA, BOB = "ada@makers.example", "bob@makers.example"
PASSWORD = "a kiln at dawn"
# The least argon2 takes: what is tested is not how long it takes.
QUICK = Passwords(memory_kib=8, rounds=1)


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden" and found.get("name"):
            self.fields.setdefault(str(found["name"]), found.get("value") or "")


@dataclass(frozen=True)
class Seen:
    """A page as it came."""

    status: int
    text: str
    headers: Any

    @property
    def hidden(self) -> dict[str, str]:
        parser = _Hidden()
        parser.feed(self.text)
        return parser.fields

    @property
    def leads_to(self) -> str:
        return str(self.headers.get("Location", ""))


@dataclass
class Visitor:
    """Somebody with a browser: cookies are kept, scripts are not needed."""

    http: TestClient[Any, Any]

    async def open(self, path: str, **options: Any) -> Seen:
        return await _seen(await self.http.get(path, allow_redirects=False, **options))

    async def send(self, path: str, fields: dict[str, str], **options: Any) -> Seen:
        return await _seen(await self.http.post(path, data=fields, allow_redirects=False, **options))

    async def submit(self, page: str, to: str = "", /, **typed: str) -> Seen:
        """Open a page and send its form, to where the page says unless `to` is given."""
        seen = await self.open(page)
        assert seen.status == 200, seen.text
        hidden = {"csrf": _last_csrf(seen)} | seen.hidden
        return await self.send(to or page.partition("?")[0], hidden | typed)

    async def sign_in(self, email: str = ADA, password: str = PASSWORD, **more: str) -> Seen:
        return await self.submit("/account/sign-in?again=1", email=email, password=password, **more)

    @property
    def session_cookie(self) -> str | None:
        cookies = self.http.session.cookie_jar.filter_cookies(self.http.make_url("/"))
        return cookies["session"].value if "session" in cookies else None


@dataclass
class Accounts:
    """The running pages, and what lies in their stores."""

    server: TestServer
    engine: AsyncEngine
    settings: Settings
    people: dict[str, str]
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def visitor(self) -> Visitor:
        client: TestClient[Any, Any] = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        await self._open.enter_async_context(client.session)
        return Visitor(client)

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.engine.begin() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    async def mails(self, to: str) -> list[Any]:
        return await self.rows("select * from mails where recipient = :to order by id", to=to)

    async def link(self, to: str) -> str:
        """Return the path of the link in the newest mail to an address."""
        newest: str = (await self.mails(to))[-1].text
        _, found, rest = newest.partition(f"{HERE}/account/")
        assert found, newest
        return "/account/" + rest.split()[0]


def _last_csrf(seen: Seen) -> str:
    found: list[str] = re.findall(r'name="csrf" value="([0-9a-f]+)"', seen.text)
    return found[-1]


async def _seen(answer: ClientResponse) -> Seen:
    return Seen(answer.status, await answer.text(), answer.headers)


@pytest.fixture
def local_settings(writer_settings: Settings) -> Settings:
    """Settings of a local stack."""
    return replace(
        writer_settings,
        site=Site.model_construct(public_base_url=EDGE),
        auth=Auth.model_construct(issuer=HERE, jwks_url=None, write_api_audience="urn:craftlocal:write-api"),
        limits=writer_settings.limits.model_copy(update={"factor": 1.0}),
    )


@pytest.fixture
async def accounts(local_settings: Settings, engine: AsyncEngine) -> AsyncIterator[Accounts]:
    """The pages of a local stack; ada and bob have accounts with a password, eve one without."""
    eve = "eve@makers.example"
    people = await ensure_people(engine, [Person(ADA, "Ada"), Person(BOB, "Bob"), Person(eve, "Eve")])
    async with engine.begin() as connection:
        for email in (ADA, BOB):
            await store.set_fields(connection, people[email], password_hash=await QUICK.hash(PASSWORD))
    server = TestServer(create_app(local_settings), host="localhost")
    async with server:
        served = Accounts(server, engine, local_settings, people)
        async with served._open:
            yield served


@pytest.fixture
async def visitor(accounts: Accounts) -> Visitor:
    """Somebody who has not been here before."""
    return await accounts.visitor()
