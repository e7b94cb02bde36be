"""The services of a local stack as child processes: started, watched, started again when they fall."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

from cli.stack.layout import SERVICES, Layout
from core.settings import outer_environment

READY_WITHIN_SECONDS = 60.0
STOP_WITHIN_SECONDS = 8.0
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0


class Guard(Protocol):
    """Whoever ends our processes when we cannot."""

    def watch(self, pid: int) -> None:
        """End this process when we are gone."""

    def forget(self, pid: int) -> None:
        """This process has ended by itself."""


class PortTakenError(Exception):
    """Something else listens where a service should."""


class ServiceFailedError(Exception):
    """A service did not become ready."""


def check_ports(layout: Layout) -> None:
    """Make sure that every port is free.

    Raises:
        PortTakenError: naming the port, the service and what to do.
    """
    ports = {service: layout.port(service) for service in SERVICES}
    ports |= {f"the figures of {service}": layout.figures_port(service) for service in SERVICES}
    for what, port in ports.items():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise PortTakenError(
                    f"Port {port} (for {what}) is in use. Stop what uses it, or choose other ports: "
                    f"craftlocal up --port-base {layout.port_base + 1000}"
                ) from None


@dataclass
class Services:
    """The four processes."""

    layout: Layout
    variables: Callable[[str], dict[str, str]]
    guard: Guard
    on_restart: Callable[[str, int], None]
    _running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    _keepers: list[asyncio.Task[None]] = field(default_factory=list)
    _stopping: bool = False

    async def start(self) -> None:
        """Start every service and return when all are ready.

        Raises:
            ServiceFailedError: one was not ready in time; says where its log is.
        """
        self.layout.logs.mkdir(parents=True, exist_ok=True)
        for service in SERVICES:
            self._keepers.append(asyncio.create_task(self._keep(service)))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            await asyncio.gather(*(self._until_ready(session, service) for service in SERVICES))

    async def _keep(self, service: str) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            process = await self._spawn(service)
            began = asyncio.get_running_loop().time()
            code = await process.wait()
            self.guard.forget(process.pid)
            if self._stopping:
                return
            self.on_restart(service, code)
            lasted = asyncio.get_running_loop().time() - began
            pause = FIRST_PAUSE_SECONDS if lasted > 10 else min(pause * 2, LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    async def _spawn(self, service: str) -> asyncio.subprocess.Process:
        with (self.layout.logs / f"{service}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", service,
                env=outer_environment() | self.variables(service),
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we stop our services in order
            )  # fmt: skip
        self.guard.watch(process.pid)
        self._running[service] = process
        return process

    async def _until_ready(self, session: aiohttp.ClientSession, service: str) -> None:
        deadline = asyncio.get_running_loop().time() + READY_WITHIN_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(f"http://127.0.0.1:{self.layout.port(service)}/ready") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)
        log = self.layout.logs / f"{service}.log"
        raise ServiceFailedError(f"{service} was not ready after {READY_WITHIN_SECONDS:.0f} s: see {log}")

    async def stop(self) -> None:
        """Stop every service; one that does not listen is killed."""
        self._stopping = True
        for process in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        _, late = (
            await asyncio.wait(self._keepers, timeout=STOP_WITHIN_SECONDS)
            if self._keepers
            else (set(), set())
        )
        for process in self._running.values():
            if late and process.returncode is None:
                process.kill()
        for keeper in late:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
