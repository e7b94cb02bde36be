"""update_cart, from the tool to carts in the database: guests, people signed in, and who is counted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import StaticKeys, TokenVerifier
from core.settings import Limits
from core.tables import listings
from mcp_edge.app import build_app
from mcp_edge.token_exchange import TokenExchange
from mcp_edge.write_client import WriteClient
from tests.integration.mcp_edge.stand_ins import CannedReads, Issuer, running, services_of
from tests.integration.mcp_edge.wire import call
from tests.support.carts import counted, lines_of, list_sent, opened, read
from tests.support.writer import EDGE_SECRET, Writer
from write_api.app import Settings, create_app
from write_api.oauth.signing import mint

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Host:
    """A host that calls the tool at an edge before a real write API."""

    http: aiohttp.ClientSession
    edge: str
    writer: Writer

    def token(self, *scopes: str) -> str:
        audience = f"{self.writer.settings.site.public_base_url}/mcp"
        subject = self.writer.people["eve@makers.example"]
        return mint(self.writer.issuer, subject=subject, audience=audience, client_id="chat", scopes=scopes)

    async def fill(
        self,
        *lines: dict[str, Any],
        token: str | None = None,
        cart_id: str | None = None,
        ships_to: str | None = None,
        **headers: str,
    ) -> dict[str, Any]:
        """Call the tool; return its result."""
        arguments: dict[str, Any] = {"lines": list(lines)} | ({"cart_id": cart_id} if cart_id else {})
        arguments |= {"ships_to": ships_to} if ships_to else {}
        proof = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await call(self.http, self.edge, "update_cart", arguments, **proof, **headers)
        result: dict[str, Any] = (await answer.json())["result"]
        return result


async def host_of(writer: Writer, http: aiohttp.ClientSession) -> AsyncIterator[Host]:
    base, settings = str(writer.http.make_url("")).rstrip("/"), writer.settings
    exchange = TokenExchange(
        http, f"{base}/oauth/token", "mcp_edge", EDGE_SECRET, settings.auth.write_api_audience
    )
    services = services_of(CannedReads(), WriteClient(http, base, exchange), Issuer())
    verifier = TokenVerifier(
        settings.auth.issuer, f"{settings.site.public_base_url}/mcp", StaticKeys(writer.issuer.key.jwks())
    )
    async with running(build_app(replace(services, verifier=verifier), ["127.0.0.1:*"], [])) as edge:
        yield Host(http, edge, writer)


@pytest.fixture
async def host(writer: Writer, http: aiohttp.ClientSession) -> AsyncIterator[Host]:
    async for host in host_of(writer, http):
        yield host


async def test_a_guest_fills_a_cart_over_many_calls(host: Host) -> None:
    mug = await host.writer.list_mug(personalization={"allowed": True, "max_length": 9})
    board = await host.writer.list_mug("bob", title="Walnut “board”", quantity=1)
    first = await host.fill({"listing_id": mug["id"], "personalization": "Ada", "quantity": 2})
    cart = first["structuredContent"]
    assert first["content"][0]["text"] == (
        "In the cart: 2 × “Stoneware mug”, personalised “Ada” from “Ada's pots” $64.00. In all $64.00, sending "
        f"not included. Pass cart_id {cart['id']} in the next call."
    )
    second = await host.fill({"listing_id": board["id"], "quantity": 3}, cart_id=cart["id"])
    assert counted(second["structuredContent"]) == {mug["id"]: 2, board["id"]: 1}
    said = second["content"][0]["text"]
    assert "“Walnut 'board'”: 3 were asked for and 1 can be had, so 1 count." in said
    looked = await host.fill(cart_id=cart["id"])
    assert looked["structuredContent"] == second["structuredContent"]
    out = [{"line_id": line["id"], "quantity": 0} for line in lines_of(looked["structuredContent"])]
    emptied = await host.fill(*out, cart_id=cart["id"])
    assert emptied["content"][0]["text"].startswith("The cart is empty.")


async def test_the_model_is_told_what_shipping_costs_in_words(host: Host) -> None:
    mug, jug = (
        await list_sent(host.writer),
        await list_sent(host.writer, title="Jug", quantity=0, made_to_order=True),
    )
    first = await host.fill({"listing_id": mug["id"], "quantity": 2}, ships_to="US")
    cart = first["structuredContent"]
    assert first["content"][0]["text"] == (
        "In the cart: 2 × “Stoneware mug” from “Ada's pots” $64.00. In all $64.00, sending not included. Shipping to "
        "US: “Ada's pots” $10.00, there within 6 days of the order. With shipping $74.00. "
        f"Pass cart_id {cart['id']} in the next call."
    )
    other = await host.writer.list_mug("bob", title="Walnut “board”", ships_to=["FR"])
    row = {"listing_id": other["id"], "quantity": 1}
    said = (await host.fill(row, cart_id=cart["id"], ships_to="US"))["content"][0]["text"]
    assert (
        "“Ada's pots” $10.00, there within 6 days of the order; “Bob's pots” does not ship “Walnut 'board'” there."
        in said
    )
    assert "What all of it costs with shipping is not known." in said
    made = {"listing_id": jug["id"], "quantity": 1}
    said = (await host.fill(made, cart_id=cart["id"], ships_to="FR"))["content"][0]["text"]
    assert "“Ada's pots” $38.00; “Bob's pots” has not said what shipping “Walnut 'board'” costs." in said
    assert "Shipping" not in (await host.fill(cart_id=cart["id"]))["content"][0]["text"]


async def test_a_country_that_there_is_not_says_what_to_send(host: Host) -> None:
    row = {"listing_id": (await host.writer.list_mug())["id"], "quantity": 1}
    for country in ("ZZ", "usa"):
        refused = await host.fill(row, ships_to=country)
        assert refused["isError"]
        assert "such as GB" in refused["content"][0]["text"]


async def test_what_cannot_be_put_in_says_what_to_do(host: Host) -> None:
    mug = await host.writer.list_mug()
    refused = await host.fill({"listing_id": mug["id"], "personalization": "Ada", "quantity": 1})
    assert refused["isError"]
    assert "Row 1: This piece cannot be personalised. Leave the text out." in refused["content"][0]["text"]
    nothing = await host.fill()
    assert "There is no cart yet." in nothing["content"][0]["text"]
    lost = await host.fill({"listing_id": mug["id"], "quantity": 1}, cart_id="gst_../../sellers")
    assert "There is no such cart." in lost["content"][0]["text"]
    unclear = await host.fill({"quantity": 1})
    assert "needs either `line_id` or `listing_id`" in unclear["content"][0]["text"]


async def test_somebody_signed_in_has_one_cart_and_it_takes_over_the_guests(host: Host) -> None:
    mug = await host.writer.list_mug()
    row = {"listing_id": mug["id"], "quantity": 1}
    token = host.token("orders.write")
    guests = (await host.fill(row))["structuredContent"]
    board = await host.writer.list_mug("bob", title="Walnut board")
    merged = await host.fill({"listing_id": board["id"], "quantity": 1}, token=token, cart_id=guests["id"])
    cart = merged["structuredContent"]
    assert counted(cart) == {mug["id"]: 1, board["id"]: 1}
    again = await host.fill(row | {"quantity": 2}, token=token, cart_id=guests["id"])
    assert counted(again["structuredContent"]) == {mug["id"]: 2, board["id"]: 1}
    own = await host.fill(token=token)
    assert (own["structuredContent"]["id"], cart["id"][:4]) == (cart["id"], "crt_")
    assert await read(host.writer, cart, "eve") == own["structuredContent"]
    without = await host.fill(row, cart_id=cart["id"])
    assert without["isError"], "without the token it looks like none"


async def test_a_token_without_the_permission_is_asked_for_it(host: Host) -> None:
    answer = await call(
        host.http, host.edge, "update_cart", {}, Authorization=f"Bearer {host.token('listings.write')}"
    )
    assert answer.status == 403
    assert "orders.write" in answer.headers["WWW-Authenticate"]


async def test_what_a_maker_keeps_from_assistants_cannot_be_bought_here(
    host: Host, engine: AsyncEngine
) -> None:
    mug = await host.writer.list_mug()
    async with engine.begin() as connection:
        await connection.execute(update(listings).values(ai_channels=False))
    row = {"listing_id": mug["id"], "quantity": 1}
    for token in (None, host.token("orders.write")):
        assert "There is no such listing." in (await host.fill(row, token=token))["content"][0]["text"]
    assert counted(await opened(host.writer, row)) == {mug["id"]: 1}


async def test_guests_are_counted_each_for_themselves_where_the_edge_is_trusted(
    writer_settings: Settings, people: dict[str, str], http: aiohttp.ClientSession
) -> None:
    limits = Limits.model_validate(
        {
            "LIMIT_ADDRESS_PER_MINUTE": 1, "LIMIT_SUBJECT_PER_MINUTE": 100,
            "TRUSTED_PROXIES": "127.0.0.1", "LIMIT_SHARED_NETWORKS": "203.0.113.0/24",
        }
    )  # fmt: skip
    settings = replace(writer_settings, limits=limits)
    async with TestClient(TestServer(create_app(settings))) as client:
        writer = Writer(client, settings, people)
        mug = await writer.list_mug()
        row = {"listing_id": mug["id"], "quantity": 1}
        async for host in host_of(writer, http):
            shoppers: list[dict[str, str]] = [
                {"X_Forwarded_For": "198.51.100.1"},
                {"X_Forwarded_For": "198.51.100.2"},
                {"X_Forwarded_For": "203.0.113.5", "X_Openai_Subject": "one"},
                {"X_Forwarded_For": "203.0.113.5", "X_Openai_Subject": "two"},
            ]
            for shopper in shoppers:
                assert not (await host.fill(row, **shopper))["isError"], shopper
            for shopper in shoppers:
                again = await host.fill(row, **shopper)
                assert "Too many requests" in again["content"][0]["text"], shopper
