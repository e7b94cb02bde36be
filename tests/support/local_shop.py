"""A whole local stack, as `craftlocal up` runs it, in a folder of its own."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from cli.stack.layout import SERVICES

UP_WITHIN_SECONDS = 120.0
COMMAND = (sys.executable, "-m", "cli")


def free_port_base() -> int:
    """Return a port with the next seven free as well, that no other test process will be given.

    Below the range that outgoing connections are made from, and by process: two stacks that look for free
    ports at the same moment must not find the same ones.
    """
    first = 10_000 + os.getpid() % 600 * 32
    for base in range(first, 30_000, 16):
        if all(map(_is_free, range(base, base + 8))):
            return base
    raise RuntimeError("no eight free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@dataclass
class LocalShop:
    """A running stack."""

    data: Path
    port_base: int
    process: subprocess.Popen[str]

    @property
    def edge_url(self) -> str:
        """Address of the edge."""
        return f"http://localhost:{self.port_base}"

    @property
    def search_url(self) -> str:
        """Address of the read API."""
        return f"http://localhost:{self.port_base + 1}"

    @property
    def write_url(self) -> str:
        """Address of the write API."""
        return f"http://localhost:{self.port_base + 2}"

    async def figure(self, service: str, name: str) -> float:
        """Return a figure of a service, as Prometheus would read it; 0 when it was never counted."""
        async with aiohttp.ClientSession() as session:
            port = self.port_base + len(SERVICES) + SERVICES[service]
            async with session.get(f"http://localhost:{port}/metrics") as answer:
                lines = (await answer.text()).splitlines()
        return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{name} ")), 0.0)

    def logs(self) -> str:
        """Return the end of every service's log that is not a request's line."""
        ends = []
        for log in sorted((self.data / "logs").glob("*.log")):
            lines = [line for line in log.read_text().splitlines() if '"request.done"' not in line]
            ends.append(f"== {log.name}\n" + "\n".join(line[:600] for line in lines[-15:]))
        return "\n".join(ends)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `craftlocal` command against this stack."""
        command = [*COMMAND, *arguments, "--data", str(self.data)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    def token(self, role: str, audience: str = "edge") -> str:
        """Return a demo token."""
        answer = self.run("token", role, "--for", audience)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()

    def service(self, name: str) -> psutil.Process:
        """Return the process of a service."""
        for child in psutil.Process(self.process.pid).children():
            if child.cmdline()[-2:] == ["-m", name]:
                return child
        raise LookupError(name)

    def everything(self) -> list[psutil.Process]:
        """Return every process that belongs to this stack."""
        belonging = psutil.Process(self.process.pid).children(recursive=True)
        postmaster = int((self.data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        return [psutil.Process(self.process.pid), *belonging, psutil.Process(postmaster)]

    async def search(self, query: str = "", **parameters: Any) -> dict[str, Any]:
        """Ask the read API."""
        async with aiohttp.ClientSession() as session:
            address = f"{self.search_url}/api/v1/listings/search"
            async with session.get(address, params={"query": query} | parameters) as answer:
                assert answer.status == 200, await answer.text()
                page: dict[str, Any] = await answer.json()
                return page


@contextmanager
def local_shop(
    data: Path, *arguments: str, port_base: int | None = None, variables: Mapping[str, str] | None = None
) -> Iterator[LocalShop]:
    """Bring a stack up, with more variables in its environment, and down at the end."""
    port = port_base or free_port_base()
    command = [*COMMAND, "up", "--data", str(data), "--port-base", str(port), *arguments]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | dict(variables or {}),
    )
    shop = LocalShop(data, port, process)
    try:
        _wait_until_open(shop)
        yield shop
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def _wait_until_open(shop: LocalShop) -> None:
    deadline = time.monotonic() + UP_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if shop.process.poll() is not None:
            raise RuntimeError(f"the shop did not open:\n{shop.process.communicate()[0]}")
        state = shop.data / "stack.json"
        if state.exists() and json.loads(state.read_text())["pid"] == shop.process.pid:
            return
        time.sleep(0.1)
    raise TimeoutError("the shop was not open in time")


async def gone(processes: list[psutil.Process]) -> None:
    """Return when none of the processes is left."""
    while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes):  # noqa: ASYNC110 - no event
        await asyncio.sleep(0.05)
