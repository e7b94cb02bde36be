"""Refresh tokens: rotation, replays, thieves, and grants that are taken back."""

import asyncio
from typing import Any

import pytest

from tests.integration.write_api.oauth.conftest import EDGE, Flow, refused, register
from tests.integration.write_api.test_tokens import ask
from tests.support.writer import Writer

pytestmark = pytest.mark.integration
OPENID = "openid listings.read"


async def good(answer: Any) -> dict[str, Any]:
    body: dict[str, Any] = await answer.json()
    assert answer.status == 200, body
    return body


async def half_a_minute_later(flow: Flow) -> None:
    await flow.run("update oauth_refresh_tokens set used_at = used_at - interval '31 seconds'")


async def test_a_refresh_token_is_traded_for_the_next_one(flow: Flow) -> None:
    first = await flow.tokens()
    second = await good(await flow.refresh(first["refresh_token"]))
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == first["scope"]
    assert "id_token" not in second
    third = await good(await flow.refresh(second["refresh_token"]))
    assert third["access_token"] != second["access_token"]


async def test_a_refresh_token_shown_again_later_ends_the_family(flow: Flow) -> None:
    first = await flow.tokens(scope=OPENID)
    second = await good(await flow.refresh(first["refresh_token"]))
    assert await flow.userinfo(second["access_token"]) == 200
    await half_a_minute_later(flow)

    await refused(await flow.refresh(first["refresh_token"]), 400, "invalid_grant")
    await refused(await flow.refresh(second["refresh_token"]), 400, "invalid_grant")
    assert await flow.userinfo(second["access_token"]) == 401


async def test_a_lost_answer_does_not_end_the_session(flow: Flow) -> None:
    first = await flow.tokens()
    await good(await flow.refresh(first["refresh_token"]))  # never arrived
    again = await good(await flow.refresh(first["refresh_token"]))
    await good(await flow.refresh(again["refresh_token"]))


async def test_once_the_next_one_is_used_there_is_no_grace(flow: Flow) -> None:
    first = await flow.tokens()
    second = await good(await flow.refresh(first["refresh_token"]))
    third = await good(await flow.refresh(second["refresh_token"]))
    await refused(await flow.refresh(first["refresh_token"]), 400, "invalid_grant")
    await refused(await flow.refresh(third["refresh_token"]), 400, "invalid_grant")


async def test_a_thief_within_the_grace_and_his_victim_never_both_get_further(flow: Flow) -> None:
    first = await flow.tokens()
    victims = await good(await flow.refresh(first["refresh_token"]))
    thiefs = await good(await flow.refresh(first["refresh_token"]))
    await good(await flow.refresh(victims["refresh_token"]))
    await refused(await flow.refresh(thiefs["refresh_token"]), 400, "invalid_grant")
    await refused(await flow.refresh(victims["refresh_token"]), 400, "invalid_grant")


async def test_of_twenty_refreshes_at_once_three_are_answered_and_one_leads_on(flow: Flow) -> None:
    first = await flow.tokens()
    answers = await asyncio.gather(*(flow.refresh(first["refresh_token"]) for _ in range(20)))
    bodies = [await answer.json() for answer in answers]
    brothers = [body["refresh_token"] for body in bodies if "refresh_token" in body]
    assert len(set(brothers)) == 3
    assert {body["error"] for body in bodies if "error" in body} == {"invalid_grant"}

    await good(await flow.refresh(brothers[1]))
    await refused(await flow.refresh(brothers[0]), 400, "invalid_grant")


