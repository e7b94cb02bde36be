"""What stands around the flows: limits, the account's apps, the log, keys that turn, stores that are away."""

import html
import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from core.ids import new_id
from core.settings import Auth, Limits, Postgres, SettingsError, Signing, Site
from tests.integration.write_api.oauth.conftest import (
    CALLBACK,
    Browser,
    Flow,
    refused,
    register,
    shown,
    signed_in,
)
from tests.integration.write_api.oauth.internet import Internet
from tests.integration.write_api.test_tokens import basic
from tests.support.stores import redis_at, start_valkey
from tests.support.visitors import PASSWORD, Accounts
from tests.support.writer import Writer
from write_api.app import Settings, create_app
from write_api.oauth import keyring
from write_api.oauth.apps import GrantedApps
from write_api.oauth.keyring import KeyFiles
from write_api.oauth.routes import SERVER
from write_api.oauth.signing import generate_key_file

pytestmark = pytest.mark.integration


async def test_a_stranger_registers_ten_clients_at_once_and_no_more(writer_settings: Settings) -> None:
    settings = replace(writer_settings, limits=Limits.model_construct(factor=1.0))
    async with TestClient(TestServer(create_app(settings))) as http:
        body = {"redirect_uris": [CALLBACK]}
        statuses = [(await http.post("/oauth/register", json=body)).status for _ in range(10)]
        assert set(statuses) == {201}
        answer = await http.post("/oauth/register", json=body)
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 60
        assert (await answer.json())["error"] == "temporarily_unavailable"


async def test_pages_and_tokens_have_limits_and_the_edge_has_none(writer_settings: Settings) -> None:
    settings = replace(writer_settings, limits=Limits.model_construct(factor=0.001))
    async with TestClient(TestServer(create_app(settings))) as http:
        assert (await http.get("/oauth/authorize")).status == 400
        page = await http.get("/oauth/authorize")
        assert (page.status, page.content_type) == (429, "text/html")
        form = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": new_id("cli")}
        assert [(await http.post("/oauth/token", data=form)).status for _ in range(2)] == [401, 429]
        for _ in range(5):
            answer = await http.post("/oauth/token", data={"grant_type": "x"}, headers=basic())
            assert answer.status == 400


@pytest.fixture
async def lonely(
    writer_settings: Settings, short_dir: Path, people: dict[str, str]
) -> AsyncIterator[tuple[Writer, Any]]:
    """A write API, and its Valkey that can be stopped."""
    server = start_valkey(short_dir / "vk-oauth")
    settings = replace(writer_settings, redis=redis_at(short_dir / "vk-oauth" / "v.sock"))
    async with TestClient(TestServer(create_app(settings))) as http:
        yield Writer(http, settings, people), server


