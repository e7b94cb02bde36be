"""`craftlocal up`: the whole shop on this machine, from an empty folder to printed addresses."""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from cli.stack import banner, demo
from cli.stack.layout import Layout, settings_of
from cli.stack.services import Services, check_ports
from cli.stack.stores import Stores, ensure_database, open_stores
from core.db import open_engine
from core.settings import Index, Mail, load
from write_api.migrations import migrate
from write_api.oauth.signing import generate_key_file
from write_api.resources import here

PARENT_CHECK_SECONDS = 0.5


class AlreadyRunningError(Exception):
    """Another stack runs in this data folder."""


@dataclass(frozen=True)
class Options:
    """How to bring the stack up."""

    layout: Layout
    demo: bool = True
    follow_parent: bool = False  # stop when the process that started us is gone (for `make run`)


class PipeGuard:
    """The guard process, told through a pipe that closes when we end, in whatever way."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cli.stack.guard"],
            stdin=subprocess.PIPE,
            start_new_session=True,  # a signal to our whole group must not take the guard along
            text=True,
        )

    def watch(self, pid: int) -> None:
        """End this process when we are gone."""
        self._tell(f"+{pid}")

    def forget(self, pid: int) -> None:
        """This process has ended by itself."""
        self._tell(f"-{pid}")

    def _tell(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """Let the guard end what is left, and wait for it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def up(options: Options, console: Console) -> None:
    """Run the stack until it is asked to stop.

    Raises:
        AlreadyRunningError, PortTakenError, ServiceFailedError: with a sentence for the person at the terminal.
    """
    layout = options.layout
    layout.data.mkdir(parents=True, exist_ok=True)
    with _only_one(layout):
        check_ports(layout)
        if not layout.key_file.exists():
            layout.key_file.parent.mkdir(parents=True, exist_ok=True)
            generate_key_file(layout.key_file)
        guard = PipeGuard()
        try:
            with console.status("Starting PostgreSQL and Valkey"), open_stores(layout) as stores:
                for pid in stores.pids:
                    guard.watch(pid)
                asyncio.run(_run(options, stores, guard, console))
        finally:
            layout.state_file.unlink(missing_ok=True)
            guard.close()


@contextlib.contextmanager
def _only_one(layout: Layout) -> Iterator[None]:
    with Path(layout.data / "stack.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunningError(
                f"A shop is running from {layout.data} already. Stop it, or run a second one beside it: "
                f"craftlocal up --data DIR --port-base {layout.port_base + 1000}"
            ) from None
        yield


async def _run(options: Options, stores: Stores, guard: PipeGuard, console: Console) -> None:
    layout = options.layout
    stop = _stop_when_asked(options)
    await ensure_database(stores.database_url)
    settings = settings_of(layout, stores.database_url, stores.redis_url)
    await migrate(stores.database_url)
    engine = open_engine(settings.postgres)
    try:
        if options.demo:
            await demo.seed_once(engine, console)
            await demo.set_logins(engine, here(settings.auth, settings.site))
        await demo.build_index_once(engine, settings.index, console)
    finally:
        await engine.dispose()
    services = Services(
        layout,
        variables=lambda service: layout.environment(service, stores.database_url, stores.redis_url),
        guard=guard,
        on_restart=lambda service, code: console.print(
            f"[yellow]{service} ended (code {code}); starting it again. Its log: {layout.logs / service}.log"
        ),
    )
    try:
        with console.status("Starting the services"):
            await services.start()
        _say_where_we_are(layout, stores, settings.index)
        mailbox = layout.is_local and load(Mail).smtp_url is None
        logins = options.demo and layout.is_local
        console.print(banner.ready(layout, settings.index, logins=logins, mailbox=mailbox))
        await stop.wait()
        console.print("\nStopping …")
    finally:
        await services.stop()


def _say_where_we_are(layout: Layout, stores: Stores, index: Index) -> None:
    state = {
        "pid": os.getpid(),
        "port_base": layout.port_base,
        "public_url": layout.public_url,
        "auth_url": layout.auth_url,
        "database_url": stores.database_url,
        "redis_url": stores.redis_url,
        "meilisearch_url": index.meilisearch_url,
    }
    # In one step: commands read it at any moment.
    fresh = layout.state_file.with_suffix(".new")
    fresh.write_text(json.dumps(state, indent=2))
    fresh.replace(layout.state_file)


def _stop_when_asked(options: Options) -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if options.follow_parent:
        parent = os.getppid()

        def look() -> None:
            if os.getppid() != parent:
                stop.set()
            loop.call_later(PARENT_CHECK_SECONDS, look)

        look()
    return stop
