"""What the edge's tests put around it: canned reads, signed tokens, a write API, a real socket."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import uvicorn
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.types import ASGIApp

from core.auth import StaticKeys, TokenVerifier
from core.errors import Code, MarketError
from core.listing import (
    Facets,
    Image,
    Interpretation,
    Listing,
    ListingPage,
    ListingSummary,
    Personalization,
    ShopRef,
    Understood,
)
from core.money import Money
from mcp_edge.services import Reads, Services
from mcp_edge.unreadable import Http
from mcp_edge.write_client import WriteClient
from search.arguments import SearchArguments
from widgets import Bundle

BASE_URL = "https://craft.example"
ISSUER = "https://id.craft.example"
WRITE_AUDIENCE = "urn:craftlocal:write-api"
SECRET = "edge-secret-of-at-least-32-characters"

MUG = Listing(
    id="lst_01k00000000000000000000001",
    sku="MUG-1",
    title="Blue Mug",
    price=Money(amount_minor=1200, currency="GBP"),
    category="Kitchen & Dining > Mugs & Cups",
    shop=ShopRef(id="shp_01k00000000000000000000001", name="Clay & Co", city="Leeds", country="GB"),
    image=Image(url=f"{BASE_URL}/pictures/lst_01k00000000000000000000001/abc.svg", alt="A blue mug"),
    in_stock=True,
    made_to_order=True,
    lead_days=3,
    rating=4.8,
    url=f"{BASE_URL}/listings/lst_01k00000000000000000000001",
    description="Thrown on the wheel.",
    materials=["stoneware"],
    colors=["blue"],
    personalization=Personalization(allowed=True, max_length=20, instructions="A name"),
)


def page(*items: ListingSummary, understood: str | None = None, **changes: Any) -> ListingPage:
    """Return a page of these listings."""
    read_as = [Understood(kind="max_price", label=understood, source="query")] if understood else []
    parts: dict[str, Any] = {
        "items": [ListingSummary.model_validate(i.model_dump(), extra="ignore") for i in items],
        "total": len(items),
        "facets": Facets(),
        "interpretation": Interpretation(words="", understood=read_as),
    }
    return ListingPage(**(parts | changes))


@dataclass
class CannedReads:
    """A catalogue of one mug, that remembers what it was asked; `failure` is raised instead of answering."""

    answer: ListingPage = field(default_factory=lambda: page(MUG, understood="up to £20.00"))
    failure: Exception | None = None
    asked: list[SearchArguments] = field(default_factory=list)

    async def search(self, arguments: SearchArguments) -> ListingPage:
        self.asked.append(arguments)
        if self.failure:
            raise self.failure
        return self.answer

    async def listing(self, listing_id: str) -> Listing:
        if self.failure:
            raise self.failure
        if listing_id != MUG.id:
            raise MarketError(Code.LISTING_NOT_FOUND)
        return MUG

    async def count(self) -> int:
        if self.failure:
            raise self.failure
        return 1

    def as_reads(self) -> Reads:
        return Reads(self.search, self.listing, self.count)


class Issuer:
    """Signs tokens as the authorization server does."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [public | {"kid": "k1", "use": "sig", "alg": "ES256"}]}

    def token(self, scope: str = "listings.write", **claims: Any) -> str:
        """Return a token of the demo seller for the edge; `claims` overrides."""
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": f"{BASE_URL}/mcp",
            "sub": "acc_seller",
            "client_id": "chatgpt",
            "jti": "j1",
            "iat": now,
            "exp": now + 600,
            "scope": scope,
        }
        return jwt.encode(body | claims, self._key, "ES256", headers={"kid": "k1", "typ": "at+jwt"})


