"""The services of a running stack as processes: found by their parent, killed without warning."""

import asyncio
import os
import signal

VICTIMS = ("indexer", "write_api")
LOOK_AGAIN_SECONDS = 0.02


async def running(stack_pid: int, service: str) -> int | None:
    """Return the pid of a service of this stack; None while it is down."""
    process = await asyncio.create_subprocess_exec(
        "ps", "-A", "-o", "pid=,ppid=,args=", stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    for line in printed.decode(errors="replace").splitlines():
        pid, parent, *arguments = line.split()
        if int(parent) == stack_pid and arguments[-2:] == ["-m", service]:
            return int(pid)
    return None


async def kill(stack_pid: int, service: str, within_seconds: float) -> bool:
    """Kill -9 a service, as soon as it is there; return whether it was in time."""
    deadline = asyncio.get_running_loop().time() + within_seconds
    while asyncio.get_running_loop().time() < deadline:
        pid = await running(stack_pid, service)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            return True
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return False