async def test_a_refresh_token_shown_by_another_client_ends_the_family(flow: Flow, writer: Writer) -> None:
    tokens = await flow.tokens()
    thief = Flow(writer, flow.engine, flow.browser, (await register(writer))["client_id"])
    await refused(await thief.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    await refused(await flow.refresh(tokens["refresh_token"]), 400, "invalid_grant")


@pytest.mark.parametrize("late", [
    "update oauth_refresh_tokens set expires_at = now()", "update oauth_grants set expires_at = now()",
])  # fmt: skip
async def test_a_refresh_token_ends_when_idle_or_old(flow: Flow, late: str) -> None:
    tokens = await flow.tokens()
    await flow.run(late)
    await refused(await flow.refresh(tokens["refresh_token"]), 400, "invalid_grant")


async def test_lifetimes_are_30_days_idle_and_90_in_all(flow: Flow) -> None:
    await flow.tokens()
    row = (
        await flow.run("""
        select t.expires_at - t.created_at as idle, g.expires_at - g.created_at as whole
        from oauth_refresh_tokens t join oauth_grants g on g.id = t.grant_id
    """)
    ).one()
    assert (round(row.idle.total_seconds() / 86400), round(row.whole.total_seconds() / 86400)) == (30, 90)


async def test_scopes_may_be_fewer_for_once_and_never_more(flow: Flow) -> None:
    tokens = await flow.tokens()
    fewer = await good(await flow.refresh(tokens["refresh_token"], scope="listings.read"))
    assert fewer["scope"] == "listings.read"
    for wider in ("orders.write", "listings.read seller.manage", "admin", " "):
        await refused(await flow.refresh(fewer["refresh_token"], scope=wider), 400, "invalid_scope")
    whole = await good(await flow.refresh(fewer["refresh_token"]))
    assert whole["scope"] == "listings.read orders.read"


async def test_the_resource_cannot_be_changed(flow: Flow) -> None:
    tokens = await flow.tokens()
    answer = await flow.refresh(tokens["refresh_token"], resource="urn:craftlocal:write-api")
    await refused(answer, 400, "invalid_target")
    await good(await flow.refresh(tokens["refresh_token"], resource=EDGE))


async def test_a_client_that_did_not_ask_for_refresh_tokens_gets_none(flow: Flow, writer: Writer) -> None:
    flow.client_id = (await register(writer, grant_types=["authorization_code"]))["client_id"]
    tokens = await flow.tokens()
    assert "refresh_token" not in tokens
    await refused(await flow.refresh("x" * 43), 400, "unauthorized_client")


@pytest.mark.parametrize("which", ["refresh_token", "access_token"])
async def test_revoking_bites_on_the_next_call(flow: Flow, writer: Writer, which: str) -> None:
    tokens = await flow.tokens(scope="openid listings.write")
    exchanged = await good(await ask(writer, tokens["access_token"]))
    use = {"Authorization": f"Bearer {exchanged['access_token']}"}
    assert (await writer.http.get("/api/v1/sellers/listings", headers=use)).status == 200

    form = {"token": tokens[which], "client_id": flow.client_id}
    assert (await writer.http.post("/oauth/revoke", data=form)).status == 200
    assert (await writer.http.post("/oauth/revoke", data=form)).status == 200

    assert (await writer.http.get("/api/v1/sellers/listings", headers=use)).status == 401
    assert await flow.userinfo(tokens["access_token"]) == 401
    await refused(await flow.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    await refused(await ask(writer, tokens["access_token"]), 400, "invalid_request")


async def test_only_the_client_itself_revokes_and_unknown_tokens_are_fine(flow: Flow, writer: Writer) -> None:
    tokens = await flow.tokens()
    other = (await register(writer))["client_id"]
    for token in (tokens["refresh_token"], tokens["access_token"], "unknown", "a.b.c", "x" * 8000):
        form = {"token": token, "client_id": other, "token_type_hint": "pineapple"}
        assert (await writer.http.post("/oauth/revoke", data=form)).status == 200
    await good(await flow.refresh(tokens["refresh_token"]))
    nobody = await writer.http.post("/oauth/revoke", data={"token": tokens["refresh_token"]})
    await refused(nobody, 401, "invalid_client")


async def test_nothing_secret_is_kept_in_the_database(flow: Flow) -> None:
    code = await flow.code()
    tokens = await good(await flow.redeem(code))
    kept = ""
    for table in ("oauth_clients", "oauth_grants", "oauth_codes", "oauth_refresh_tokens"):
        kept += str((await flow.run(f"select t::text from {table} t")).all())
    for secret in (code, tokens["refresh_token"], tokens["access_token"], flow.verifier):
        assert secret not in kept
        assert secret.encode().hex() not in kept