@dataclass
class FakeWriteApi:
    """The write API's HTTP contract as the edge sees it; `answers` are given before the usual ones."""

    exchanges: list[dict[str, str]] = field(default_factory=list)
    posts: list[tuple[Mapping[str, str], dict[str, Any]]] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=list)
    token_answer: tuple[int, Any] | None = None
    expires_in: int = 300
    dashboard: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[Mapping[str, str], dict[str, str]]] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/oauth/token", self._exchange)
        app.router.add_post("/api/v1/sellers/listings", self._create)
        app.router.add_post("/api/v1/sellers/inventory", self._count)
        app.router.add_get("/api/v1/sellers/dashboard", self._tell)
        return app

    async def _exchange(self, request: web.Request) -> web.Response:
        form = await request.post()
        sent = {name: str(value) for name, value in form.items()}
        self.exchanges.append(sent | {"authorization": request.headers["Authorization"]})
        if self.token_answer:
            return web.json_response(self.token_answer[1], status=self.token_answer[0])
        body = {"access_token": f"exchanged-{len(self.exchanges)}", "expires_in": self.expires_in}
        return web.json_response(body)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        self.posts.append((request.headers.copy(), await request.json()))
        if self.answers:
            status, body = self.answers.pop(0)
            if status == 0:  # the process dies under the request
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            return web.json_response(body, status=status, content_type="application/problem+json")
        new = self.posts[-1][1]
        made = {
            "id": "lst_new", "sku": new.get("sku", "CL-1"), "shop": MUG.shop.model_dump(), "images": [],
            "version": 1, "style": [], "ships_to": [], "ai_channels": True,
        }  # fmt: skip
        return web.json_response(new | made | {"added_by_a_newer_version": 1}, status=201)

    async def _tell(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.headers.copy(), dict(request.query)))
        if self.answers:
            status, body = self.answers.pop(0)
            return web.json_response(body, status=status, content_type="application/problem+json")
        return web.json_response(self.dashboard | {"added_by_a_newer_version": 1})

    async def _count(self, request: web.Request) -> web.StreamResponse:
        """Every SKU has ten pieces, but for NONE, which there is not; a key seen before is a replay."""
        is_replay = request.headers["Idempotency-Key"] in {old["Idempotency-Key"] for old, _ in self.posts}
        self.posts.append((request.headers.copy(), await request.json()))
        rows = [
            {"sku": row["sku"], "outcome": "unknown_sku", "detail": "There is none."}
            if row["sku"] == "NONE"
            else {
                "sku": row["sku"], "outcome": "updated", "listing_id": "lst_1", "held": 0, "state": "active",
                "version": 2, "quantity": row.get("set", 10 + row.get("adjust", 0)),
            }
            for row in self.posts[-1][1]["items"]
        ]  # fmt: skip
        report = {"items": rows, "updated": len(rows), "unchanged": 0, "refused": 0, "new": 1}
        return web.json_response(report, headers={"Idempotent-Replayed": "true"} if is_replay else {})


def _draw(seed: str, category: str, *_: object) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{seed} {category[:7]}</desc></svg>'


def services_of(
    reads: CannedReads,
    writes: WriteClient,
    issuer: Issuer,
    playground: Path | None = None,
    media: Path = Path(),
) -> Services:
    """Return the services of an edge at BASE_URL with two small widgets."""
    return Services(
        reads=reads.as_reads(),
        writes=writes,
        verifier=TokenVerifier(ISSUER, f"{BASE_URL}/mcp", StaticKeys(issuer.jwks)),
        draw=_draw,
        public_base_url=BASE_URL,
        issuer=ISSUER,
        media=media,
        widgets={
            name: Bundle(name, f"<title>{name}</title>", f"ui://craftlocal/{name}/v{'ab' * 6}.html")
            for name in ("product-grid", "product-detail")
        },
        playground=playground,
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


def running(app: ASGIApp) -> contextlib.AbstractAsyncContextManager[str]:
    """Serve the app on a free port of a real socket and yield its address."""
    return running_at(lambda _address: app)


@contextlib.asynccontextmanager
async def running_at(build: Callable[[str], ASGIApp]) -> AsyncIterator[str]:
    """Serve an app that has to know its own address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = build(f"http://127.0.0.1:{listener.getsockname()[1]}")
        server = _Server(
            uvicorn.Config(app, http=Http, ws="none", log_config=None, access_log=False, server_header=False)
        )
        task = asyncio.create_task(server.serve([listener]))
        await server.up.wait()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
