"""HTTP to a Meilisearch server: one pool of connections, deadlines, few retries."""

import asyncio
import io
import random
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
import structlog

from search.engine import IndexUnavailableError
from search.meilisearch.breaker import Breaker

OLDEST = (1, 50)
CONNECTIONS = 100
_VERSION = re.compile(r"(\d+)\.(\d+)\.")

log = structlog.get_logger()


class AnswerError(Exception):
    """The server refuses. The text is the server's: for logs and operators, never for callers."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        super().__init__(f"{code}: {message}")


class AwayError(Exception):
    """The server does not answer, or asks to be left alone for `again_after_seconds`."""

    def __init__(self, message: str, again_after_seconds: float = 0.0) -> None:
        self.again_after_seconds = again_after_seconds
        super().__init__(message)


@dataclass(frozen=True)
class Patience:
    """How long a client waits, and how often it tries again."""

    connect_seconds: float
    total_seconds: float
    retries: int
    longest_pause_seconds: float


READING = Patience(connect_seconds=0.3, total_seconds=2.0, retries=1, longest_pause_seconds=0.1)
WRITING = Patience(connect_seconds=1.0, total_seconds=30.0, retries=4, longest_pause_seconds=10.0)


class Client:
    """Speaks to one server with one key."""

    def __init__(self, http: aiohttp.ClientSession, url: str, patience: Patience) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._patience = patience
        self._breaker = Breaker()

    async def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        ndjson_gzip: bytes | None = None,
        repeatable: bool = True,
        key: str | None = None,
    ) -> Any:
        """Return what the server answers; arrays of numpy may be in the body.

        What is not `repeatable` is tried once: a swap done twice is none. With a `key` it is asked with that one.

        Raises:
            AnswerError: the server refuses, and would again.
            AwayError: there is no answer in time, after the retries that fit into it.
        """
        headers, data = _payload(body, ndjson_gzip)
        if key:
            headers = headers | {"Authorization": f"Bearer {key}"}
        deadline = asyncio.get_running_loop().time() + self._patience.total_seconds
        retries = self._patience.retries if repeatable else 0
        for attempt in range(retries + 1):
            if not self._breaker.lets_through():
                raise AwayError("it failed several times in a row")
            try:
                return await self._once(method, path, headers, data, deadline)
            except AwayError as error:
                self._breaker.failed()
                pause = max(error.again_after_seconds, 0.02 * 2**attempt * (1 + random.random()))
                late = asyncio.get_running_loop().time() + pause >= deadline
                if late or pause > self._patience.longest_pause_seconds or attempt == retries:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def search(self, searches: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the answers of several searches made in one call.

        Raises:
            AnswerError, AwayError: as `request`.
        """
        answer = await self.request("POST", "/multi-search", {"queries": searches})
        results: list[dict[str, Any]] = answer["results"]
        return results

    async def _once(
        self, method: str, path: str, headers: dict[str, str], data: bytes | None, deadline: float
    ) -> Any:
        left = max(0.001, deadline - asyncio.get_running_loop().time())
        timeout = aiohttp.ClientTimeout(total=left, sock_connect=self._patience.connect_seconds)
        try:
            async with self._http.request(
                method,
                self._url + path,
                headers=headers,
                data=None
                if data is None
                else io.BytesIO(data),  # in parts: a large one would hold up the loop
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                raw = await answer.read()
                found = _parsed(raw, answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwayError(f"{type(error).__name__} at {method} {path}") from error
        self._breaker.succeeded()
        if answer.status < 300:
            return found
        raise AnswerError(answer.status, str(found.get("code", "")), str(found.get("message", "")))


def _payload(body: object, ndjson_gzip: bytes | None) -> tuple[dict[str, str], bytes | None]:
    if ndjson_gzip is not None:
        return {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}, ndjson_gzip
    if body is None:
        return {}, None
    return {"Content-Type": "application/json"}, orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY)


def _parsed(raw: bytes, answer: aiohttp.ClientResponse) -> Any:
    """Return the body; whatever only says that the server cannot just now is raised.

    Raises:
        AwayError: too many requests at once (with the pause asked for), an internal error, or another one's answer.
    """
    try:
        found = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        raise AwayError(f"an answer {answer.status} that is not JSON") from None
    if answer.status >= 500:
        asked = answer.headers.get("Retry-After", "")
        raise AwayError(f"an answer {answer.status}", float(asked) if asked.isdecimal() else 0.0)
    return found


@asynccontextmanager
async def connect(url: str, key: str, patience: Patience) -> AsyncIterator[Client]:
    """Open a pool of connections to the server.

    A compressed answer comes in small pieces and stalls for 40 ms on a connection that is kept alive, so none is
    asked for.
    """
    headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity", "User-Agent": "craftlocal"}
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60)
    async with aiohttp.ClientSession(
        connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar()
    ) as http:
        yield Client(http, url, patience)


async def check_version(client: Client, version_key: str | None = None) -> None:
    """Make sure of the server's version: with the key for that, else with the client's own, should it be a master key.

    A key for single indexes may not ask: the server lets only keys for every index do so.

    Raises:
        IndexUnavailableError: there is no server, it is one we do not know, or it refuses the key for that.
    """
    try:
        version = str((await client.request("GET", "/version", key=version_key))["pkgVersion"])
    except AwayError as error:
        raise unavailable(error) from None
    except AnswerError as error:
        if version_key:
            raise IndexUnavailableError(
                "Meilisearch refuses MEILISEARCH_VERSION_KEY: make keys with `craftlocal meilisearch keys`."
            ) from error
        # Should the key be wrong altogether, the index says so.
        log.warning("search.version_unchecked", reason="MEILISEARCH_VERSION_KEY is not set")
        return
    except (KeyError, TypeError):
        version = "unknown"
    found = _VERSION.match(version)
    numbers = (int(found[1]), int(found[2])) if found else (0, 0)
    if numbers < OLDEST or numbers[0] != OLDEST[0]:
        raise IndexUnavailableError(
            f"The Meilisearch server is version {version[:40]}; CraftLocal needs 1.50 or a later 1.x."
        )


def unavailable(error: AwayError | AnswerError) -> IndexUnavailableError:
    """Return what to tell an operator of an error."""
    if isinstance(error, AwayError):
        return IndexUnavailableError(
            f"Meilisearch does not answer ({error}). Is MEILISEARCH_URL right, and does the server run?"
        )
    if error.status in {401, 403}:
        return IndexUnavailableError(
            "Meilisearch refuses MEILISEARCH_API_KEY: make keys with `craftlocal meilisearch keys`, one to "
            "read and one to write with."
        )
    if error.code == "index_not_found":
        return IndexUnavailableError("There is no search index yet: run `craftlocal reindex`.")
    return IndexUnavailableError(f"Meilisearch refuses: {error}")
