"""A running write API with people and shops in it, and tokens for them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.settings import Auth, EdgeClient, Limits, Mail, Media, Postgres, Redis, Sealing, Signing, Site
from write_api.accounts.service import Person, ensure_people
from write_api.app import Settings, create_app
from write_api.oauth.signing import Issuer, generate_key_file, load_key, mint
from write_api.sellers.service import NewShop, ensure_shop

SEALING_KEY = "a-sealing-key-for-tests-only-0123456789"
EDGE_SECRET = "a-secret-of-the-edge-for-tests-only-0123456789"
MUG: dict[str, Any] = {
    "title": "Stoneware mug",
    "price": {"amount_minor": 3200, "currency": "USD"},
    "category": "Kitchen > Mugs",
    "quantity": 6,
}


@pytest.fixture(scope="session")
def signing_key_file(short_dir: Path) -> Path:
    """A key made once."""
    path = short_dir / "signing.pem"
    generate_key_file(path)
    return path


@pytest.fixture
def writer_settings(postgres: Postgres, redis: Redis, signing_key_file: Path, tmp_path: Path) -> Settings:
    """Settings of a write API on this test's own stores."""
    return Settings(
        postgres=postgres,
        redis=redis,
        site=Site.model_construct(public_base_url="https://craftlocal.example"),
        auth=Auth.model_construct(
            issuer="https://id.craftlocal.example",
            jwks_url=None,
            write_api_audience="urn:craftlocal:write-api",
            loopback_clients=False,
        ),
        edge_client=EdgeClient.model_construct(client_id="mcp_edge", client_secret=SecretStr(EDGE_SECRET)),
        signing=Signing.model_construct(key_file=signing_key_file),
        limits=Limits.model_construct(factor=1000.0, trusted_proxies=[]),
        mail=Mail.model_construct(smtp_url=None, sender="CraftLocal <no-reply@craftlocal.example>"),
        sealing=Sealing.model_construct(key=SecretStr(SEALING_KEY)),
        media=Media.model_construct(directory=tmp_path / "media", images_per_shop=12),
    )


def with_mail(settings: Settings) -> Settings:
    """Return the settings with a mail server; nobody is there, so that all mail waits in its table."""
    nowhere = Mail.model_construct(smtp_url=SecretStr("smtp://127.0.0.1:9"), sender=settings.mail.sender)
    return replace(settings, mail=nowhere)


@dataclass(frozen=True)
class Writer:
    """A client of the running API, and the people it knows: ada and bob have shops, eve has none."""

    http: TestClient[Any, Any]
    settings: Settings
    people: dict[str, str]

    @property
    def issuer(self) -> Issuer:
        return Issuer(self.settings.auth.issuer, load_key(self.settings.signing.key_file))

    def token(self, who: str, *scopes: str, audience: str | None = None) -> str:
        return mint(
            self.issuer,
            subject=self.people[f"{who}@makers.example"],
            audience=audience or self.settings.auth.write_api_audience,
            client_id="tests",
            scopes=scopes or [Scope.LISTINGS_WRITE],
        )

    def as_(self, who: str, *scopes: str, **headers: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(who, *scopes)}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }

    async def list_mug(self, who: str = "ada", **fields: Any) -> dict[str, Any]:
        answer = await self.http.post("/api/v1/sellers/listings", json=MUG | fields, headers=self.as_(who))
        created: dict[str, Any] = await answer.json()
        assert answer.status == 201, created
        return created


@pytest.fixture
async def people(engine: AsyncEngine) -> dict[str, str]:
    """Account ids by address: ada and bob have a shop each, eve has none."""
    found = await ensure_people(
        engine, [Person(f"{name}@makers.example", name.title()) for name in ("ada", "bob", "eve")]
    )
    for name in ("ada", "bob"):
        await ensure_shop(engine, NewShop(f"{name.title()}'s pots", f"{name}@makers.example", city="Bath"))
    return found


@pytest.fixture
async def writer(writer_settings: Settings, people: dict[str, str]) -> AsyncIterator[Writer]:
    """A write API that serves."""
    async with TestClient(TestServer(create_app(writer_settings))) as http:
        yield Writer(http, writer_settings, people)
