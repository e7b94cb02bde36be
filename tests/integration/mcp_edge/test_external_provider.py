"""Sign-in by an independent provider instead of our own authorization server."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from core.auth import Identity, external_verifier, shoppers_verifier
from core.errors import MarketError
from core.settings import Auth
from mcp_edge.app import build_app
from mcp_edge.services import Services
from tests.integration.mcp_edge.stand_ins import BASE_URL, FakeWriteApi, Issuer, running
from tests.integration.mcp_edge.wire import call
from tests.support.oidc_provider import OidcProvider

RESOURCE = f"{BASE_URL}/mcp"
PIECE = {"title": "Walnut Board", "price": 42, "currency": "USD", "category": "Kitchen & Dining"}


def settings(provider: OidcProvider, **changed: Any) -> Auth:
    return Auth.model_validate({"AUTH_ISSUER": provider.issuer, "AUTH_EXTERNAL": True} | changed)


@pytest.fixture
async def edge(
    services: Services, http: aiohttp.ClientSession, oidc_provider: OidcProvider
) -> AsyncIterator[str]:
    """An edge that knows of the provider no more than its issuer."""
    verifier = shoppers_verifier(settings(oidc_provider), RESOURCE, http)
    app = build_app(replace(services, verifier=verifier, issuer=oidc_provider.issuer), ["127.0.0.1:*"], [])
    async with running(app) as address:
        yield address


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
async def test_a_person_of_the_provider_may_list_a_piece(
    edge: str,
    http: aiohttp.ClientSession,
    oidc_provider: OidcProvider,
    write_api: FakeWriteApi,
    algorithm: str,
) -> None:
    token = await oidc_provider.sign_in(algorithm, RESOURCE, "openid listings.write")
    answer = await call(http, edge, "create_listing", PIECE, Authorization=f"Bearer {token}")
    assert answer.status == 200
    assert len(write_api.posts) == 1
    assert write_api.exchanges[0]["subject_token"] == token


async def test_the_metadata_names_the_provider_as_it_names_itself(
    edge: str, http: aiohttp.ClientSession, oidc_provider: OidcProvider
) -> None:
    async with http.get(f"{edge}/.well-known/oauth-protected-resource/mcp") as answer:
        assert (await answer.json())["authorization_servers"] == [oidc_provider.issuer]


async def test_scopes_it_did_not_give_are_asked_for(
    edge: str, http: aiohttp.ClientSession, oidc_provider: OidcProvider
) -> None:
    token = await oidc_provider.sign_in("ES256", RESOURCE, "openid listings.read")
    answer = await call(http, edge, "create_listing", PIECE, Authorization=f"Bearer {token}")
    assert answer.status == 403
    assert 'scope="listings.write listings.read"' in answer.headers["WWW-Authenticate"]


async def test_its_tokens_for_others_its_other_algorithms_and_our_own_issuer_are_refused(
    edge: str, http: aiohttp.ClientSession, oidc_provider: OidcProvider, issuer: Issuer
) -> None:
    elsewhere = await oidc_provider.sign_in("ES256", "https://other.example/mcp", "openid listings.read")
    odd = await oidc_provider.sign_in("RS512", RESOURCE, "openid listings.read")
    for token in (elsewhere, odd, issuer.token()):
        answer = await call(http, edge, "search_listings", {}, Authorization=f"Bearer {token}")
        assert answer.status == 401


async def test_permissions_and_the_person_come_from_the_claims_that_are_named(
    http: aiohttp.ClientSession, oidc_provider: OidcProvider
) -> None:
    met: list[Identity] = []

    async def account_of(identity: Identity) -> str:
        met.append(identity)
        return "acc_of_ada"

    auth = settings(oidc_provider, AUTH_SCOPES_CLAIM="permissions")
    verifier = external_verifier(auth, RESOURCE, http, account_of)
    token = await oidc_provider.sign_in("RS256", RESOURCE, "openid listings.write", person="ada")
    principal = await verifier.verify(token)
    assert (principal.account_id, principal.client_id) == ("acc_of_ada", "RS256")
    assert principal.scopes == {"listings.read", "orders.read"}
    assert met == [Identity(oidc_provider.issuer, "ada", "ada@makers.example", email_verified=True)]
    await verifier.verify(token)
    assert len(met) == 1, "whom we have met we remember"


async def test_an_issuer_written_with_another_slash_is_another_issuer(
    http: aiohttp.ClientSession, oidc_provider: OidcProvider
) -> None:
    auth = settings(oidc_provider, AUTH_ISSUER=f"{oidc_provider.issuer}/")
    token = await oidc_provider.sign_in("ES256", RESOURCE, "openid listings.read")
    with pytest.raises(MarketError):
        await external_verifier(auth, RESOURCE, http).verify(token)
