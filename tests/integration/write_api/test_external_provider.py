"""The write API when people sign in with an independent provider."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import jwt
import pytest
from aiohttp import encode_basic_auth
from aiohttp.test_utils import TestClient, TestServer

from core.settings import Auth
from tests.support.oidc_provider import OidcProvider
from tests.support.writer import EDGE_SECRET, MUG, Writer
from write_api.app import Settings, create_app
from write_api.resources import HERE

pytestmark = pytest.mark.integration
EDGE = "https://craftlocal.example/mcp"
WRITE_API = "urn:craftlocal:write-api"


ROLES = {"AUTH_ROLES_CLAIM": "https://craftlocal.net/roles", "AUTH_ROLE_SCOPES": "seller=listings.write"}


async def exchange(writer: Writer, token: str) -> tuple[int, dict[str, Any]]:
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token": token,
        "subject_token_type": "urn:ietf:params:oauth:token-type:access_token", "scope": "listings.write",
    }  # fmt: skip
    answer = await writer.http.post(
        "/oauth/token", data=form, headers={"Authorization": encode_basic_auth("mcp_edge", EDGE_SECRET)}
    )
    return answer.status, await answer.json()


@pytest.fixture
def extra() -> dict[str, str]:
    """Settings beside the issuer."""
    return {}


@pytest.fixture
async def writer(
    writer_settings: Settings, people: dict[str, str], oidc_provider: OidcProvider, extra: dict[str, str]
) -> AsyncIterator[Writer]:
    """A write API that knows of the provider no more than its issuer."""
    auth = Auth.model_validate({"AUTH_ISSUER": oidc_provider.issuer, "AUTH_EXTERNAL": True} | extra)
    settings = replace(writer_settings, auth=auth)
    async with TestClient(TestServer(create_app(settings))) as http:
        yield Writer(http, settings, people)


async def test_the_edge_exchanges_the_providers_token_for_one_of_ours(
    writer: Writer, oidc_provider: OidcProvider
) -> None:
    token = await oidc_provider.sign_in("RS256", EDGE, "openid listings.write")
    _, body = await exchange(writer, token)
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims["iss"] == "urn:craftlocal:exchange"
    ada = writer.people["ada@makers.example"]
    assert (claims["sub"], claims["client_id"], claims["act"]) == (ada, "RS256", {"sub": "mcp_edge"})
    answer = await writer.http.get(
        "/api/v1/sellers/listings", headers={"Authorization": f"Bearer {body['access_token']}"}
    )
    assert answer.status == 200, "her verified address leads to the account that has her shop"


async def test_a_token_for_another_audience_is_not_exchanged(
    writer: Writer, oidc_provider: OidcProvider
) -> None:
    token = await oidc_provider.sign_in("RS256", "https://other.example/mcp", "openid listings.write")
    assert (await exchange(writer, token))[0] == 400


async def test_a_token_of_the_provider_for_the_write_api_is_taken_there_and_not_at_the_exchange(
    writer: Writer, oidc_provider: OidcProvider
) -> None:
    token = await oidc_provider.sign_in("ES256", WRITE_API, "openid listings.write")
    assert await own_listings(writer, token) == 200
    assert (await exchange(writer, token))[0] == 400


async def test_another_person_with_her_address_is_not_her(
    writer: Writer, oidc_provider: OidcProvider
) -> None:
    for person, status in (("ada", 200), ("mallory", 403), ("ada", 200), ("mallory", 403)):
        token = await oidc_provider.sign_in("ES256", WRITE_API, "openid listings.write", person=person)
        assert await own_listings(writer, token) == status


async def test_pages_and_mail_start_at_an_address_of_our_own_or_are_not_there(
    writer: Writer, writer_settings: Settings, oidc_provider: OidcProvider
) -> None:
    assert (await writer.http.get("/account/sign-in")).status == 404
    auth = Auth.model_validate(
        {
            "AUTH_ISSUER": oidc_provider.issuer,
            "AUTH_EXTERNAL": True,
            "AUTH_PAGES_URL": "https://me.shop.example/",
        }
    )
    app = create_app(replace(writer_settings, auth=auth))
    assert app[HERE].base_url == "https://me.shop.example"
    async with TestClient(TestServer(app)) as http:
        assert (await http.get("/account/sign-in")).status == 200


async def own_listings(writer: Writer, token: str) -> int:
    answer = await writer.http.get("/api/v1/sellers/listings", headers={"Authorization": f"Bearer {token}"})
    return answer.status


async def test_nobody_but_us_signs_as_the_exchange(writer: Writer, oidc_provider: OidcProvider) -> None:
    token = await oidc_provider.sign_in("ES256", EDGE, "openid listings.write")
    head, body, signature = token.split(".")
    for spoilt in (f"{head}.{body}.{signature[:-8]}AAAAAAAA", token + "A"):
        assert (await exchange(writer, spoilt))[0] == 400


@pytest.mark.parametrize("extra", [ROLES])
async def test_a_scope_that_a_role_allows_counts_for_those_who_have_it(
    writer: Writer, oidc_provider: OidcProvider
) -> None:
    for person, created, exchanged in (("ada", 201, 200), ("mallory", 403, 400)):
        token = await oidc_provider.sign_in("ES256", WRITE_API, "openid listings.write", person=person)
        headers = {"Authorization": f"Bearer {token}"}
        answer = await writer.http.post("/api/v1/sellers/listings", json=MUG, headers=headers)
        assert answer.status == created
        if created == 403:
            assert (await answer.json())["code"] == "role_needed"
            assert "WWW-Authenticate" not in answer.headers
        for_the_edge = await oidc_provider.sign_in("ES256", EDGE, "openid listings.write", person=person)
        status, body = await exchange(writer, for_the_edge)
        assert (status, body.get("error")) == (exchanged, None if exchanged == 200 else "invalid_scope")
