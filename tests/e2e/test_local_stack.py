"""The local stack starts quickly, says plainly what is wrong, and leaves nothing behind."""

import asyncio
import signal
import socket
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.support.local_shop import COMMAND, LocalShop, free_port_base, gone, local_shop


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_no_process_is_left_whatever_ends_the_stack(data: Path, end: signal.Signals) -> None:
    with local_shop(data, "--no-demo") as shop:
        processes = shop.everything()
        assert len(processes) >= 7
        shop.process.send_signal(end)
        async with asyncio.timeout(20):
            await gone(processes)


async def test_the_stack_opens_again_after_it_was_killed(data: Path) -> None:
    with local_shop(data, "--no-demo") as shop:
        processes = shop.everything()
        shop.process.kill()
        async with asyncio.timeout(20):
            await gone(processes)
    with local_shop(data, "--no-demo") as shop:
        assert (await shop.search(""))["total"] == 0


async def test_a_service_that_falls_is_started_again(shop: LocalShop) -> None:
    fallen = shop.service("search")
    fallen.kill()
    async with asyncio.timeout(30):
        while True:
            try:
                if shop.service("search").pid != fallen.pid and (await shop.search(""))["total"]:
                    return
            except (LookupError, OSError, psutil.Error):
                await asyncio.sleep(0.05)


def test_a_port_in_use_is_one_clear_sentence(data: Path) -> None:
    base = free_port_base()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", base + 2))
        taken.listen()
        answer = _up(data, base)
    assert answer.returncode == 1
    assert answer.stderr == (
        f"Error: Port {base + 2} (for write_api) is in use. Stop what uses it, or choose other ports: "
        f"craftlocal up --port-base {base + 1000}\n"
    )


def test_a_second_stack_in_the_same_folder_is_told_how_to_run_beside(shop: LocalShop) -> None:
    answer = _up(shop.data, free_port_base())
    assert answer.returncode == 1
    assert "is running from" in answer.stderr
    assert "--data DIR --port-base" in answer.stderr


def test_commands_without_a_running_shop_say_how_to_start_it(tmp_path: Path) -> None:
    answer = subprocess.run(
        [*COMMAND, "token", "buyer", "--data", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "make run" in answer.stderr


def _up(data: Path, base: int) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "up", "--no-demo", "--data", str(data), "--port-base", str(base)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
