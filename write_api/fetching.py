"""Fetching what strangers point to: public addresses only, nothing large, nothing slow, no redirects."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import aiohttp
import orjson
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import SocketFactoryType
from yarl import URL

TIMEOUT_SECONDS = 3.0
FILE_TIMEOUT_SECONDS = 20.0
CHUNK_BYTES = 16_384
JSON_TYPES = ("application/json", "application/jwk-set+json")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64: an IPv4 address in the last 32 bits


class FetchError(Exception):
    """What was asked for could not be had; the message says why without a word of the other side's."""


@dataclass(frozen=True)
class Fetched:
    """A JSON object, and how long its owner lets it be kept, in seconds (None: not said)."""

    value: dict[str, object]
    fresh_seconds: int | None


def is_public(address: Address) -> bool:
    """Tell whether an address is in the public internet, whatever form it is written in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None and not is_public(inner):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_public_or_loopback(address: Address) -> bool:
    """Tell the same for a local stack, whose clients may run beside it."""
    return address.is_loopback or is_public(address)


@dataclass(frozen=True)
class Fetcher:
    """Fetches small JSON documents, and files. What is checked is what is connected to: a name is resolved once.

    `local` lets it speak plain http to any port, where `allows` lets it get.
    """

    allows: Callable[[Address], bool]
    session: aiohttp.ClientSession
    local: bool = False

    async def get(self, url: str, *, max_bytes: int) -> Fetched:
        """Return the JSON object at `url`.

        Raises:
            FetchError: the address is not allowed, or did not give a small JSON object in time.
        """
        with _in_our_words():
            async with asyncio.timeout(TIMEOUT_SECONDS), self._answer(url, "application/json") as answer:
                if answer.content_type not in JSON_TYPES:
                    raise FetchError("is not application/json")
                value = orjson.loads(b"".join([chunk async for chunk in _chunks(answer, max_bytes)]))
        if not isinstance(value, dict):
            raise FetchError("holds no JSON object")
        return Fetched(value, _fresh_seconds(answer.headers.get("Cache-Control", "")))

    async def download(
        self, url: str, *, accept: str, max_bytes: int, keep: Callable[[bytes], Awaitable[None]]
    ) -> None:
        """Hand the file at `url` to `keep` as it comes.

        Raises:
            FetchError: the address is not allowed, or did not give so small a file in time.
        """
        with _in_our_words():
            async with asyncio.timeout(FILE_TIMEOUT_SECONDS), self._answer(url, accept) as answer:
                async for chunk in _chunks(answer, max_bytes):
                    await keep(chunk)

    def _check(self, url: URL) -> None:
        if not self.local and (url.scheme != "https" or url.port != 443):
            raise FetchError("must be an https address on the usual port")
        try:
            literal = ipaddress.ip_address(url.host or "")
        except ValueError:
            return
        # A literal address never reaches the resolver.
        if not self.allows(literal):
            raise FetchError("is not an address in the public internet")

    @asynccontextmanager
    async def _answer(self, url: str, accept: str) -> AsyncIterator[aiohttp.ClientResponse]:
        target = URL(url)
        self._check(target)
        async with self.session.get(
            target, allow_redirects=False, headers={"Accept": accept, "Accept-Encoding": "identity"}
        ) as answer:
            if answer.status != 200:
                raise FetchError(f"answered with status {answer.status}")
            yield answer


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (aiohttp.ClientError, OSError, ValueError) as error:
        # TimeoutError is an OSError; orjson's and yarl's errors are ValueErrors.
        raise FetchError(f"could not be fetched ({type(error).__name__})") from None


async def _chunks(answer: aiohttp.ClientResponse, max_bytes: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
        size += len(chunk)
        if size > max_bytes:
            raise FetchError(f"has more than {max_bytes} bytes")
        yield chunk


def _fresh_seconds(cache_control: str) -> int | None:
    directives = [part.strip().lower() for part in cache_control.split(",")]
    if "no-store" in directives or "no-cache" in directives:
        return 0
    for directive in directives:
        name, _, value = directive.partition("=")
        if name == "max-age" and value.isascii() and value.isdigit():
            return int(value[:9])
    return None


@dataclass
class GuardedResolver(AbstractResolver):
    """Hands out only addresses that are allowed; a name with one that is not is refused as a whole."""

    inner: AbstractResolver
    allows: Callable[[Address], bool]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name.

        Raises:
            OSError: there are none, or one of them is not allowed.
        """
        found = await self.inner.resolve(host, port, family)
        if not all(self.allows(ipaddress.ip_address(one["host"].partition("%")[0])) for one in found):
            raise OSError(None, "an address that is not allowed")
        return found

    async def close(self) -> None:
        """Close the resolver inside."""
        await self.inner.close()


@dataclass(frozen=True)
class Network:
    """How strangers are reached: which addresses are allowed, who resolves names, whose certificates count."""

    allows: Callable[[Address], bool] = is_public
    resolver: Callable[[], AbstractResolver] = aiohttp.ThreadedResolver
    certificates: ssl.SSLContext | None = None
    sockets: SocketFactoryType | None = None


def open_session(network: Network) -> aiohttp.ClientSession:
    """Return a session that connects to allowed addresses only.

    It keeps no cookies, follows no proxy settings and unpacks nothing, so that a small answer stays small.
    """
    connector = aiohttp.TCPConnector(
        resolver=GuardedResolver(network.resolver(), network.allows),
        use_dns_cache=False,
        limit=10,
        limit_per_host=2,
        force_close=True,
        ssl=network.certificates or True,
        socket_factory=network.sockets,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(connect=TIMEOUT_SECONDS),
        auto_decompress=False,
        trust_env=False,
    )
