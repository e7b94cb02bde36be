"""A little internet: names of strangers that lead to one TLS server on this machine."""

import asyncio
import datetime
import functools
import ipaddress
import json
import socket
import ssl
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import AddrInfoType
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from yarl import URL

from write_api.fetching import Network

HOSTS = ("chat.example", "evil.example", "keys.example", "chatgpt.com", "claude.ai")
# The address that the names of strangers stand for; the connector is led to this machine behind its back.
PUBLIC = "93.184.216.34"


@dataclass
class Page:
    """What is served at an address."""

    body: Any
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    never_ends: bool = False


@dataclass
class Internet:
    """Serves pages by host and path. `addresses` changes where a name leads; `asked` counts requests."""

    pages: dict[str, Page] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    resolved: Counter[str] = field(default_factory=Counter)
    connected: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._stop = asyncio.Event()
        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        server_side, client_side = contexts()
        self._server = TestServer(app, scheme="https")
        await self._server.start_server(ssl=server_side)
        self.network = Network(
            resolver=lambda: Resolver(self), certificates=client_side, sockets=self._socket
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await self._server.close()

    def _socket(self, address: AddrInfoType) -> socket.socket:
        family, kind, protocol = address[:3]
        self.connected.append(str(address[4][0]))
        steered = SteeredSocket(family, kind, protocol)
        steered.port = self._server.port
        return steered

    def publish(self, url: str, body: Any, **options: Any) -> str:
        self.pages[url] = Page(body, **options)
        return url

    def publish_client(self, url: str = "https://chat.example/oauth/client.json", **changed: Any) -> str:
        """Publish a document about a client, and return its address."""
        good = {
            "client_id": url,
            "client_name": "ChatExample",
            "redirect_uris": ["https://chat.example/callback"],
            "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
        }
        document = {name: value for name, value in (good | changed).items() if value is not None}
        return self.publish(url, document)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        url = str(URL.build(scheme="https", host=request.host.partition(":")[0], path=request.path))
        self.asked[url] += 1
        self.headers.append(dict(request.headers))
        page = self.pages.get(url)
        if page is None:
            return web.Response(status=404)
        body = page.body if isinstance(page.body, bytes) else json.dumps(page.body).encode()
        response = web.StreamResponse(
            status=page.status, headers={"Content-Type": page.content_type} | page.headers
        )
        await response.prepare(request)
        await response.write(body)
        if page.never_ends:
            await self._stop.wait()
        return response


@dataclass
class Resolver(AbstractResolver):
    """Tells what a name stands for, then the guard looks, then the packets go to our own server."""

    internet: Internet

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.internet.resolved[host] += 1
        if host not in self.internet.addresses and host not in HOSTS:
            raise OSError(None, "no such name")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self.internet.addresses.get(host, [PUBLIC])
        ]

    async def close(self) -> None:
        pass


class SteeredSocket(socket.socket):
    """Believes to connect to an address in the public internet, and connects to our own server."""

    port: int | None = None

    def connect(self, address: Any) -> None:
        super().connect(("127.0.0.1", self.port) if address[0] == PUBLIC else address)


@functools.cache
def certified() -> tuple[bytes, bytes]:
    """Return the certificate of a server for all hosts and for this machine, and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [
                    *(x509.DNSName(host) for host in (*HOSTS, "localhost")),
                    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
                ]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@functools.cache
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the TLS contexts of a server for all hosts and of a client that trusts it."""
    certificate, key = certified()
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "both.pem"
        path.write_bytes(key + certificate)
        server_side.load_cert_chain(path)
    return server_side, ssl.create_default_context(cadata=certificate.decode())
