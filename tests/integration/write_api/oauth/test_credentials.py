"""What a new password or a new address ends: every other browser, every app, every consent under way."""

import asyncio

import pytest
from sqlalchemy import delete

from core.tables import browser_sessions
from tests.integration.write_api.oauth.conftest import Browser, Flow, refused, sent_back, signed_in
from tests.support.writer import Writer
from write_api.accounts import credentials, links, store
from write_api.accounts.connected_apps import CONNECTED_APPS
from write_api.accounts.sessions import hashed
from write_api.accounts.store import Link

pytestmark = pytest.mark.integration
ADA = "ada@makers.example"
HERE = "https://id.craftlocal.example"


async def change(flow: Flow, writer: Writer, way: str) -> None:
    """Change what Ada proves herself with, as the pages do."""
    apps, ada = writer.http.app[CONNECTED_APPS], writer.people[ADA]
    async with flow.engine.begin() as connection:
        if way == "password":
            await credentials.change_password(connection, apps, HERE, ada, "$argon2id$new")
            return
        new = ADA if way == "reset" else "ada@elsewhere.example"
        purpose = "reset" if way == "reset" else "change_email"
        link = await links.make(connection, HERE, Link(purpose, new, ada, ""))
        token = link.partition("token=")[2]
        if way == "reset":
            await credentials.reset(connection, apps, HERE, token, "$argon2id$new")
        else:
            await credentials.change_email(connection, apps, token, hashed(flow.browser.token))


async def still_in(browser: Browser, writer: Writer) -> bool:
    answer = await writer.http.get("/account", headers=browser.headers, allow_redirects=False)
    return answer.status == 200


@pytest.mark.parametrize("way", ["password", "reset", "email"])
async def test_it_ends_every_app_and_every_other_browser(flow: Flow, writer: Writer, way: str) -> None:
    other = await signed_in(flow.engine, writer.people[ADA])
    bobs = await signed_in(flow.engine, writer.people["bob@makers.example"])
    tokens, code = await flow.tokens(scope="openid"), await flow.code()
    assert await flow.userinfo(tokens["access_token"]) == 200

    await change(flow, writer, way)

    assert await flow.userinfo(tokens["access_token"]) == 401, "on the very next call"
    await refused(await flow.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    await refused(await flow.redeem(code), 400, "invalid_grant")
    here = way == "email"  # the pages begin a new session after a new password
    assert [await still_in(one, writer) for one in (flow.browser, other, bobs)] == [here, False, True]


async def test_an_earlier_yes_counts_no_more(known: Flow, writer: Writer) -> None:
    await known.tokens()
    assert "code" in sent_back(await known.open(known.query()))
    await change(known, writer, "email")
    assert (await known.open(known.query())).status == 200, "the person is asked again"


async def test_a_consent_that_is_being_given_is_refused_or_ended(flow: Flow, writer: Writer) -> None:
    async with flow.engine.begin() as connection:
        table = browser_sessions
        await connection.execute(delete(table).where(table.c.token_hash == hashed(flow.browser.token)))
        under_way = asyncio.create_task(flow.decide(flow.query()))
        # Until its row is free, the answer waits: its session was there when it came.
        done, _ = await asyncio.wait([under_way], timeout=0.5)
        assert not done
    answer = await under_way
    assert answer.headers["Location"].startswith("/account/sign-in?return_to=")


async def test_nothing_changes_while_apps_cannot_be_told(flow: Flow, writer: Writer) -> None:
    class Away:
        async def disconnect_all(self, *_: object) -> None:
            raise ConnectionError

    before = await kept_hash(flow, writer)
    with pytest.raises(ConnectionError):
        async with flow.engine.begin() as connection:
            await credentials.change_password(connection, Away(), HERE, writer.people[ADA], "$new")  # type: ignore[arg-type]
    assert await kept_hash(flow, writer) == before
    assert await still_in(flow.browser, writer)


async def kept_hash(flow: Flow, writer: Writer) -> str | None:
    async with flow.engine.connect() as connection:
        kept = await store.find(connection, account_id=writer.people[ADA])
    assert kept is not None
    return kept.password_hash