async def test_without_redis_nobody_registers_and_a_revocation_asks_to_be_repeated(
    lonely: tuple[Writer, Any], engine: AsyncEngine, browser: Browser
) -> None:
    writer, server = lonely
    flow = Flow(writer, engine, browser, (await register(writer))["client_id"])
    code = await flow.code()
    tokens = await (await flow.redeem(code)).json()
    server.stop()

    answer = await writer.http.post("/oauth/register", json={"redirect_uris": [CALLBACK]})
    await refused(answer, 503, "temporarily_unavailable")
    form = {"token": tokens["refresh_token"], "client_id": flow.client_id}
    await refused(await writer.http.post("/oauth/revoke", data=form), 503, "temporarily_unavailable")
    await refused(await flow.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    await refused(await flow.redeem(code), 400, "invalid_grant")


async def test_without_the_database_pages_are_pages_and_answers_are_oauth(writer_settings: Settings) -> None:
    nowhere = Postgres.model_construct(url=SecretStr("postgresql://postgres@/none?host=/nowhere"))
    async with TestClient(TestServer(create_app(replace(writer_settings, postgres=nowhere)))) as http:
        client_id = new_id("cli")
        page = await http.get(f"/oauth/authorize?client_id={client_id}&redirect_uri=https://chat.example/")
        assert (page.status, page.content_type) == (503, "text/html")
        form = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": client_id}
        await refused(await http.post("/oauth/token", data=form), 503, "temporarily_unavailable")


async def test_an_account_sees_its_apps_and_takes_back_what_they_may(
    flow: Flow, known: Flow, writer: Writer, people: dict[str, str]
) -> None:
    ada, bob = people["ada@makers.example"], people["bob@makers.example"]
    await known.tokens()
    tokens = await flow.tokens(scope="openid orders.read")
    await flow.tokens("listings.read")
    await flow.code()  # never redeemed

    apps = GrantedApps(writer.http.app[SERVER])
    async with flow.engine.begin() as connection:
        mine = await apps.of(connection, ada)
        assert [(app.id, app.name) for app in mine] == [
            (flow.client_id, "A chat"), (known.client_id, "ChatExample"),
        ]  # fmt: skip
        assert mine[0].may == ["See listings", "See your orders", "Know who you are"]
        assert not await apps.of(connection, bob)
        await apps.disconnect(connection, bob, flow.client_id)
        await apps.disconnect(connection, ada, "unknown")
    assert await flow.userinfo(tokens["access_token"]) == 200

    async with flow.engine.begin() as connection:
        await apps.disconnect(connection, ada, flow.client_id)
        assert [app.id for app in await apps.of(connection, ada)] == [known.client_id]
    assert await flow.userinfo(tokens["access_token"]) == 401
    await refused(await flow.refresh(tokens["refresh_token"]), 400, "invalid_grant")


async def test_the_log_tells_what_happened_and_no_secret(flow: Flow, writer: Writer) -> None:
    with capture_logs() as logs:
        code = await flow.code()
        tokens = await (await flow.redeem(code)).json()
        await flow.redeem(code)
        again = await flow.tokens()
        await flow.refresh(again["refresh_token"])
        await flow.run("update oauth_refresh_tokens set used_at = used_at - interval '1 minute'")
        await flow.refresh(again["refresh_token"])
        await flow.decide(flow.query(), csrf="x")
        await flow.decide(flow.query(), decision="deny")
        await flow.open(flow.query(redirect_uri="https://evil.example/"))
        await flow.token(grant_type="refresh_token", refresh_token="x", client_id="nobody")
    events = {entry["event"] for entry in logs}
    assert events >= {
        "oauth.granted", "oauth.code_redeemed", "oauth.code_replayed", "oauth.refresh_reused",
        "oauth.grant_revoked", "oauth.consent_forged", "oauth.denied", "oauth.untrusted", "oauth.refused",
        "oauth.client_refused",
    }  # fmt: skip
    everything = str(logs)
    secrets = [code, flow.verifier, flow.browser.token, flow.browser.csrf]
    secrets += [found[kind] for found in (tokens, again) for kind in ("access_token", "refresh_token")]
    assert [secret for secret in secrets if secret in everything] == []
    replayed = next(entry for entry in logs if entry["event"] == "oauth.code_replayed")
    assert replayed["grant_id"].startswith("grt_")


async def test_a_running_service_takes_a_new_key_without_restart(
    writer_settings: Settings, tmp_path: Path, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "LOOKED_AT_EVERY_SECONDS", -1.0)
    path = tmp_path / "signing.pem"
    generate_key_file(path)
    settings = replace(writer_settings, signing=Signing.model_construct(key_file=path))
    async with TestClient(TestServer(create_app(settings))) as http:
        writer = Writer(http, settings, people)
        of_old = writer.as_("ada")

        async def kids() -> list[str]:
            return [key["kid"] for key in (await (await http.get("/oauth/jwks.json")).json())["keys"]]

        async def opens(headers: dict[str, str]) -> bool:
            return (await http.get("/api/v1/sellers/listings", headers=headers)).status == 200

        (old,) = await kids()
        keyring.rotate(KeyFiles(path), 0)
        assert len(await kids()) == 2
        os.utime(KeyFiles(path).next, (0, 0))
        keyring.rotate(KeyFiles(path), 10**6)
        of_new = writer.as_("ada")
        assert (await kids())[1] == old
        assert jwt.get_unverified_header(of_new["Authorization"].split()[1])["kid"] == (await kids())[0]
        assert await opens(of_old)
        assert await opens(of_new)
        keyring.replace_leaked(KeyFiles(path))
        assert not await opens(of_old)
        assert not await opens(of_new)


async def test_the_pages_of_sign_in_lead_there_and_back(accounts: Accounts, engine: AsyncEngine) -> None:
    visitor = await accounts.visitor()
    found = await visitor.http.post(
        "/oauth/register", json={"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"}
    )
    writer = Writer(visitor.http, accounts.settings, accounts.people)
    flow = Flow(writer, engine, Browser(""), (await found.json())["client_id"])
    start = f"/oauth/authorize?{flow.query(resource='http://localhost:8000/mcp', prompt='login')}"

    gate = await visitor.open(start)
    entered = await visitor.submit(gate.leads_to, email="ada@makers.example", password=PASSWORD)
    target = html.unescape(re.findall(r'href="(/oauth/authorize[^"]+)"', entered.text)[0])
    asked = await visitor.open(target)
    assert asked.status == 200, "asked for the password once"
    agreed = await visitor.send(
        "/oauth/consent",
        asked.hidden | {"csrf": asked.hidden["csrf"], "decision": "allow", "scope": "orders.read"},
    )
    assert agreed.leads_to.startswith(f"{CALLBACK}?code=")

    once_more = await visitor.open(start)
    assert once_more.leads_to.startswith("/account/sign-in?again=1&return_to=")
    assert (await visitor.open(once_more.leads_to)).status == 200, "asked for the password anew"


async def test_documents_from_this_machine_are_for_a_local_stack(writer_settings: Settings) -> None:
    public = replace(
        writer_settings,
        auth=Auth.model_construct(issuer="https://id.craftlocal.example", loopback_clients=True),
    )
    with pytest.raises(SettingsError, match="AUTH_LOOPBACK_CLIENTS"):
        create_app(public)


async def test_a_local_stack_may_take_them(
    writer_settings: Settings, engine: AsyncEngine, people: dict[str, str]
) -> None:
    local = replace(
        writer_settings,
        auth=Auth.model_construct(issuer="http://localhost:8002", loopback_clients=True),
        site=Site.model_construct(public_base_url="http://localhost:8000"),
    )

    async def serve(request: web.Request) -> web.Response:
        document = {"client_id": str(request.url), "redirect_uris": ["http://127.0.0.1/cb"]}
        return web.json_response(document)

    app = web.Application()
    app.router.add_get("/client.json", serve)
    async with (
        TestServer(app, host="127.0.0.1") as stranger,
        TestClient(TestServer(create_app(local))) as http,
    ):
        url = f"http://127.0.0.1:{stranger.port}/client.json"
        browser = replace(await signed_in(engine, people["ada@makers.example"]), cookie="session")
        flow = Flow(Writer(http, local, people), engine, browser, url, redirect_uri="http://127.0.0.1:9/cb")
        page = await shown(await flow.open(flow.query(resource=None)))
        assert f"127.0.0.1:{stranger.port} vouches" in page


async def test_with_another_provider_only_the_exchange_is_ours(
    writer_settings: Settings, internet: Internet
) -> None:
    auth = Auth.model_validate({"AUTH_ISSUER": "https://id.example", "AUTH_EXTERNAL": True})
    async with TestClient(TestServer(create_app(replace(writer_settings, auth=auth)))) as http:
        for path in ("/.well-known/oauth-authorization-server", "/oauth/authorize", "/oauth/userinfo"):
            assert (await http.get(path)).status == 404
        assert (await http.get("/oauth/jwks.json")).status == 200
        assert (await http.post("/oauth/token", data={"grant_type": "x"})).status == 401
        paths = (await (await http.get("/openapi.json")).json())["paths"]
        assert "/oauth/token" in paths
        assert "/oauth/register" not in paths
