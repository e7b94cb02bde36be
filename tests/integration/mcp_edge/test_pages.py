"""What the edge serves beside MCP."""

from dataclasses import replace

import aiohttp
import pytest
from yarl import URL

from core import media
from core.errors import Code, MarketError
from mcp_edge.app import build_app
from mcp_edge.services import Services
from tests.integration.mcp_edge.stand_ins import MUG, CannedReads, running

NAME = "cd" * 32


async def test_health_answers_and_readiness_asks_the_index(
    edge: str, http: aiohttp.ClientSession, reads: CannedReads
) -> None:
    async with http.get(f"{edge}/health") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "alive"})
    async with http.get(f"{edge}/ready") as answer:
        assert answer.status == 200
    reads.failure = MarketError(Code.NOT_READY)
    async with http.get(f"{edge}/ready") as answer:
        assert answer.status == 503
        assert (await answer.json(content_type="application/problem+json"))["code"] == "not_ready"
    async with http.get(f"{edge}/health") as answer:
        assert answer.status == 200


async def test_a_picture_is_drawn_and_kept_for_ever(edge: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{edge}/pictures/{MUG.id}/abc123.svg") as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert MUG.id in await answer.text()


async def test_before_it_is_on_offer_the_address_says_what_to_draw(
    edge: str, http: aiohttp.ClientSession
) -> None:
    told = {"title": "A <b>mug</b>", "category": "Kitchen > Mugs", "colors": "blue|white", "materials": ""}
    async with http.get(f"{edge}/pictures/lst_draft/abc.svg", params=told) as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
        assert "lst_draft Kitchen" in await answer.text()
    async with http.get(f"{edge}/pictures/lst_draft/abc.svg", params={"title": "x" * 2001}) as answer:
        assert answer.status == 404


async def test_an_uploaded_picture_is_shown_and_kept_for_ever(
    edge: str, http: aiohttp.ClientSession, services: Services
) -> None:
    for name in (NAME, media.small_name(NAME)):
        media.place(services.media, name).parent.mkdir(parents=True, exist_ok=True)
        media.place(services.media, name).write_bytes(name.encode())
        async with http.get(edge + media.address(name)) as answer:
            assert (answer.status, answer.content_type) == (200, "image/webp")
            assert await answer.text() == name
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "name",
    ["", "x", "ab" * 32, f"{'ab' * 32}-64", "..%2f..%2fsecret", "%2fetc%2fpasswd", "ab" * 31 + "AB", "%00"],
)
async def test_no_other_name_shows_a_file(
    edge: str, http: aiohttp.ClientSession, services: Services, name: str
) -> None:
    services.media.mkdir()
    (services.media.parent / "secret.webp").write_bytes(b"secret")
    async with http.get(URL(f"{edge}/images/{name}.webp", encoded=True)) as answer:
        assert (answer.status, answer.content_type) == (404, "application/problem+json")
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_picture_of_nothing_is_404_and_not_kept(edge: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{edge}/pictures/lst_gone/abc123.svg") as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")


async def test_a_listings_address_leads_to_the_playground(edge: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{edge}/listings/{MUG.id}", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, f"/playground/?listing={MUG.id}")
    async with http.get(f"{edge}/listings/lst_gone") as answer:
        assert answer.status == 404


async def test_the_playground_is_served_with_and_without_its_slash(
    edge: str, http: aiohttp.ClientSession
) -> None:
    for path in ("/playground", "/playground/"):
        async with http.get(f"{edge}{path}?listing=lst_1") as answer:
            assert (answer.status, answer.url.path, answer.url.query["listing"]) == (
                200,
                "/playground/",
                "lst_1",
            )
            assert "Playground" in await answer.text()


@pytest.mark.parametrize("path", ["/playground", "/health/", "/mcp//", "//evil.example/"])
async def test_no_address_leads_to_the_host_that_the_request_names(
    edge: str, http: aiohttp.ClientSession, path: str
) -> None:
    url = URL(f"{edge}{path}", encoded=True)
    async with http.get(url, headers={"Host": "evil.example"}, allow_redirects=False) as answer:
        assert "evil" not in answer.headers.get("Location", "")
        assert answer.status in {307, 404, 405}


async def test_without_the_playground_there_is_none(services: Services, http: aiohttp.ClientSession) -> None:
    app = build_app(replace(services, playground=None), ["127.0.0.1:*"], [])
    async with running(app) as edge:
        for path in ("/playground", "/playground/", f"/listings/{MUG.id}"):
            async with http.get(edge + path) as answer:
                assert answer.status == 404
        async with http.get(edge) as answer:
            assert "playground" not in await answer.text()


async def test_the_front_page_says_where_to_connect(edge: str, http: aiohttp.ClientSession) -> None:
    async with http.get(edge) as answer:
        text = await answer.text()
        assert "https://craft.example/mcp" in text
        assert "/playground/" in text
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")


async def test_a_wrong_address_or_method_is_a_problem_document(
    edge: str, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{edge}/nowhere") as answer:
        assert answer.status == 404
        assert (await answer.json(content_type="application/problem+json"))["code"] == "route_not_found"
    async with http.post(f"{edge}/health") as answer:
        assert (answer.status, set(answer.headers["Allow"].split(", "))) == (405, {"GET", "HEAD"})
