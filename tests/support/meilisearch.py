"""A real Meilisearch for tests: the one at MEILISEARCH_URL, else one of our own from the binary on PATH.

With MEILISEARCH_URL goes MEILISEARCH_API_KEY, which has to be a master key or one with every action.
"""

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from core.settings import Index

MASTER_KEY = "a-master-key-for-tests-only"
UP_WITHIN_SECONDS = 20.0
ABSENT = "needs Meilisearch: set MEILISEARCH_URL and MEILISEARCH_API_KEY, or put `meilisearch` 1.50 on PATH"
_numbers = itertools.count()


@dataclass(frozen=True)
class Server:
    """A running server and a key that may do anything."""

    url: str
    key: str
    version_key: str | None = None

    def index(self, name: str) -> Index:
        """Return settings for an index of this name."""
        return Index.model_construct(
            directory=Path(),
            meilisearch_url=self.url,
            meilisearch_api_key=SecretStr(self.key),
            meilisearch_version_key=SecretStr(self.version_key) if self.version_key else None,
            meilisearch_index=name,
        )


@contextmanager
def serve(folder: Path, *arguments: str) -> Iterator[tuple[Server, subprocess.Popen[bytes]]]:
    """Run a server of our own in the folder; the caller may kill it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    process = subprocess.Popen(
        [
            "meilisearch", "--http-addr", address, "--master-key", MASTER_KEY, "--env", "production",
            "--no-analytics", "--max-indexing-memory", "512MiB", "--log-level", "ERROR",
            "--db-path", str(folder / "data"), "--dump-dir", str(folder / "dumps"),
            "--snapshot-dir", str(folder / "snapshots"), *arguments,
        ],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_until_healthy(f"http://{address}/health", process)
        yield Server(f"http://{address}", MASTER_KEY), process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + UP_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("Meilisearch did not start")


@pytest.fixture(scope="session")
def meilisearch_server() -> Iterator[Server]:
    """A server that all tests of this process share."""
    if url := os.environ.get("MEILISEARCH_URL"):
        yield Server(url.rstrip("/"), os.environ.get("MEILISEARCH_API_KEY", ""))
        return
    if shutil.which("meilisearch") is None:
        pytest.skip(ABSENT)
    with tempfile.TemporaryDirectory(prefix="cl-meili-") as folder, serve(Path(folder)) as (server, _):
        yield server


@pytest.fixture
async def meilisearch_index(meilisearch_server: Server) -> AsyncIterator[Index]:
    """Settings of an index of this test's own, which does not exist yet; it is deleted afterwards."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    yield meilisearch_server.index(name)
    headers = {"Authorization": f"Bearer {meilisearch_server.key}"}
    async with aiohttp.ClientSession(meilisearch_server.url, headers=headers) as http:
        async with http.get("/indexes?limit=1000") as answer:
            found = [index["uid"] for index in (await answer.json())["results"]]
        for uid in found:
            if uid == name or uid.startswith(f"{name}_"):
                async with http.delete(f"/indexes/{uid}"):
                    pass
