"""An independent, certified OpenID provider (npm's oidc-provider), run with Node."""

import base64
import hashlib
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import aiohttp
import pytest
from yarl import URL

FOLDER = Path(__file__).parent / "oidc-provider"
NODE_OF_THE_WHEEL = Path(__file__).parents[2] / ".venv" / "node" / "node"
REDIRECT = "https://client.example/callback"
MOST_STEPS = 20


@dataclass(frozen=True)
class OidcProvider:
    """A running provider; its clients are named after the algorithm their tokens are signed with."""

    issuer: str

    async def sign_in(self, client_id: str, resource: str, scope: str, person: str = "ada") -> str:
        """Return an access token as a client gets one: authorization code, PKCE, consent and all."""
        verifier = secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": client_id, "response_type": "code", "redirect_uri": REDIRECT, "scope": scope,
            "resource": resource, "code_challenge": challenge, "code_challenge_method": "S256", "state": "s",
        }  # fmt: skip
        code = (await self.approve(f"{self.issuer}/auth?{urlencode(asked)}", person))["code"]
        form = {
            "grant_type": "authorization_code", "client_id": client_id, "code": code,
            "redirect_uri": REDIRECT, "code_verifier": verifier, "resource": resource,
        }  # fmt: skip
        async with (
            aiohttp.ClientSession() as client,
            client.post(f"{self.issuer}/token", data=form) as answer,
        ):
            body = await answer.json()
            assert answer.status == 200, body
            return str(body["access_token"])

    async def approve(self, url: str, person: str = "ada") -> dict[str, str]:
        """Sign in and consent to everything as a person with a browser; return what the client is told."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            location = await self._consent(browser, url, person)
        return dict(parse_qsl(urlsplit(location).query))

    async def _consent(self, browser: aiohttp.ClientSession, url: str, person: str) -> str:
        answer = await browser.get(URL(url, encoded=True), allow_redirects=False)
        for _ in range(MOST_STEPS):
            if location := answer.headers.get("Location"):
                if location.startswith(REDIRECT):
                    return location
                answer = await browser.get(urljoin(str(answer.url), location), allow_redirects=False)
                continue
            page = await answer.text()
            prompt = re.search(r'name="prompt" value="(\w+)"', page)
            action = re.search(r'action="([^"]+)"', page)
            assert prompt, page
            assert action, page
            answer = await browser.post(
                urljoin(str(answer.url), action[1]),
                data={"prompt": prompt[1], "login": person, "password": "x"},
                allow_redirects=False,
            )
        raise AssertionError("the provider never came back")


def _node() -> str | None:
    return str(NODE_OF_THE_WHEEL) if NODE_OF_THE_WHEEL.exists() else shutil.which("node")


@pytest.fixture(scope="session")
def oidc_provider() -> Iterator[OidcProvider]:
    """A provider that runs as long as the tests do."""
    node = _node()
    if node is None or not (FOLDER / "node_modules" / "oidc-provider").exists():
        pytest.skip(
            "npm's oidc-provider is not installed: `make test` does it, or `npm ci` in tests/support/oidc-provider"
        )
    with subprocess.Popen(
        [node, "provider.mjs"], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        issuer = process.stdout.readline().strip()
        assert issuer, process.stderr.read()
        yield OidcProvider(issuer)
        process.communicate()
