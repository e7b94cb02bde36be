"""ChatGPT, Codex and Claude as they come: their own documents, redirect addresses, proofs and wishes."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integration.write_api.oauth.conftest import ISSUER, Browser, Flow, sent_back, shown
from tests.integration.write_api.oauth.internet import Internet
from tests.integration.write_api.oauth.test_assertions import assertion
from tests.support.tokens import RSA2048, public
from tests.support.writer import Writer
from write_api.oauth.assertions import ASSERTION_TYPE
from write_api.oauth.scopes import SUPPORTED

pytestmark = pytest.mark.integration
KEYS = "https://chatgpt.com/oauth/jwks.json"
SIGNED = {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": KEYS}
# ChatGPT asks for all that the metadata names, and for offline_access in any case.
EVERYTHING = " ".join([*SUPPORTED, "offline_access"])


@dataclass(frozen=True)
class Known:
    """A client as its document names it, and where it has the answer sent."""

    document: str
    name: str
    redirect: str
    registered: str = ""
    signs: bool = False


CLIENTS = {
    "ChatGPT": Known(
        "https://chatgpt.com/oauth/client.json", "ChatGPT",
        "https://chatgpt.com/connector_platform_oauth_redirect", signs=True,
    ),
    "ChatGPT, one connector": Known(
        "https://chatgpt.com/oauth/asdk_app_1/client.json", "ChatGPT",
        "https://chatgpt.com/connector/oauth/asdk_app_1", signs=True,
    ),
    "Codex": Known(
        "https://chatgpt.com/oauth/codex/client.json", "Codex", "http://127.0.0.1:49152/callback",
        registered="http://127.0.0.1/callback",
    ),
    "Claude": Known(
        "https://claude.ai/oauth/mcp-oauth-client-metadata", "Claude", "https://claude.ai/api/mcp/auth_callback",
    ),
}  # fmt: skip


def proof(flow: Flow, known: Known) -> dict[str, Any]:
    if not known.signs:
        return {}
    return {"client_assertion": assertion(flow), "client_assertion_type": ASSERTION_TYPE}


@pytest.mark.parametrize("name", CLIENTS)
async def test_it_connects_refreshes_and_learns_who_the_person_is(
    writer: Writer, engine: AsyncEngine, browser: Browser, internet: Internet, name: str
) -> None:
    known = CLIENTS[name]
    internet.publish(KEYS, {"keys": [public(RSA2048, "r1")]})
    internet.publish_client(
        known.document, client_name=known.name, redirect_uris=[known.registered or known.redirect],
        **(SIGNED if known.signs else {}),
    )  # fmt: skip
    flow = Flow(writer, engine, browser, known.document, redirect_uri=known.redirect)
    asked = flow.query(scope=EVERYTHING)
    page = await shown(await flow.open(asked))
    host = re.sub(r"^https?://|/.*$|:\d+", "", known.document)
    assert f"{host} vouches for the name {known.name}" in page

    back = sent_back(await flow.decide(asked, *SUPPORTED), known.redirect)
    assert (back["iss"], back["state"]) == (ISSUER, "st")
    redeemed = await flow.redeem(back["code"], proof(flow, known))
    tokens = await redeemed.json()
    assert redeemed.status == 200, tokens
    assert set(tokens["scope"].split()) == set(SUPPORTED)
    refreshed = await flow.refresh(tokens["refresh_token"], **proof(flow, known))
    assert refreshed.status == 200, await refreshed.text()

    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    person = await (await writer.http.get("/oauth/userinfo", headers=headers)).json()
    assert person["sub"] == writer.people["ada@makers.example"]
    assert isinstance(person["email_verified"], bool), "workspaces limit domains by it"
